//! Places of the user's own: `places.tsv`, a place a line.
//!
//! Columns, parted by tabs: name (other names after `|`), latitude, longitude, country, parent. A name listed here means the
//! place listed here. A file with a line that cannot be used is of no use as a whole: what it leaves out would be looked up
//! elsewhere, and found.

use super::Problem;
use crate::article::PlaceId;
use crate::lexicon::gazetteer::{Atlas, Entry, EntryKind, Gazetteer, LocalPlace, Within, fold};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{BTreeMap, BTreeSet};

/// The columns, as a first line may name them.
const COLUMNS: [&str; 5] = ["name", "lat", "lon", "country", "parent"];

/// The user's own places, and which articles they are about.
#[derive(Clone, Debug, Default)]
pub struct LocalPlaces {
    atlas: Atlas,
    n: usize,
    /// Every name, folded, and what it stands for.
    names: Option<AhoCorasick>,
    digest_of_name: Vec<u64>,
    digest_of_id: BTreeMap<PlaceId, u64>,
}

/// A line, before it is known what holds the place.
struct Row<'t> {
    line: usize,
    names: Vec<String>,
    latitude: f64,
    longitude: f64,
    country: Option<Entry<'static>>,
    typed_country: &'t str,
    parent: &'t str,
}

impl LocalPlaces {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut rows = Vec::new();
        for (line, written) in (1..).zip(text.lines()) {
            let cells: Vec<&str> = written.split('\t').map(str::trim).collect();
            let is_head = cells.iter().zip(COLUMNS).all(|(cell, column)| cell.eq_ignore_ascii_case(column));
            if written.trim().is_empty() || written.starts_with('#') || is_head && cells.len() > 1 {
                continue;
            }
            match row(line, &cells) {
                Ok(row) => rows.push(row),
                Err(reason) => problems.push(Problem { line, reason }),
            }
        }
        let mut places: Vec<LocalPlace> = Vec::with_capacity(rows.len());
        let by_name = by_name(&rows);
        for (n, row) in rows.iter().enumerate() {
            match holder(n, row, &rows, &by_name) {
                Ok(within) => places.push(row.place(within)),
                Err(reason) => problems.push(Problem { line: row.line, reason }),
            }
        }
        if problems.is_empty() {
            problems.extend(repeated(&rows, &places));
            problems.extend(circular(&rows, &places));
        }
        problems.sort_by_key(|problem| problem.line);
        if problems.is_empty() { Ok(Self::of(&places)) } else { Err(problems) }
    }

    fn of(places: &[LocalPlace]) -> Self {
        if places.is_empty() {
            return Self::default();
        }
        let digests: Vec<u64> = (0..places.len()).map(|n| digest(n, places)).collect();
        let names = places
            .iter()
            .zip(&digests)
            .flat_map(|(place, digest)| place.names.iter().map(move |name| (fold(name), *digest)));
        let (names, digest_of_name): (Vec<String>, Vec<u64>) = names.unzip();
        let finder = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&names);
        Self {
            atlas: Atlas::of(Gazetteer::with_local(places)),
            n: places.len(),
            names: Some(finder.expect("names of a file that fits in memory make a small automaton")),
            digest_of_name,
            digest_of_id: places.iter().map(LocalPlace::id).zip(digests).collect(),
        }
    }

    /// The gazetteer with these places.
    pub fn atlas(&self) -> &Atlas {
        &self.atlas
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.n
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Names all of them: 0 where there is none.
    pub fn digest(&self) -> u64 {
        combined(self.digest_of_name.iter().copied().collect())
    }

    /// Names those of these ids: 0 where none is the user's. It is another number than that of a text that names them.
    pub fn digest_of_ids(&self, ids: impl Iterator<Item = PlaceId>) -> u64 {
        combined(ids.filter_map(|id| self.digest_of_id.get(&id).copied()).collect()).rotate_left(1)
    }

    /// Names those that a text may name: 0 where it names none.
    pub fn digest_of_text(&self, text: &str) -> u64 {
        let Some(names) = &self.names else { return 0 };
        let folded = fold(text);
        let found = names.find_overlapping_iter(&folded).map(|found| self.digest_of_name[found.pattern().as_usize()]);
        combined(found.collect())
    }
}

