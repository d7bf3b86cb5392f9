//! Factiva: words in a row are a phrase, `adjN` and `w/N` are ordered, fields are `hd=x`.

use super::{Clauses, Kind, Token, number_after, refused};
use crate::query::error::QueryError;

/// Fields that are ours by another name.
const FIELDS: [(&str, &str); 5] =
    [("hd", "headline:"), ("hl", "headline:"), ("by", "byline:"), ("sn", "source:"), ("la", "lang:")];

pub(super) fn translate(tokens: &[Token<'_>]) -> Result<String, QueryError> {
    let mut clauses = Clauses::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token.kind {
            Kind::Word => at += word(tokens, at, &mut clauses)?,
            _ => {
                clauses.put(token.text);
                at += 1;
            }
        }
    }
    Ok(clauses.finish())
}

/// How many tokens it took.
fn word(tokens: &[Token<'_>], at: usize, clauses: &mut Clauses) -> Result<usize, QueryError> {
    let token = &tokens[at];
    let lower = token.text.to_ascii_lowercase();
    if let Some((name, value)) = lower.split_once('=') {
        field(token, name, value, clauses)?;
        return Ok(1);
    }
    if let Some(words) = lower.strip_prefix("wc").filter(|rest| rest.starts_with(['>', '<'])) {
        clauses.put(&format!("words:{words}"));
        return Ok(1);
    }
    if lower == "date"
        && let Some((clause, n)) = date(tokens, at)
    {
        clauses.put(&clause);
        return Ok(n);
    }
    if let Some(n) = number_after(&lower, "atleast") {
        let Some(next) = tokens.get(at + 1).filter(|next| matches!(next.kind, Kind::Word | Kind::Phrase)) else {
            return Err(refused(token.span, "nothing follows atleast", "atleast5 war"));
        };
        clauses.put(&format!("ATLEAST{n}({})", next.text));
        return Ok(2);
    }
    let parted = |prefix: &str| lower.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('/'));
    let operator = match lower.as_str() {
        "and" | "or" | "not" => Some(lower.to_ascii_uppercase()),
        "same" => Some("/p".to_owned()),
        _ => number_after(&lower, "adj")
            .or(number_after(&lower, "w/"))
            .map(|n| format!("PRE/{n}"))
            .or_else(|| number_after(&lower, "near").map(|n| format!("NEAR/{n}")))
            .or_else(|| parted("/n").map(|n| format!("NEAR/{n}"))),
    };
    match operator {
        Some(operator) => clauses.put(&operator),
        None if lower.contains('$') => {
            return Err(refused(token.span, "letters are not counted at the end of a word", "use * for any ending"));
        }
        None if lower.contains("/f") && lower.ends_with('/') => match lower.split_once("/f50/") {
            Some((word, "")) if !word.is_empty() => clauses.put(&format!("LEAD({word})")),
            _ => return Err(refused(token.span, "only the first 50 words are searched apart", "oil/F50/")),
        },
        None => clauses.word(token.text.to_owned()),
    }
    Ok(1)
}

fn field(token: &Token<'_>, name: &str, value: &str, clauses: &mut Clauses) -> Result<(), QueryError> {
    // `hd=(…)` goes on in the next token.
    if name == "hlp" && !value.is_empty() {
        clauses.put(&format!("(HEADLINE({value}) OR LEAD({value}))"));
        return Ok(());
    }
    match FIELDS.iter().find(|(theirs, _)| *theirs == name) {
        Some((_, ours)) => clauses.put(&format!("{ours}{value}")),
        None => {
            let hint = "hd=, hlp=, by=, sn= and la= have equals; codes of subjects, regions and companies have none";
            return Err(refused(token.span, format!("`{name}=` has no equal"), hint));
        }
    }
    Ok(())
}

/// `date after 20190302`, `date from 20190101 to 20191231`.
fn date(tokens: &[Token<'_>], at: usize) -> Option<(String, usize)> {
    let word = |n: usize| tokens.get(at + n).filter(|token| token.kind == Kind::Word).map(|token| token.text);
    let day = |n: usize| {
        let typed = word(n)?;
        let is_plain = typed.len() == 8 && typed.bytes().all(|byte| byte.is_ascii_digit());
        let dashed = || format!("{}-{}-{}", &typed[..4], &typed[4..6], &typed[6..]);
        Some(if is_plain { dashed() } else { typed.replace('/', "-") })
    };
    match word(1)?.to_ascii_lowercase().as_str() {
        "after" | "aft" => Some((format!("date:>{}", day(2)?), 3)),
        "before" | "bef" => Some((format!("date:<{}", day(2)?), 3)),
        "from" if word(3)?.eq_ignore_ascii_case("to") => Some((format!("date:{}..{}", day(2)?, day(4)?), 5)),
        _ => None,
    }
}
