//! Which of the articles that match stand for the others: of a story the last version, of copies the earliest.

use super::Searcher;
use super::error::Result;
use super::join::Family;
use super::tally::for_each_document;
use crate::article::Day;
use crate::index::duplicates::{Groups, Member, Standing, fold, hash_of_words};
use crate::index::schema::{FIELDS, i64_column, str_column, u64_column};
use crate::index::utterances;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use tantivy::columnar::Column;
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

/// The articles of a segment that are not alone.
pub(super) struct Kin<'g> {
    groups: &'g Groups,
    ties: Column<u64>,
}

impl<'g> Kin<'g> {
    pub(super) fn open(groups: &'g Groups, reader: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self { groups, ties: u64_column(reader, FIELDS.tie)? })
    }

    pub(super) fn of(&self, article: DocId) -> Option<&'g Member> {
        if self.groups.is_empty() { None } else { self.groups.of(self.ties.first(article)?) }
    }
}

/// What was folded among the articles or quotes that match.
#[derive(Default)]
pub(super) struct Matched<'g> {
    /// Each with its article.
    members: Vec<(&'g Member, DocAddress)>,
    /// The place of each among these.
    places: FxHashMap<DocAddress, usize>,
    folded: fold::Folded,
}

impl Matched<'_> {
    pub(super) fn is_folded(&self, address: DocAddress) -> bool {
        self.places.get(&address).is_some_and(|&place| self.folded.is_folded(place))
    }

    pub(super) fn n_folded(&self) -> u64 {
        self.folded.n_folded() as u64
    }

    pub(super) fn is_any(&self) -> bool {
        self.folded.n_folded() > 0
    }
}

