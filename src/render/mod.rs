//! Articles and hits to text, JSON and CSV. The last room before the terminal: nothing here searches.

pub mod article_text;
pub mod chart;
pub mod citation;
pub mod company;
pub mod counts;
pub mod csv_table;
pub mod extract_json;
pub mod findings;
pub mod hits_json;
pub mod hits_table;
pub mod hits_text;
pub mod hits_writer;
mod json_writer;
pub mod kwic;
#[cfg(feature = "parquet")]
mod parquet_rows;
pub mod people;
pub mod said;
pub mod sanitize;
pub mod table;
pub mod theme;
pub mod trace;
pub mod why;
