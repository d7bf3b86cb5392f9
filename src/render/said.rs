//! A speaker's quotes for a person: one a line, in the order they were printed.

use super::article_text::{date_line, place_name};
use super::hits_text::{Look, said};
use super::hits_writer::HitsWriter;
use super::sanitize;
use super::theme::{ASIDE, DOUBT, PLACE};
use crate::article::PlaceRole;
use crate::knowledge::quote_id;
use crate::search::{Hits, QuoteHit};
use serde_json::Value;
use std::io::{self, Write};

/// A line for each quote.
pub struct Lines<'l, W> {
    /// Where they are written to.
    pub out: W,
    /// How they look.
    pub look: Look<'l>,
}

impl<W: Write> HitsWriter for Lines<'_, W> {
    fn write(&mut self, hits: &Hits) -> io::Result<()> {
        match hits {
            Hits::Quotes(hits) => hits.iter().try_for_each(|hit| line(&mut self.out, hit, self.look)),
            // Nothing else is said by anybody.
            _ => Ok(()),
        }
    }

    fn finish(&mut self, _: &Value) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes one quote: date, place, outlet, speaker, words, id.
fn line(out: &mut impl Write, hit: &QuoteHit, look: Look<'_>) -> io::Result<()> {
    let article = &hit.article;
    write!(out, "{}", date_line(article))?;
    if let Some(place) = article.places.iter().find(|place| place.role == PlaceRole::Dateline) {
        write!(out, " · {PLACE}{}{PLACE:#}", place_name(place))?;
    }
    if let Some(source) = &article.source {
        write!(out, " · {}", sanitize::line(source))?;
    }
    // What is not doubtful has a blank where the mark would be, for lists; a line needs none.
    let words = said(article, &hit.quote, look.matches).replacen(&format!("{DOUBT} {DOUBT:#} "), "", 1);
    let id = quote_id(&article.id, hit.quote.utterance);
    writeln!(out, " · {words} {ASIDE}· {}{ASIDE:#}", look.linked(&id, &article.path))
}
