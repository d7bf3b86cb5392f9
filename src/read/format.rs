//! The formats dateline reads, and their names on the command line.

use std::fmt;
use std::str::FromStr;

macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// A kind of file. Containers (zip, tar, gzip, bzip2, xz, zstd) are opened whatever the format.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[$doc])* $variant),+
        }

        impl Format {
            /// Every format, in the order they are listed to people.
            pub const ALL: &[Format] = &[$(Self::$variant),+];

            /// The stable name, as `--from` takes it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }
    };
}

formats! {
    /// One article of plain text.
    Text = "text",
    /// One article of Markdown, with YAML or TOML front matter or none.
    Markdown = "markdown",
    /// JSON Lines: one article a line.
    JsonLines = "jsonl",
    /// JSON: an article, or articles anywhere in it; ninjs, JSON-LD.
    Json = "json",
    /// A table with a row of names above it: CSV, TSV.
    Table = "csv",
    /// A web page.
    Html = "html",
    /// NITF, the news industry's text format.
    Nitf = "nitf",
    /// NewsML-G2 items and messages.
    NewsMlG2 = "newsml-g2",
    /// NewsML 1.x.
    NewsMl1 = "newsml-1",
    /// RSS and Atom.
    Feed = "feed",
    /// A WordPress export (WXR).
    WordPress = "wordpress",
    /// ALTO, the words of scanned pages.
    Alto = "alto",
    /// Parliaments' debates in XML.
    Hansard = "hansard",
    /// Transcripts of prime ministers in XML.
    Transcript = "transcript",
    /// Reuters-21578 and TREC collections in SGML.
    Sgml = "sgml",
    /// Any other XML with elements named like the parts of an article.
    Xml = "xml",
    /// Web archives: WARC and ARC.
    Warc = "warc",
    /// One e-mail message.
    Email = "email",
    /// A mailbox of messages.
    Mbox = "mbox",
    /// IPTC 7901 wires.
    Iptc7901 = "iptc7901",
    /// ANPA 1312 wires.
    Anpa1312 = "anpa1312",
    /// Text exports of Nexis, Factiva and ProQuest.
    Export = "export",
    /// RTF.
    Rtf = "rtf",
    /// PDF with a text layer.
    Pdf = "pdf",
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.iter().copied().find(|format| format.name() == name).ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// A name that is no format's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{0}`; formats are {names}", names = Format::ALL.iter().map(|f| f.name()).collect::<Vec<_>>().join(", "))]
pub struct UnknownFormat(String);
