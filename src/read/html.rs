//! Web pages: what they say of themselves (JSON-LD, OpenGraph, meta, microdata), and their story without the rest.

use super::charset;
use super::context::Context;
use super::input::Input;
use super::json_ld;
use super::markup::{html_text, is_too_deep, node_text};
use super::output::{Draft, Output};
use super::page_date;
use super::record::{FieldMap, Part};
use super::stamp;
use crate::article::{DiagnosticCode, Metadata};
use crate::lexicon::furniture::Furniture;
use crate::lexicon::{Language, Lexicon};
use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};
use encoding_rs::Encoding;

/// A story that a page gives in its JSON-LD is believed from this length on.
const MIN_BODY_CHARS: usize = 200;

/// Characters of a byline, with all who share it.
const LONGEST_NAME: usize = 100;

/// Reads a page.
pub(super) fn read(mut input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let bytes = match input.all(context.options.max_article_bytes) {
        Ok(bytes) => bytes,
        Err(error) => return output.failure(None, error),
    };
    let decoded = charset::decode(&bytes, context.charset.or_else(|| declared(&bytes)));
    let mut draft = page(&decoded.text);
    if decoded.n_replaced > 0 {
        draft.remark(DiagnosticCode::CharsetReplaced, format!("bytes that are not {} were replaced", decoded.charset));
    }
    if draft.text.is_empty() {
        output.skipped(None, "a page without text");
    } else {
        output.whole(draft);
    }
}

/// The charset that a page's `meta` names, within its first kilobytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let at = head.find("charset=")? + "charset=".len();
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c))
        .collect();
    Encoding::for_label(label.as_bytes()).or_else(|| super::xml::declared(bytes))
}

/// The article of a page.
fn page(html: &str) -> Draft {
    if is_too_deep(html) {
        return Draft { text: html_text(html), ..Draft::default() };
    }
    let document = Document::from(html);
    let linked = linked_data(&document);
    let stated = Stated::of(&document);
    let (linked_text, linked) = linked.map(|draft| (draft.text, draft.metadata)).unwrap_or_default();
    // Whom JSON-LD calls the author may well be the publisher: many papers are one person's.
    let is_person = linked.author.is_some();
    let mut metadata = plausible(merged(linked, stated.metadata()), is_person, || stated.words("h1"));
    if metadata.date.is_none() {
        metadata.date = page_date::printed(&document, !puts_month_first(metadata.language.as_deref()));
    }
    let text = body(document, &linked_text);
    Draft { text, metadata, ..Draft::default() }
}

/// The story: what readability finds, or the JSON-LD's where that is fuller, or all of the page.
fn body(document: Document, linked: &str) -> String {
    let whole = document.body().map(node_text).unwrap_or_default();
    let config = Config { disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(document, None, Some(config)).and_then(|mut page| page.parse());
    let found = article.map(|article| html_text(&article.content)).unwrap_or_default();
    let best =
        if linked.chars().count() >= MIN_BODY_CHARS && linked.len() > found.len() { linked.to_owned() } else { found };
    if best.is_empty() { whole } else { best }
}

/// Whether `3/4/2019` is the fourth of March to those who read the language: to Americans, and to nobody else.
fn puts_month_first(language: Option<&str>) -> bool {
    let language = language.unwrap_or("en").to_ascii_lowercase();
    matches!(language.as_str(), "en" | "en-us" | "en_us")
}

/// What a page's JSON-LD says: of its article, else of the page itself when that was published.
fn linked_data(document: &Document) -> Option<Draft> {
    let scripts = document.select("script[type='application/ld+json' i]");
    let values: Vec<serde_json::Value> = scripts.nodes().iter().filter_map(|script| json(&script.text())).collect();
    let mut draft = values.iter().find_map(json_ld::metadata);
    let date = draft.as_ref().and_then(|draft| draft.metadata.date.clone());
    if let Some(date) = date.or_else(|| values.iter().find_map(json_ld::page_date)) {
        draft.get_or_insert_default().metadata.date = Some(date);
    }
    draft
}

/// JSON as pages have it: wrapped in comments, and with line breaks inside strings, which JSON forbids.
fn json(script: &str) -> Option<serde_json::Value> {
    let mut text = script.trim();
    for (open, close) in [("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("/*<![CDATA[*/", "/*]]>*/"), ("<![CDATA[", "]]>")]
    {
        if let Some(inside) = text.strip_prefix(open) {
            text = inside.trim_end().strip_suffix(close).unwrap_or(inside).trim();
        }
    }
    let text = text.trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&text.replace(char::is_control, " ")).ok())
}

/// What a page states in `meta`, microdata and its own elements.
struct Stated<'a> {
    document: &'a Document,
    metas: Vec<(String, String)>,
}