impl Row<'_> {
    fn place(&self, within: Within) -> LocalPlace {
        LocalPlace {
            names: self.names.clone(),
            latitude: self.latitude,
            longitude: self.longitude,
            within,
            address: format!("{}, {}", self.typed_country, self.parent),
        }
    }
}

/// A number for a set of digests; 0 for the empty one.
fn combined(digests: BTreeSet<u64>) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for digest in &digests {
        hasher.update(&digest.to_le_bytes());
    }
    if digests.is_empty() { 0 } else { first_eight(&hasher) }
}

fn first_eight(hasher: &blake3::Hasher) -> u64 {
    let hash = hasher.finalize();
    let (first, _) = hash.as_bytes().split_first_chunk().expect("a hash has thirty-two bytes");
    u64::from_le_bytes(*first)
}

/// A number for all that is said of a place, and of those of the user's that hold it.
fn digest(n: usize, places: &[LocalPlace]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    let parent = |place: &&LocalPlace| match place.within {
        Within::Local(parent) => Some(&places[parent]),
        Within::Nothing | Within::Known(_) => None,
    };
    for place in std::iter::successors(Some(&places[n]), parent) {
        let LocalPlace { names, latitude, longitude, within: _, address } = place;
        hasher.update(format!("{names:?} {latitude} {longitude} {address:?}\n").as_bytes());
    }
    first_eight(&hasher)
}

fn row<'t>(line: usize, cells: &[&'t str]) -> Result<Row<'t>, String> {
    let [names, latitude, longitude, rest @ ..] = cells else {
        return Err("too few columns; write name, latitude, longitude, country and parent, parted by tabs".to_owned());
    };
    if rest.len() > 2 {
        return Err(format!("{} columns; there are five: {}", cells.len(), COLUMNS.join(", ")));
    }
    let names: Vec<String> = names.split('|').map(|name| name.trim().to_owned()).collect();
    if let Some(name) = names.iter().find(|name| !fold(name).contains(char::is_alphabetic)) {
        return Err(format!("`{name}` is no name; write the name that articles print, other names after `|`"));
    }
    let country = rest.first().copied().unwrap_or_default();
    Ok(Row {
        line,
        names,
        latitude: degrees(latitude, "latitude", 90.0)?,
        longitude: degrees(longitude, "longitude", 180.0)?,
        country: if country.is_empty() { None } else { Some(country_of(country)?) },
        typed_country: country,
        parent: rest.get(1).copied().unwrap_or_default(),
    })
}

fn degrees(cell: &str, what: &str, most: f64) -> Result<f64, String> {
    match cell.parse::<f64>() {
        Ok(degrees) if degrees.abs() <= most => Ok(degrees),
        Ok(_) => Err(format!("{what} {cell} is not between -{most} and {most}")),
        Err(_) => Err(format!("{what} `{cell}` is no number of degrees; write it as 51.05 or -3.72")),
    }
}

fn country_of(typed: &str) -> Result<Entry<'static>, String> {
    let gazetteer = Gazetteer::embedded();
    let by_code = gazetteer.division(&typed.to_ascii_uppercase(), None).map(|number| gazetteer.place(number));
    let by_name = || gazetteer.resolve(typed).into_iter().find(|entry| entry.kind == EntryKind::Country);
    by_code
        .or_else(by_name)
        .ok_or_else(|| format!("`{typed}` is no country; write its name or its ISO code, such as BE for Belgium"))
}

/// The rows of each folded name.
fn by_name(rows: &[Row<'_>]) -> BTreeMap<String, Vec<usize>> {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, row) in rows.iter().enumerate() {
        row.names.iter().for_each(|name| by_name.entry(fold(name)).or_default().push(n));
    }
    by_name
}

