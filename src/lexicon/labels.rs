//! Labels at the start of a line: "Q", "HOST", "Contact".

use rustc_hash::FxHashMap;

/// What a label before a colon stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelKind {
    /// Nobody speaks ("Contact", "Photo").
    Furniture,
    /// Somebody whom nobody names ("Q", "A").
    Asker,
    /// Somebody by what they do ("HOST").
    Role,
    /// Says something in a headline only ("Poll").
    Source,
}

/// Reads the labels.
pub(super) fn read(file: &'static str) -> FxHashMap<&'static str, LabelKind> {
    super::rows(file)
        .filter_map(|row| {
            let kind = match row.get(1).copied()? {
                "furniture" => LabelKind::Furniture,
                "asker" => LabelKind::Asker,
                "source" => LabelKind::Source,
                _ => LabelKind::Role,
            };
            Some((row[0], kind))
        })
        .collect()
}