impl<'a> Stated<'a> {
    fn of(document: &'a Document) -> Self {
        let elements = document.select("meta[content]");
        let metas = elements.nodes().iter().filter_map(|meta| {
            let name = meta.attr("property").or_else(|| meta.attr("name")).or_else(|| meta.attr("itemprop"))?;
            let content = meta.attr("content")?;
            let content = content.trim();
            (!content.is_empty()).then(|| (name.trim().to_ascii_lowercase(), content.to_owned()))
        });
        let metas = metas.collect();
        Self { document, metas }
    }

    fn meta(&self, names: &[&str]) -> Option<String> {
        self.meta_where(names, |_| true)
    }

    /// What is stated under the first of some names that a value fits.
    fn meta_where(&self, names: &[&str], fits: impl Fn(&str) -> bool) -> Option<String> {
        let stated = |name: &&str| self.metas.iter().find(|(stated, content)| stated == name && fits(content));
        names.iter().find_map(stated).map(|(_, content)| content.clone())
    }

    /// What a `meta` states whose name, or the end of it, is one that records use for the part: `cms:publish-date`.
    fn called(&self, part: Part) -> Option<String> {
        let names = FieldMap::default();
        let is_called = |name: &str| names.naming(name).is_some_and(|naming| naming.part == part);
        let last = |name: &str| name.rsplit([':', '.']).next().is_some_and(is_called);
        self.metas.iter().find(|(name, _)| is_called(name) || last(name)).map(|(_, content)| content.clone())
    }

    /// What an element marked `itemprop` says: its machine value, else its words.
    fn item(&self, property: &str) -> Option<String> {
        let selector = format!("[itemprop~='{property}']");
        self.document.select(&selector).nodes().iter().find_map(value)
    }

    /// Who is named where pages name their author, the narrowest such element first; whoever commented is somebody else.
    fn credited(&self) -> Option<String> {
        const PLACES: [&str; 3] = [
            "a[rel~='author'], .byline [class*='author' i], .p-author, .author-name, .author .fn",
            ".byline, [class~='author' i], [class*='authors' i], [class*='entry-author' i], [class*='post-author' i]",
            "[class~='autor' i], [class~='auteur' i], [class*='autor-' i]",
        ];
        let is_comment = |node: &NodeRef<'_>| {
            let own = node.attr("class").into_iter().chain(node.attr("id"));
            own.into_iter().any(|class| class.to_ascii_lowercase().contains("comment"))
        };
        PLACES.into_iter().find_map(|places| {
            let elements = self.document.select(places);
            elements.nodes().iter().find_map(|node| {
                let is_comments = is_comment(node) || node.ancestors_it(None).any(|above| is_comment(&above));
                let name = line(&node_text(*node)).map(|line| without_label(&line).to_owned());
                name.filter(|name| !is_comments && !name.is_empty() && name.chars().count() <= LONGEST_NAME)
            })
        })
    }

    /// The words of the first element that a selector finds.
    fn words(&self, selector: &str) -> Option<String> {
        self.document.select(selector).nodes().iter().find_map(|node| line(&node_text(*node)))
    }

    fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let nodes = self.document.select(selector);
        nodes
            .nodes()
            .iter()
            .find_map(|node| node.attr(name))
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    fn metadata(&self) -> Metadata {
        let author = self
            .meta_where(
                &[
                    "article:author",
                    "author",
                    "byl",
                    "dc.creator",
                    "dcterms.creator",
                    "parsely-author",
                    "sailthru.author",
                    "citation_author",
                ],
                |author| !author.starts_with("http"),
            )
            .or_else(|| self.item("author"))
            .or_else(|| self.credited());
        Metadata {
            title: self.title(),
            date: self
                .meta(&[
                    "article:published_time", "og:article:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date",
                    "parsely-pub-date", "sailthru.date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "dcterms.issued",
                    "citation_publication_date", "citation_date", "article.published", "published-date", "originalpublicationdate", "ptime", "pdate",
                ])
                .or_else(|| self.item("datePublished"))
                .or_else(|| self.item("dateCreated"))
                .or_else(|| self.attribute("time[pubdate]", "datetime"))
                .or_else(|| self.attribute("article time[datetime], time.published[datetime], time.entry-date[datetime], .dt-published[datetime]", "datetime"))
                .or_else(|| self.attribute("time[datetime]", "datetime"))
                .or_else(|| self.called(Part::Date).filter(|date| is_date(date))),
            updated: self.meta(&["article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified"]).or_else(|| self.item("dateModified")).or_else(|| self.item("dateUpdate")),
            author,
            place: self.meta(&["dateline", "geo.placename"]).or_else(|| self.item("contentLocation")).or_else(|| self.item("dateline")),
            source: self.meta(&["og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "citation_journal_title", "publisher"]),
            url: self.attribute("link[rel='canonical']", "href").or_else(|| self.meta(&["og:url"])).filter(|url| url.starts_with("http")),
            language: self.attribute("html[lang]", "lang").or_else(|| self.meta(&["content-language", "dc.language", "og:locale"])),
            section: self.meta(&["article:section", "section", "parsely-section", "sailthru.section", "cg"]).or_else(|| self.item("articleSection")),
            ..Metadata::default()
        }
    }

    /// The headline: as marked, else as shared, else the page's first heading or its title without the paper's name.
    fn title(&self) -> Option<String> {
        let shared = self.meta(&[
            "og:title",
            "twitter:title",
            "dc.title",
            "dcterms.title",
            "parsely-title",
            "sailthru.title",
            "citation_title",
            "headline",
        ]);
        let heading = || {
            let headings = self.document.select("h1");
            let mut lines = headings.nodes().iter().filter_map(|node| line(&node_text(*node)));
            let first = lines.next();
            first.filter(|_| lines.next().is_none())
        };
        let titled = || self.words("title");
        let title = self.item("headline").or(shared).or_else(|| {
            let title = titled();
            heading().or(title)
        });
        let site = self.meta(&["og:site_name", "application-name"]);
        title.map(|title| without_site(&title, site.as_deref()))
    }
}

/// Machine value first: `content`, `datetime`, `title`; an element with parts of its own is called by its name.
fn value(node: &NodeRef<'_>) -> Option<String> {
    let stated =
        ["content", "datetime"].into_iter().find_map(|name| node.attr(name)).map(|value| value.trim().to_owned());
    let named = || {
        let name =
            node.descendants_it().find(|inner| inner.attr("itemprop").is_some_and(|property| &*property == "name"))?;
        name.attr("content").map(|content| content.trim().to_owned()).or_else(|| line(&node_text(name)))
    };
    stated.or_else(named).or_else(|| line(&node_text(*node))).filter(|value| !value.is_empty())
}

fn line(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty() && line.chars().count() <= 300).then_some(line)
}

