//! Tokens to a tree: operators by precedence, each clause checked against the place it stands in.
//!
//! `a NEAR/5 b` binds tightest, then `-`, then a blank or `AND`, then `OR`. The tree is as typed; quote groups
//! are bound afterwards, in [`super::group`].

use super::ast::{Case, Expr, Interval, Nearness, Node, PatternPiece, Proximity, Spanned, Term};
use super::error::{ErrorKind, QueryError, Side, Warning};
use super::field::{self, Field, ValueType};
use super::lexer::{Function, Token, TokenKind, field_name, is_searchable};
use super::{MAX_NESTING, date, print, scalar, term};
use crate::article::Span;
use jiff::civil;

/// What surrounds a clause, and so which clauses may stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The article as a whole.
    Article,
    /// `quote{…}`.
    Quote,
    /// `FIELD:(…)`.
    Field(Field),
    /// `LEAD(…)`, `CAPS(…)` and their like, outside a field.
    Function(Function),
}

impl Scope {
    fn name(self) -> String {
        match self {
            Scope::Article => "an article".to_owned(),
            Scope::Quote => "`quote{}`".to_owned(),
            Scope::Field(field) => format!("`{}:`", field.name()),
            Scope::Function(function) => format!("`{}()`", function.name()),
        }
    }
}

/// A parser over the tokens of one stretch of `text`.
pub(super) struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// The number of the next token.
    at: usize,
    /// Where the stretch ends.
    end: usize,
    depth: usize,
    today: civil::Date,
    warnings: Vec<Warning>,
}

