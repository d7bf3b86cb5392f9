//! Quotation marks: which opens, which closes, and what stands between.
//!
//! `“We go,” he said. ‘It’s ready.’` → two [`Quotation`]s. Marks are paired inside one paragraph, so
//! that an odd one costs a paragraph and never the article; an opener that is never closed runs to
//! the paragraph's end, as a quotation over several paragraphs does. Nested marks stay inside their
//! quotation. It does not ask who speaks, nor whether the words were ever said.

use super::token::{Paragraph, Prose, Token, TokenKind};

/// A stretch between quotation marks, marks included, within one paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// Its opening mark.
    pub first_token: usize,
    /// One past its closing mark.
    pub end_token: usize,
    /// Whether it has a closing mark.
    pub is_closed: bool,
    /// Whether its marks are single (‘…’, '…').
    pub is_single: bool,
    /// How many tokens its opening mark takes (two for `` and '').
    pub mark_width: usize,
}

/// What a mark may do where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Open,
    Close,
    Neither,
}

/// An opening mark that waits for its partner.
#[derive(Clone, Copy)]
struct Opener {
    token: usize,
    glyph: char,
    width: usize,
}

/// Shorter leftovers after an opener that nobody closes are no quotation.
const MIN_UNCLOSED_TOKENS: usize = 4;

/// Pairs the marks of `paragraph` and appends what they enclose to `found`, in text order.
pub(super) fn pair(prose: &Prose<'_>, paragraph: Paragraph, found: &mut Vec<Quotation>) {
    let marks = Marks { prose, paragraph };
    let mut open: Option<Opener> = None;
    let mut at = paragraph.first_token;
    while let Some(ahead) = prose.tokens[at..paragraph.end_token].iter().position(|token| token.mark != '\0') {
        at += ahead;
        let Some((glyph, width)) = marks.glyph(at) else {
            at += 1;
            continue;
        };
        if is_single(glyph) {
            if let Some(end) = open.is_none().then(|| marks.single_close(at, glyph)).flatten() {
                found.push(Quotation {
                    first_token: at,
                    end_token: end,
                    is_closed: true,
                    is_single: true,
                    mark_width: 1,
                });
                at = end;
                continue;
            }
        } else {
            match marks.side(at, glyph, width, open) {
                Side::Open => {
                    if let Some(opener) = open {
                        found.extend(unclosed(opener, at));
                    }
                    open = Some(Opener { token: at, glyph, width });
                }
                Side::Close => {
                    // A pair with nothing between encloses no words.
                    if let Some(opener) = open.take().filter(|opener| opener.token + opener.width < at) {
                        found.push(Quotation {
                            first_token: opener.token,
                            end_token: at + width,
                            is_closed: true,
                            is_single: false,
                            mark_width: opener.width,
                        });
                    }
                }
                Side::Neither => {}
            }
        }
        at += width;
    }
    if let Some(opener) = open {
        found.extend(unclosed(opener, paragraph.end_token));
    }
}

fn unclosed(opener: Opener, end_token: usize) -> Option<Quotation> {
    (end_token - opener.token >= MIN_UNCLOSED_TOKENS + opener.width).then_some(Quotation {
        first_token: opener.token,
        end_token,
        is_closed: false,
        is_single: false,
        mark_width: opener.width,
    })
}

fn is_single(glyph: char) -> bool {
    matches!(glyph, '‘' | '’' | '\'' | '‚' | '‹' | '›')
}

/// The marks of one paragraph and what stands beside them.
struct Marks<'a> {
    prose: &'a Prose<'a>,
    paragraph: Paragraph,
}