/// `Artikel von: Ada Rowe`, `Autor Ada Rowe` and `by Ada Rowe` name Ada Rowe.
fn without_label(line: &str) -> &str {
    let rest = line.rsplit_once(": ").map_or(line, |(_, rest)| rest);
    let is_label = |label: &str| {
        let label = label.to_lowercase();
        let is_byline = |language| Lexicon::of(language).furniture.is(&label, Furniture::Byline);
        Language::ALL.into_iter().any(is_byline) || matches!(label.as_str(), "author" | "autor" | "auteur")
    };
    // "Posted by" is a label of two words.
    let ends = rest.match_indices(' ').take(2).map(|(at, _)| at);
    let end = ends.filter(|&at| is_label(&rest[..at])).last();
    end.map_or(rest, |at| &rest[at..]).trim_end_matches(':').trim()
}

/// `Rain falls - The Example Times` names the paper after the headline.
fn without_site(title: &str, site: Option<&str>) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some(site) = site.map(str::trim).filter(|site| !site.is_empty()) else { return title };
    for sign in [" - ", " | ", " – ", " — ", " · ", " :: ", " « ", " » "] {
        if let Some((head, tail)) = title.rsplit_once(sign)
            && tail.eq_ignore_ascii_case(site)
        {
            return head.trim().to_owned();
        }
    }
    title
}

/// Leaves out what templates put where a fact should be.
fn plausible(mut metadata: Metadata, is_person: bool, heading: impl Fn() -> Option<String>) -> Metadata {
    let is_same = |a: &Option<String>, b: &Option<String>| {
        a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
    };
    if is_same(&metadata.title, &metadata.source) {
        metadata.title = heading().or(metadata.title);
    }
    if !is_person && is_same(&metadata.author, &metadata.source) {
        metadata.author = None;
    }
    let date = |date: Option<String>| date.filter(|date| is_date(date)).map(|date| stamp::rfc_2822(&date));
    metadata.date = date(metadata.date);
    metadata.updated = date(metadata.updated);
    metadata
}

/// A date has a year; the first day of the computers' calendar is a program's mistake.
fn is_date(date: &str) -> bool {
    let longest = date.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    longest >= 4 && !date.starts_with("1970-01-01")
}

/// The first source that states a fact wins, fact by fact.
fn merged(first: Metadata, second: Metadata) -> Metadata {
    Metadata {
        title: first.title.or(second.title),
        date: first.date.or(second.date),
        updated: first.updated.or(second.updated),
        author: first.author.or(second.author),
        place: first.place.or(second.place),
        source: first.source.or(second.source),
        url: first.url.or(second.url),
        language: first.language.or(second.language),
        section: first.section.or(second.section),
        ..Metadata::default()
    }
}
