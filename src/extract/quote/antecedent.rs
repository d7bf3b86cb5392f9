//! Who "he" or "she" is: everyone lately named, weighed by a linear model.
//!
//! What tells: who spoke last and how long ago, who was last a subject, how often the article names
//! them, and whether the words reported name them too (people seldom quote themselves by name).

use super::model::{Feature, Kind, Model, Tag, Value, bucket};
use super::resolve::Voice;
use crate::extract::person::{self, Mention, People, PersonId, Sex};
use crate::lexicon::{Class, Classes};
use crate::text::Prose;
use std::ops::Range;

/// Mentions looked back over.
const MAX_MENTIONS: usize = 60;

/// People weighed.
const MAX_CANDIDATES: usize = 12;

/// A pronoun, and what is known where it stands.
pub(super) struct Pronoun<'a> {
    /// The token of the pronoun.
    pub(super) token: usize,
    /// He or she.
    pub(super) sex: Sex,
    /// The tokens that it is said to have said.
    pub(super) content: Range<usize>,
    /// Who spoke last, and at which token.
    pub(super) last: Option<&'a (Voice, usize)>,
}

/// What is known of a person who may be meant.
struct Candidate<'a> {
    person: PersonId,
    /// The latest mention outside quotation marks.
    latest: &'a Mention,
    n_before: usize,
    /// A mention in the pronoun's own paragraph, or the one before, that opens its sentence.
    opens_here: bool,
    opens_before: bool,
}

/// Somebody who may be meant, and what speaks for it.
pub(super) struct Choice {
    pub(super) voice: Voice,
    pub(super) features: Vec<Feature>,
}

/// Everyone who may be meant, the likeliest by rule of thumb first.
pub(super) fn options(prose: &Prose<'_>, people: &People, pronoun: &Pronoun<'_>) -> Vec<Choice> {
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    let paragraph = paragraph_of(prose, pronoun.token);
    let n = people.n_mentions_before(pronoun.token);
    for mention in people.mentions()[..n].iter().rev().take(MAX_MENTIONS) {
        let fits = people.known(mention.person).sex.is_none_or(|sex| sex == pronoun.sex);
        if mention.is_quoted || !fits {
            continue;
        }
        let distance = paragraph - paragraph_of(prose, mention.tokens.start);
        match candidates.iter().position(|candidate| candidate.person == mention.person) {
            Some(at) => {
                let candidate = &mut candidates[at];
                candidate.n_before += 1;
                candidate.opens_here |= distance == 0 && mention.opens_sentence;
                candidate.opens_before |= distance == 1 && mention.opens_sentence;
            }
            None if candidates.len() < MAX_CANDIDATES => candidates.push(Candidate {
                person: mention.person,
                latest: mention,
                n_before: 1,
                opens_here: distance == 0 && mention.opens_sentence,
                opens_before: distance == 1 && mention.opens_sentence,
            }),
            None => {}
        }
    }
    let mut options: Vec<Choice> = candidates
        .iter()
        .enumerate()
        .map(|(rank, candidate)| Choice {
            voice: Voice::Person(candidate.person),
            features: person_features(prose, people, pronoun, candidate, rank, candidates.len()),
        })
        .collect();
    options.extend(other_speaker(prose, people, pronoun, candidates.len()));
    options
}

/// The choice the model weighs highest, and its share of all belief.
pub(super) fn choose(model: &Model, choices: Vec<Choice>) -> Option<(Voice, f32)> {
    let scored: Vec<(f32, Voice)> =
        choices.into_iter().map(|choice| (model.score(&choice.features), choice.voice)).collect();
    let top = scored.iter().map(|(score, _)| *score).fold(f32::MIN, f32::max);
    let belief: f32 = scored.iter().map(|(score, _)| (score - top).exp()).sum();
    scored.into_iter().find(|(score, _)| *score >= top).map(|(_, voice)| (voice, 1.0 / belief))
}

/// The number of the paragraph that holds a token.
fn paragraph_of(prose: &Prose<'_>, token: usize) -> usize {
    prose.paragraphs.partition_point(|paragraph| paragraph.end_token <= token)
}

