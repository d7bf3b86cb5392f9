//! Clues: what speaks for and against a name being a place where it stands.
//!
//! Each clue is a yes or no; its weight is in `data/en/place_clues.tsv`. The sum of the weights, through the
//! logistic function, is the probability that a reader would call the name a place: the confidence given out.

use super::candidate::{self, Mention};
use super::feature::FeatureKind;
use crate::article::Span;
use crate::extract::person::People;
use crate::lexicon::gazetteer::{EntryKind, Feature, Gazetteer, PlaceNumber, fold_into};
use crate::lexicon::{Role, WordFacts, place_clue_weights};
use crate::text::{Prose, Token, TokenKind};
use rustc_hash::FxHashSet;
use std::sync::OnceLock;

macro_rules! clues {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        /// One observation about a name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Clue { $($(#[doc = $doc])* $name,)* }

        impl Clue {
            /// Every clue with the name that the data file calls it by.
            pub(super) const ALL: &[(Clue, &str)] = &[$((Clue::$name, $text),)*];
        }
    };
}

clues! {
    /// Always true.
    Always = "always",
    /// Only words for directions ("North Eastern").
    OnlyDirections = "only-directions",
    /// A day or a month.
    Calendar = "calendar",
    /// One word in capitals between brackets: an acronym of what stands before.
    BracketedCaps = "bracketed-caps",
    /// A currency mark joined to it ("US$").
    Currency = "currency",
    /// A team's name later in the same capitalised run ("Toronto Blue Jays").
    RunTeam = "run-team",
    /// It is part of a person's name here.
    InPerson = "in-person",
    /// It is the whole of a name that the article uses for a person.
    IsPerson = "is-person",
    /// A country or large division, and another capitalised word before it.
    StrongPrevCapital = "strong-prev-capital",
    /// A country or large division, and an institution's or any other capitalised word after it.
    StrongNextCapital = "strong-next-capital",
    /// The same, and the run of capitalised words names an institution.
    StrongRunOrganisation = "strong-run-organisation",
    /// The largest bearer is a country.
    Country = "country",
    /// … a first division of more than five million people.
    LargeAdmin1 = "large-admin1",
    /// … another first division.
    Admin1 = "admin1",
    /// … a second division, under its full name or its bare one.
    Admin2 = "admin2",
    /// … a region, water or island of our own list.
    Region = "region",
    /// … a capital.
    Capital = "capital",
    /// … a seat of a first division.
    Seat = "seat",
    /// … part of a larger place.
    Section = "section",
    /// … a place known as a post office only.
    PostOffice = "post-office",
    /// … of fewer than 2,000 people.
    Village = "under-2k",
    /// … under 10,000.
    SmallTown = "under-10k",
    /// … under 50,000.
    Town = "under-50k",
    /// … under 200,000.
    SmallCity = "under-200k",
    /// … under a million.
    City = "under-1m",
    /// … a million or more.
    LargeCity = "over-1m",
    /// No bearer has the name as its own.
    AliasOnly = "alias-only",
    /// A list names it ("Britain", "Calif.").
    Listed = "listed",
    /// Two words or more.
    MultiWord = "multi-word",
    /// Its last word makes a division ("Rapides Parish").
    EndsInDivision = "ends-in-division",
    /// Its last or first word makes a feature ("Port Arthur", "Long Beach").
    FeatureWord = "feature-word",
    /// Some word of it is lower case ("Rio de Janeiro").
    InnerLower = "inner-lower",
    /// Three letters or fewer.
    Short = "short",
    /// On the stop list.
    Stop = "stop",
    /// 2 to 10 per cent of its occurrences are lower case.
    Lower2 = "lower-2",
    /// 10 to 40 per cent.
    Lower10 = "lower-10",
    /// 40 to 80 per cent.
    Lower40 = "lower-40",
    /// More.
    Lower80 = "lower-80",
    /// A rare given name.
    Given0 = "given-rare",
    /// A given name of 0.05 per cent and more.
    Given1 = "given-common",
    /// A given name of 0.3 per cent and more.
    Given2 = "given-frequent",
    /// A rare surname.
    Surname0 = "surname-rare",
    /// A surname of 0.02 per cent and more.
    Surname1 = "surname-common",
    /// A surname of 0.1 per cent and more.
    Surname2 = "surname-frequent",
    /// In news mostly a person.
    Person3 = "persons-only",
    /// … more often a person than a place.
    Person2 = "persons-rather",
    /// … about as often.
    Person1 = "persons-or-places",
    /// … more often a place.
    Place2 = "places-rather",
    /// … mostly a place.
    Place3 = "places-only",
    /// In, near, at before it.
    PrevAt = "prev-at",
    /// From, to, of before it.
    PrevTo = "prev-to",
    /// "the" before it.
    PrevThe = "prev-the",
    /// A direction before it.
    PrevDirection = "prev-direction",
    /// A title before it.
    PrevTitle = "prev-title",
    /// A given name before it.
    PrevGiven = "prev-given",
    /// An initial before it.
    PrevInitial = "prev-initial",
    /// Another capitalised word before it.
    PrevCapital = "prev-capital",
    /// A capitalised word that opens the sentence before it.
    PrevOpener = "prev-opener",
    /// A hyphen joins it to a capitalised word before.
    PrevHyphen = "prev-hyphen",
    /// Another name of a place directly before it.
    PrevName = "prev-name",
    /// Another name of a place and a comma or "and" before it.
    PrevListed = "prev-listed",
    /// "and" or a comma after it, and then another name of a place.
    NextListed = "next-listed",
    /// A word for an institution that is not the place's after it.
    NextOrganisation = "next-organisation",
    /// Such a word later in the same capitalised run.
    RunOrganisation = "run-organisation",
    /// A word for an institution of the place after it.
    NextCivic = "next-civic",
    /// "of" before it, and a word for an institution before that ("University of Arizona").
    PrevOrganisationOf = "prev-organisation-of",
    /// A road, by its last word.
    Road = "road",
    /// A water or ground, by its last or first word.
    Terrain = "terrain",
    /// A team after it.
    NextTeam = "next-team",
    /// A title after it ("Boston Mayor").
    NextTitle = "next-title",
    /// A division noun after it.
    NextDivision = "next-division",
    /// A word for a street, water or hill after it.
    NextFeature = "next-feature",
    /// A known surname after it.
    NextSurname = "next-surname",
    /// Any other capitalised word after it.
    NextCapital = "next-capital",
    /// An initial after it.
    NextInitial = "next-initial",
    /// Another name of a place directly after it.
    NextName = "next-name",
    /// "'s" after it.
    NextPossessive = "next-possessive",
    /// A verb of speech after it.
    NextSpeech = "next-speech",
    /// "-based", "-born" after it.
    NextHyphen = "next-hyphen",
    /// A hyphen and a capitalised word after it.
    NextHyphenCapital = "next-hyphen-capital",
    /// A comma and an age after it.
    NextAge = "next-age",
    /// A number after it.
    NextNumber = "next-number",
    /// The name after it holds one of its bearers.
    Contained = "contained",
    /// It holds the name before it.
    Container = "container",
    /// The article uses the name as a person's.
    SeenPerson = "seen-person",
    /// The article has it with a container elsewhere.
    SeenContained = "seen-contained",
    /// The article has it after in, near or at elsewhere.
    SeenAt = "seen-at",
    /// It is the dateline's place.
    Dateline = "dateline",
    /// All capitals in a line that is not.
    AllCaps = "all-caps",
    /// All capitals at the head of a paragraph.
    CapsOpener = "caps-opener",
    /// In a line whose words are mostly capitalised.
    Headline = "headline",
    /// It opens its sentence.
    SentenceStart = "sentence-start",
}

