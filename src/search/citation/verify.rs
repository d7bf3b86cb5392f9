//! What the archive says to a citation made earlier.

use super::FORM_FEED;
use super::parse::Cited;
use crate::article::Article;
use crate::index::analyzer::tokens;
use crate::index::duplicates::Standing;
use crate::knowledge::split_quote_id;
use crate::search::Searcher;
use crate::search::error::Result;

/// Whether what was cited is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The article has the text that was cited.
    Unchanged,
    /// The same text lies under another id.
    Moved {
        /// Its id now.
        to: String,
    },
    /// The article has another text; the words cited stand in it.
    WordsStand,
    /// The article has another text, without the words cited.
    WordsGone,
    /// The article has another text, and the citation names no words.
    Changed,
    /// Neither the article nor its text is in the archive.
    Gone,
    /// The citation says nothing that could be checked.
    Uncheckable,
}

impl Verdict {
    /// Its code.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Moved { .. } => "moved",
            Self::WordsStand => "changed-words-stand",
            Self::WordsGone => "changed-words-gone",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::Uncheckable => "uncheckable",
        }
    }

    /// Whether the citation holds as it was made.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Unchanged | Self::Moved { .. })
    }
}

/// A citation that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What was checked.
    pub cited: Cited,
    /// What the archive says.
    pub verdict: Verdict,
    /// What became of the article since; `None` where it is not there.
    pub standing: Option<Standing>,
    /// The id of the last version of its story, where it is not itself.
    pub latest: Option<String>,
    /// The first page on which the words cited stand, where they stand on none that was cited.
    pub other_page: Option<usize>,
}

impl Checked {
    /// Whether the citation holds, page and all, and the article does.
    pub fn holds(&self) -> bool {
        self.verdict.holds()
            && self.other_page.is_none()
            && self.standing.is_none_or(|standing| standing == Standing::Current)
    }
}

impl Searcher {
    /// Checks a citation against the archive.
    pub fn verify(&self, cited: Cited) -> Result<Checked> {
        let (verdict, now) = self.verdict(&cited)?;
        let address = now.and_then(|id| self.reader().find(&id).transpose()).transpose()?;
        let Some(address) = address else {
            return Ok(Checked { cited, verdict, standing: None, latest: None, other_page: None });
        };
        let company = self.whole_company(address)?;
        let other_page = match (cited.page, &cited.words) {
            (Some(page), Some(words)) => other_page(&self.article(address)?, words, page),
            _ => None,
        };
        Ok(Checked { cited, verdict, standing: Some(company.standing), latest: company.latest, other_page })
    }

    /// The verdict, and the id of the article as it is now.
    fn verdict(&self, cited: &Cited) -> Result<(Verdict, Option<String>)> {
        if cited.id.is_none() && cited.hash.is_none() {
            return Ok((Verdict::Uncheckable, None));
        }
        if let Some(article) = self.cited_article(cited)? {
            let id = Some(article.id.clone());
            let same_text = cited.hash.as_ref().is_some_and(|hash| *hash == article.content_hash);
            let verdict = match &cited.words {
                _ if same_text => Verdict::Unchanged,
                Some(words) if holds(&article, words) => Verdict::WordsStand,
                Some(_) => Verdict::WordsGone,
                None => Verdict::Changed,
            };
            if verdict == Verdict::Unchanged {
                return Ok((verdict, id));
            }
            return Ok(self.moved(cited)?.unwrap_or((verdict, id)));
        }
        Ok(self.moved(cited)?.unwrap_or((Verdict::Gone, None)))
    }

    fn cited_article(&self, cited: &Cited) -> Result<Option<Article>> {
        let Some(id) = &cited.id else { return Ok(None) };
        let of_quote = split_quote_id(id).map(|(article, _)| article);
        for id in [Some(id.as_str()), of_quote].into_iter().flatten() {
            if let Some(address) = self.reader().find(id)? {
                return Ok(Some(self.article(address)?));
            }
        }
        Ok(None)
    }

    /// Where the text lies now.
    fn moved(&self, cited: &Cited) -> Result<Option<(Verdict, Option<String>)>> {
        let Some(hash) = &cited.hash else { return Ok(None) };
        for (address, known) in self.reader().find_content(hash)? {
            // The index holds the beginning of the hash only.
            if self.article(address)?.content_hash == *hash {
                return Ok(Some((Verdict::Moved { to: known.id.clone() }, Some(known.id))));
            }
        }
        Ok(None)
    }
}

/// Whether an article has the words, piece by piece, whatever their punctuation.
fn holds(article: &Article, words: &str) -> bool {
    let text = folded(&article.text);
    words.split(" … ").map(folded).all(|piece| text.contains(&piece))
}

/// The first page that has the beginning of the words, where that page has not; `None` where none has or there are no pages.
fn other_page(article: &Article, words: &str, page: usize) -> Option<usize> {
    let first = folded(words.split(" … ").next().unwrap_or_default());
    if !article.text.contains(FORM_FEED) {
        return None;
    }
    let pages = (1..).zip(article.text.split(FORM_FEED)).filter(|(_, text)| folded(text).contains(&first));
    let pages: Vec<usize> = pages.map(|(page, _)| page).collect();
    pages.first().copied().filter(|_| !pages.contains(&page))
}

/// The words of a text as the index has them, with blanks around each.
fn folded(text: &str) -> String {
    let mut folded = String::from(" ");
    let mut tokens = tokens(text);
    let mut last = None;
    while let Some(token) = tokens.advance() {
        if last.replace(token.position) != Some(token.position) {
            folded.push_str(token.term);
            folded.push(' ');
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_wrong_only_where_the_words_stand_on_another() {
        let text = "Water fell.\n\n\u{c}The dam held, and “the dam will hold”.\n\n\u{c}The dam will hold. Nobody slept";
        let article = Article { text: text.to_owned(), ..Article::default() };
        for (words, page, expected) in [
            ("“Water fell.”", 1, None),
            ("Water fell", 2, Some(1)),
            ("the dam will hold", 1, Some(2)),
            ("the dam will hold", 3, None),
            ("Nobody slept … hold", 2, Some(3)),
            ("nowhere said", 2, None),
        ] {
            assert_eq!(other_page(&article, words, page), expected, "{words}, {page}");
        }
        let one = Article { text: "Water fell.".to_owned(), ..Article::default() };
        assert_eq!(other_page(&one, "Water fell", 7), None);
    }
}
