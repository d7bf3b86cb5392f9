//! Takes articles out for good, and keeps them out.

use super::manifest::{Note, NoteKind};
use super::update::FORGOTTEN;
use super::writer::{Writer, WriterOptions};
use super::{Error, Reader};
use std::path::Path;

/// Expunges the bytes of articles from the index in `folder`. Later runs skip them, even where their files are still there.
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
        manifest.forgotten.insert(id.clone(), file);
        paths.push(article.path);
    }
    // A reader that is open keeps the files of the segments it has.
    drop(reader);
    let options = writer.last_commit().options.clone();
    writer.expunge(ids, &manifest, &options)?;
    writer.close()?;
    Ok(paths)
}

/// Lets the next run index forgotten articles again. Returns how many of `ids` were forgotten.
pub fn remember(folder: &Path, ids: &[String]) -> Result<usize, Error> {
    let mut writer = Writer::open(folder, &WriterOptions::default())?;
    let mut manifest = writer.manifest()?;
    let mut n_remembered = 0;
    for file in ids.iter().filter_map(|id| manifest.forgotten.remove(id)).collect::<Vec<_>>() {
        n_remembered += 1;
        if let Some(record) = manifest.files.get_mut(&file) {
            record.is_partial = true;
        }
    }
    if n_remembered > 0 {
        let options = writer.last_commit().options.clone();
        writer.commit(&manifest, &options)?;
    }
    writer.close()?;
    Ok(n_remembered)
}