/// A set of clues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clues(u128);

impl Clues {
    /// Adds `clue`.
    pub(super) fn add(&mut self, clue: Clue) {
        self.0 |= 1 << clue as u8;
    }

    /// Adds `clue` if it holds.
    pub(super) fn add_if(&mut self, holds: bool, clue: Clue) {
        self.0 |= u128::from(holds) << clue as u8;
    }

    /// Whether `clue` is in it.
    pub(super) fn has(self, clue: Clue) -> bool {
        self.0 >> clue as u8 & 1 == 1
    }

    /// Whether a person, an institution or a team has the name as part of its own here.
    pub(super) fn is_part_of_another_name(self) -> bool {
        [Clue::InPerson, Clue::NextOrganisation, Clue::RunOrganisation, Clue::NextTeam, Clue::RunTeam]
            .into_iter()
            .any(|clue| self.has(clue))
    }

    /// The probability that the name is a place's here.
    pub(super) fn probability(self) -> f32 {
        let weights = weights();
        let mut rest = self.0;
        let mut sum = 0.0;
        while rest != 0 {
            sum += weights[rest.trailing_zeros() as usize];
            rest &= rest - 1;
        }
        1.0 / (1.0 + (-sum).exp())
    }
}

fn weights() -> &'static [f32; 128] {
    static WEIGHTS: OnceLock<[f32; 128]> = OnceLock::new();
    WEIGHTS.get_or_init(|| {
        let mut weights = [0.0; 128];
        for (name, weight) in place_clue_weights() {
            if let Some((clue, _)) = Clue::ALL.iter().find(|(_, known)| *known == name) {
                weights[*clue as usize] = weight;
            }
        }
        weights
    })
}

