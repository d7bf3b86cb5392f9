//! Reported speech and who said it.

use crate::article::{Metadata, Place, Quote};
use crate::text::Prose;

/// Every quote, in text order.
pub(crate) fn quotes(_prose: &Prose<'_>, _metadata: &Metadata, _places: &[Place]) -> Vec<Quote> {
    Vec::new()
}