type Parsed<T> = Result<T, QueryError>;

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, tokens: &'a [Token], range: Span, today: civil::Date) -> Self {
        Self { text, tokens, at: 0, end: range.end, depth: 0, today, warnings: Vec::new() }
    }

    /// The tree of all tokens, and what was doubtful about them.
    pub(super) fn parse(mut self, scope: Scope) -> Parsed<(Node, Vec<Warning>)> {
        let node = self.or(scope)?;
        match self.peek() {
            None => Ok((node, self.warnings)),
            Some(token) => Err(self.unexpected(token)),
        }
    }

    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn peek_kind(&self) -> Option<&'a TokenKind> {
        self.peek().map(|token| &token.kind)
    }

    fn next(&mut self) -> Option<&'a Token> {
        let token = self.peek();
        self.at += usize::from(token.is_some());
        token
    }

    fn previous(&self) -> Option<&'a Token> {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at))
    }

    fn typed(&self, span: Span) -> &'a str {
        &self.text[span.start..span.end]
    }

    fn here(&self) -> usize {
        self.peek().map_or(self.end, |token| token.span.start)
    }

    fn or(&mut self, scope: Scope) -> Parsed<Node> {
        let mut alternatives = vec![self.and(scope)?];
        while self.peek_kind() == Some(&TokenKind::Or) {
            self.at += 1;
            alternatives.push(self.and(scope)?);
        }
        Ok(any_of(alternatives))
    }

    fn and(&mut self, scope: Scope) -> Parsed<Node> {
        let mut factors = Vec::new();
        loop {
            self.skip_punctuation(scope, factors.is_empty());
            match self.peek_kind() {
                Some(TokenKind::And) if !factors.is_empty() => {
                    self.at += 1;
                    factors.push(self.not(scope)?);
                }
                Some(kind) if starts_operand(kind) => factors.push(self.not(scope)?),
                _ if factors.is_empty() => factors.push(self.not(scope)?),
                _ => break,
            }
        }
        Ok(all_of(factors, scope))
    }

    /// Leaves out words such as `—` and `&c`, which no index holds, where they stand between other words.
    fn skip_punctuation(&mut self, scope: Scope, is_first: bool) {
        let is_text = match scope {
            Scope::Article | Scope::Function(_) => true,
            Scope::Field(field) => matches!(field.info().value, ValueType::Prose | ValueType::Label),
            Scope::Quote => false,
        };
        while let Some(token) = self.peek().filter(|token| is_text && token.kind == TokenKind::Word) {
            let word = self.typed(token.span);
            let joins_next = |kind: &TokenKind| starts_operand(kind) || *kind == TokenKind::Close;
            let next = self.tokens.get(self.at + 1).map(|next| &next.kind);
            // Beside an operator it would be an operand, and is an error there.
            let is_free = next.is_none_or(joins_next) && !(is_first && next.is_none_or(|kind| !starts_operand(kind)));
            let after_operator = self.previous().is_some_and(|previous| is_operator(&previous.kind));
            if is_searchable(word) || word.contains('*') || !is_free || after_operator {
                return;
            }
            self.warnings.push(Warning {
                span: token.span,
                message: format!("`{word}` has no letter or digit and is left out"),
                hint: "leave it out, or name what it stands for".to_owned(),
            });
            self.at += 1;
        }
    }

    fn not(&mut self, scope: Scope) -> Parsed<Node> {
        let Some(token) = self.peek().filter(|token| matches!(token.kind, TokenKind::Not | TokenKind::Minus)) else {
            return self.near(scope);
        };
        self.at += 1;
        if let Some(second) = self.peek().filter(|next| matches!(next.kind, TokenKind::Not | TokenKind::Minus)) {
            let span = Span::new(token.span.start, second.span.end);
            let hint = "leave both out, or write one `-` to exclude";
            return Err(QueryError::new(span, ErrorKind::DoubleNegation, hint));
        }
        let inner = self.near(scope)?;
        Ok(Node::new(Span::new(token.span.start, inner.span.end), Expr::Not(Box::new(inner))))
    }

    fn near(&mut self, scope: Scope) -> Parsed<Node> {
        let mut left = self.atom(scope)?;
        let mut negated_before: Option<Nearness> = None;
        while let Some((negated, nearness, operator)) = self.proximity() {
            if let Some(before) = negated_before {
                let before = print::nearness(before);
                let hint = format!("put the part up to `NOT {before} …` in parentheses, or `NOT {before}` last");
                return Err(QueryError::new(operator, ErrorKind::NotNearFirst(before), hint));
            }
            self.check_proximity(scope, nearness, operator)?;
            if let Some(token) = self.peek().filter(|next| matches!(next.kind, TokenKind::Not | TokenKind::Minus)) {
                return Err(self.negated_operand(token, nearness));
            }
            let right = self.atom(scope)?;
            let span = Span::new(left.span.start, right.span.end);
            let name = print::nearness(nearness);
            let left_interval = self.interval(left, &name)?;
            let right = self.interval(right, &name)?;
            if height(&left_interval.value).max(height(&right.value)) + 1 > MAX_NESTING {
                return Err(too_deep(span));
            }
            let proximity = Proximity { left: left_interval, operator: nearness, negated, right };
            left = Node::new(span, Expr::Text(Interval::Near(Box::new(proximity))));
            negated_before = negated.then_some(nearness);
        }
        Ok(left)
    }

    /// The proximity operator that comes next, `NOT` before it or not.
    fn proximity(&mut self) -> Option<(bool, Nearness, Span)> {
        let token = self.peek()?;
        if let TokenKind::Proximity(nearness) = token.kind {
            self.at += 1;
            return Some((false, nearness, token.span));
        }
        let next = self.tokens.get(self.at + 1)?;
        match (&token.kind, &next.kind) {
            (TokenKind::Not, TokenKind::Proximity(nearness)) => {
                self.at += 2;
                Some((true, *nearness, Span::new(token.span.start, next.span.end)))
            }
            _ => None,
        }
    }

    fn check_proximity(&self, scope: Scope, nearness: Nearness, span: Span) -> Parsed<()> {
        let Scope::Field(field) = scope else { return Ok(()) };
        let operator = print::nearness(nearness);
        match field.info().value {
            ValueType::Prose => Ok(()),
            ValueType::Label if matches!(nearness, Nearness::Within(_) | Nearness::Before(_)) => Ok(()),
            ValueType::Label => Err(not_prose(operator, field, span, "use `W/5`")),
            _ => {
                let kind = ErrorKind::ProximityOfValues { operator, field: field.name() };
                Err(QueryError::new(span, kind, "write `OR` or a blank between the values"))
            }
        }
    }

    fn negated_operand(&self, token: &Token, nearness: Nearness) -> QueryError {
        let operator = print::nearness(nearness);
        let hint = format!("write `a NOT {operator} b` for an `a` without a `b` near it");
        let kind = ErrorKind::NotAnInterval { operator, operand: "what must be absent" };
        QueryError::new(token.span, kind, hint)
    }

    /// A node as an operand of a proximity operator or of `ATLEASTn`.
    fn interval(&self, node: Node, operator: &str) -> Parsed<Spanned<Interval>> {
        let span = node.span;
        let wrong = |operand, hint: String| {
            Err(QueryError::new(span, ErrorKind::NotAnInterval { operator: operator.to_owned(), operand }, hint))
        };
        let each = |nodes: &[Node]| nodes.iter().map(|node| self.typed(node.span)).collect::<Vec<_>>();
        match node.value {
            Expr::Text(interval) => Ok(Spanned::new(span, interval)),
            Expr::Or(nodes) => {
                let mut any = Vec::new();
                for node in nodes {
                    let one = self.interval(node, operator)?;
                    match one.value {
                        Interval::Any(more) => any.extend(more),
                        _ => any.push(one),
                    }
                }
                Ok(Spanned::new(span, Interval::Any(any)))
            }
            Expr::And(nodes) if nodes.len() == 1 => self.field_operand(&nodes[0], operator),
            Expr::And(nodes) if nodes.iter().any(|node| matches!(node.value, Expr::Not(_))) => {
                wrong("what must be absent", "put the negated part outside".to_owned())
            }
            Expr::And(nodes) => {
                let words = each(&nodes).join(" ");
                let hint = format!("write `\"{words}\"` for the phrase, or put `OR` or another operator between");
                wrong("several clauses joined by AND", hint)
            }
            Expr::Not(_) => wrong("what must be absent", "put the negated part outside".to_owned()),
            Expr::Field(..) => self.field_operand(&node, operator),
            Expr::All => wrong("`*`", "give a word, or leave the operator out".to_owned()),
            Expr::AtLeast { .. } | Expr::Lead(_) => {
                wrong("a function other than CAPS and ALLCAPS", "put the operator inside the function".to_owned())
            }
            _ => wrong("`quote{}`", "write `said:(… NEAR/5 …)` for words near each other in a quote".to_owned()),
        }
    }

    fn field_operand(&self, node: &Node, operator: &str) -> Parsed<Spanned<Interval>> {
        let (operand, hint) = match &node.value {
            Expr::Field(field, _) => {
                ("a field", format!("put the field around it: `{}:(… {operator} …)`", field.name()))
            }
            _ => ("a clause about a quote", format!("put the field around it: `said:(… {operator} …)`")),
        };
        Err(QueryError::new(node.span, ErrorKind::NotAnInterval { operator: operator.to_owned(), operand }, hint))
    }

    fn atom(&mut self, scope: Scope) -> Parsed<Node> {
        let Some(token) = self.next() else { return Err(self.missing_operand()) };
        match &token.kind {
            TokenKind::Word | TokenKind::Phrase { .. } => self.clause(token, scope),
            TokenKind::OpenBracket if self.takes_ranges(scope) => self.clause(token, scope),
            TokenKind::Open => self.group(token, scope),
            TokenKind::Function(function) => self.function(token, *function, scope),
            TokenKind::Quote => self.quote(token, scope),
            TokenKind::Field(field) => self.field(token, *field, scope),
            _ => {
                self.at -= 1;
                Err(self.missing_operand())
            }
        }
    }

    /// `( … )`, after its opening parenthesis.
    fn group(&mut self, open: &Token, scope: Scope) -> Parsed<Node> {
        let inner = self.nested(open, TokenKind::Close, scope)?;
        let span = Span::new(open.span.start, self.previous().map_or(self.end, |close| close.span.end));
        // A quote clause in parentheses is an AND-list of its own, which its neighbours do not join.
        let value = match inner.value {
            Expr::Field(field, _) if scope == Scope::Article && field.is_of_quote() => Expr::And(vec![inner]),
            value => value,
        };
        Ok(Node::new(span, value))
    }

    /// What stands between a bracket that was just taken and the one that closes it.
    fn nested(&mut self, open: &Token, close: TokenKind, scope: Scope) -> Parsed<Node> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(too_deep(open.span));
        }
        if self.peek_kind() == Some(&close) {
            let span = Span::new(open.span.start, self.next().map_or(self.end, |close| close.span.end));
            let typed = self.typed(open.span).to_owned();
            let hint = "put a clause inside, or leave the brackets out";
            return Err(QueryError::new(span, ErrorKind::EmptyGroup(typed), hint));
        }
        let inner = self.or(scope)?;
        self.depth -= 1;
        match self.peek() {
            Some(token) if token.kind == close => {
                self.at += 1;
                Ok(inner)
            }
            Some(token) if !is_closing(&token.kind) => Err(self.unexpected(token)),
            _ => {
                let typed = self.typed(open.span).to_owned();
                let glyph = if close == TokenKind::CloseBrace { '}' } else { ')' };
                let hint = format!("add a `{glyph}` where it ends");
                Err(QueryError::new(open.span, ErrorKind::UnclosedBracket(typed), hint))
            }
        }
    }

    fn quote(&mut self, token: &Token, scope: Scope) -> Parsed<Node> {
        if scope != Scope::Article {
            let hint = match scope {
                Scope::Quote => "leave the inner `quote{}` out: its clauses bind to the same quote",
                _ => "put it outside",
            };
            return Err(QueryError::new(token.span, ErrorKind::QuoteInside(scope.name()), hint));
        }
        let inner = self.nested(token, TokenKind::CloseBrace, Scope::Quote)?;
        let span = Span::new(token.span.start, self.previous().map_or(self.end, |close| close.span.end));
        Ok(Node::new(span, Expr::Quote(Box::new(inner))))
    }

    fn function(&mut self, token: &Token, function: Function, scope: Scope) -> Parsed<Node> {
        self.check_function(token, function, scope)?;
        let inside = match (function, scope) {
            (Function::Headline, _) => Scope::Field(Field::Headline),
            (_, Scope::Article) => Scope::Function(function),
            (_, scope) => scope,
        };
        let inner = self.nested(token, TokenKind::Close, inside)?;
        let span = Span::new(token.span.start, self.previous().map_or(self.end, |close| close.span.end));
        let value = match function {
            Function::Headline => Expr::Field(Field::Headline, Box::new(inner)),
            Function::Lead => Expr::Lead(Box::new(inner)),
            Function::AtLeast(count) => Expr::AtLeast { count, interval: self.interval(inner, &function.name())? },
            Function::Caps => capitalised(inner, Case::Capitalised).value,
            Function::AllCaps => capitalised(inner, Case::AllCapitals).value,
        };
        Ok(Node::new(span, value))
    }

    fn check_function(&self, token: &Token, function: Function, scope: Scope) -> Parsed<()> {
        let span = Span::new(token.span.start, token.span.end - 1);
        let inside = |hint: &str| {
            let kind = ErrorKind::FunctionInside { function: function.name(), inside: scope.name() };
            Err(QueryError::new(span, kind, hint))
        };
        match (function, scope) {
            (_, Scope::Article) => Ok(()),
            (_, Scope::Quote) => inside("give it a field: `said:(CAPS(…))`"),
            (Function::Headline | Function::Lead, _) => inside("put it outside, with a blank or OR between"),
            (_, Scope::Function(_)) => Ok(()),
            (_, Scope::Field(field)) if field.info().value == ValueType::Prose => Ok(()),
            (_, Scope::Field(field)) => Err(not_prose(function.name(), field, span, "leave the function out")),
        }
    }

    fn field(&mut self, token: &Token, field: Field, scope: Scope) -> Parsed<Node> {
        let name = Span::new(token.span.start, token.span.end - 1);
        match scope {
            Scope::Field(outer) => return Err(field_in_field(name, field, outer)),
            Scope::Function(function) => {
                let kind = ErrorKind::FieldInFunction { field: field.name(), function: function.name() };
                let hint = match (function, field.info().value) {
                    (Function::Lead, _) => "put the field outside, with a blank between".to_owned(),
                    (_, ValueType::Prose) => {
                        format!("put the function inside the field: `{}:({}(…))`", field.name(), function.name())
                    }
                    _ => format!("put the field outside: `{}` is no running text", field.name()),
                };
                return Err(QueryError::new(name, kind, hint));
            }
            Scope::Quote if !field.is_of_quote() => {
                let hint = "put it outside the braces; inside stand speaker, said, cue, kind and confidence";
                return Err(QueryError::new(name, ErrorKind::FieldInQuote(field.name()), hint));
            }
            Scope::Quote | Scope::Article => {}
        }
        let value = self.value(token, field)?;
        let span = Span::new(token.span.start, value.span.end);
        Ok(Node::new(span, Expr::Field(field, Box::new(value))))
    }

    /// What follows `FIELD:`.
    fn value(&mut self, token: &Token, field: Field) -> Parsed<Node> {
        let missing = || ErrorKind::MissingValue(format!("{}:", field.name()));
        let Some(next) = self.peek().filter(|next| next.glued) else {
            let apart = self.peek().filter(|next| matches!(next.kind, TokenKind::Word | TokenKind::Phrase { .. }));
            let hint = match apart {
                Some(next) => format!("leave the blank out: `{}:{}`", field.name(), self.typed(next.span)),
                None => format!("write the value directly after the colon, as in `{}`", field.info().example),
            };
            return Err(QueryError::new(token.span, missing(), hint));
        };
        let scope = Scope::Field(field);
        match next.kind {
            TokenKind::Open | TokenKind::Function(_) => self.atom(scope),
            TokenKind::Word | TokenKind::Phrase { .. } | TokenKind::OpenBracket => {
                self.at += 1;
                let value = self.clause(next, scope)?;
                self.hint_at_more(field, value.span);
                Ok(value)
            }
            TokenKind::OpenBrace if !self.takes_ranges(scope) => Err(self.range_of_text(next.span, field)),
            TokenKind::OpenBrace => {
                let hint = "write `[a TO b]` with both ends, or `>a` without it";
                Err(QueryError::new(next.span, ErrorKind::BraceRange, hint))
            }
            _ => {
                let hint = format!("give a value, as in `{}`", field.info().example);
                Err(QueryError::new(token.span, missing(), hint))
            }
        }
    }

    /// One leaf, its first token taken.
    fn clause(&mut self, token: &Token, scope: Scope) -> Parsed<Node> {
        if token.kind == TokenKind::Word && self.typed(token.span) == "*" && !self.is_glued_operand() {
            return match scope {
                Scope::Function(_) => Err(QueryError::new(
                    token.span,
                    ErrorKind::StarInFunction,
                    "give a word, or leave the function out",
                )),
                _ => Ok(Node::new(token.span, Expr::All)),
            };
        }
        let field = match scope {
            Scope::Article | Scope::Function(_) => return self.text(token),
            Scope::Field(field) => field,
            Scope::Quote => {
                let typed = self.typed(token.span);
                let hint = format!("write `said:{typed}` or `speaker:{typed}`");
                return Err(QueryError::new(token.span, ErrorKind::TextInQuote, hint));
            }
        };
        self.check_value(token, field)?;
        match field.info().value {
            ValueType::Prose | ValueType::Label => self.text(token),
            ValueType::Place => self.place(token),
            ValueType::NearPlace => self.scalar(token, |text, span, _| scalar::near(text, span).map(Expr::Near)),
            ValueType::Date => self.date(token),
            ValueType::Count | ValueType::Fraction => {
                self.scalar(token, |text, span, _| scalar::number(text, span, field).map(Expr::Number))
            }
            ValueType::OneOf(words) => self.keyword(token, field, words),
            ValueType::LanguageCode => self.language(token, field),
            ValueType::Path => self.path(token),
        }
    }

    /// Whether the next token belongs to the same value: `*..2019`, `="a phrase"`.
    fn is_glued_operand(&self) -> bool {
        self.peek().is_some_and(|next| next.glued && matches!(next.kind, TokenKind::Word | TokenKind::Phrase { .. }))
    }

    fn check_value(&self, token: &Token, field: Field) -> Parsed<()> {
        let typed = self.typed(token.span);
        if token.kind == TokenKind::Word && typed.starts_with('-') && typed.len() > 1 {
            let hint = format!("negate the whole clause: `-{}:{}`", field.name(), &typed[1..]);
            return Err(QueryError::new(token.span, ErrorKind::NegatedValue, hint));
        }
        let is_range = token.kind == TokenKind::OpenBracket
            || (token.kind == TokenKind::Word && typed.starts_with(['<', '>', '≥', '≤']));
        if is_range && !self.takes_ranges(Scope::Field(field)) {
            return Err(self.range_of_text(token.span, field));
        }
        let inner = field_name(typed).filter(|_| field.info().value != ValueType::Path).and_then(Field::by_name);
        match inner.filter(|_| token.kind == TokenKind::Word) {
            Some(inner) => Err(field_in_field(token.span, inner, field)),
            None => Ok(()),
        }
    }

    fn range_of_text(&self, span: Span, field: Field) -> QueryError {
        let hint = match field.info().value {
            ValueType::Prose | ValueType::Label | ValueType::Place => {
                format!("write `{}:(a OR b)` for several values", field.name())
            }
            _ => format!("write it as in `{}`", field.info().example),
        };
        QueryError::new(span, ErrorKind::RangeOfText(field.name()), hint)
    }

    fn takes_ranges(&self, scope: Scope) -> bool {
        let Scope::Field(field) = scope else { return false };
        matches!(field.info().value, ValueType::Date | ValueType::Count | ValueType::Fraction)
    }

    /// A word or a phrase to search for.
    fn text(&mut self, token: &Token) -> Parsed<Node> {
        if let TokenKind::Phrase { content, tail } = token.kind {
            return self.phrase(token.span, content, tail);
        }
        // `="a phrase"`: a phrase is exact already.
        if self.typed(token.span) == "="
            && let Some(next) = self.peek().filter(|next| next.glued)
            && let TokenKind::Phrase { content, tail } = next.kind
        {
            self.at += 1;
            return self.phrase(Span::new(token.span.start, next.span.end), content, tail);
        }
        let term = term::word(self.text, token.span)?;
        Ok(Node::new(token.span, Expr::Text(Interval::Term { term, case: Case::Any })))
    }

    fn phrase(&mut self, span: Span, content: Span, tail: Option<Span>) -> Parsed<Node> {
        let slop = tail.map_or(Ok(0), |tail| term::slop(self.text, tail))?;
        if let Some(star) = self.peek().filter(|next| next.glued && self.typed(next.span) == "*") {
            let hint = "put the `*` inside: `\"climate chang*\"`";
            return Err(QueryError::new(star.span, ErrorKind::StarAfterPhrase, hint));
        }
        let phrase = term::phrase(self.text, content, slop)?;
        Ok(Node::new(span, Expr::Text(Interval::Phrase { phrase, case: Case::Any })))
    }

    /// A place's name: what stands in quotation marks is one name, commas included.
    fn place(&mut self, token: &Token) -> Parsed<Node> {
        let mut span = token.span;
        let mut exact = false;
        let mut content = match token.kind {
            TokenKind::Phrase { content, tail: None } => Some(content),
            TokenKind::Phrase { tail: Some(tail), .. } => return Err(misplaced_tail(self.text, tail)),
            _ => None,
        };
        if self.typed(token.span) == "="
            && let Some(next) = self.peek().filter(|next| next.glued)
            && let TokenKind::Phrase { content: inside, tail: None } = next.kind
        {
            self.at += 1;
            (exact, content, span) = (true, Some(inside), Span::new(span.start, next.span.end));
        }
        let term = match content {
            None => term::without_outer_blanks(term::word(self.text, token.span)?),
            Some(content) => term::name(self.text, content, exact)?,
        };
        Ok(Node::new(span, Expr::Place(term)))
    }

    fn date(&mut self, token: &Token) -> Parsed<Node> {
        let parsed = self.scalar(token, |text, span, today| scalar::date(text, span, today).map(Expr::Date));
        match parsed {
            Ok(node) => {
                self.hint_at_century(node.span);
                Ok(node)
            }
            Err(error) if matches!(error.kind, ErrorKind::UnreadableDate(_)) && error.span == token.span => Err(self
                .longer_date(token.span)
                .map_or(error.clone(), |(span, hint)| QueryError { span, hint, ..error })),
            Err(error) => Err(error),
        }
    }

    /// `1900s` could be a century; it is read as a decade.
    fn hint_at_century(&mut self, span: Span) {
        let typed = self.typed(span);
        let Some(century) = typed.strip_suffix("00s").filter(|century| century.len() == 2) else { return };
        self.warnings.push(Warning {
            span,
            message: format!("`{typed}` is read as the ten years {century}00..{century}09"),
            hint: format!("write `{century}00..{century}99` for the century"),
        });
    }

    /// Where the words after an unquoted date make a longer one (`date:last week`), that one, quoted.
    fn longer_date(&self, value: Span) -> Option<(Span, String)> {
        let words = self.tokens[self.at..].iter().take(3).take_while(|token| token.kind == TokenKind::Word);
        let ends: Vec<usize> = words.map(|token| token.span.end).collect();
        ends.into_iter().rev().find_map(|end| {
            let span = Span::new(value.start, end);
            let typed = self.typed(span);
            date::read(typed, span, self.today)
                .is_ok()
                .then(|| (span, format!("put it in quotation marks: `\"{typed}\"`")))
        })
    }

    /// A value that may be put together of words and phrases without a blank between: `"1 may".."3 may"`.
    fn scalar(&mut self, token: &Token, read: impl FnOnce(&str, Span, civil::Date) -> Parsed<Expr>) -> Parsed<Node> {
        let mut end = token.span.end;
        if token.kind == TokenKind::OpenBracket {
            end = self.bracket_end(token)?;
        } else {
            while self.is_glued_operand() {
                end = self.next().map_or(end, |next| next.span.end);
            }
        }
        let span = Span::new(token.span.start, end);
        Ok(Node::new(span, read(self.text, span, self.today)?))
    }

    fn bracket_end(&mut self, open: &Token) -> Parsed<usize> {
        while let Some(token) = self.next() {
            match token.kind {
                TokenKind::CloseBracket => return Ok(token.span.end),
                TokenKind::CloseBrace => {
                    let hint = "write `[a TO b]` with both ends, or `>a` without it";
                    return Err(QueryError::new(token.span, ErrorKind::BraceRange, hint));
                }
                _ => {}
            }
        }
        let kind = ErrorKind::UnclosedBracket("[".to_owned());
        Err(QueryError::new(open.span, kind, "write `[2019 TO 2021]`, or `2019..2021`"))
    }

    /// The plain text of a value that is one word or one phrase.
    fn plain(&self, token: &Token) -> String {
        match token.kind {
            TokenKind::Phrase { content, .. } => term::unescaped(self.text, content),
            _ => term::unescaped(self.text, token.span),
        }
    }

    fn keyword(&mut self, token: &Token, field: Field, words: &'static [&'static str]) -> Parsed<Node> {
        let typed = self.plain(token);
        let lower = typed.trim().to_lowercase().replace(' ', "-");
        // People write both `has:quote` and `has:quotes`.
        let known = [lower.as_str(), lower.strip_suffix('s').unwrap_or(&lower)].into_iter().find(|w| words.contains(w));
        if let Some(word) = known {
            return Ok(Node::new(token.span, Expr::Keyword(word.to_owned())));
        }
        let list = format!("it takes {}", words.join(", "));
        let hint = match field::nearest(&lower, words.iter().copied()) {
            Some(near) => format!("did you mean `{}:{near}`? {list}", field.name()),
            None => list,
        };
        Err(QueryError::new(token.span, ErrorKind::UnknownKeyword { field: field.name(), value: typed }, hint))
    }

    fn language(&mut self, token: &Token, field: Field) -> Parsed<Node> {
        let typed = self.plain(token).trim().to_lowercase();
        let mut parts = typed.split('-');
        let is_code = parts.next().is_some_and(|code| (2..=3).contains(&code.len()))
            && typed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && parts.all(|part| (1..=8).contains(&part.len()));
        if is_code {
            return Ok(Node::new(token.span, Expr::Keyword(typed)));
        }
        let what = format!("{}:", field.name());
        let kind = ErrorKind::WrongValue { what, expected: "a language code", value: typed };
        Err(QueryError::new(token.span, kind, "write a code of two or three letters, as in `lang:en`"))
    }

    fn path(&mut self, token: &Token) -> Parsed<Node> {
        let mut pattern = match token.kind {
            TokenKind::Phrase { content, .. } if content.is_empty() => {
                let hint = "put a path between them, or leave them out";
                return Err(QueryError::new(token.span, ErrorKind::EmptyPhrase, hint));
            }
            TokenKind::Phrase { content, .. } => term::path(self.text, content),
            _ => term::path(self.text, token.span),
        };
        // A leading `./` names the same file.
        if let Some(PatternPiece::Literal(first)) = pattern.0.first_mut()
            && first.len() > 2
            && let Some(rest) = first.strip_prefix("./")
        {
            *first = rest.to_owned();
        }
        let everything = pattern.0 == [PatternPiece::AnyChars];
        Ok(Node::new(token.span, if everything { Expr::All } else { Expr::Path(pattern) }))
    }

    /// `speaker:Donald Trump`, `date:june 2019`: the words that the value may have been meant to include.
    fn hint_at_more(&mut self, field: Field, value: Span) {
        let Some(next) = self.peek().filter(|next| next.kind == TokenKind::Word && !next.glued) else { return };
        let end = match field.info().value {
            ValueType::Date => self.longer_date(value).map(|(span, _)| span.end),
            ValueType::Label | ValueType::Place => self.capitalised_run(value).then_some(next.span.end),
            _ => None,
        };
        let Some(end) = end else { return };
        let span = Span::new(value.start, end);
        let (typed, rest) = (self.typed(span), self.typed(Span::new(next.span.start, end)));
        self.warnings.push(Warning {
            span,
            message: format!("`{rest}` is searched in the whole article, not in `{}:`", field.name()),
            hint: format!("write `{}:\"{typed}\"` if they belong together", field.name()),
        });
    }

    /// Whether the value is a capitalised word and a capitalised word follows.
    fn capitalised_run(&self, value: Span) -> bool {
        let is_name = |span: Span| self.typed(span).starts_with(char::is_uppercase);
        is_name(value) && self.peek().is_some_and(|next| is_name(next.span))
    }

    /// Why there is no operand where one is needed.
    fn missing_operand(&self) -> QueryError {
        let here = Span::new(self.here(), self.peek().map_or(self.end, |token| token.span.end));
        let found = self.peek().filter(|token| is_binary(&token.kind));
        if let Some(operator) = self.previous().filter(|previous| is_operator(&previous.kind)) {
            return self.lonely(operator, Side::Right);
        }
        if let Some(operator) = found {
            return self.lonely(operator, Side::Left);
        }
        match self.peek() {
            Some(token) => self.unexpected(token),
            None => QueryError::new(here, ErrorKind::Empty, "give a word, a \"phrase\", or `*` for every article"),
        }
    }

    fn lonely(&self, operator: &Token, side: Side) -> QueryError {
        let typed = self.typed(operator.span);
        let hint = match &operator.kind {
            TokenKind::Not | TokenKind::Minus => "write what to exclude directly after it".to_owned(),
            _ if !is_searchable(typed) => format!("put a word on its {side}, or leave it out"),
            _ => format!("put a word on its {side}, or write `\"{typed}\"` to search for the text"),
        };
        let kind = ErrorKind::MissingOperand { operator: typed.to_owned(), side };
        QueryError::new(operator.span, kind, hint)
    }

    fn unexpected(&self, token: &Token) -> QueryError {
        let glyph = self.typed(token.span).chars().next().unwrap_or(' ');
        match token.kind {
            TokenKind::Close | TokenKind::CloseBracket | TokenKind::CloseBrace => {
                let hint = "leave it out, or put its partner before it";
                QueryError::new(token.span, ErrorKind::StrayClose(glyph), hint)
            }
            TokenKind::OpenBrace => {
                let hint = "write `quote{…}` without a blank for one quote, or quotation marks for the text";
                QueryError::new(token.span, ErrorKind::StrayOpen(glyph), hint)
            }
            _ => {
                let hint = "ranges follow a field, as in `date:[2019 TO 2021]`; for the text use quotation marks";
                QueryError::new(token.span, ErrorKind::StrayOpen(glyph), hint)
            }
        }
    }
}

