//! What the folders of an archive are called, and what the user said of each.

use super::Error;
use crate::article::PartialDate;
use crate::extract;
use crate::lexicon::Language;
use crate::read::{self, Format};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A folder or a file of the archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Root {
    /// Where it is.
    pub path: PathBuf,
    /// What stands before the paths of its files in the archive; nothing where empty.
    pub prefix: String,
    /// Whether it is a file that holds what came in a stream. Its path in the archive is `prefix`, it is read whenever it
    /// is named, and never found gone.
    pub is_stream: bool,
    /// Where its folder is, where that is to be remembered: see [`KnownRoot::path`].
    pub home: Option<PathBuf>,
    /// What is said of it now.
    pub told: Told,
}

/// What the user says of a root; `None` leaves what was said before, `Some(None)` takes that back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// See [`Settings::assume_date`].
    pub assume_date: Option<Option<PartialDate>>,
    /// See [`Settings::language`].
    pub language: Option<Option<Language>>,
    /// See [`Settings::format`].
    pub format: Option<Option<Format>>,
    /// See [`Settings::fields`].
    pub fields: Option<Vec<String>>,
}

/// What was said of a folder or a file, and holds for everything in it that nothing else was said of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Publication date of articles that give none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_date: Option<PartialDate>,
    /// The language of every article.
    #[serde(with = "by_name", skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The format of every file.
    #[serde(with = "by_name", skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Names of fields, each as [`read::FieldMap::add`] takes it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// What the index remembers of a root.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownRoot {
    /// The folder, where it lies outside the folder that holds the index; one that lies inside is known by its prefix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What was said of it.
    pub settings: Settings,
}

/// Every root that there is something to remember of, by its prefix.
pub type KnownRoots = BTreeMap<String, KnownRoot>;

/// Values by their names.
mod by_name {
    use serde::{Deserialize, Deserializer, Serializer, de};
    use std::fmt::Display;
    use std::str::FromStr;

    #[expect(clippy::ref_option, reason = "serde hands fields on by reference")]
    pub(super) fn serialize<T: Display, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        let name = Option::<String>::deserialize(deserializer)?;
        name.map(|name| name.parse().map_err(de::Error::custom)).transpose()
    }
}

impl Settings {
    /// These, with what is said now.
    pub(super) fn with(&self, told: &Told) -> Self {
        Self {
            assume_date: told.assume_date.unwrap_or(self.assume_date),
            language: told.language.unwrap_or(self.language),
            format: told.format.unwrap_or(self.format),
            fields: told.fields.clone().unwrap_or_else(|| self.fields.clone()),
        }
    }

    /// Tells settings apart; 0 where nothing was said.
    pub(super) fn digest(&self) -> u64 {
        if *self == Self::default() {
            return 0;
        }
        let said = serde_json::to_vec(self).expect("settings have string keys and writing to memory cannot fail");
        let hash = blake3::hash(&said);
        u64::from_le_bytes(hash.as_bytes()[..8].try_into().expect("a hash has 32 bytes")).max(1)
    }

    /// The options that hold where nothing was said, with what was said.
    pub(super) fn apply(
        &self,
        read: &read::Options,
        extract: &extract::Options,
    ) -> Result<(read::Options, extract::Options), Error> {
        let (mut read, mut extract) = (read.clone(), extract.clone());
        extract.assume_date = self.assume_date.or(extract.assume_date);
        extract.language = self.language.or(extract.language);
        read.format = self.format.or(read.format);
        for pair in &self.fields {
            let damaged = |error: read::BadFieldMap| Error::Damaged {
                what: "what was said of a folder".to_owned(),
                why: error.to_string(),
            };
            read.field_map.add(pair).map_err(damaged)?;
        }
        Ok((read, extract))
    }

