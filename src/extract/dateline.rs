//! The dateline: where, when and by which agency the article was filed.

use super::header::Header;
use crate::article::Dateline;
use crate::text::Prose;

/// Finds the dateline in the lines that open the story.
pub(crate) fn find(_prose: &Prose<'_>, _header: &Header) -> Option<Dateline> {
    None
}
