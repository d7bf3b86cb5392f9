//! A person the article names.

use super::Span;
use serde::{Deserialize, Serialize};

/// A person the article names, quoted or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The fullest name the article gives, without titles ("Dmitry Peskov").
    pub name: String,
    /// Where the person is named first, by whatever part of the name.
    pub first: Span,
    /// How often the person is named, pronouns left out.
    pub n_mentions: u32,
}
