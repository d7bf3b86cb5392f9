//! The places an article names.
//!
//! `TROY, N.C. (AP) — Paris and the Kremlin…` → Troy (North Carolina) as dateline, Paris (France), Moscow as metonym.
//! One pass finds names that some place bears ([`candidate`]); the name after one may say which is meant
//! ([`container`]); clues weigh whether a place is meant at all ([`clue`]); the article as a whole decides
//! between namesakes ([`disambiguate`]). Each pass is linear in the text.

mod candidate;
mod clue;
mod container;
mod disambiguate;
mod feature;
mod focus;
pub mod training;

pub use focus::focus;

use crate::article::{Confidence, Dateline, Evidence, Place, PlaceKind, PlaceRole, Source};
use crate::extract::person::People;
use crate::lexicon::Role;
use crate::lexicon::gazetteer::{EntryKind, Gazetteer, PlaceNumber};
use crate::text::Prose;
use candidate::Mention;
use clue::{Clue, Clues, Observer};
use disambiguate::{Decision, Judged};
use feature::FeatureKind;

/// Below this probability a name is not given out as a place.
const THRESHOLD: f32 = 0.5;
/// How sure a metonym is to stand for its place.
const METONYM_PROBABILITY: f32 = 0.85;
/// How sure a demonym is to speak of its place.
const DEMONYM_PROBABILITY: f32 = 0.75;
/// How sure a name that the user lists is to be that of the place.
const LOCAL_PROBABILITY: f32 = 0.95;
/// How sure a road is to lie in the town named nearest to it.
const TOWN_PROBABILITY: f32 = 0.7;
/// How many names away that town is looked for.
const MAX_STEPS_TO_TOWN: usize = 32;

/// Every place named, in text order.
pub(crate) fn mentions(
    prose: &Prose<'_>,
    dateline: Option<&Dateline>,
    people: &People,
    gazetteer: &Gazetteer,
) -> Vec<Place> {
    let filed_from = dateline.and_then(|dateline| dateline.place_span);
    let mentions = feature::insert(prose, candidate::find(prose, gazetteer));
    let settled = container::settle(&mentions, prose, gazetteer);
    let clues = Observer::new(prose, gazetteer, &mentions, &settled, filed_from, people).observe();
    let judged: Vec<Judged<'_, '_>> = mentions
        .iter()
        .zip(&clues)
        .zip(&settled)
        .map(|((mention, clues), &settled)| judge(mention, *clues, settled, prose, gazetteer))
        .filter(|judged| judged.probability >= THRESHOLD)
        .collect();
    let decisions = disambiguate::decide(&judged, gazetteer);
    let decided: Vec<Option<Decision>> = judged
        .iter()
        .map(|one| match one.settled {
            Some(place) => Some(Decision { place, probability: 1.0 }),
            None => decisions.get(&(one.mention.key, one.mention.kind())).copied(),
        })
        .collect();
    (0..judged.len())
        .filter_map(|at| {
            let decision = decided[at].or_else(|| town_of(at, &judged, &decided, prose, gazetteer))?;
            Some(place(&judged[at], decision, gazetteer))
        })
        .collect()
}

/// The town that a road or ground lies in: named in the same sentence, else the last one named, else the next.
fn town_of(
    at: usize,
    judged: &[Judged<'_, '_>],
    decided: &[Option<Decision>],
    prose: &Prose<'_>,
    gazetteer: &Gazetteer,
) -> Option<Decision> {
    let sentence = |n: usize| prose.tokens[judged[n].mention.first].sentence;
    let town = |n: &usize| {
        let kind = decided[*n].map(|decision| gazetteer.kind(decision.place));
        judged[*n].mention.feature.is_none() && matches!(kind, Some(EntryKind::City | EntryKind::Admin2))
    };
    // Bounded, so that a text of nothing but streets stays linear.
    let after = || (at + 1..judged.len()).take(MAX_STEPS_TO_TOWN).filter(town);
    let before = || (0..at).rev().take(MAX_STEPS_TO_TOWN).filter(town);
    let nearest =
        after().find(|&n| sentence(n) == sentence(at)).or_else(|| before().next()).or_else(|| after().next())?;
    decided[nearest].map(|decision| Decision { probability: decision.probability * TOWN_PROBABILITY, ..decision })
}

