//! The places an article names.

use crate::article::{Dateline, Metadata, Place};
use crate::text::Prose;

/// Every place named, in text order.
pub(crate) fn mentions(_prose: &Prose<'_>, _dateline: Option<&Dateline>, _metadata: &Metadata) -> Vec<Place> {
    Vec::new()
}