fn too_deep(span: Span) -> QueryError {
    let hint = "use fewer parentheses, or OR instead of a chain of proximity operators";
    QueryError::new(span, ErrorKind::TooDeep { limit: MAX_NESTING }, hint)
}

fn not_prose(operator: String, field: Field, span: Span, hint: &str) -> QueryError {
    QueryError::new(span, ErrorKind::NotProse { operator, field: field.name() }, hint)
}

fn misplaced_tail(text: &str, tail: Span) -> QueryError {
    let typed = &text[tail.start..tail.end];
    let hint = format!("write `near:\"…\"{typed}` for a distance, or leave it out");
    QueryError::new(tail, ErrorKind::DistanceMisplaced, hint)
}

fn field_in_field(span: Span, inner: Field, outer: Field) -> QueryError {
    let kind = ErrorKind::FieldInField { inner: inner.name(), outer: outer.name() };
    let hint = format!("close `{}:` before it, with a blank between", outer.name());
    QueryError::new(span, kind, hint)
}

fn starts_operand(kind: &TokenKind) -> bool {
    use TokenKind::*;
    matches!(kind, Word | Phrase { .. } | Field(_) | Function(_) | Quote | Open | Not | Minus | OpenBracket | OpenBrace)
}

fn is_binary(kind: &TokenKind) -> bool {
    matches!(kind, TokenKind::Or | TokenKind::And | TokenKind::Proximity(_))
}

