//! Which of the articles that match stand for the others: of a story the last version, of copies the earliest.

use super::Searcher;
use super::error::Result;
use super::join::Family;
use super::kin::{AT_ONCE, Kin};
use super::tally::for_each_document;
use crate::article::{Article, Day, Quote};
use crate::index::duplicates::{Groups, Member, Standing, fold, hash_of_words};
use crate::index::schema::{FIELDS, first_string, i64_column};
use crate::index::utterances;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use tantivy::query::Query;
use tantivy::{DocAddress, DocId, SegmentReader};

pub use crate::index::duplicates::fold::Folding;

/// What stands with an article that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Company {
    /// What became of it.
    pub standing: Standing,
    /// Its copies that match too and are folded into it, the earliest first.
    pub copies: Vec<Fellow>,
    /// Other versions of its story that match too and are folded into it, the last first.
    pub versions: Vec<Fellow>,
    /// How many more copies the archive has.
    pub n_more_copies: u64,
    /// The id of the last version of its story, where it is not itself.
    pub latest: Option<String>,
    /// Where it is a copy of what no longer holds, and of nothing that does: what became of that.
    pub copy_of: Option<Standing>,
}

/// An article that is folded into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fellow {
    /// Its id.
    pub id: String,
    /// Its publication or outlet.
    pub source: Option<String>,
    /// The first day it may have been published on.
    pub day: Option<Day>,
    /// What became of it.
    pub standing: Standing,
    /// Whether its words are the same.
    pub is_exact: bool,
    /// Whether it and the first of the copies each have a figure that the other lacks.
    pub has_other_figures: bool,
}

/// An article that matches and is not alone, or a quote of one.
struct Found<'g> {
    member: Member<'g>,
    article: DocAddress,
    hit: DocAddress,
}

/// What was folded among the articles or quotes that match.
#[derive(Default)]
pub(crate) struct Matched<'g> {
    members: Vec<Found<'g>>,
    /// The place of each among these.
    places: FxHashMap<DocAddress, usize>,
    folded: fold::Folded,
}

impl Matched<'_> {
    pub(crate) fn is_folded(&self, address: DocAddress) -> bool {
        self.places.get(&address).is_some_and(|&place| self.folded.is_folded(place))
    }

    pub(super) fn n_folded(&self) -> u64 {
        self.folded.n_folded() as u64
    }
}

/// Folds what matches while it is found.
pub(crate) struct Folder<'g> {
    searcher: &'g Searcher,
    /// What is known of copies and versions, where it is asked for.
    groups: Option<(&'g Groups, Folding)>,
    /// Whether what matches are quotes.
    is_of_quotes: bool,
    members: Vec<Found<'g>>,
}

/// The same in one segment.
pub(crate) struct SegmentFolder<'g> {
    kin: Option<Kin<'g>>,
    /// Where what matches are quotes.
    family: Option<Family>,
    segment: u32,
    members: Vec<Found<'g>>,
    articles: Vec<DocId>,
}

impl SegmentFolder<'_> {
    /// Calls `visit` with the place of each of some documents, which ascend, that may be folded into another one, or another one
    /// into it. Those are kept in mind.
    pub(crate) fn sift(&mut self, docs: &[DocId], mut visit: impl FnMut(usize)) {
        let Self { kin, family, segment, members, articles } = self;
        let Some(kin) = kin else { return };
        let articles = match family {
            None => docs,
            Some(family) => {
                articles.clear();
                articles.extend(docs.iter().map(|&doc| family.article_of(doc)));
                articles
            }
        };
        let at = |doc| DocAddress::new(*segment, doc);
        kin.for_each(articles, |n, member| {
            visit(n);
            members.push(Found { member, article: at(articles[n]), hit: at(docs[n]) });
        });
    }
}

