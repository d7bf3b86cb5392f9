//! Articles like one: those that share the words which tell it from others.
//!
//! Its significant words are those that are frequent in it and rare in the archive. An article is like it that has at least a
//! sixth of them; which comes first is decided by BM25, each word counting the more the oftener the article has it. The article
//! itself, its copies and its versions are no answer.

use super::Searcher;
use super::error::Result;
use super::interval::{Pattern, Restriction, TextField};
use super::kin::Kin;
use super::plan::{Leaf, Plan, Role, Shape, TextMatch, filter};
use super::words::Words;
use crate::article::{Article, Span};
use crate::index::analyzer::tokens;
use crate::index::schema::{FIELDS, block_key};
use std::collections::BTreeMap;
use std::sync::Arc;
use tantivy::query::{BooleanQuery, BoostQuery, EmptyQuery, Query, TermQuery, TermSetQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};

/// The most significant words that are looked for.
const MOST_WORDS: usize = 24;

/// Of how many of them an article must have one in so many.
const ONE_IN: usize = 6;

/// The greatest part of an archive that a significant word may be in.
const COMMON: u64 = 10;

/// A word of an article, how often the article has it, and in how many articles it stands.
struct Significant {
    term: String,
    frequency: u32,
    doc_freq: u64,
    worth: f64,
}

impl Searcher {
    /// Those articles of a plan that are like the one with that id; none where there is no such article.
    pub(super) fn alike(&self, plan: Plan, id: &str) -> Result<Plan> {
        let everywhere = Span::new(0, 0);
        let Some(address) = self.reader().find(id)? else {
            return Ok(leaf(everywhere, Box::new(EmptyQuery), Vec::new(), id.to_owned()));
        };
        let words = self.significant(&self.reader().article(address)?)?;
        let text = words.iter().map(|word| word.term.as_str()).collect::<Vec<_>>().join(" ");
        let term = |word: &Significant| Term::from_field_text(FIELDS.body, &word.term);
        let query = |word: &Significant, record| Box::new(TermQuery::new(term(word), record)) as Box<dyn Query>;
        let any = words.iter().map(|word| query(word, IndexRecordOption::Basic)).collect();
        let enough = BooleanQuery::union_with_minimum_required_clauses(any, words.len().div_ceil(ONE_IN).max(1));
        let scored = words.iter().map(|word| {
            let weight = 1.0 + f64::from(word.frequency).ln();
            let query = BoostQuery::new(query(word, IndexRecordOption::WithFreqs), weight as f32);
            leaf(everywhere, Box::new(query), vec![mark(word)], word.term.clone())
        });
        let own = TermSetQuery::new(self.kin_of(address, id)?);
        let parts = vec![
            plan,
            leaf(everywhere, filter(Box::new(enough)), Vec::new(), format!("like {id}: a sixth of {text}")),
            Plan::new(everywhere, Shape::Or(scored.collect())).called(format!("the words it shares: {text}")),
            Plan::new(everywhere, Shape::Not(Box::new(leaf(everywhere, Box::new(own), Vec::new(), id.to_owned()))))
                .called("not itself, a copy or a version".to_owned()),
        ];
        Ok(Plan::new(everywhere, Shape::And(parts)).called(format!("like {id}")))
    }

    /// The words that tell an article from others, the most telling first.
    fn significant(&self, article: &Article) -> Result<Vec<Significant>> {
        let mut frequencies: BTreeMap<String, u32> = BTreeMap::new();
        let mut words = tokens(&article.text);
        while let Some(token) = words.advance() {
            if !token.is_alternative && token.term.chars().any(char::is_alphabetic) {
                *frequencies.entry(token.term.to_owned()).or_default() += 1;
            }
        }
        let n_articles = self.reader().n_articles()?;
        let mut significant = Vec::new();
        for (term, frequency) in frequencies {
            let doc_freq = self.engine().doc_freq(&Term::from_field_text(FIELDS.body, &term))?;
            // A word that no other article has finds none.
            if doc_freq < 2 || doc_freq > (n_articles / COMMON).max(2) {
                continue;
            }
            let worth = (1.0 + f64::from(frequency).ln()) * (n_articles.max(doc_freq) as f64 / doc_freq as f64).ln();
            significant.push(Significant { term, frequency, doc_freq, worth });
        }
        significant.sort_by(|a, b| b.worth.total_cmp(&a.worth).then_with(|| a.term.cmp(&b.term)));
        significant.truncate(MOST_WORDS);
        Ok(significant)
    }

    /// The keys of an article, its copies and its versions.
    fn kin_of(&self, address: DocAddress, id: &str) -> Result<Vec<Term>> {
        let groups = self.reader().groups();
        let kin = Kin::open(self, self.engine().segment_reader(address.segment_ord))?;
        let members = kin.of(address.doc_id).into_iter();
        let mut ids: Vec<&str> = members
            .flat_map(|own| groups.copies_of(own).chain(groups.versions_of(own)))
            .map(|member| member.id)
            .collect();
        ids.push(id);
        Ok(ids.into_iter().map(|id| Term::from_field_text(FIELDS.block, &block_key(id))).collect())
    }
}

fn leaf(span: Span, query: Box<dyn Query>, marks: Vec<TextMatch>, text: String) -> Plan {
    let role = if marks.is_empty() { Role::Other } else { Role::Text };
    Plan::new(span, Shape::Leaf(Box::new(Leaf { query, marks, role }))).called(text)
}

fn mark(word: &Significant) -> TextMatch {
    TextMatch {
        field: TextField::body(),
        pattern: Arc::new(Pattern::word(Words::of_term(word.term.clone(), word.doc_freq))),
        restriction: Restriction::default(),
    }
}