/// What an article says of the names in it, gathered before any is judged.
pub(super) struct Observer<'a, 'g> {
    prose: &'a Prose<'a>,
    gazetteer: &'g Gazetteer,
    mentions: &'a [Mention<'g>],
    settled: &'a [Option<PlaceNumber>],
    dateline: Option<Span>,
    people: &'a People,
    persons: FxHashSet<u64>,
}

impl<'a, 'g> Observer<'a, 'g> {
    /// Gathers what the article says.
    pub(super) fn new(
        prose: &'a Prose<'a>,
        gazetteer: &'g Gazetteer,
        mentions: &'a [Mention<'g>],
        settled: &'a [Option<PlaceNumber>],
        dateline: Option<Span>,
        people: &'a People,
    ) -> Self {
        let mut observer =
            Self { prose, gazetteer, mentions, settled, dateline, people, persons: FxHashSet::default() };
        observer.find_persons();
        observer
    }

    /// The clues of every mention.
    pub(super) fn observe(&self) -> Vec<Clues> {
        let mut all: Vec<Clues> = Vec::with_capacity(self.mentions.len());
        let mut at = 0;
        for paragraph in &self.prose.paragraphs {
            let bounds = paragraph.first_token..paragraph.end_token;
            let names_any = self.mentions.get(at).is_some_and(|mention| mention.first < bounds.end);
            let Some(style) = names_any.then(|| self.style(bounds.clone())) else { continue };
            while at < self.mentions.len() && self.mentions[at].first < paragraph.end_token {
                let bounds = bounds.clone();
                all.push(Scene { observer: self, at, bounds, style }.clues());
                at += 1;
            }
        }
        self.spread(&mut all);
        all
    }

    /// Tells each mention what the article says of its name elsewhere.
    fn spread(&self, all: &mut [Clues]) {
        let names_with = |clue: Clue, all: &[Clues]| -> FxHashSet<u64> {
            self.mentions.iter().zip(all).filter(|(_, clues)| clues.has(clue)).map(|(mention, _)| mention.key).collect()
        };
        let contained = names_with(Clue::Contained, all);
        let at = names_with(Clue::PrevAt, all);
        for (mention, clues) in self.mentions.iter().zip(all) {
            clues.add_if(contained.contains(&mention.key) && !clues.has(Clue::Contained), Clue::SeenContained);
            clues.add_if(at.contains(&mention.key) && !clues.has(Clue::PrevAt), Clue::SeenAt);
        }
    }

    fn facts(&self, token: usize) -> WordFacts {
        self.prose.lexicon.place_words.of(self.prose.tokens[token].word)
    }

    /// How a paragraph is printed.
    fn style(&self, tokens: std::ops::Range<usize>) -> Style {
        let (mut n_words, mut n_capitalised, mut n_caps) = (0, 0, 0);
        for token in &self.prose.tokens[tokens] {
            let counts = token.kind == TokenKind::Word && token.end - token.start > 3;
            n_words += usize::from(counts);
            n_capitalised += usize::from(counts && token.is_capitalised());
            n_caps += usize::from(counts && token.is_all_caps());
        }
        Style { all_caps: n_caps * 2 > n_words, headline: n_capitalised * 10 >= n_words * 7 }
    }

    /// Remembers the last word of every run that begins with a title or a given name.
    fn find_persons(&mut self) {
        let tokens = &self.prose.tokens;
        let mut at = 0;
        let mut folded = String::new();
        while let Some(first) = self.prose.first_capitalised(at..tokens.len().saturating_sub(1)) {
            at = first;
            let facts = self.facts(at);
            if facts.given.is_none() && !facts.is(Role::Title) {
                at += 1;
                continue;
            }
            let mut last = at;
            while last + 1 < tokens.len() && last < at + 4 && self.continues_name(last) {
                last += 1;
            }
            if last > at && !self.facts(last).is_any(&[Role::Division, Role::Organisation, Role::Facility, Role::Title])
            {
                folded.clear();
                fold_into(self.prose.str(last), &mut folded);
                self.persons.insert(candidate::key(&folded));
            }
            // A run may end with the last token of all.
            at = (last.max(at) + 1).min(tokens.len().saturating_sub(1));
        }
    }

    /// Whether the token after `at` goes on with the same name.
    fn continues_name(&self, at: usize) -> bool {
        let (token, next) = (self.prose.tokens[at], self.prose.tokens[at + 1]);
        next.kind == TokenKind::Word && next.is_capitalised() && !next.is_glued() && next.sentence == token.sentence
    }
}

