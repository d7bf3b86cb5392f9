//! Wires as the wire sent them: IPTC 7901 and ANPA 1312, control characters and all.
//!
//! Both have a heading (service, priority, category, words) between SOH and STX, a text between STX and
//! ETX, and a filing line after it. Lines end in the text as they were sent.

use super::charset;
use super::context::Context;
use super::format::Format;
use super::input::Input;
use super::output::{Draft, Output};
use crate::article::Metadata;

const SOH: u8 = 0x01;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const EOT: u8 = 0x04;
const SYN: u8 = 0x16;

/// The longest heading that is believed.
const MAX_HEADING_BYTES: usize = 1_000;

/// Which wire a file's first bytes are of: a heading of text between SOH and STX, a text behind it.
pub(super) fn format(head: &[u8]) -> Option<Format> {
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != SYN && *byte != 0)?;
    let message = head[start..].strip_prefix(&[SOH])?;
    let end = memchr::memchr(STX, &message[..message.len().min(MAX_HEADING_BYTES)])?;
    // Headings have a device control or two; binary files have NUL, and all the others.
    let is_text =
        |byte: &u8| !byte.is_ascii_control() || byte.is_ascii_whitespace() || matches!(byte, 0x11..=0x14 | 0x1F);
    let is_message = end > 0 && message[..end].iter().all(is_text) && !message[end..].contains(&0);
    let format = if head[..start].contains(&SYN) { Format::Anpa1312 } else { Format::Iptc7901 };
    is_message.then_some(format)
}

/// Reads every message of an IPTC 7901 file.
pub(super) fn read_iptc(input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    read(input, context, output, iptc);
}

/// Reads every message of an ANPA 1312 file.
pub(super) fn read_anpa(input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    read(input, context, output, anpa);
}

/// The parts of a message, decoded.
struct Parts {
    heading: String,
    text: String,
    filing: String,
}

fn read(mut input: Input<'_>, context: Context<'_>, output: &mut Output<'_>, draft: fn(&Parts) -> Draft) {
    let bytes = match input.all(context.options.max_article_bytes) {
        Ok(bytes) => bytes,
        Err(error) => return output.failure(None, error),
    };
    let encoding = charset::encoding(&bytes, None);
    for message in messages(&bytes) {
        let decoded = |part: &[u8]| encoding.decode_without_bom_handling(part).0.into_owned();
        let (heading, rest) = split_at(message, STX);
        let (text, filing) = split_at(rest, ETX);
        let draft = draft(&Parts { heading: decoded(heading), text: decoded(text), filing: decoded(filing) });
        if draft.text.is_empty() {
            output.skipped(None, "a wire message without text");
        } else {
            output.one_of_many(draft);
        }
    }
}

/// What stands between each SOH and its EOT.
fn messages(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = memchr::memchr_iter(SOH, bytes).map(|at| at + 1);
    starts.map(|start| {
        let rest = &bytes[start..];
        &rest[..rest.iter().position(|byte| matches!(*byte, EOT | SOH)).unwrap_or(rest.len())]
    })
}

fn split_at(bytes: &[u8], sign: u8) -> (&[u8], &[u8]) {
    match memchr::memchr(sign, bytes) {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (bytes, &[]),
    }
}

/// `dpa` and the like: service, message number, priority, category, words, keywords above the text.
fn iptc(parts: &Parts) -> Draft {
    let mut heading = parts.heading.lines().map(str::trim).filter(|line| !line.is_empty());
    let service: Vec<&str> = heading.next().unwrap_or_default().split_whitespace().collect();
    let slug = heading.next().map(|slug| slug.trim_end_matches('/').to_owned());
    let text = without_controls(&parts.text);
    let (head, body) = text.split_once("\n\n").map_or(("", text.as_str()), |(head, body)| (head, body));
    let head = Head::of(head);
    Draft {
        id: service.first().map(|id| (*id).to_owned()),
        metadata: Metadata {
            title: head.headline.or(slug),
            author: head.byline,
            date: filed(&parts.filing),
            place: place(body),
            // Service, number, priority, category, words; then keywords of the service's own.
            source: service
                .iter()
                .skip(4)
                .rfind(|word| word.contains(char::is_alphabetic))
                .map(|word| (*word).to_owned()),
            section: service.get(2).filter(|word| word.chars().all(char::is_alphabetic)).map(|word| (*word).to_owned()),
            ..Metadata::default()
        },
        text: body.trim().to_owned(),
        ..Draft::default()
    }
}