impl<'g> Folder<'g> {
    pub(crate) fn open(&self, segment: u32, reader: &SegmentReader) -> tantivy::Result<SegmentFolder<'g>> {
        let kin = self.groups.map(|_| Kin::open(self.searcher, reader)).transpose()?;
        let family = if self.is_of_quotes && kin.is_some() { Some(Family::open(reader)?) } else { None };
        Ok(SegmentFolder { kin, family, segment, members: Vec::new(), articles: Vec::new() })
    }

    /// Takes in what a segment has. Segments must ascend.
    pub(crate) fn take(&mut self, of_segment: SegmentFolder<'g>) {
        self.members.extend(of_segment.members);
    }

    /// Counts the articles that match, and takes those that may be folded.
    pub(crate) fn count(&mut self, query: &dyn Query) -> Result<u64> {
        if self.groups.is_none() {
            return self.searcher.count(query);
        }
        let (mut total, mut segment) = (0, 0);
        for_each_document(self.searcher, query, &mut |reader, docs| {
            let mut of_segment = self.open(segment, reader)?;
            docs.chunks(AT_ONCE).for_each(|docs| of_segment.sift(docs, |_| {}));
            self.take(of_segment);
            total += docs.len() as u64;
            segment += 1;
            Ok(())
        })?;
        Ok(total)
    }

    /// What is folded among all that was taken.
    pub(crate) fn matched(self) -> Result<Matched<'g>> {
        let Some((groups, folding)) = self.groups else { return Ok(Matched::default()) };
        let folded = if self.is_of_quotes {
            self.searcher.fold_quotes(groups, &self.members, folding)?
        } else {
            let members: Vec<Member<'_>> = self.members.iter().map(|found| found.member).collect();
            fold::fold(groups, &members, folding)
        };
        let places = self.members.iter().enumerate().map(|(place, found)| (found.hit, place)).collect();
        Ok(Matched { folded, members: self.members, places })
    }
}

/// A hash of the words of each utterance of an article: utterances of the same words are the same, however these are printed.
pub(super) fn words_of_utterances(article: &Article) -> Vec<u64> {
    let words = |pieces: &Vec<&Quote>| {
        hash_of_words(&pieces.iter().map(|piece| article.slice(piece.span)).collect::<Vec<_>>().join(" "))
    };
    utterances(article).iter().map(words).collect()
}