/// What holds the place of a row: one of the file's, else one of the gazetteer's in the row's country.
fn holder(n: usize, row: &Row<'_>, rows: &[Row<'_>], by_name: &BTreeMap<String, Vec<usize>>) -> Result<Within, String> {
    let country = row.country.map(|country| country.number);
    if row.parent.is_empty() {
        return Ok(country.map_or(Within::Nothing, Within::Known));
    }
    let fits = |other: usize| {
        let theirs = rows[other].country.map(|country| country.number);
        other != n && (country.is_none() || theirs.is_none() || country == theirs)
    };
    let own: Vec<usize> = by_name.get(&fold(row.parent)).into_iter().flatten().copied().filter(|&o| fits(o)).collect();
    match own[..] {
        [] => {}
        [one] => return Ok(Within::Local(one)),
        [first, second, ..] => {
            let lines = format!("on lines {} and {}", rows[first].line, rows[second].line);
            return Err(format!("parent `{}` is two places of this file, {lines}; give one another name", row.parent));
        }
    }
    let gazetteer = Gazetteer::embedded();
    let mut found = gazetteer.resolve(row.parent);
    // A sea or a region of several countries lies in none.
    found
        .retain(|entry| country.is_none_or(|country| gazetteer.country(entry.number).is_none_or(|its| its == country)));
    let divisions: Vec<Entry<'_>> = found.iter().copied().filter(|entry| entry.kind != EntryKind::City).collect();
    match (&found[..], &divisions[..]) {
        ([], _) => {
            let inside = row.country.map(|country| format!(" in {}", country.name)).unwrap_or_default();
            Err(format!(
                "parent `{}` is no place{inside} that is known; leave it out, or put it on a line of its own",
                row.parent
            ))
        }
        ([one], _) | (_, [one]) => Ok(Within::Known(one.number)),
        (many, _) => {
            let names: Vec<String> =
                many.iter().take(3).map(|entry| format!("`{}`", gazetteer.unmistakable(entry.number))).collect();
            Err(format!("parent `{}` is {} places; write {}", row.parent, many.len(), names.join(" or ")))
        }
    }
}