#[derive(Clone, Copy)]
struct Style {
    all_caps: bool,
    headline: bool,
}

/// One mention in its surroundings.
struct Scene<'s, 'a, 'g> {
    observer: &'s Observer<'a, 'g>,
    at: usize,
    bounds: std::ops::Range<usize>,
    style: Style,
}

impl<'g> Scene<'_, '_, 'g> {
    fn clues(&self) -> Clues {
        let mut clues = Clues::default();
        clues.add(Clue::Always);
        match self.mention().feature {
            Some(FeatureKind::Road) => clues.add(Clue::Road),
            Some(FeatureKind::Terrain) => clues.add(Clue::Terrain),
            None => {
                self.bearer_clues(&mut clues);
                self.name_clues(&mut clues);
            }
        }
        self.before_clues(&mut clues);
        self.after_clues(&mut clues);
        self.article_clues(&mut clues);
        let strong = clues.has(Clue::Country) || clues.has(Clue::LargeAdmin1);
        clues.add_if(strong && clues.has(Clue::PrevCapital), Clue::StrongPrevCapital);
        let next = [Clue::NextOrganisation, Clue::NextCivic, Clue::NextCapital, Clue::NextName, Clue::NextSurname];
        clues.add_if(strong && next.iter().any(|&clue| clues.has(clue)), Clue::StrongNextCapital);
        clues.add_if(strong && clues.has(Clue::RunOrganisation), Clue::StrongRunOrganisation);
        clues
    }

