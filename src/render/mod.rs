//! Articles and hits to text, JSON and CSV. The last room before the terminal: nothing here searches.

pub mod article_text;
pub mod extract_json;
pub mod sanitize;
mod theme;