/// The lines above the story: takes ("1ST LEAD"), the headline, the byline.
#[derive(Default)]
struct Head {
    headline: Option<String>,
    byline: Option<String>,
}

impl Head {
    fn of(text: &str) -> Self {
        let mut head = Self::default();
        let mut headline: Vec<&str> = Vec::new();
        for line in text.lines().map(|line| line.trim().trim_end_matches('=').trim_end()) {
            if line.is_empty() || is_take(line) {
                continue;
            }
            match byline(line) {
                Some(name) => head.byline = Some(name),
                None => headline.push(line),
            }
        }
        head.headline = (!headline.is_empty()).then(|| headline.join(" "));
        head
    }
}

/// A line of the desk, not of the story: capitals and figures only, and short ("1ST LEAD", "REFILE", "EXTRA").
fn is_take(line: &str) -> bool {
    line.chars().count() <= 30 && !line.chars().any(char::is_lowercase) && line.chars().any(char::is_uppercase)
}

fn byline(line: &str) -> Option<String> {
    let name = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY "))?;
    (name.chars().count() <= 100).then(|| name.trim_end_matches(['.', ',', ' ']).to_owned())
}

/// `Munich (dpa) - ` says where.
fn place(body: &str) -> Option<String> {
    let line = body.trim_start().lines().next()?;
    let (place, rest) = line.split_once(" (")?;
    let is_agency = rest
        .split_once(')')
        .is_some_and(|(agency, rest)| agency.len() <= 20 && rest.trim_start().starts_with(['-', '–', '—', '_']));
    (is_agency && place.chars().count() <= 40).then(|| place.to_owned())
}

/// `212101 GMT Nov 18`: day, hour, minute, perhaps the zone, month, year.
fn filed(filing: &str) -> Option<String> {
    let mut words =
        filing.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).peekable();
    let time = words.find(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()))?;
    let day: u8 = time[..2].parse().ok().filter(|day| (1..=31).contains(day))?;
    let month = words.by_ref().take(2).find_map(month_number)?;
    let year = century(words.next()?)?;
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// Months as services in English and German write them, in three letters.
fn month_number(name: &str) -> Option<u8> {
    const MONTHS: [&str; 2] =
        ["jan feb mar apr may jun jul aug sep oct nov dec", "jan feb mrz apr mai jun jul aug sep okt nov dez"];
    let name: String = name.chars().take(3).flat_map(char::to_lowercase).collect();
    let position = |months: &str| months.split(' ').position(|month| month == name);
    u8::try_from(MONTHS.into_iter().find_map(position)? + 1).ok()
}

/// Two figures are of the century in which wires were sent so: 1970 to 2069.
fn century(year: &str) -> Option<u16> {
    let number: u16 = year.parse().ok()?;
    match year.len() {
        2 => Some(if number >= 70 { 1900 + number } else { 2000 + number }),
        4 => Some(number),
        _ => None,
    }
}

