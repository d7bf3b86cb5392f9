//! A correction put into the index at once, without reading the archive again; and those that no longer fit.

use super::document::Stamp;
use super::error::Error;
use super::reader::Reader;
use super::writer::{Writer, WriterOptions};
use crate::article::DiagnosticCode;
use crate::extract;
use crate::knowledge::{Correction, Corrections, Misfit};
use crate::lexicon::gazetteer::Atlas;
use std::path::Path;

/// What became of a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrected {
    /// It holds, in so many articles.
    Now(u64),
    /// It will, when the index is brought up to date: another version made it, or with other corrections.
    Later,
    /// It fits no article of the index.
    Nowhere,
}

/// Puts `correction`, the last of `all`, into every article of the index with that text.
pub fn correct(
    folder: &Path,
    correction: &Correction,
    all: &Corrections,
    atlas: &Atlas,
    options: &WriterOptions,
) -> Result<Corrected, Error> {
    let mut writer = Writer::open(folder, options)?.with_atlas(atlas.clone());
    let reader = Reader::open(folder)?;
    if reader.commit().is_stale() {
        writer.close()?;
        return Ok(Corrected::Later);
    }
    let mut manifest = reader.manifest()?;
    let digest = all.digest(&correction.content);
    let before = manifest.corrected.insert(correction.content.clone(), digest).unwrap_or_default();
    if before != all.digest_before_last(&correction.content) {
        // Earlier ones were written by hand since: the order of the file counts.
        writer.close()?;
        return Ok(Corrected::Later);
    }
    let mut n_corrected = 0;
    for (address, known) in reader.find_content(&correction.content)? {
        let mut article = reader.article(address)?;
        if article.content_hash != correction.content || !correction.apply(&mut article, atlas) {
            continue;
        }
        article.breaks = extract::breaks(&article);
        // The writer says it again.
        article.diagnostics.retain(|diagnostic| diagnostic.code != DiagnosticCode::WordTooLong);
        let raw_hash = known.raw_hash ^ before ^ digest;
        writer.put(article, Stamp { raw_hash, added: known.added }, true)?;
        n_corrected += 1;
    }
    if n_corrected > 0 {
        writer.commit(&manifest, &reader.commit().options)?;
        writer.merge()?;
    }
    writer.close()?;
    Ok(if n_corrected > 0 { Corrected::Now(n_corrected) } else { Corrected::Nowhere })
}

/// The corrections that fit no article of the index, in the order of their lines.
pub fn misfits(reader: &Reader, corrections: &Corrections) -> Result<Vec<Misfit>, Error> {
    let mut misfits = Vec::new();
    for (line, correction) in corrections.iter() {
        let mut reason = Some("no article has this text");
        for (address, _) in reader.find_content(&correction.content)? {
            let article = reader.article(address)?;
            if article.content_hash == correction.content {
                reason = correction.misfit(&article);
            }
        }
        misfits.extend(reason.map(|reason| Misfit { line, correction: correction.clone(), reason }));
    }
    misfits.sort_by_key(|misfit| misfit.line);
    Ok(misfits)
}
