//! Which of the places of one name a query found, and how to ask for one of them.

use super::Searcher;
use super::compile::{meanings, place_query};
use super::error::Result;
use super::plan::{Plan, Role, filter};
use super::request::{Note, PlaceMeaning};
use crate::index::schema::Kind;
use crate::lexicon::gazetteer::PlaceNumber;
use tantivy::query::{BooleanQuery, Query};
use tantivy::schema::Field;

/// Of a name with more bearers only the likeliest are looked for.
const MAX_MEANINGS: usize = 50;

impl Searcher {
    /// What each name of a place in the query stands for, where that is more than one place.
    pub(super) fn place_notes(&self, plan: &Plan) -> Result<Vec<Note>> {
        let mut notes = Vec::new();
        for (clause, leaf) in plan.leaves() {
            let places = match &leaf.role {
                Role::Place(typed, field) => self.places_found(plan, typed, *field)?,
                Role::Near(typed) => {
                    meanings(typed, self.gazetteer()).into_iter().map(|place| self.meaning(place, None)).collect()
                }
                _ => continue,
            };
            if places.len() > 1 {
                let is_near = matches!(leaf.role, Role::Near(_));
                notes.push(Note::PlaceMeans { span: clause.span, clause: clause.text.clone(), places, is_near });
            }
        }
        Ok(notes)
    }

    /// The places of that name among what the plan finds.
    fn places_found(&self, plan: &Plan, typed: &str, field: Field) -> Result<Vec<PlaceMeaning>> {
        let mut found = Vec::new();
        let places = meanings(typed, self.gazetteer());
        if places.len() < 2 {
            return Ok(found);
        }
        for place in places.into_iter().take(MAX_MEANINGS) {
            let query: Vec<Box<dyn Query>> =
                vec![place_query(place, field, self.gazetteer()), filter(plan.query(Kind::Article))];
            let articles = self.count(&BooleanQuery::intersection(query))?;
            if articles > 0 {
                found.push(self.meaning(place, Some(articles)));
            }
        }
        Ok(found)
    }

    fn meaning(&self, place: PlaceNumber, articles: Option<u64>) -> PlaceMeaning {
        let gazetteer = self.gazetteer();
        PlaceMeaning { name: gazetteer.unmistakable(place), id: gazetteer.place(place).id.0, articles }
    }
}