/// ANPA: `^` begins a line, `<` (flush left) and `=` (centred) end the lines above the story, a tab indents its paragraphs.
fn anpa(parts: &Parts) -> Draft {
    let heading = without_controls(&parts.heading);
    let mut lines = heading.lines().map(str::trim).filter(|line| !line.is_empty());
    let id = lines.next().and_then(|line| line.split(['_', ' ']).next()).map(str::to_owned);
    let section = lines.next().and_then(|line| line.split_whitespace().nth(1)).and_then(category);
    let mut story = AnpaStory::default();
    anpa_lines(&parts.text).for_each(|line| story.push(line));
    Draft {
        id,
        metadata: Metadata {
            title: story.headline.or(story.slug),
            author: story.byline,
            date: anpa_filed(&parts.filing),
            place: story.paragraphs.iter().find_map(|paragraph| place(paragraph)),
            section: section.map(str::to_owned),
            ..Metadata::default()
        },
        text: story.paragraphs.join("\n\n"),
        ..Draft::default()
    }
}

/// What the lines of an ANPA text are.
#[derive(Default)]
struct AnpaStory {
    slug: Option<String>,
    headline: Option<String>,
    byline: Option<String>,
    paragraphs: Vec<String>,
}

/// A line of an ANPA text, and the sign that ended it.
struct AnpaLine {
    text: String,
    end: Option<char>,
}

impl AnpaStory {
    fn push(&mut self, line: AnpaLine) {
        let is_above = self.paragraphs.is_empty() && line.end.is_some();
        match (byline(&line.text).filter(|_| is_above), line.end) {
            (Some(name), _) => self.byline = Some(name),
            (None, Some('<')) if is_above && self.slug.is_none() => self.slug = Some(slug_words(&line.text)),
            (None, Some('<')) if is_above && self.headline.is_none() => self.headline = Some(line.text),
            // Notes to editors stand between headline and story; an agency's name under the byline.
            (None, Some('<')) if is_above => {}
            (None, Some('=')) if is_above && self.byline.is_some() && self.headline.is_some() => {}
            _ => self.paragraphs.push(line.text),
        }
    }
}

fn anpa_lines(text: &str) -> impl Iterator<Item = AnpaLine> {
    text.lines().filter_map(|line| {
        let line = without_controls(line);
        let line = line.trim().trim_start_matches('^').trim();
        let end = line.chars().next_back().filter(|c| matches!(c, '<' | '='));
        let text = line.trim_end_matches(['<', '=']).trim_end();
        (!text.is_empty()).then(|| AnpaLine { text: text.to_owned(), end })
    })
}

/// `BC-BBO--Wild Card Glance,0176` without its cycle, its sort code and its word count.
fn slug_words(slug: &str) -> String {
    let stem = match slug.rsplit_once(',') {
        Some((stem, count)) if count.trim().bytes().all(|byte| byte.is_ascii_digit()) => stem,
        _ => slug,
    };
    let words = stem.split_once("--").map_or(stem, |(_, words)| words);
    let cycle = words.split_once('-').filter(|(cycle, _)| cycle.len() == 2 && cycle.chars().all(char::is_uppercase));
    cycle.map_or(words, |(_, words)| words).trim().to_owned()
}

/// `AP-WF-02-10-16 0423GMT`: month, day, year.
fn anpa_filed(filing: &str) -> Option<String> {
    let stamp =
        filing.split(|c: char| c.is_whitespace() || c.is_control()).find(|word| word.matches('-').count() >= 3)?;
    let mut parts = stamp.rsplitn(4, '-');
    let (year, day, month) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, day, month) = (century(year)?, day.parse::<u8>().ok()?, month.parse::<u8>().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The desks of ANPA 1312.
fn category(code: &str) -> Option<&'static str> {
    Some(match code.chars().next()?.to_ascii_lowercase() {
        'a' => "domestic",
        'b' => "special events",
        'd' => "food and entertainment",
        'e' => "entertainment",
        'f' => "finance",
        'i' => "international",
        'k' => "commentary",
        'l' => "lifestyle",
        'n' => "state and regional",
        'o' => "weather",
        'p' => "politics",
        'q' | 's' => "sports",
        'r' => "race results",
        'w' => "Washington",
        _ => return None,
    })
}

/// The text a reader saw: control characters gone but for line ends and tabs.
fn without_controls(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