impl Searcher {
    /// Folds what is found as asked.
    pub(super) fn folder(&self, folding: Folding) -> Folder<'_> {
        let groups = self.reader().groups();
        let is_asked = !groups.is_empty() && folding.is_any();
        Folder {
            searcher: self,
            groups: is_asked.then_some((groups, folding)),
            is_of_quotes: false,
            members: Vec::new(),
        }
    }

    /// The same for quotes.
    pub(super) fn quote_folder(&self, folding: Folding) -> Folder<'_> {
        Folder { is_of_quotes: true, ..self.folder(folding) }
    }

    /// Folds the articles that match `query`; says how many these are, too.
    pub(super) fn fold(&self, query: &dyn Query, folding: Folding) -> Result<(u64, Matched<'_>)> {
        let mut folder = self.folder(folding);
        let total = folder.count(query)?;
        Ok((total, folder.matched()?))
    }

    /// Folds quotes: the same words, in copies of an article or in its versions, are one quote. What another version says
    /// otherwise is one of its own.
    fn fold_quotes(&self, groups: &Groups, found: &[Found<'_>], folding: Folding) -> Result<fold::Folded> {
        let mut folded = fold::Folded::default();
        for places in self.places_by_words(found)?.into_values().filter(|places| places.len() > 1) {
            let same: Vec<Member<'_>> = places.iter().map(|&place| found[place].member).collect();
            folded.add(fold::fold(groups, &same, folding), &places);
        }
        Ok(folded)
    }

    /// The places of quotes that have the same words; the second time that an article says them is apart from the first.
    /// Articles without a fellow among those that match are not read.
    fn places_by_words(&self, found: &[Found<'_>]) -> Result<BTreeMap<(u64, usize), Vec<usize>>> {
        // The quotes of an article stand together.
        let articles = || found.chunk_by(|a, b| a.article == b.article);
        let groups_of = |member: Member<'_>| [(member.copies, None), (None, member.story)];
        let mut n_articles: FxHashMap<(Option<u32>, Option<u32>), usize> = FxHashMap::default();
        for group in articles().flat_map(|quotes| groups_of(quotes[0].member)) {
            *n_articles.entry(group).or_default() += 1;
        }
        let has_fellow =
            |member: Member<'_>| groups_of(member).iter().any(|group| *group != (None, None) && n_articles[group] > 1);
        let mut by_words: BTreeMap<(u64, usize), Vec<usize>> = BTreeMap::new();
        let mut next = 0;
        for quotes in articles() {
            let places = next..next + quotes.len();
            next = places.end;
            if !has_fellow(quotes[0].member) {
                continue;
            }
            let mut n_said: FxHashMap<u64, usize> = FxHashMap::default();
            for (place, words) in places.zip(self.words_of(quotes)?) {
                let n = n_said.entry(words).or_default();
                by_words.entry((words, *n)).or_default().push(place);
                *n += 1;
            }
        }
        Ok(by_words)
    }

    /// A hash of the words of each of an article's quotes.
    fn words_of(&self, quotes: &[Found<'_>]) -> Result<Vec<u64>> {
        let address = quotes[0].article;
        let family = Family::open(self.engine().segment_reader(address.segment_ord))?;
        let first = family.quotes_of(address.doc_id).start;
        let words = words_of_utterances(&self.article(address)?);
        let of_quote = |quote: &Found<'_>| words.get((quote.hit.doc_id - first) as usize).copied();
        Ok(quotes.iter().map(|quote| of_quote(quote).unwrap_or_default()).collect())
    }

    /// What stands with the article of a hit, which is itself or a quote in it.
    pub(super) fn company(&self, address: DocAddress, hit: DocAddress, matched: &Matched<'_>) -> Result<Company> {
        let groups = self.reader().groups();
        let kin = Kin::open(self, self.engine().segment_reader(address.segment_ord))?;
        let Some(own) = kin.of(address.doc_id) else { return Ok(Company::default()) };
        let mut company = Company {
            standing: own.standing,
            latest: groups
                .versions_of(own)
                .next_back()
                .filter(|last| last.key != own.key)
                .map(|last| last.id.to_owned()),
            copy_of: fold::is_copy_of_the_past(groups, own),
            ..Company::default()
        };
        let held = matched.places.get(&hit).map_or(&[][..], |&place| matched.folded.held_by(place));
        for &Found { member, article: address, .. } in held.iter().filter_map(|&place| matched.members.get(place)) {
            let is_version = member.story.is_some() && member.story == own.story;
            let fellow = self.fellow(member, own, address)?;
            if is_version { company.versions.push(fellow) } else { company.copies.push(fellow) }
        }
        let is_copy = |member: &Member<'_>| member.story.is_none() || member.story != own.story;
        let n_copies = groups.copies_of(own).filter(|member| member.key != own.key).filter(is_copy).count();
        company.n_more_copies = n_copies.saturating_sub(company.copies.len()) as u64;
        Ok(company)
    }

    /// The id of the earliest of an article's copies, which may be its own; `None` where it has none.
    pub(super) fn first_copy(&self, address: DocAddress) -> Result<Option<String>> {
        let groups = self.reader().groups();
        let kin = Kin::open(self, self.engine().segment_reader(address.segment_ord))?;
        let first = kin.of(address.doc_id).and_then(|own| groups.copies_of(own).next());
        Ok(first.map(|first| first.id.to_owned()))
    }

    /// What stands with an article in the whole archive.
    pub fn whole_company(&self, address: DocAddress) -> Result<Company> {
        let mut company = self.company(address, address, &Matched::default())?;
        let groups = self.reader().groups();
        let kin = Kin::open(self, self.engine().segment_reader(address.segment_ord))?;
        let Some(own) = kin.of(address.doc_id) else { return Ok(company) };
        for member in groups.versions_of(own).rev().filter(|member| member.key != own.key) {
            if let Some(address) = self.reader().find(member.id)? {
                company.versions.push(self.fellow(member, own, address)?);
            }
        }
        let is_copy = |member: &Member<'_>| member.story.is_none() || member.story != own.story;
        for member in groups.copies_of(own).filter(|member| member.key != own.key).filter(is_copy) {
            if let Some(address) = self.reader().find(member.id)? {
                company.copies.push(self.fellow(member, own, address)?);
            }
        }
        company.n_more_copies = 0;
        Ok(company)
    }

    fn fellow(&self, member: Member<'_>, own: Member<'_>, address: DocAddress) -> Result<Fellow> {
        let reader = self.engine().segment_reader(address.segment_ord);
        Ok(Fellow {
            id: member.id.to_owned(),
            source: first_string(reader, FIELDS.source, address.doc_id)?,
            day: i64_column(reader, FIELDS.first_day)?.first(address.doc_id).map(Day),
            standing: member.standing,
            is_exact: member.words == own.words,
            has_other_figures: member.has_other_figures,
        })
    }
}