fn person_features(
    prose: &Prose<'_>,
    people: &People,
    pronoun: &Pronoun<'_>,
    candidate: &Candidate<'_>,
    rank: usize,
    n_candidates: usize,
) -> Vec<Feature> {
    use Kind::*;
    let mut out = Vec::with_capacity(24);
    let known = people.known(candidate.person);
    let latest = candidate.latest;
    let sentences = (prose.tokens[pronoun.token].sentence - prose.tokens[latest.tokens.start].sentence) as usize;
    let paragraphs = paragraph_of(prose, pronoun.token) - paragraph_of(prose, latest.tokens.start);
    let place = place(prose, latest);
    let mut see = |kind: Kind, a: Value, b: Value| out.push(Feature::new(kind, a, b));
    see(Distance, bucket(sentences).into(), place.into());
    see(Distance, bucket(sentences).into(), bucket(paragraphs).into());
    see(Paragraphs, bucket(paragraphs).into(), place.into());
    see(Position, place.into(), latest.opens_sentence.into());
    see(Rank, bucket(rank).into(), bucket(n_candidates).into());
    see(Sex, known.sex.is_some().into(), bucket(paragraphs).into());
    see(Count, bucket(known.n_mentions as usize).into(), Tag::Word.into());
    see(Count, bucket(candidate.n_before).into(), Tag::Name.into());
    see(First, candidate.opens_here.into(), candidate.opens_before.into());
    see(Recent, latest.is_beside_cue.into(), bucket(paragraphs).into());
    let is_content = |range: &Range<usize>| {
        people.mentions()[people.n_mentions_before(range.start)..people.n_mentions_before(range.end)]
            .iter()
            .any(|mention| mention.person == candidate.person)
    };
    see(HasQuotation, is_content(&pronoun.content).into(), Tag::Word.into());
    if let Some((voice, at)) = pronoun.last {
        let is_last = *voice == Voice::Person(candidate.person);
        let since = (prose.tokens[pronoun.token].sentence.saturating_sub(prose.tokens[*at].sentence)) as usize;
        let gone = paragraph_of(prose, pronoun.token) - paragraph_of(prose, *at);
        see(Last, is_last.into(), bucket(since).into());
        see(Last, is_last.into(), Value::from(Tag::Past));
        if is_last {
            see(Followed, bucket(gone).into(), bucket(rank).into());
            see(Before, bucket(gone).into(), candidate.opens_here.into());
        } else {
            // Named since somebody else spoke: the story has moved on to them.
            let later = latest.tokens.start > *at;
            see(After, later.into(), place.into());
            see(After, later.into(), bucket(paragraphs).into());
            see(Object, candidate.opens_here.into(), later.into());
        }
    }
    let in_paragraph = pronoun.token - prose.paragraphs[paragraph_of(prose, pronoun.token)].first_token;
    see(Pattern, (in_paragraph == 0).into(), bucket(paragraphs).into());
    out
}

/// How a mention stands in its sentence.
fn place(prose: &Prose<'_>, mention: &Mention) -> Tag {
    let after = mention.tokens.end;
    if after < prose.tokens.len() && prose.tokens[after].is_glued() && prose.str(after).starts_with(['\'', '’']) {
        return Tag::Possessive;
    }
    if mention.opens_sentence {
        return Tag::Pronoun;
    }
    let before = mention.tokens.start.checked_sub(1).map(|at| prose.classes(at)).unwrap_or_default();
    if before.any(Classes::only(Class::Preposition).with(Class::Infinitive)) {
        Tag::Preposition
    } else if before.any(Classes::only(Class::ClauseBreak).with(Class::Conjunction)) {
        Tag::Conjunction
    } else if after < prose.tokens.len()
        && prose
            .classes(after)
            .any(Classes::only(Class::Auxiliary).with(Class::Be).with(Class::Cue).with(Class::Adverb))
    {
        Tag::Auxiliary
    } else {
        Tag::ObjectPronoun
    }
}

/// Whoever spoke last and is no known person: "the spokesman", or a name there is no evidence for.
fn other_speaker(prose: &Prose<'_>, people: &People, pronoun: &Pronoun<'_>, n_candidates: usize) -> Option<Choice> {
    let (voice, at) = pronoun.last?;
    let (tokens, kind) = match voice {
        Voice::Person(_) | Voice::Stated(_) => return None,
        // "The Kremlin" is nobody's name.
        Voice::Name(tokens) if tokens.start > 0 && prose.classes(tokens.start - 1).has(Class::Definite) => return None,
        Voice::Name(tokens) => (tokens, Tag::Name),
        Voice::Nominal(tokens) => (tokens, Tag::NounEnd),
    };
    let head = (tokens.start..tokens.end)
        .find(|&token| prose.classes(token).has(Class::Preposition))
        .unwrap_or(tokens.end)
        .max(tokens.start + 1)
        - 1;
    let classes = prose.classes(head);
    let sex = person::sex_of(classes);
    if sex.is_some_and(|sex| sex != pronoun.sex) {
        return None;
    }
    let since = (prose.tokens[pronoun.token].sentence.saturating_sub(prose.tokens[*at].sentence)) as usize;
    let gone = paragraph_of(prose, pronoun.token).saturating_sub(paragraph_of(prose, *at));
    let plural = prose.str(head).ends_with('s');
    let person = classes.any(Classes::only(Class::PersonNoun).with(Class::Title));
    // Whoever spoke last can stand behind the pronoun: then nobody was named in between.
    let between = people.n_mentions_before(*at)..people.n_mentions_before(pronoun.token);
    let mut named = people.mentions().get(between).into_iter().flatten();
    let named_since = named.any(|mention| !mention.is_quoted);
    let feature = |kind: Kind, a: Value, b: Value| Feature::new(kind, a, b);
    Some(Choice {
        voice: voice.clone(),
        features: vec![
            feature(Kind::Other, kind.into(), bucket(since).into()),
            feature(Kind::Other, kind.into(), bucket(gone).into()),
            feature(Kind::Other, plural.into(), person.into()),
            feature(Kind::Other, kind.into(), classes.has(Class::Organisation).into()),
            feature(Kind::Case, prose.tokens[head].is_all_caps().into(), kind.into()),
            feature(Kind::After, named_since.into(), kind.into()),
            feature(Kind::SubjectHead, bucket(tokens.len()).into(), kind.into()),
            feature(Kind::Second, bucket(n_candidates).into(), kind.into()),
            feature(Kind::Rest, sex.is_some().into(), kind.into()),
        ],
    })
}
