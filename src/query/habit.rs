//! Habits of other query languages that mean something else here: read as text, with a hint.

use super::error::Warning;
use super::field::ValueType;
use super::lexer::{Token, TokenKind};
use crate::article::Span;

/// Every habit in the tokens of a query.
pub(super) fn warnings(text: &str, tokens: &[Token]) -> Vec<Warning> {
    let habits = Habits { text, tokens };
    let mut warnings: Vec<_> = (0..tokens.len()).filter_map(|at| habits.at(at)).collect();
    warnings.extend(habits.single_quotes());
    warnings
}

struct Habits<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

impl Habits<'_> {
    fn word(&self, at: usize) -> Option<&str> {
        let token = self.tokens.get(at).filter(|token| token.kind == TokenKind::Word)?;
        Some(&self.text[token.span.start..token.span.end])
    }

    fn warning(&self, at: usize, message: String, hint: String) -> Option<Warning> {
        Some(Warning { span: self.tokens[at].span, message, hint })
    }

    fn at(&self, at: usize) -> Option<Warning> {
        match self.tokens[at].kind {
            TokenKind::Or => return self.operator_after_value(at, "OR"),
            TokenKind::And => return self.operator_after_value(at, "AND"),
            _ => {}
        }
        let word = self.word(at)?;
        let is_value = at > 0 && self.tokens[at].glued && matches!(self.tokens[at - 1].kind, TokenKind::Field(_));
        if is_value {
            return None;
        }
        if matches!(word, "or" | "not") {
            return self.lower_case_operator(at, word);
        }
        let starts_word = |rest: &str| rest.starts_with(char::is_alphabetic);
        if let Some(rest) = word.strip_prefix('+').filter(|rest| starts_word(rest)) {
            let message = format!("the `+` of `{word}` has no effect: every word is required");
            return self.warning(at, message, format!("write `{rest}`"));
        }
        if let Some(rest) = word.strip_suffix('!').filter(|rest| starts_word(rest)) {
            let message = format!("the `!` of `{word}` is punctuation here");
            return self.warning(at, message, format!("write `{rest}*` for every word that begins so"));
        }
        None
    }

    fn lower_case_operator(&self, at: usize, word: &str) -> Option<Warning> {
        let ends = |token: &Token| matches!(token.kind, TokenKind::Word | TokenKind::Phrase { .. } | TokenKind::Close);
        let starts = |token: &Token| {
            use TokenKind::*;
            matches!(token.kind, Word | Phrase { .. } | Open | Field(_) | Function(_) | Quote)
        };
        let has_left = word == "not" || at.checked_sub(1).is_some_and(|left| ends(&self.tokens[left]));
        if !has_left || !self.tokens.get(at + 1).is_some_and(starts) {
            return None;
        }
        let upper = word.to_uppercase();
        self.warning(at, format!("`{word}` is searched as a word"), format!("write `{upper}` for the operator"))
    }

    /// `said:a|b` and `speaker:Trump OR Putin`: a field reaches no farther than its value.
    fn operator_after_value(&self, at: usize, operator: &str) -> Option<Warning> {
        let TokenKind::Field(field) = self.tokens.get(at.checked_sub(2)?)?.kind else { return None };
        let (left, right) = (self.word(at - 1)?, self.word(at + 1)?);
        let is_glued = |at: usize| self.tokens[at].glued;
        if !is_glued(at - 1) {
            return None;
        }
        let is_like_left = match field.info().value {
            ValueType::Label | ValueType::Place => {
                [left, right].iter().all(|word| word.starts_with(char::is_uppercase))
            }
            ValueType::Date => right.starts_with(|c: char| c.is_ascii_digit()),
            _ => false,
        };
        let is_one_run = is_glued(at) && is_glued(at + 1);
        if !is_like_left && !is_one_run {
            return None;
        }
        let message = format!("`{right}` is searched in the whole article, not in `{}:`", field.name());
        let name = field.name();
        let both = match operator {
            // Two values that must both hold may be of two quotes, two places.
            "AND" => format!("{name}:{left} {name}:{right}"),
            _ => format!("{name}:({left} OR {right})"),
        };
        self.warning(at, message, format!("write `{both}` if both belong to it"))
    }

    /// `'end this war'`: single quotation marks are apostrophes.
    fn single_quotes(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut open: Option<usize> = None;
        for at in 0..self.tokens.len() {
            let Some(word) = self.word(at) else {
                open = None;
                continue;
            };
            if word.starts_with(['\'', '‘']) {
                open = Some(at);
            }
            let Some(first) = open.filter(|first| *first < at && word.ends_with(['\'', '’'])) else { continue };
            let span = Span::new(self.tokens[first].span.start, self.tokens[at].span.end);
            let words = self.text[span.start..span.end].trim_matches(['\'', '‘', '’']);
            warnings.push(Warning {
                span,
                message: "single quotation marks do not make a phrase".to_owned(),
                hint: format!("write `\"{words}\"` for the phrase"),
            });
            open = None;
        }
        warnings
    }
}