impl Searcher {
    /// Folds the articles that match `query`.
    pub(super) fn fold(&self, query: &dyn Query, folding: Folding) -> Result<Matched<'_>> {
        let groups = self.reader().groups();
        if groups.is_empty() || !folding.is_any() {
            return Ok(Matched::default());
        }
        let mut members = Vec::new();
        let mut segment = 0;
        for_each_document(self.engine(), query, &mut |reader, docs| {
            let kin = Kin::open(groups, reader)?;
            let found = docs.iter().filter_map(|&doc| Some((kin.of(doc)?, DocAddress::new(segment, doc))));
            members.extend(found);
            segment += 1;
            Ok(())
        })?;
        let places = members.iter().enumerate().map(|(place, (_, address))| (*address, place)).collect();
        let alone: Vec<&Member> = members.iter().map(|(member, _)| *member).collect();
        let folded = fold::fold(groups, &alone, folding);
        Ok(Matched { members, places, folded })
    }

    /// Folds the quotes that match `query`: the same words, in copies of an article or in its versions, are one quote. What
    /// another version says otherwise is one of its own.
    pub(super) fn fold_quotes(&self, query: &dyn Query, folding: Folding) -> Result<Matched<'_>> {
        let groups = self.reader().groups();
        if groups.is_empty() || !folding.is_any() {
            return Ok(Matched::default());
        }
        // In the order of documents, in which those of an article stand together.
        let mut found: Vec<(&Member, DocAddress, DocAddress)> = Vec::new();
        let mut segment = 0;
        for_each_document(self.engine(), query, &mut |reader, docs| {
            let (kin, family) = (Kin::open(groups, reader)?, Family::open(reader)?);
            let mut last = None;
            for &doc in docs {
                let article = family.article_of(doc);
                let (_, member) = last.filter(|(of, _)| *of == article).unwrap_or_else(|| (article, kin.of(article)));
                last = Some((article, member));
                let at = |doc| DocAddress::new(segment, doc);
                found.extend(member.map(|member| (member, at(article), at(doc))));
            }
            segment += 1;
            Ok(())
        })?;
        let members = found.iter().map(|&(member, article, _)| (member, article)).collect();
        let places = found.iter().enumerate().map(|(place, (_, _, quote))| (*quote, place)).collect();
        let mut folded = fold::Folded::default();
        for places in self.places_by_words(&found)?.into_values().filter(|places| places.len() > 1) {
            let same: Vec<&Member> = places.iter().map(|&place| found[place].0).collect();
            folded.add(fold::fold(groups, &same, folding), &places);
        }
        Ok(Matched { members, places, folded })
    }

    /// The places of quotes that have the same words; the second time that an article says them is apart from the first.
    fn places_by_words(
        &self,
        found: &[(&Member, DocAddress, DocAddress)],
    ) -> Result<BTreeMap<(u64, usize), Vec<usize>>> {
        let mut n_articles: FxHashMap<(Option<u32>, Option<u32>), usize> = FxHashMap::default();
        let articles = || found.chunk_by(|a, b| a.1 == b.1);
        let groups_of = |member: &Member| [(member.copies, None), (None, member.story)];
        for group in articles().flat_map(|quotes| groups_of(quotes[0].0)) {
            *n_articles.entry(group).or_default() += 1;
        }
        let has_fellow =
            |member: &Member| groups_of(member).iter().any(|group| *group != (None, None) && n_articles[group] > 1);
        let mut by_words: BTreeMap<(u64, usize), Vec<usize>> = BTreeMap::new();
        let mut next = 0;
        for quotes in articles() {
            let (member, address, _) = quotes[0];
            let first_place = next;
            next += quotes.len();
            if !has_fellow(member) {
                continue;
            }
            let first =
                Family::open(self.engine().segment_reader(address.segment_ord))?.quotes_of(address.doc_id).start;
            let article = self.article(address)?;
            let utterances = utterances(&article);
            let mut n_said: FxHashMap<u64, usize> = FxHashMap::default();
            for (place, (_, _, quote)) in (first_place..).zip(quotes) {
                let pieces = utterances.get((quote.doc_id - first) as usize).into_iter().flatten();
                let words: Vec<&str> = pieces.map(|piece| article.slice(piece.span)).collect();
                let key = hash_of_words(&words.join(" "));
                let n = n_said.entry(key).or_default();
                by_words.entry((key, *n)).or_default().push(place);
                *n += 1;
            }
        }
        Ok(by_words)
    }

    /// What stands with the article of a hit, which is itself or a quote in it.
    pub(super) fn company(&self, address: DocAddress, hit: DocAddress, matched: &Matched<'_>) -> Result<Company> {
        let groups = self.reader().groups();
        let kin = Kin::open(groups, self.engine().segment_reader(address.segment_ord))?;
        let Some(own) = kin.of(address.doc_id) else { return Ok(Company::default()) };
        let mut company = Company {
            standing: own.standing,
            latest: groups.versions_of(own).next_back().filter(|last| last.key != own.key).map(|last| last.id.clone()),
            copy_of: fold::is_copy_of_the_past(groups, own),
            ..Company::default()
        };
        let held = matched.places.get(&hit).map_or(&[][..], |&place| matched.folded.held_by(place));
        for &(member, address) in held.iter().filter_map(|&place| matched.members.get(place)) {
            let is_version = member.story.is_some() && member.story == own.story;
            let fellow = self.fellow(member, own, address)?;
            if is_version { company.versions.push(fellow) } else { company.copies.push(fellow) }
        }
        let is_copy = |member: &&Member| member.story.is_none() || member.story != own.story;
        let n_copies = groups.copies_of(own).filter(|member| member.key != own.key).filter(is_copy).count();
        company.n_more_copies = n_copies.saturating_sub(company.copies.len()) as u64;
        Ok(company)
    }

    /// What stands with an article in the whole archive.
    pub fn whole_company(&self, address: DocAddress) -> Result<Company> {
        let mut company = self.company(address, address, &Matched::default())?;
        let groups = self.reader().groups();
        let kin = Kin::open(groups, self.engine().segment_reader(address.segment_ord))?;
        let Some(own) = kin.of(address.doc_id) else { return Ok(company) };
        for member in groups.versions_of(own).rev().filter(|member| member.key != own.key) {
            if let Some(address) = self.reader().find(&member.id)? {
                company.versions.push(self.fellow(member, own, address)?);
            }
        }
        let is_copy = |member: &&Member| member.story.is_none() || member.story != own.story;
        for member in groups.copies_of(own).filter(|member| member.key != own.key).filter(is_copy) {
            if let Some(address) = self.reader().find(&member.id)? {
                company.copies.push(self.fellow(member, own, address)?);
            }
        }
        company.n_more_copies = 0;
        Ok(company)
    }

    fn fellow(&self, member: &Member, own: &Member, address: DocAddress) -> Result<Fellow> {
        let reader = self.engine().segment_reader(address.segment_ord);
        let mut source = None;
        if let Some(column) = str_column(reader, FIELDS.source)?
            && let Some(ord) = column.term_ords(address.doc_id).next()
        {
            column.ord_to_str(ord, source.insert(String::new())).map_err(tantivy::TantivyError::from)?;
        }
        Ok(Fellow {
            id: member.id.clone(),
            source,
            day: i64_column(reader, FIELDS.first_day)?.first(address.doc_id).map(Day),
            standing: member.standing,
            is_exact: member.words == own.words,
            has_other_figures: member.has_other_figures,
        })
    }
}
