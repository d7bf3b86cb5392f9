//! A correction put into the index at once, without reading the archive again; and those that no longer fit.

use super::document::Stamp;
use super::error::Error;
use super::reader::Reader;
use super::update::digest_of_corrections;
use super::writer::{Writer, WriterOptions};
use crate::article::DiagnosticCode;
use crate::extract;
use crate::knowledge::{Correction, Corrections, LocalPlaces, Misfit};
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
    places: &LocalPlaces,
    options: &WriterOptions,
) -> Result<Corrected, Error> {
    let mut writer = Writer::open(folder, options)?.with_atlas(places.atlas().clone());
    let reader = Reader::open(folder)?;
    if reader.commit().is_stale() {
        writer.close()?;
        return Ok(Corrected::Later);
    }
    let mut manifest = reader.manifest()?;
    let digest = all.digest(&correction.content);
    let before = manifest.corrected.insert(correction.content.clone(), digest).unwrap_or_default();
    let earlier = all.before_last(&correction.content);
    if before != earlier.digest(&correction.content) {
        // Earlier ones were written by hand since: the order of the file counts.
        writer.close()?;
        return Ok(Corrected::Later);
    }
    let name = |corrections| digest_of_corrections(corrections, &correction.content, places);
    let turned = name(&earlier) ^ name(all);
    let mut n_corrected = 0;
    for (address, known) in reader.find_content(&correction.content)? {
        let mut article = reader.article(address)?;
        if article.content_hash != correction.content || !correction.apply(&mut article, places.atlas()) {
            continue;
        }
        article.breaks = extract::breaks(&article);
        // The writer says it again.
        article.diagnostics.retain(|diagnostic| diagnostic.code != DiagnosticCode::WordTooLong);
        let raw_hash = known.raw_hash ^ turned;
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
