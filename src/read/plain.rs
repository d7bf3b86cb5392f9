//! Plain text: the file is the article.

use super::charset;
use super::context::Context;
use super::front_matter;
use super::input::Input;
use super::output::{Draft, Output};
use crate::article::DiagnosticCode;

/// Reads one article of plain text.
pub(super) fn read(mut input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    match text(&mut input, context) {
        Ok(draft) => output.whole(draft),
        Err(error) => output.failure(None, error),
    }
}

/// Reads one article of Markdown; its front matter becomes metadata.
pub(super) fn read_markdown(mut input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    match text(&mut input, context) {
        Ok(draft) => output.whole(front_matter::split(draft, &context.options.field_map)),
        Err(error) => output.failure(None, error),
    }
}

/// The decoded text of a file, with a remark where bytes were lost.
fn text(input: &mut Input<'_>, context: Context<'_>) -> std::io::Result<Draft> {
    let decoded = charset::decode(&input.all(context.options.max_article_bytes)?, None);
    let mut draft = Draft { text: decoded.text, ..Draft::default() };
    if decoded.n_replaced > 0 {
        let (n, charset) = (decoded.n_replaced, decoded.charset);
        draft.remark(
            DiagnosticCode::CharsetReplaced,
            format!("{n} byte sequences that are not {charset} were replaced"),
        );
    }
    Ok(draft)
}
