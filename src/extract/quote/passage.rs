//! A paragraph as the attribution rules see it: words and marks, each quotation folded into one item.
//!
//! `“We go,” he said.` is four items: a quotation, "he", "said", the full stop. Sentences are runs of
//! items; a full stop inside a quotation ends one only where the quotation itself ends there.

use crate::lexicon::{Class, Classes, Cue, WordId, WordTable};
use crate::text::{Paragraph, Prose, Quotation, Token, TokenKind};
use std::ops::Range;

/// A word, a mark, or a whole quotation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// Number of its sentence within the paragraph.
    pub(super) sentence: u32,
    /// The character of a mark, NUL for anything else.
    pub(super) mark: char,
    first_token: u32,
    end_token: u32,
    quotation: u32,
    word: WordId,
    classes: Classes,
    flags: u8,
}

impl Item {
    /// Its first token.
    pub(super) fn first_token(&self) -> usize {
        self.first_token as usize
    }

    /// One past its last token.
    pub(super) fn end_token(&self) -> usize {
        self.end_token as usize
    }

    /// Which of the article's quotations it is.
    pub(super) fn quotation(&self) -> Option<usize> {
        (self.quotation != NO_QUOTATION).then_some(self.quotation as usize)
    }
}

const NO_QUOTATION: u32 = u32::MAX;

const CAPITALISED: u8 = 1;
const NUMBER: u8 = 2;
const GLUED: u8 = 4;

/// Longer sentences are cut: they are lists or tables, and rules may look at every pair of their items.
const MAX_SENTENCE: usize = 300;

/// A paragraph's items.
pub(super) struct Passage<'a> {
    pub(super) prose: &'a Prose<'a>,
    pub(super) paragraph: Paragraph,
    pub(super) items: Vec<Item>,
    /// Where each sentence begins and ends, in items.
    pub(super) sentences: Vec<Range<usize>>,
    /// The items that are quotations.
    pub(super) quotations: Vec<usize>,
    /// The classes of its words, all together.
    classes: Classes,
}

impl<'a> Passage<'a> {
    /// An empty passage of `prose`; [`Passage::fill`] gives it a paragraph.
    pub(super) fn new(prose: &'a Prose<'a>) -> Self {
        let paragraph = Paragraph { start: 0, end: 0, first_token: 0, end_token: 0 };
        Self {
            prose,
            paragraph,
            items: Vec::new(),
            sentences: Vec::new(),
            quotations: Vec::new(),
            classes: Classes::default(),
        }
    }

    /// Takes in another paragraph; `quotations` numbers those of the article that stand in it.
    pub(super) fn fill(&mut self, paragraph: Paragraph, quotations: Range<usize>) {
        self.paragraph = paragraph;
        self.items.clear();
        self.sentences.clear();
        self.quotations.clear();
        self.classes = Classes::default();
        let mut token = paragraph.first_token;
        for index in quotations {
            let quotation = &self.prose.quotations[index];
            self.words(token..quotation.first_token);
            self.quotations.push(self.items.len());
            self.items.push(quotation_item(self.prose, quotation, index));
            token = quotation.end_token;
        }
        self.words(token..paragraph.end_token);
        self.cut_sentences();
    }

    fn words(&mut self, tokens: Range<usize>) {
        let words = &self.prose.lexicon.words;
        let numbered = self.prose.tokens[tokens.clone()].iter().zip(position(tokens.start)..);
        let mut all = self.classes;
        self.items.extend(numbered.map(|(token, at)| {
            let item = word_item(token, at, words);
            all = all.union(item.classes);
            item
        }));
        self.classes = all;
    }

    /// Whether any of its words, outside quotations, is of any of `classes`.
    pub(super) fn holds(&self, classes: Classes) -> bool {
        self.classes.any(classes)
    }

    fn cut_sentences(&mut self) {
        let mut start = 0;
        for i in 0..self.items.len() {
            let ends = match self.items.get(i..i + 2) {
                // So far, items have the numbers of the article's sentences.
                Some([item, next]) if item.quotation == NO_QUOTATION && next.quotation == NO_QUOTATION => {
                    item.sentence != next.sentence
                }
                Some(_) => self.ends_sentence(i),
                None => true,
            };
            self.items[i].sentence = self.sentences.len() as u32;
            if ends || i - start >= MAX_SENTENCE {
                self.sentences.push(start..i + 1);
                start = i + 1;
            }
        }
    }

    fn ends_sentence(&self, i: usize) -> bool {
        let (item, next) = (&self.items[i], &self.items[i + 1]);
        let tokens = &self.prose.tokens;
        let parted = tokens[item.end_token() - 1].sentence != tokens[next.first_token()].sentence;
        match item.quotation() {
            None => parted,
            Some(_) if !parted && next.quotation().is_none() => false,
            Some(_) => match self.quotation_end(i) {
                '.' => true,
                '?' | '!' | '…' | '—' => !self.reads_as_attribution(i + 1),
                _ => false,
            },
        }
    }

    /// Whether a few words from `i` name a speaker and a cue, as after “Who pays?”.
    fn reads_as_attribution(&self, i: usize) -> bool {
        for j in i..(i + 9).min(self.items.len()) {
            let item = &self.items[j];
            if item.quotation().is_some() || matches!(item.mark, '.' | '!' | '?' | ':' | ';') {
                return false;
            }
            if item.classes.has(Class::Cue) {
                let clause = j + 1 < self.items.len() && self.items[j + 1].classes.any(CLAUSE_OPENERS);
                return !clause;
            }
        }
        false
    }

