//! The fields a query can name, and what each of them takes.

/// A field of an article, or of one of its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Who said it. A quote field.
    Speaker,
    /// What was said. A quote field.
    Said,
    /// The word that reports it. A quote field.
    Cue,
    /// Direct, indirect or mixed. A quote field.
    Kind,
    /// How sure the attribution is. A quote field.
    Confidence,
    /// Whom the text names, quoted or not.
    Mentions,
    /// When the article was published.
    Date,
    /// The dates its text talks about.
    When,
    /// Where its publication date was taken from.
    DateSource,
    /// When it entered the index.
    Added,
    /// A place it names or was filed from, or anything within that place.
    Place,
    /// The place it was filed from.
    Dateline,
    /// The place it is about.
    Focus,
    /// A place it names that lies near another.
    Near,
    /// Headline.
    Headline,
    /// Author.
    Byline,
    /// Publication or outlet.
    Source,
    /// Section or desk.
    Section,
    /// Language.
    Lang,
    /// How many words it has.
    Words,
    /// Path of its file within the archive.
    Path,
    /// Its id.
    Id,
    /// What it has: a byline, a quote, a diagnostic.
    Has,
}

/// What the value of a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// Running text, in which sentences, paragraphs and capitals are told apart.
    Prose,
    /// A name or a label: words and phrases.
    Label,
    /// The name of a place.
    Place,
    /// The name of a place and a distance.
    NearPlace,
    /// A date or a range of dates, or `none`.
    Date,
    /// A whole number.
    Count,
    /// A number from 0 to 1.
    Fraction,
    /// One of a fixed set of words.
    OneOf(&'static [&'static str]),
    /// A language code.
    LanguageCode,
    /// A path or an id, with wildcards.
    Path,
}

/// What is known of a field.
#[derive(Debug)]
pub struct FieldInfo {
    /// Which field.
    pub field: Field,
    /// Its name in queries and, with `--` before it, as a flag.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// What it takes.
    pub value: ValueType,
    /// A clause to show as an example.
    pub example: &'static str,
}

const fn row(
    field: Field,
    name: &'static str,
    aliases: &'static [&'static str],
    value: ValueType,
    example: &'static str,
) -> FieldInfo {
    FieldInfo { field, name, aliases, value, example }
}

/// Every field, in the order in which help lists them; the order of [`Field`]'s variants.
pub static FIELDS: [FieldInfo; 23] = {
    use Field::*;
    use ValueType as V;
    const QUOTE_KINDS: &[&str] = &["direct", "indirect", "mixed"];
    const DATE_SOURCES: &[&str] = &["metadata", "dateline", "line", "prose", "url", "path", "user"];
    const PARTS: &[&str] = &[
        "headline",
        "byline",
        "dateline",
        "date",
        "when",
        "place",
        "quote",
        "speaker",
        "source",
        "section",
        "url",
        "date-conflict",
        "date-future",
        "date-unreadable",
        "charset-replaced",
        "repeated-id",
        "empty-body",
        "truncated",
        "word-too-long",
    ];
    [
        row(Speaker, "speaker", &["by"], V::Label, "speaker:Peskov"),
        row(Said, "said", &[], V::Prose, "said:\"end this war\""),
        row(Cue, "cue", &[], V::Label, "cue:denied"),
        row(Kind, "kind", &[], V::OneOf(QUOTE_KINDS), "kind:direct"),
        row(Confidence, "confidence", &[], V::Fraction, "confidence:>=0.8"),
        row(Mentions, "mentions", &[], V::Label, "mentions:Putin"),
        row(Date, "date", &[], V::Date, "date:2019-03"),
        row(When, "when", &[], V::Date, "when:1969-07"),
        row(DateSource, "date-source", &[], V::OneOf(DATE_SOURCES), "date-source:dateline"),
        row(Added, "added", &[], V::Date, "added:today"),
        row(Place, "place", &[], V::Place, "place:Russia"),
        row(Dateline, "dateline", &[], V::Place, "dateline:Paris"),
        row(Focus, "focus", &[], V::Place, "focus:Ukraine"),
        row(Near, "near", &[], V::NearPlace, "near:Kharkiv~50km"),
        row(Headline, "headline", &["title"], V::Prose, "headline:sanctions"),
        row(Byline, "byline", &["author"], V::Label, "byline:Smith"),
        row(Source, "source", &[], V::Label, "source:Reuters"),
        row(Section, "section", &[], V::Label, "section:politics"),
        row(Lang, "lang", &[], V::LanguageCode, "lang:en"),
        row(Words, "words", &[], V::Count, "words:>1000"),
        row(Path, "path", &[], V::Path, "path:1998/03/*"),
        row(Id, "id", &[], V::Path, "id:wire.jsonl#17"),
        row(Has, "has", &[], V::OneOf(PARTS), "has:byline"),
    ]
};

impl Field {
    /// What is known of it.
    pub fn info(self) -> &'static FieldInfo {
        &FIELDS[self as usize]
    }

    /// Its name in queries.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The field of that name or alias, in any case.
    pub fn by_name(name: &str) -> Option<Field> {
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        FIELDS.iter().find(|info| is(&info.name) || info.aliases.iter().any(&is)).map(|info| info.field)
    }

    /// Whether it belongs to one quote rather than to the article.
    pub fn is_of_quote(self) -> bool {
        matches!(self, Field::Speaker | Field::Said | Field::Cue | Field::Kind | Field::Confidence)
    }
}

/// The candidate nearest in spelling, if one is near enough to be a slip of the finger.
pub(super) fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    // A third of the letters may be wrong, so that short names do not attract everything.
    let allowed = (typed.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&typed, name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Every name a field goes by.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().flat_map(|info| std::iter::once(info.name).chain(info.aliases.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::DiagnosticCode;

    #[test]
    fn the_table_is_in_the_order_of_the_variants() {
        for info in &FIELDS {
            assert_eq!(info.field.info().name, info.name);
            assert_eq!(Field::by_name(&info.name.to_uppercase()), Some(info.field));
        }
    }

    #[test]
    fn aliases_name_their_field() {
        for (alias, field) in [("by", Field::Speaker), ("title", Field::Headline), ("author", Field::Byline)] {
            assert_eq!(Field::by_name(alias), Some(field));
        }
        assert_eq!(Field::by_name("10"), None);
    }

    #[test]
    fn has_knows_every_diagnostic() {
        let ValueType::OneOf(parts) = Field::Has.info().value else { panic!("has: takes words of its own") };
        let codes = [
            DiagnosticCode::DateConflict,
            DiagnosticCode::DateFuture,
            DiagnosticCode::DateUnreadable,
            DiagnosticCode::CharsetReplaced,
            DiagnosticCode::RepeatedId,
            DiagnosticCode::EmptyBody,
            DiagnosticCode::Truncated,
            DiagnosticCode::WordTooLong,
        ];
        for code in codes {
            assert!(parts.contains(&code.as_str()), "{code:?}");
        }
    }

    #[test]
    fn slips_find_their_field_and_words_do_not() {
        for (typed, expected) in [
            ("speker", Some("speaker")),
            ("Spaeker", Some("speaker")),
            ("dat", Some("date")),
            ("headlin", Some("headline")),
            ("http", None),
            ("note", None),
        ] {
            assert_eq!(nearest(typed, names()), expected, "{typed}");
        }
    }
}
