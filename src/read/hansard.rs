//! Parliaments' records: scraped debates (`publicwhip`), the historic Hansard, lodged motions.
//!
//! Every speech is an article with its one speaker; the headings above it are its title and section.

use super::markup::element_text;
use super::output::Draft;
use super::xml::Element;
use crate::article::Metadata;

/// Elements that are read one by one.
pub(super) fn is_part(name: &str) -> bool {
    matches!(name, "speech" | "spmotion" | "major-heading" | "minor-heading" | "oral-heading" | "ques" | "reply")
}

/// The headings above the next speech.
#[derive(Default)]
pub(super) struct Headings {
    major: Option<String>,
    minor: Option<String>,
}

impl Headings {
    /// The article of a speech or motion; a heading is remembered.
    pub(super) fn draft(&mut self, part: &Element) -> Option<Draft> {
        match part.local() {
            "major-heading" | "oral-heading" => {
                self.major = part.line();
                self.minor = None;
                None
            }
            "minor-heading" => {
                self.minor = part.line();
                None
            }
            "spmotion" => Some(motion(part)),
            _ => self.speech(part),
        }
    }

    fn speech(&self, speech: &Element) -> Option<Draft> {
        let text = element_text(speech);
        let speaker = speech.attribute("speakername").filter(|name| *name != "unknown").map(str::to_owned);
        let id = speech.attribute("id").map(str::to_owned);
        let title = self.minor.clone().or_else(|| self.major.clone());
        (!text.is_empty()).then(|| Draft {
            metadata: Metadata {
                date: speech.attribute("date").map(str::to_owned).or_else(|| id.as_deref().and_then(date_in)),
                author: speaker.clone(),
                speaker,
                url: speech.attribute("url").map(str::to_owned),
                section: self.major.clone().filter(|major| title.as_ref() != Some(major)),
                title,
                ..Metadata::default()
            },
            id,
            text,
            ..Draft::default()
        })
    }
}

/// `uk.org.publicwhip/debate/2009-10-08a.123.4` holds its sitting's day.
fn date_in(id: &str) -> Option<String> {
    let name = id.rsplit('/').next()?;
    let day = name.get(..10)?;
    let fits = |(at, c): (usize, char)| if matches!(at, 4 | 7) { c == '-' } else { c.is_ascii_digit() };
    day.char_indices().all(fits).then(|| day.to_owned())
}

/// A motion as the bulletin prints it: `*ID Member: Title—That …`, or `ID Title (lodged on …) Members`.
fn motion(motion: &Element) -> Draft {
    let id = motion.attribute("spid").map(str::to_owned);
    let date = motion.attribute("date").map(str::to_owned);
    let text = motion.line().unwrap_or_default();
    let printed = text.trim_start_matches('*');
    let printed = id.as_deref().and_then(|id| printed.strip_prefix(id)).unwrap_or(printed).trim_start();
    let (member, title) = match printed.split_once('—') {
        Some((head, _)) => head.split_once(": ").map_or((None, head), |(member, title)| (Some(member), title)),
        None => (None, printed.split(" (lodged on").next().unwrap_or(printed)),
    };
    let title = Some(title.trim()).filter(|title| !title.is_empty() && title.chars().count() <= 200).map(str::to_owned);
    let member = member.filter(|member| member.chars().count() <= 80).map(str::to_owned);
    Draft {
        // The same motion is printed day after day.
        id: id.as_ref().zip(date.as_ref()).map(|(id, date)| format!("{id}/{date}")),
        metadata: Metadata {
            title,
            author: member,
            date,
            url: motion.attribute("url").map(str::to_owned),
            guid: id,
            ..Metadata::default()
        },
        text,
        ..Draft::default()
    }
}

/// The articles of the historic Hansard: one a contribution, under its section's title.
pub(super) fn historic(root: &Element) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let date = root.find("date").and_then(|date| date.attribute("format").map(str::to_owned).or_else(|| date.line()));
    for section in root.find_all("section") {
        collect_section(section, date.as_deref(), None, &mut drafts);
    }
    drafts
}

fn collect_section(section: &Element, date: Option<&str>, above: Option<&str>, drafts: &mut Vec<Draft>) {
    let title = section.child("title").and_then(Element::line);
    for part in section.elements() {
        match part.local() {
            "p" | "quote" => {
                let speaker = part.child("member").and_then(Element::line);
                let words = part.child("membercontribution").map_or_else(|| element_text(part), element_text);
                // A paragraph without a member goes on with the speech before it.
                match drafts.last_mut() {
                    Some(last) if speaker.is_none() && last.metadata.title == title => {
                        last.text.push_str("\n\n");
                        last.text.push_str(&words);
                    }
                    _ if !words.is_empty() => drafts.push(Draft {
                        id: part.attribute("id").map(str::to_owned),
                        text: words,
                        metadata: Metadata {
                            title: title.clone(),
                            date: date.map(str::to_owned),
                            author: speaker.clone(),
                            speaker,
                            section: above.map(str::to_owned),
                            ..Metadata::default()
                        },
                        ..Draft::default()
                    }),
                    _ => {}
                }
            }
            "section" => collect_section(part, date, title.as_deref(), drafts),
            _ => {}
        }
    }
}