    fn mention(&self) -> &Mention<'g> {
        &self.observer.mentions[self.at]
    }

    fn token(&self, token: usize) -> Token {
        self.observer.prose.tokens[token]
    }

    fn str(&self, token: usize) -> &str {
        self.observer.prose.str(token)
    }

    /// What the largest bearer of the name is.
    fn bearer_clues(&self, clues: &mut Clues) {
        let mention = self.mention();
        let gazetteer = self.observer.gazetteer;
        let Some(top) = mention.largest(gazetteer) else { return };
        let place = gazetteer.facts(top.place);
        clues.add_if(top.is_alias, Clue::AliasOnly);
        clues.add_if(mention.is_listed(), Clue::Listed);
        clues.add(match place.kind {
            EntryKind::Country => Clue::Country,
            EntryKind::Admin1 if place.population > 5_000_000 => Clue::LargeAdmin1,
            EntryKind::Admin1 => Clue::Admin1,
            EntryKind::Admin2 => Clue::Admin2,
            EntryKind::Region => Clue::Region,
            EntryKind::City => match place.population {
                0..2_000 => Clue::Village,
                2_000..10_000 => Clue::SmallTown,
                10_000..50_000 => Clue::Town,
                50_000..200_000 => Clue::SmallCity,
                200_000..1_000_000 => Clue::City,
                _ => Clue::LargeCity,
            },
        });
        match place.feature {
            Feature::Capital => clues.add(Clue::Capital),
            Feature::Seat => clues.add(Clue::Seat),
            Feature::Section => clues.add(Clue::Section),
            Feature::PostOffice => clues.add(Clue::PostOffice),
            Feature::Plain => {}
        }
    }

    /// What the words of the name are otherwise.
    fn name_clues(&self, clues: &mut Clues) {
        let mention = self.mention();
        let words: Vec<usize> =
            (mention.first..mention.end).filter(|&t| self.token(t).kind != TokenKind::Mark).collect();
        let directions = words.iter().all(|&t| self.observer.facts(t).is(Role::Direction));
        clues.add_if(directions, Clue::OnlyDirections);
        let &[first, .., last] = words.as_slice() else {
            self.word_clues(self.observer.facts(mention.first), clues);
            clues.add_if(mention.span.len() <= 3, Clue::Short);
            return;
        };
        clues.add(Clue::MultiWord);
        clues.add_if(self.observer.facts(last).is(Role::Division), Clue::EndsInDivision);
        let feature = [Role::Water, Role::Land, Role::Facility, Role::Thoroughfare];
        clues.add_if(
            self.observer.facts(last).is_any(&feature) || self.observer.facts(first).is(Role::Lead),
            Clue::FeatureWord,
        );
        clues.add_if(
            words.iter().any(|&t| self.token(t).kind == TokenKind::Word && !self.token(t).is_capitalised()),
            Clue::InnerLower,
        );
        clues.add_if(
            self.observer.facts(first).given.is_some_and(|share| share > 0.01)
                && self.observer.facts(last).surname.is_some(),
            Clue::Given2,
        );
    }

    fn word_clues(&self, facts: WordFacts, clues: &mut Clues) {
        clues.add_if(facts.is(Role::Stop), Clue::Stop);
        clues.add_if(facts.is(Role::Calendar), Clue::Calendar);
        if let Some(share) = facts.given {
            clues.add(if share >= 0.3 {
                Clue::Given2
            } else if share >= 0.05 {
                Clue::Given1
            } else {
                Clue::Given0
            });
        }
        if let Some(share) = facts.surname {
            clues.add(if share >= 0.1 {
                Clue::Surname2
            } else if share >= 0.02 {
                Clue::Surname1
            } else {
                Clue::Surname0
            });
        }
        let Some(context) = facts.context else { return };
        match context.lower {
            0..2 => {}
            2..10 => clues.add(Clue::Lower2),
            10..40 => clues.add(Clue::Lower10),
            40..80 => clues.add(Clue::Lower40),
            _ => clues.add(Clue::Lower80),
        }
        if context.persons + context.places >= 4 {
            let odds = ((f32::from(context.persons) + 0.5) / (f32::from(context.places) + 0.5)).ln();
            clues.add(match odds {
                _ if odds > 2.5 => Clue::Person3,
                _ if odds > 1.0 => Clue::Person2,
                _ if odds > -1.0 => Clue::Person1,
                _ if odds > -2.5 => Clue::Place2,
                _ => Clue::Place3,
            });
        }
    }

    /// What stands before the name.
    fn before_clues(&self, clues: &mut Clues) {
        let first = self.mention().first;
        let opens = first == self.bounds.start || self.token(first - 1).sentence != self.token(first).sentence;
        clues.add_if(opens, Clue::SentenceStart);
        if opens {
            return;
        }
        let before = first - 1;
        let before_name = self.at.checked_sub(1).map(|at| &self.observer.mentions[at]);
        match self.token(before).kind {
            TokenKind::Mark if self.str(before) == "-" && self.token(first).is_glued() => {
                let joined = before > self.bounds.start && self.token(before - 1).is_capitalised();
                clues.add_if(joined, Clue::PrevHyphen);
            }
            TokenKind::Mark => {
                clues.add_if(self.str(before) == "," && before_name.is_some_and(|m| m.end == before), Clue::PrevListed)
            }
            TokenKind::Number => {}
            TokenKind::Word if self.token(first).is_glued() => {}
            TokenKind::Word if before_name.is_some_and(|m| m.end == first) => clues.add(Clue::PrevName),
            TokenKind::Word => self.word_before_clues(before, before_name, clues),
        }
    }

    fn word_before_clues(&self, before: usize, before_name: Option<&Mention<'g>>, clues: &mut Clues) {
        let facts = self.observer.facts(before);
        let token = self.token(before);
        if !token.is_capitalised() {
            let word = self.str(before);
            clues.add_if(word == "the", Clue::PrevThe);
            clues.add_if(facts.is(Role::Direction), Clue::PrevDirection);
            clues.add_if(facts.is(Role::At), Clue::PrevAt);
            clues.add_if(facts.is(Role::To), Clue::PrevTo);
            let before_of = before
                .checked_sub(1)
                .filter(|&t| word == "of" && t >= self.bounds.start && self.token(t).is_capitalised());
            let institution = before_of
                .is_some_and(|t| self.observer.facts(t).is_any(&[Role::Organisation, Role::Civic, Role::Facility]));
            clues.add_if(institution, Clue::PrevOrganisationOf);
            clues.add_if(facts.is(Role::Title), Clue::PrevTitle);
            clues
                .add_if(matches!(word, "and" | "or") && before_name.is_some_and(|m| m.end == before), Clue::PrevListed);
            return;
        }
        let opens = before == self.bounds.start || self.token(before - 1).sentence != token.sentence;
        clues.add(match () {
            () if facts.is(Role::Direction) => Clue::PrevDirection,
            () if facts.is(Role::At) => Clue::PrevAt,
            () if facts.is(Role::To) => Clue::PrevTo,
            () if facts.is(Role::Title) => Clue::PrevTitle,
            () if facts.given.is_some() => Clue::PrevGiven,
            () if is_initial(self.str(before)) => Clue::PrevInitial,
            () if opens => Clue::PrevOpener,
            () if facts.is(Role::Calendar) => return,
            () => Clue::PrevCapital,
        });
    }

    /// What stands after the name.
    fn after_clues(&self, clues: &mut Clues) {
        let after = self.mention().end;
        if after >= self.bounds.end || self.token(after).sentence != self.token(after - 1).sentence {
            return;
        }
        let token = self.token(after);
        let next_name = self.observer.mentions.get(self.at + 1);
        let word_after = |t: usize| (t + 1 < self.bounds.end).then(|| self.token(t + 1));
        match token.kind {
            TokenKind::Number => clues.add(Clue::NextNumber),
            TokenKind::Mark if self.str(after) == "-" && token.is_glued() => {
                if let Some(next) = word_after(after).filter(|next| next.is_glued()) {
                    clues.add(if next.is_capitalised() { Clue::NextHyphenCapital } else { Clue::NextHyphen });
                }
            }
            TokenKind::Mark if self.str(after) == "," => {
                let next = word_after(after);
                let age = next.is_some_and(|next| next.kind == TokenKind::Number && next.end - next.start <= 2);
                clues.add_if(age && !self.is_calendar(after + 2), Clue::NextAge);
                clues.add_if(next_name.is_some_and(|m| m.first == after + 1), Clue::NextListed);
            }
            TokenKind::Mark => {
                clues.add_if(token.is_glued() && matches!(self.str(after), "$" | "€" | "£"), Clue::Currency)
            }
            TokenKind::Word if token.is_glued() => {
                clues.add_if(self.str(after).ends_with(['s', 'S']), Clue::NextPossessive)
            }
            TokenKind::Word => self.word_after_clues(after, next_name, clues),
        }
    }

    fn is_calendar(&self, token: usize) -> bool {
        token < self.bounds.end && self.observer.facts(token).is(Role::Calendar)
    }

    fn word_after_clues(&self, after: usize, next_name: Option<&Mention<'g>>, clues: &mut Clues) {
        let facts = self.observer.facts(after);
        let feature = [Role::Thoroughfare, Role::Water, Role::Land];
        if !self.token(after).is_capitalised() {
            clues.add_if(facts.is(Role::Speech), Clue::NextSpeech);
            clues.add_if(facts.is(Role::Division), Clue::NextDivision);
            let and = matches!(self.str(after), "and" | "or");
            clues.add_if(and && next_name.is_some_and(|m| m.first == after + 1), Clue::NextListed);
            return;
        }
        clues.add_if(self.run_has(after + 1, Role::Organisation), Clue::RunOrganisation);
        clues.add_if(self.run_has(after + 1, Role::Team), Clue::RunTeam);
        clues.add(match () {
            () if facts.is(Role::Division) => self.after_division(after),
            () if facts.is_any(&feature) => Clue::NextFeature,
            () if facts.is(Role::Team) => Clue::NextTeam,
            () if facts.is(Role::Organisation) => Clue::NextOrganisation,
            () if facts.is(Role::Title) => Clue::NextTitle,
            () if facts.is_any(&[Role::Civic, Role::Facility]) => Clue::NextCivic,
            () if facts.is(Role::Calendar) => return,
            () if is_initial(self.str(after)) => Clue::NextInitial,
            () if next_name.is_some_and(|m| m.first == after) => Clue::NextName,
            () if facts.surname.is_some() => Clue::NextSurname,
            () => Clue::NextCapital,
        });
    }

    /// What "Michigan State" is when "University" or "Police" follows the division noun `after`.
    fn after_division(&self, after: usize) -> Clue {
        let next = after + 1;
        let goes_on = next < self.bounds.end
            && self.token(next).is_capitalised()
            && self.token(next).sentence == self.token(after).sentence;
        match self.observer.facts(next.min(self.bounds.end - 1)) {
            facts if goes_on && facts.is(Role::Organisation) => Clue::NextOrganisation,
            facts if goes_on && facts.is_any(&[Role::Civic, Role::Facility]) => Clue::NextCivic,
            _ => Clue::NextDivision,
        }
    }

    /// Whether one of the capitalised words from `token` on has `role`.
    fn run_has(&self, token: usize, role: Role) -> bool {
        (token..self.bounds.end.min(token + 4))
            .take_while(|&t| self.token(t).is_capitalised() && self.token(t).sentence == self.token(t - 1).sentence)
            .any(|t| self.observer.facts(t).is(role))
    }

    /// What the rest of the article says of the name.
    fn article_clues(&self, clues: &mut Clues) {
        let mention = self.mention();
        let settled = self.observer.settled;
        let contained = settled[self.at].is_some() && self.holds_next();
        clues.add_if(contained, Clue::Contained);
        let container = self.at > 0 && settled[self.at].is_some() && settled[self.at - 1].is_some() && !contained;
        clues.add_if(container, Clue::Container);
        clues.add_if(self.observer.persons.contains(&mention.key), Clue::SeenPerson);
        if let Some(person) = self.observer.people.mention_over(mention.first) {
            let whole = person.start >= mention.first && person.end <= mention.end;
            clues.add(if whole { Clue::IsPerson } else { Clue::InPerson });
        }
        clues.add_if(self.observer.dateline.is_some_and(|span| span.overlaps(mention.span)), Clue::Dateline);
        let caps =
            (mention.first..mention.end).all(|t| self.token(t).kind != TokenKind::Word || self.token(t).is_all_caps());
        clues.add_if(caps && !self.style.all_caps, Clue::AllCaps);
        let bracketed = mention.first > self.bounds.start && matches!(self.str(mention.first - 1), "(" | "[");
        clues.add_if(caps && bracketed && mention.end == mention.first + 1, Clue::BracketedCaps);
        clues.add_if(caps && mention.first == self.bounds.start, Clue::CapsOpener);
        clues.add_if(self.style.headline, Clue::Headline);
    }

    /// Whether the name after this one settled it.
    fn holds_next(&self) -> bool {
        let (Some(Some(inner)), Some(Some(outer))) =
            (self.observer.settled.get(self.at), self.observer.settled.get(self.at + 1))
        else {
            return false;
        };
        inner != outer && self.observer.gazetteer.is_within(*inner, *outer)
    }
}

fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && matches!(chars.next(), None | Some('.')) && chars.next().is_none()
}