/// The rows that say again what a row above says.
fn repeated(rows: &[Row<'_>], places: &[LocalPlace]) -> Vec<Problem> {
    let mut first: BTreeMap<i64, usize> = BTreeMap::new();
    let mut problems = Vec::new();
    for (row, place) in rows.iter().zip(places) {
        let line = *first.entry(place.id().0).or_insert(row.line);
        if line != row.line {
            let reason = format!("{} stands on line {line} already; name a parent that tells them apart", row.names[0]);
            problems.push(Problem { line: row.line, reason });
        }
    }
    problems
}

/// The rows whose parent lies in them.
fn circular(rows: &[Row<'_>], places: &[LocalPlace]) -> Vec<Problem> {
    let mut problems = Vec::new();
    // Those known to end somewhere; each row is walked over once.
    let mut ends = vec![false; places.len()];
    for n in 0..places.len() {
        let mut walked = BTreeSet::new();
        let mut at = n;
        while !ends[at] && walked.insert(at) {
            match places[at].within {
                Within::Local(parent) => at = parent,
                Within::Nothing | Within::Known(_) => ends[at] = true,
            }
        }
        if !ends[at] {
            let reason = format!("{} lies in itself; put another parent, or none", rows[at].names[0]);
            problems.push(Problem { line: rows[at].line, reason });
        }
        walked.into_iter().for_each(|at| ends[at] = true);
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> LocalPlaces {
        LocalPlaces::parse(text).unwrap()
    }

    /// The holders of the first place of a name, outwards.
    fn holders(places: &LocalPlaces, name: &str) -> Vec<String> {
        let found = places.atlas().resolve(name)[0].number;
        places.atlas().ancestry(found).map(|entry| entry.name.to_owned()).collect()
    }

    #[test]
    fn a_place_lies_in_what_its_line_names() {
        let places = parse(
            "name\tlat\tlon\tcountry\tparent\n# ours\n\nMoorhead Sluice|The Sluice\t51.06\t3.73\tBE\tQuay Ward\n\
             Quay Ward\t51.05\t3.72\tBelgium\tGhent\nBuoy Seven\t42.1\t31.5\t\tBlack Sea\nPoint Zero\t0\t0\n",
        );
        assert_eq!(places.len(), 4);
        for name in ["Moorhead Sluice", "the sluice"] {
            let expected = ["Moorhead Sluice", "Quay Ward", "Gent"];
            assert_eq!(holders(&places, name)[..3], expected, "{name}");
            assert!(holders(&places, name).contains(&"Belgium".to_owned()));
        }
        assert_eq!(holders(&places, "Buoy Seven"), ["Buoy Seven", "Black Sea"]);
        assert_eq!(holders(&places, "Point Zero"), ["Point Zero"]);
        let sluice = places.atlas().resolve("Moorhead Sluice, Quay Ward")[0];
        assert!(sluice.id.0 < i64::from(i32::MIN) && places.atlas().entry(sluice.id) == Some(sluice));
        assert_eq!(sluice.country, Some("BE"));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line_and_what_to_write() {
        for (text, line, said) in [
            ("Quay Ward\t51,05\t3.72\tBE", 1, "write it as 51.05"),
            ("\nQuay Ward\t151\t3.72\tBE", 2, "not between -90 and 90"),
            ("Quay Ward, 51.05, 3.72", 1, "parted by tabs"),
            ("Quay Ward\t51.05\t3.72\tBE\tGhent\tmore", 1, "there are five"),
            ("\t51.05\t3.72\tBE", 1, "is no name"),
            ("Quay Ward\t51.05\t3.72\tXX", 1, "BE for Belgium"),
            ("Quay Ward\t51.05\t3.72\tFR\tAtlantis", 1, "no place in France"),
            ("Quay Ward\t30\t-90\tUS\tSpringfield", 1, "`Springfield, Missouri` or `"),
            ("Quay Ward\t51\t3\tBE\nQuay Ward\t52\t3\tBE", 2, "on line 1 already"),
            ("A Ward\t51\t3\tBE\tB Ward\nB Ward\t52\t3\tBE\tA Ward", 1, "lies in itself"),
            ("A Ward\t51\t3\tBE\tB Ward\nB Ward\t52\t3\tBE\tGhent\nB Ward\t52\t3\tBE", 1, "on lines 2 and 3"),
        ] {
            let problems = LocalPlaces::parse(text).unwrap_err();
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            assert_eq!(problems[0].line, line, "{text}");
            assert!(problems[0].reason.contains(said), "{text}: {}", problems[0].reason);
        }
    }

    #[test]
    fn a_text_depends_on_the_places_it_names() {
        let before = parse("Quay Ward\t51.05\t3.72\tBE\nMoorhead Sluice\t51.06\t3.73\tBE\tQuay Ward\n");
        let moved = parse("Moorhead Sluice\t51.06\t3.73\tBE\tQuay Ward\nQuay Ward\t51.07\t3.72\tBE\n");
        let reordered = parse("Moorhead Sluice\t51.06\t3.73\tBE\tQuay Ward\nQuay Ward\t51.05\t3.72\tBE\n");
        let sluice = "They met at MOORHEAD SLUICE.";
        assert_eq!(before.digest_of_text("Nothing happened."), 0);
        assert_ne!(before.digest_of_text(sluice), moved.digest_of_text(sluice), "its parent moved");
        assert_ne!(before.digest(), moved.digest());
        assert_eq!(before.digest_of_text(sluice), reordered.digest_of_text(sluice));
        assert_ne!(before.digest_of_text(sluice), 0);
        assert_eq!(LocalPlaces::default().digest_of_text(sluice), 0);
        assert_eq!(reordered.atlas().resolve("Quay Ward")[0].id, before.atlas().resolve("Quay Ward")[0].id);
        assert_eq!(parse("# nothing yet\n").digest(), 0);
        let of_ward =
            |places: &LocalPlaces, query| places.digest_of_ids(places.atlas().resolve(query).iter().map(|e| e.id));
        assert_ne!(of_ward(&before, "Quay Ward"), of_ward(&moved, "Quay Ward"));
        assert_eq!(of_ward(&before, "Quay Ward"), of_ward(&reordered, "Quay Ward"));
        assert_ne!(of_ward(&before, "Quay Ward"), before.digest_of_text("In Quay Ward."));
        assert_eq!(of_ward(&before, "Ghent"), 0);
    }
}
