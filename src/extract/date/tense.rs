//! Whether a date that does not say so lies behind the article's own or ahead of it: "said Friday", "until Friday".

use crate::lexicon::{Class, Classes};
use crate::text::{Prose, TokenKind};

/// What the words around a date say of its side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lean {
    /// A past tense governs it.
    Past,
    /// A word of the future does.
    Future,
    /// Neither.
    Unknown,
}

const N_BACK: usize = 14;
const N_AHEAD: usize = 8;

/// The side of the expression in tokens `first..end`: by the nearest cue before it in its sentence, else after it.
pub(super) fn lean(prose: &Prose<'_>, first: usize, end: usize) -> Lean {
    let sentence = prose.tokens[first].sentence;
    let same = |at: &usize| prose.tokens[*at].sentence == sentence;
    // "a June 1 deadline", "Monday's due date".
    if end < prose.tokens.len() && same(&end) && cue(prose, end) == Some(Lean::Future) && is_noun(prose, end) {
        return Lean::Future;
    }
    let is_weak = first > 0 && same(&(first - 1)) && prose.classes(first - 1).has(Class::WeakFutureCue);
    // "to run through June": what an infinitive leads up to lies ahead, whatever the sentence tells.
    let is_aim = first >= 3
        && same(&(first - 3))
        && prose.str(first - 3) == "to"
        && prose.str(first - 2).starts_with(char::is_lowercase);
    if is_weak && is_aim {
        return Lean::Future;
    }
    let before = (first.saturating_sub(N_BACK)..first).rev().take_while(same).find_map(|at| cue(prose, at));
    let after = || {
        let stop = (end + N_AHEAD).min(prose.tokens.len());
        (end..stop).take_while(same).find_map(|at| if is_intent(prose, at) { Some(Lean::Past) } else { cue(prose, at) })
    };
    before.or_else(after).unwrap_or(if is_weak { Lean::Future } else { Lean::Unknown })
}

/// What one word says.
fn cue(prose: &Prose<'_>, at: usize) -> Option<Lean> {
    const PAST: Classes = Classes::only(Class::PastCue);
    const FUTURE: Classes = Classes::only(Class::FutureCue);
    let token = prose.tokens[at];
    if token.kind != TokenKind::Word {
        return None;
    }
    let classes = prose.classes(at);
    if classes.any(FUTURE) {
        let lower = !token.is_capitalised() || at == 0 || prose.tokens[at - 1].sentence != token.sentence;
        return lower.then_some(Lean::Future);
    }
    if is_intent(prose, at) {
        let to =
            prose.tokens.get(at + 1).is_some_and(|next| next.sentence == token.sentence) && prose.str(at + 1) == "to";
        return to.then_some(Lean::Future);
    }
    if classes.any(PAST) || !token.is_capitalised() && is_past_participle(prose.str(at)) {
        let passive = at > 0 && matches!(prose.str(at - 1), "be" | "to");
        return (!passive).then_some(Lean::Past);
    }
    None
}

/// A verb that says so of what follows "to": "agreed to meet Friday", but "Friday agreed to meet".
fn is_intent(prose: &Prose<'_>, at: usize) -> bool {
    prose.classes(at).has(Class::IntentCue)
}

/// Whether a cue is a noun that a date can stand before.
fn is_noun(prose: &Prose<'_>, at: usize) -> bool {
    prose.classes(at).has(Class::FutureNoun)
}

/// "announced": a regular past tense, by its ending.
fn is_past_participle(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed")
}