    /// The last character of a quotation's words, before its closing mark; NUL where it has none.
    pub(super) fn quotation_end(&self, i: usize) -> char {
        let tokens = &self.prose.tokens[self.tokens(i)];
        tokens
            .iter()
            .rev()
            .take(4)
            .map(|token| self.prose.text[token.start as usize..token.end as usize].chars().next_back().unwrap_or('\0'))
            .find(|c| !matches!(c, '"' | '”' | '“' | '»' | '«' | '’' | '‘' | '\'' | '`'))
            .unwrap_or('\0')
    }

    fn tokens(&self, i: usize) -> Range<usize> {
        let item = &self.items[i];
        item.first_token()..item.end_token()
    }

    /// How many words stand in the item.
    pub(super) fn n_words(&self, i: usize) -> usize {
        self.prose.tokens[self.tokens(i)].iter().filter(|t| t.kind != TokenKind::Mark).count()
    }

    /// The quotation that an item is.
    pub(super) fn quotation(&self, i: usize) -> Option<&Quotation> {
        self.items.get(i)?.quotation().map(|index| &self.prose.quotations[index])
    }

    /// Whether the item is of `class`; outside the paragraph and for quotations, it never is.
    pub(super) fn is(&self, i: usize, class: Class) -> bool {
        self.items.get(i).is_some_and(|item| item.classes.has(class))
    }

    /// Whether the item is of any of `classes`.
    pub(super) fn is_any(&self, i: usize, classes: Classes) -> bool {
        self.items.get(i).is_some_and(|item| item.classes.any(classes))
    }

    /// The item's mark, or NUL.
    pub(super) fn mark(&self, i: usize) -> char {
        self.items.get(i).map_or('\0', |item| item.mark)
    }

    /// Whether the item is a word that begins with a capital letter.
    pub(super) fn is_capitalised(&self, i: usize) -> bool {
        self.items.get(i).is_some_and(|item| item.flags & CAPITALISED != 0)
    }

    /// Whether the item is a number.
    pub(super) fn is_number(&self, i: usize) -> bool {
        self.items.get(i).is_some_and(|item| item.flags & NUMBER != 0)
    }

    /// Whether no blank stands before the item.
    pub(super) fn is_glued(&self, i: usize) -> bool {
        self.items.get(i).is_some_and(|item| item.flags & GLUED != 0)
    }

    /// Whether the item is a quotation.
    pub(super) fn is_quotation(&self, i: usize) -> bool {
        self.items.get(i).is_some_and(|item| item.quotation().is_some())
    }

    /// The item as printed; nothing outside the paragraph.
    pub(super) fn str(&self, i: usize) -> &'a str {
        if i < self.items.len() { self.text(i..i + 1) } else { "" }
    }

    /// The items as printed.
    pub(super) fn text(&self, items: Range<usize>) -> &'a str {
        let (start, end) = self.bytes(items);
        &self.prose.text[start..end]
    }

    /// Where a non-empty run of items stands.
    pub(super) fn bytes(&self, items: Range<usize>) -> (usize, usize) {
        let first = self.items[items.start].first_token();
        let last = self.items[items.end - 1].end_token() - 1;
        (self.prose.tokens[first].start as usize, self.prose.tokens[last].end as usize)
    }

    /// The cue verb that the item is.
    pub(super) fn cue(&self, i: usize) -> Option<&'static Cue> {
        let item = self.items.get(i)?;
        if !item.classes.has(Class::Cue) {
            return None;
        }
        self.prose.lexicon.cues.get(item.word)
    }

    /// The item's number in the lexicon.
    pub(super) fn word(&self, i: usize) -> WordId {
        self.items.get(i).map_or(WordId::UNKNOWN, |item| item.word)
    }

    /// The sentence that holds an item, in items.
    pub(super) fn sentence_of(&self, i: usize) -> Range<usize> {
        self.sentences[self.items[i].sentence as usize].clone()
    }

    /// An adverb by list or by its ending.
    pub(super) fn is_adverb(&self, i: usize) -> bool {
        self.is(i, Class::Adverb)
            || self.items.get(i).is_some_and(|item| {
                item.mark == '\0'
                    && item.quotation().is_none()
                    && item.flags & (CAPITALISED | NUMBER) == 0
                    && self.prose.tokens[item.first_token()].span().len() > 4
                    && self.str(i).ends_with("ly")
            })
    }
}

/// What opens a clause right after a cue.
pub(super) const CLAUSE_OPENERS: Classes =
    Classes::only(Class::Complementizer).with(Class::SubjectPronoun).with(Class::Determiner).with(Class::Expletive);

fn quotation_item(prose: &Prose<'_>, quotation: &Quotation, index: usize) -> Item {
    Item {
        sentence: 0,
        mark: '\0',
        first_token: position(quotation.first_token),
        end_token: position(quotation.end_token),
        quotation: position(index),
        word: WordId::UNKNOWN,
        classes: Classes::default(),
        flags: if prose.tokens[quotation.first_token].is_glued() { GLUED } else { 0 },
    }
}

fn word_item(token: &Token, at: u32, words: &WordTable) -> Item {
    let mut flags = match token.kind {
        TokenKind::Word if token.is_capitalised() => CAPITALISED,
        TokenKind::Number => NUMBER,
        TokenKind::Word | TokenKind::Mark => 0,
    };
    if token.is_glued() {
        flags |= GLUED;
    }
    Item {
        sentence: token.sentence,
        mark: token.mark,
        first_token: at,
        end_token: at + 1,
        quotation: NO_QUOTATION,
        word: token.word,
        classes: words.classes(token.word),
        flags,
    }
}

fn position(token: usize) -> u32 {
    u32::try_from(token).expect("a text has fewer than four billion bytes")
}