impl Marks<'_> {
    fn token(&self, at: usize) -> Option<Token> {
        (self.paragraph.first_token..self.paragraph.end_token).contains(&at).then(|| self.prose.tokens[at])
    }

    fn mark(&self, at: usize) -> Option<char> {
        self.token(at).map(|token| token.mark).filter(|mark| *mark != '\0')
    }

    /// The quotation mark at `at` and how many tokens it takes; two single ones in a row are one double.
    fn glyph(&self, at: usize) -> Option<(char, usize)> {
        let glyph = self.mark(at)?;
        let doubled = || self.mark(at + 1) == Some(glyph) && self.prose.tokens[at + 1].is_glued();
        match glyph {
            '“' | '”' | '„' | '‟' | '"' | '«' | '»' | '＂' => Some((glyph, 1)),
            '`' => Some(if doubled() { ('“', 2) } else { ('‘', 1) }),
            '\'' | '’' => Some(if doubled() { ('"', 2) } else { (glyph, 1) }),
            '‘' => Some(if doubled() { ('“', 2) } else { (glyph, 1) }),
            '‚' | '‹' | '›' => Some((glyph, 1)),
            _ => None,
        }
    }

    /// Whether a blank, a bracket or a dash stands before the token.
    fn is_free_before(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else { return true };
        at == self.paragraph.first_token
            || !token.is_glued()
            || matches!(self.mark(at - 1), Some('(' | '[' | '—' | '–' | '-' | '/' | '…'))
    }

    /// Whether a blank stands after the mark, or nothing.
    fn is_free_after(&self, at: usize, width: usize) -> bool {
        self.token(at + width).is_none_or(|next| !next.is_glued())
    }

    fn side(&self, at: usize, glyph: char, width: usize, open: Option<Opener>) -> Side {
        let (before, after) = (self.is_free_before(at), self.is_free_after(at, width));
        let opened_by = open.map(|opener| opener.glyph);
        match glyph {
            '„' | '‟' => Side::Open,
            '“' if opened_by == Some('„') => Side::Close,
            '“' if opened_by.is_some() && after && !before => Side::Close,
            '“' => Side::Open,
            '”' if opened_by.is_none() && before && !after => Side::Open,
            '”' => Side::Close,
            '«' if opened_by == Some('»') => Side::Close,
            '«' => Side::Open,
            '»' if opened_by == Some('«') => Side::Close,
            '»' if opened_by.is_none() && before && !after => Side::Open,
            '»' => Side::Close,
            _ if opened_by.is_some() && before && !after => Side::Open,
            _ if opened_by.is_some() && self.is_inside_word(at, width) => Side::Neither,
            _ if opened_by.is_some() => Side::Close,
            _ if after || self.is_measure(at) => Side::Neither,
            _ => Side::Open,
        }
    }

    /// Letters on both sides, with no blank between.
    fn is_inside_word(&self, at: usize, width: usize) -> bool {
        let is_word = |at: usize| self.token(at).is_some_and(|token| token.kind != TokenKind::Mark);
        !self.is_free_before(at) && !self.is_free_after(at, width) && is_word(at.wrapping_sub(1)) && is_word(at + width)
    }

    /// Inches and seconds: a straight mark right after a number.
    fn is_measure(&self, at: usize) -> bool {
        !self.is_free_before(at) && self.token(at.wrapping_sub(1)).is_some_and(|token| token.kind == TokenKind::Number)
    }

    /// One past the mark that closes the single one at `at`, unless that is an apostrophe.
    ///
    /// The first mark after punctuation closes; a mark after a bare word may be a plural's
    /// apostrophe ("the dogs’ bowl") and closes only where no better one comes before the next opener.
    fn single_close(&self, at: usize, glyph: char) -> Option<usize> {
        let closing = match glyph {
            '‘' | '‚' => ['’', '‘'],
            '\'' => ['\'', '’'],
            '‹' => ['›', '›'],
            _ => return None,
        };
        let next = self.token(at + 1)?;
        if !self.is_free_before(at)
            || !next.is_glued()
            || next.kind == TokenKind::Mark && !matches!(self.mark(at + 1), Some('“' | '"' | '…' | '['))
        {
            return None;
        }
        let mut weak = None;
        for end in at + 1..self.paragraph.end_token {
            let Some(mark) = self.mark(end) else { continue };
            if mark == glyph && self.is_free_before(end) && !self.is_free_after(end, 1) {
                break;
            }
            if !closing.contains(&mark)
                || self.is_free_before(end)
                || self.token(end + 1).is_some_and(|t| t.is_glued() && t.kind != TokenKind::Mark)
            {
                continue;
            }
            if end == at + 1 {
                return None;
            }
            let after_mark = self.token(end - 1).is_some_and(|t| t.kind == TokenKind::Mark);
            let before_mark = self.token(end + 1).is_none_or(|t| t.kind == TokenKind::Mark);
            let plural = self.prose.str(end - 1).ends_with(['s', 'S']);
            if after_mark || before_mark || !plural {
                return Some(end + 1);
            }
            weak = weak.or(Some(end + 1));
        }
        weak
    }
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;
    use crate::text::Prose;

    /// The quotations of a text between ⟦ and ⟧, an unclosed one between ⟦ and ⟩.
    fn marked(text: &str) -> String {
        let prose = Prose::new(text, Lexicon::english());
        let mut out = String::new();
        let mut at = 0;
        for quotation in &prose.quotations {
            let start = prose.tokens[quotation.first_token].start as usize;
            let end = prose.tokens[quotation.end_token - 1].end as usize;
            out += &text[at..start];
            out.push('⟦');
            out += &text[start..end];
            out.push(if quotation.is_closed { '⟧' } else { '⟩' });
            at = end;
        }
        out + &text[at..]
    }

    fn check(cases: &[&str]) {
        for case in cases {
            let text = case.replace(['⟦', '⟧', '⟩'], "");
            assert_eq!(&marked(&text), case);
        }
    }

    #[test]
    fn every_glyph_pairs() {
        check(&[
            "⟦“We go,”⟧ she said. ⟦“Now.”⟧",
            "⟦\"We go,\"⟧ she said. ⟦\"Now.\"⟧",
            "⟦«We go»⟧, she said.",
            "⟦»We go«⟧, she said.",
            "⟦„We go“⟧, she said. ⟦„Now.”⟧",
            "⟦``We go,''⟧ she said.",
            "⟦''We go,''⟧ she said.",
            "⟦‘We go,’⟧ she said. ⟦‘It’s the dogs’ turn.’⟧",
            "⟦'We go,'⟧ she said. ⟦'It's the dogs' turn.'⟧",
            "(⟦“We go”⟧)",
        ]);
    }

    #[test]
    fn nested_marks_stay_inside() {
        check(&[
            "⟦“He said, ‘Never,’ and left,”⟧ she said.",
            "⟦\"He said, 'Never,' and left,\"⟧ she said.",
            "⟦‘He said “never” and left,’⟧ she said.",
        ]);
    }

    #[test]
    fn apostrophes_open_nothing() {
        check(&[
            "The boys’ boat sank in ’94.",
            "Rock ’n’ roll and 'em all in the '90s.",
            "It’s Jones' and James’ house.",
            "A 6'2\" man and a 10\" pipe.",
        ]);
    }

    #[test]
    fn an_odd_mark_costs_a_paragraph_at_most() {
        check(&[
            "⟦“We go on and on and on.⟩\n\n⟦“And then we stop,”⟧ she said.",
            "⟦\"We go on and on and on, she said.⟩\n\n⟦\"Stop,\"⟧ he said.",
            "A stray ” here. ⟦“We go,”⟧ she said.",
            "A title of nothing, “”, and \"\" and ⟦“more,”⟧ she said.",
        ]);
    }

    #[test]
    fn many_marks_take_linear_time() {
        for mark in ["\"", "“", "'", "‘", "’ ", " '", "«", "`"] {
            let text = mark.repeat(200_000);
            assert!(Prose::new(&text, Lexicon::english()).quotations.len() <= 200_000);
        }
    }
}