fn is_operator(kind: &TokenKind) -> bool {
    is_binary(kind) || matches!(kind, TokenKind::Not | TokenKind::Minus)
}

fn is_closing(kind: &TokenKind) -> bool {
    matches!(kind, TokenKind::Close | TokenKind::CloseBracket | TokenKind::CloseBrace)
}

/// `OR` of the alternatives, one level deep.
fn any_of(mut alternatives: Vec<Node>) -> Node {
    if alternatives.len() == 1
        && let Some(only) = alternatives.pop()
    {
        return only;
    }
    let span = around(&alternatives);
    let mut flat = Vec::with_capacity(alternatives.len());
    for node in alternatives {
        match node.value {
            Expr::Or(more) => flat.extend(more),
            _ => flat.push(node),
        }
    }
    Node::new(span, Expr::Or(flat))
}

/// `AND` of the factors. About an article, a list in parentheses stays a list of its own, for its quote groups.
fn all_of(mut factors: Vec<Node>, scope: Scope) -> Node {
    if factors.len() == 1
        && let Some(only) = factors.pop()
    {
        return only;
    }
    let span = around(&factors);
    let mut flat = Vec::with_capacity(factors.len());
    for node in factors {
        match node.value {
            Expr::And(more) if scope != Scope::Article => flat.extend(more),
            _ => flat.push(node),
        }
    }
    Node::new(span, Expr::And(flat))
}