fn judge<'m, 'g>(
    mention: &'m Mention<'g>,
    clues: Clues,
    settled: Option<PlaceNumber>,
    prose: &Prose<'_>,
    gazetteer: &Gazetteer,
) -> Judged<'m, 'g> {
    let probability = match mention.kind() {
        // What no weighing may overrule.
        _ if clues.has(Clue::Currency) || clues.has(Clue::Calendar) && settled.is_none() => 0.0,
        PlaceKind::Toponym if mention.is_local(gazetteer) && !clues.is_part_of_another_name() => LOCAL_PROBABILITY,
        _ if settled.is_some() => clues.probability(),
        PlaceKind::Toponym => clues.probability(),
        PlaceKind::Metonym => METONYM_PROBABILITY,
        PlaceKind::Demonym => DEMONYM_PROBABILITY,
    };
    let facts = |token: usize| prose.lexicon.place_words.of(prose.tokens[token].word);
    Judged {
        mention,
        settled,
        probability,
        division_noun: clues.has(Clue::NextDivision) || facts(mention.end - 1).is(Role::Division),
        is_dateline: clues.has(Clue::Dateline),
    }
}

fn place(judged: &Judged<'_, '_>, decision: Decision, gazetteer: &Gazetteer) -> Place {
    let entry = gazetteer.place(decision.place);
    let kind = judged.mention.kind();
    let rule = match kind {
        _ if judged.mention.feature == Some(FeatureKind::Road) => "place-road",
        _ if judged.mention.feature == Some(FeatureKind::Terrain) => "place-terrain",
        _ if gazetteer.is_local(decision.place) => "user",
        _ if judged.settled.is_some() => "place-container",
        PlaceKind::Metonym => "place-metonym",
        PlaceKind::Demonym => "place-demonym",
        PlaceKind::Toponym if judged.is_dateline => "place-dateline",
        PlaceKind::Toponym => "place-name",
    };
    let (role, source) = match judged.is_dateline {
        true => (PlaceRole::Dateline, Source::Dateline),
        false => (PlaceRole::Mention, Source::Prose),
    };
    let evidence = Evidence {
        span: Some(judged.mention.span),
        rule: rule.into(),
        confidence: Confidence::new(judged.probability * decision.probability),
        source,
    };
    entry.to_place(role, if judged.settled.is_some() { PlaceKind::Toponym } else { kind }, evidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::RawArticle;
    use crate::extract::{Options, extract};

    fn article(text: &str) -> crate::article::Article {
        extract(RawArticle { text: text.to_owned(), ..RawArticle::default() }, &Options::default())
    }

    /// The places of a text as "printed = name CC.admin1".
    fn places(text: &str) -> Vec<String> {
        let article = article(text);
        let show = |place: &Place| {
            let printed = article.slice(place.evidence.span.expect("every place stands in the text"));
            let (country, admin1) = (place.country.as_deref().unwrap_or("-"), place.admin1.as_deref().unwrap_or("-"));
            format!("{printed} = {} {country}.{admin1}", place.name)
        };
        article.places.iter().map(show).collect()
    }

    #[test]
    fn the_container_decides() {
        for (text, expected) in [
            ("The fair opened in Paris, Texas, on Friday.", vec!["Paris = Paris US.TX", "Texas = Texas US.TX"]),
            ("They met in Moscow, Idaho.", vec!["Moscow = Moscow US.ID", "Idaho = Idaho US.ID"]),
            ("A farm near Gary, IN, burned.", vec!["Gary = Gary US.IN", "IN = Indiana US.IN"]),
            (
                "He was born in Birmingham, Ala., and raised there.",
                vec!["Birmingham = Birmingham US.AL", "Ala. = Alabama US.AL"],
            ),
            ("Police in London, Ontario, made an arrest.", vec!["London = London CA.08", "Ontario = Ontario CA.08"]),
            (
                "Storms crossed California, Maryland and Virginia.",
                vec!["California = California US.CA", "Maryland = Maryland US.MD", "Virginia = Virginia US.VA"],
            ),
        ] {
            assert_eq!(places(text), expected, "{text}");
        }
    }

    #[test]
    fn metonyms_and_demonyms_stand_for_their_places() {
        let article = article("The Kremlin denied it. The White House and Downing Street welcomed the Russian answer.");
        let kinds: Vec<(&str, PlaceKind)> = article.places.iter().map(|p| (p.name.as_str(), p.kind)).collect();
        assert_eq!(
            kinds,
            [
                ("Moscow", PlaceKind::Metonym),
                ("Washington", PlaceKind::Metonym),
                ("London", PlaceKind::Metonym),
                ("Russia", PlaceKind::Demonym),
            ]
        );
        assert!(article.places.iter().all(|p| p.admin1.as_deref() != Some("TN")));
    }

    #[test]
    fn people_and_newspapers_are_no_places() {
        for text in [
            "Mr. Houston told the committee that Karen Newton had left.",
            "Senator Warren Lincoln spoke. Lincoln then sat down.",
            "She works for the Boston Globe.",
            "Of course, the reading was nice.",
        ] {
            assert_eq!(places(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn the_article_decides_between_namesakes() {
        let georgia =
            "Flooding closed roads in Athens, Gainesville and Valdosta, and schools in Macon and Savannah stayed shut.";
        assert!(places(georgia).contains(&"Athens = Athens US.GA".to_owned()), "{:?}", places(georgia));
        let greece = "Ferries from Piraeus and Thessaloniki were late, and in Athens the Greek parliament met.";
        assert!(places(greece).iter().any(|p| p.starts_with("Athens = Athens GR")), "{:?}", places(greece));
    }

    #[test]
    fn roads_and_waters_lie_in_the_town_they_are_named_with() {
        let found = places("The crash on Mayfield Road in Arlington, Texas, closed Interstate 20 for an hour.");
        assert!(found.contains(&"Mayfield Road = Arlington US.TX".to_owned()), "{found:?}");
        assert!(found.contains(&"Interstate 20 = Arlington US.TX".to_owned()), "{found:?}");
    }

    #[test]
    fn historic_names_and_regions_are_known() {
        for (text, expected) in [
            ("He fled to Zaire in 1974.", "Zaire = Democratic Republic of the Congo CD.-"),
            ("The last flights left from Saigon.", "Saigon = Ho Chi Minh City VN.79"),
            ("Fighting went on in the Donbas.", "Donbas = Donbas UA.-"),
            ("Ships in the Black Sea were warned.", "Black Sea = Black Sea -.-"),
        ] {
            assert_eq!(places(text), [expected], "{text}");
        }
    }

    #[test]
    fn every_place_carries_where_and_why() {
        let article = article("LVIV, Ukraine — Trains from Kraków to Odesa ran late, the Polish railways said.");
        assert!(article.places.len() >= 3);
        for place in &article.places {
            let evidence = &place.evidence;
            assert!(evidence.span.is_some() && !evidence.rule.is_empty(), "{place:?}");
            assert!((0.0..=1.0).contains(&evidence.confidence.get()) && evidence.confidence.get() > 0.2, "{place:?}");
        }
    }

    #[test]
    fn a_text_of_nothing_but_names_stays_linear() {
        let text = "In Springfield and in San Antonio, on Main Street. ".repeat(20_000);
        assert!(!places(&text).is_empty());
    }
}
