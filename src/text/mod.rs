//! The article's text, cut once into paragraphs, sentences and tokens for every extractor to read.
//!
//! `Peskov said on Sunday…` → [`Prose`]: tokens with byte offsets, sentence and paragraph numbers and
//! word numbers. It knows the language, not news: no names, no quotes' speakers, no dates.

mod count;
mod quotation;
mod token;

pub use count::count_words;
pub use quotation::Quotation;
pub use token::{Paragraph, Prose, Token, TokenKind};