    /// As flags: `--assume-date 1994 --lang de`; nothing where nothing was said.
    pub fn flags(&self) -> String {
        let flag = |name: &str, value: String| format!("--{name} {value}");
        let mut flags = Vec::new();
        flags.extend(self.assume_date.map(|date| flag("assume-date", date.to_string())));
        flags.extend(self.language.map(|language| flag("lang", language.to_string())));
        flags.extend(self.format.map(|format| flag("from", format.to_string())));
        flags.extend(self.fields.iter().map(|pair| flag("map", pair.clone())));
        flags.join(" ")
    }
}

impl Root {
    /// What the settings of this root are kept under: its folder, or itself where it is a file.
    fn key(&self) -> String {
        match self.path.file_name().filter(|_| !self.is_stream && self.path.is_file()) {
            Some(name) => join(&self.prefix, &name.to_string_lossy()),
            None => self.prefix.clone(),
        }
    }
}

/// Takes down where a root is and what is said of it now. A stream is told anew each time: the next one may be another.
pub(super) fn remember(known: &mut KnownRoots, root: &Root) {
    if let Some(home) = &root.home {
        known.entry(root.prefix.clone()).or_default().path = Some(home.to_string_lossy().into_owned());
    }
    if root.told == Told::default() || root.is_stream {
        return;
    }
    let entry = known.entry(root.key()).or_default();
    entry.settings = entry.settings.with(&root.told);
    let is_empty = entry.settings == Settings::default() && entry.path.is_none();
    if is_empty {
        known.remove(&root.key());
    }
}

/// What holds for a file: what was said of it, or of the nearest folder it lies in.
pub(super) fn settings_of<'a>(known: &'a KnownRoots, path: &str) -> Option<&'a Settings> {
    let folders = path.rmatch_indices('/').map(|(at, _)| &path[..at]);
    let mut names = std::iter::once(path).chain(folders).chain([""]);
    names.find_map(|name| known.get(name).map(|root| &root.settings).filter(|said| **said != Settings::default()))
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") }
}

impl Root {
    /// A folder, or a file in it, with the name its files have in the archive: the one they had before; else relative to
    /// the folder that holds the index; else by the folder's own name, so that ids do not depend on where it is mounted.
    ///
    /// `label` is what the user calls the folder; `holder`, which holds the index, and `folder` are canonical. It is an
    /// error where two folders would have one name. The name is taken down in `known`.
    pub fn named(
        path: PathBuf,
        folder: &Path,
        label: Option<&str>,
        holder: Option<&Path>,
        known: &mut KnownRoots,
    ) -> Result<Self, Error> {
        let (prefix, home) = name(folder, label, holder, known)?;
        let root = Self { path, prefix, home, ..Self::default() };
        remember(known, &root);
        Ok(root)
    }
}

fn name(
    folder: &Path,
    label: Option<&str>,
    holder: Option<&Path>,
    known: &KnownRoots,
) -> Result<(String, Option<PathBuf>), Error> {
    if let Some(label) = label {
        return Ok((label.to_owned(), Some(folder.to_owned())));
    }
    // The deepest folder that has a name; the last of its names where it has several.
    let named = known.iter().filter_map(|(name, root)| Some((name, folder.strip_prefix(root.path.as_ref()?).ok()?)));
    if let Some((name, inside)) = named.min_by_key(|(_, inside)| inside.components().count()) {
        return Ok((slashed(name, inside), None));
    }
    if let Some(inside) = holder.and_then(|holder| folder.strip_prefix(holder).ok()) {
        let name = slashed("", inside);
        return is_free(known, &name, folder).map(|()| (name, None));
    }
    let name = slashed("", folder.file_name().map(Path::new).unwrap_or(Path::new("")));
    is_free(known, &name, folder)?;
    let own = holder.map(|holder| holder.join(&name)).filter(|own| !name.is_empty() && own.exists());
    match own {
        Some(other) => Err(Error::NameTaken { name, folder: folder.to_owned(), other }),
        None => Ok((name, Some(folder.to_owned()))),
    }
}