fn around(nodes: &[Node]) -> Span {
    let start = nodes.iter().map(|node| node.span.start).min().unwrap_or(0);
    let end = nodes.iter().map(|node| node.span.end).max().unwrap_or(start);
    Span::new(start, end)
}

/// `CAPS(…)`: the capitals are a matter of each word, wherever it stands in the booleans.
fn capitalised(node: Node, case: Case) -> Node {
    let each = |nodes: Vec<Node>| nodes.into_iter().map(|node| capitalised(node, case)).collect();
    let value = match node.value {
        Expr::And(nodes) => Expr::And(each(nodes)),
        Expr::Or(nodes) => Expr::Or(each(nodes)),
        Expr::Not(inner) => Expr::Not(Box::new(capitalised(*inner, case))),
        Expr::AtLeast { count, interval } => Expr::AtLeast { count, interval: capitalise(interval, case) },
        Expr::Text(interval) => Expr::Text(capitalise(Spanned::new(node.span, interval), case).value),
        other => other,
    };
    Node::new(node.span, value)
}

fn capitalise(interval: Spanned<Interval>, wanted: Case) -> Spanned<Interval> {
    let value = match interval.value {
        // ALLCAPS within CAPS is the stricter of the two.
        Interval::Term { term, case } => Interval::Term { term, case: case.max(wanted) },
        Interval::Phrase { phrase, case } => Interval::Phrase { phrase, case: case.max(wanted) },
        Interval::Any(any) => Interval::Any(any.into_iter().map(|one| capitalise(one, wanted)).collect()),
        Interval::Near(near) => {
            let (left, right) = (capitalise(near.left, wanted), capitalise(near.right, wanted));
            Interval::Near(Box::new(Proximity { left, right, ..*near }))
        }
    };
    Spanned::new(interval.span, value)
}

/// How many levels of intervals there are; bounded by [`MAX_NESTING`], so the recursion is too.
fn height(interval: &Interval) -> usize {
    match interval {
        Interval::Term { .. } | Interval::Phrase { .. } => 1,
        Interval::Any(any) => any.iter().map(|one| height(&one.value)).max().unwrap_or(0) + 1,
        Interval::Near(near) => height(&near.left.value).max(height(&near.right.value)) + 1,
    }
}

impl Term {
    /// The word, where it is one without wildcards.
    pub fn as_word(&self) -> Option<&str> {
        match self {
            Term::Word(word) | Term::Exact(word) | Term::Fuzzy { word, .. } => Some(word),
            Term::Wild(_) => None,
        }
    }
}
