//! What the archive says to a citation made earlier.

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
}

impl Checked {
    /// Whether the citation holds, and the article does.
    pub fn holds(&self) -> bool {
        self.verdict.holds() && self.standing.is_none_or(|standing| standing == Standing::Current)
    }
}

impl Searcher {
    /// Checks a citation against the archive.
    pub fn verify(&self, cited: Cited) -> Result<Checked> {
        let (verdict, now) = self.verdict(&cited)?;
        let company = match now.and_then(|id| self.reader().find(&id).transpose()).transpose()? {
            Some(address) => Some(self.whole_company(address)?),
            None => None,
        };
        let standing = company.as_ref().map(|company| company.standing);
        Ok(Checked { cited, verdict, standing, latest: company.and_then(|company| company.latest) })
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
    let folded = |text: &str| {
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
    };
    let text = folded(&article.text);
    words.split(" … ").map(folded).all(|piece| text.contains(&piece))
}