/// Whether no other folder that is still there has that name.
fn is_free(known: &KnownRoots, name: &str, folder: &Path) -> Result<(), Error> {
    let other = known.get(name).and_then(|root| root.path.as_ref()).map(PathBuf::from);
    match other.filter(|other| other != folder && other.exists()) {
        Some(other) => Err(Error::NameTaken { name: name.to_owned(), folder: folder.to_owned(), other }),
        None => Ok(()),
    }
}

fn slashed(prefix: &str, inside: &Path) -> String {
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    if parts.is_empty() { prefix.to_owned() } else { join(prefix, &parts.join("/")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(date: &str) -> Told {
        Told { assume_date: Some(Some(date.parse().unwrap())), ..Told::default() }
    }

    fn root(prefix: &str, told: Told) -> Root {
        Root { path: PathBuf::from("/nowhere"), prefix: prefix.to_owned(), told, ..Root::default() }
    }

    #[test]
    fn what_was_said_holds_for_what_lies_inside_until_it_is_taken_back() {
        let mut known = KnownRoots::default();
        remember(&mut known, &root("morgue", told("1900")));
        remember(&mut known, &root("morgue/1950s", told("1955")));
        let date = |known: &KnownRoots, path: &str| settings_of(known, path).and_then(|said| said.assume_date);
        assert_eq!(date(&known, "morgue/1950s/a.txt"), Some("1955".parse().unwrap()));
        assert_eq!(date(&known, "morgue/1950s.txt"), Some("1900".parse().unwrap()));
        assert_eq!(date(&known, "morgues/a.txt"), None);
        remember(&mut known, &root("morgue/1950s", Told::default()));
        assert_eq!(date(&known, "morgue/1950s/a.txt"), Some("1955".parse().unwrap()), "nothing new was said");
        remember(&mut known, &root("morgue/1950s", Told { assume_date: Some(None), ..Told::default() }));
        assert_eq!(date(&known, "morgue/1950s/a.txt"), Some("1900".parse().unwrap()));
    }

    #[test]
    fn settings_are_kept_as_they_are_typed() {
        let settings = Settings {
            assume_date: Some("1994-03".parse().unwrap()),
            language: Some(Language::German),
            format: Some(Format::Nitf),
            fields: vec!["title=heading".to_owned()],
        };
        assert_eq!(settings.flags(), "--assume-date 1994-03 --lang de --from nitf --map title=heading");
        let json = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&json).unwrap(), settings);
        assert_ne!(settings.digest(), Settings::default().digest());
    }

    #[test]
    fn a_folder_keeps_its_name_and_shares_it_with_none() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        let (here, a, b) = (home.join("here"), home.join("a/news"), home.join("b/news"));
        for folder in [&here, &a, &b] {
            std::fs::create_dir_all(folder.join("1998")).unwrap();
        }
        let mut known = KnownRoots::default();
        let mut name = |folder: &Path, label: Option<&str>| {
            Root::named(folder.to_owned(), folder, label, Some(&here), &mut known).map(|root| root.prefix)
        };
        assert_eq!(name(&here.join("1998"), None).unwrap(), "1998");
        assert_eq!(name(&here, None).unwrap(), "");
        assert_eq!(name(&a, None).unwrap(), "news");
        assert_eq!(name(&a.join("1998"), None).unwrap(), "news/1998");
        assert!(matches!(name(&b, None), Err(Error::NameTaken { other, .. }) if other == a));
        assert_eq!(name(&b, Some("other")).unwrap(), "other");
        assert_eq!(name(&b, None).unwrap(), "other");
        std::fs::rename(&a, home.join("moved")).unwrap();
        assert_eq!(name(&home.join("moved"), Some("news")).unwrap(), "news");
        assert_eq!(name(&home.join("moved"), None).unwrap(), "news");
    }
}
