//! Takes articles out for good, and keeps them out.

use super::manifest::{Forgotten, Note, NoteKind};
use super::update::FORGOTTEN;
use super::writer::{Writer, WriterOptions};
use super::{Error, Reader};
use std::path::Path;

/// Expunges the bytes of articles from the index in `folder`. Later runs skip them where their files are still there, and
/// wherever their texts turn up anew; copies that the index has already stay.
///
/// Returns the archive paths of the files they came from, in the order of `ids`; an id that no article has is an error, and
/// nothing is forgotten.
pub fn forget(folder: &Path, ids: &[String]) -> Result<Vec<String>, Error> {
    let mut writer = Writer::open(folder, &WriterOptions::default())?;
    let reader = Reader::open(folder)?;
    let mut manifest = writer.manifest()?;
    let mut paths = Vec::with_capacity(ids.len());
    for id in ids {
        let address = reader.find(id)?.ok_or_else(|| Error::NoSuchArticle { id: id.clone() })?;
        let article = reader.article(address)?;
        let file = manifest.file_of(&article.path).unwrap_or(&article.path).to_owned();
        if let Some(record) = manifest.files.get_mut(&file) {
            record.n_articles = record.n_articles.saturating_sub(1);
            record.note(Note { kind: NoteKind::Skipped, line: article.line, reason: FORGOTTEN.to_owned() });
        }
        let content = if article.text.trim().is_empty() { String::new() } else { article.content_hash };
        manifest.forgotten.insert(id.clone(), Forgotten { file, content });
        paths.push(article.path);
    }
    // A reader that is open keeps the files of the segments it has.
    drop(reader);
    let options = writer.last_commit().options.clone();
    writer.expunge(ids, &manifest, &options)?;
    writer.close()?;
    Ok(paths)
}

/// Lets the next run index forgotten articles again, with what was kept out because it has their texts. Returns how many of
/// `ids` were forgotten.
pub fn remember(folder: &Path, ids: &[String]) -> Result<usize, Error> {
    let mut writer = Writer::open(folder, &WriterOptions::default())?;
    let mut manifest = writer.manifest()?;
    let mut n_remembered = 0;
    for id in ids {
        let Some(found) = manifest.forgotten.remove(id) else { continue };
        n_remembered += 1;
        let is_same = |other: &Forgotten| !found.content.is_empty() && other.content == found.content;
        let same = manifest.forgotten.extract_if(.., |_, other| is_same(other)).map(|(_, other)| other.file);
        for file in same.chain([found.file.clone()]).collect::<Vec<_>>() {
            if let Some(record) = manifest.files.get_mut(&file) {
                record.is_partial = true;
            }
        }
    }
    if n_remembered > 0 {
        let options = writer.last_commit().options.clone();
        writer.commit(&manifest, &options)?;
    }
    writer.close()?;
    Ok(n_remembered)
}
