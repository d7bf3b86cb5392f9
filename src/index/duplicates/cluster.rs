//! Which texts are copies of one another.
//!
//! Equal hashes of all words make exact copies. For near ones each shingle that is kept of a text leads to the texts that
//! keep it too, the few least ones of a text to all of them, and two texts that meet so are alike where the sketches say
//! that the shorter one stands in the longer. What is alike is joined; then each text of what was joined must be like
//! the others there as well, since a chain of texts, each like the next, or a digest of two stories, is no copy.
//!
//! Everything follows the order of the articles' keys, so that an archive has the same groups however it was indexed.

use super::shelf::{Row, Shelf};
use super::sketch::{Sketch, is_large};

/// Of the shingles of the shorter text that can be compared, the share that the longer one must have.
pub(super) const ALIKE: f32 = 0.9;
/// The same for texts published more than [`MOST_DAYS`] apart: who reprints late reprints whole, and who tells the next
/// stage of a story, or the same one a year later, changes a little.
pub(super) const ALIKE_LATER: f32 = 0.97;
/// The same for two texts that others have joined.
pub(super) const AKIN: f32 = 0.75;
/// How many of the figures of the text with fewer the other may lack, one in so many: of those of three digits or more
/// (sums, years, cases), and of the smaller, of which one is always forgiven, since a day or a page is printed soon.
/// What has other figures is another story in the same words.
const LACKING_LARGE: usize = 20;
const LACKING_SMALL: usize = 10;
/// See [`ALIKE_LATER`].
const MOST_DAYS: i64 = 2;
/// Fewer shingles that can be compared say nothing. It bounds what may be missing: a text that is cut to a fifth of
/// another keeps about as many of the other's sixty-four.
pub(super) const LEAST_COMPARED: u32 = 12;
/// Shorter texts have no near copies, only exact ones.
pub(super) const LEAST_WORDS: u32 = 40;

/// The least shingles of a text, by which it looks for others.
const N_PROBES: usize = 8;
/// Texts unlike each other that share a shingle; it is a phrase of everybody's where there are more.
const MOST_LEADERS: usize = 12;
/// Groups of what was joined that a text is compared with, and texts of each.
const MOST_GROUPS: usize = 64;
const MOST_COMPARED: usize = 8;
/// How much of the shorter of two texts the longer has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Likeness {
    /// Shingles of the shorter one that could be compared.
    pub(super) n_compared: u32,
    /// The share of them that the longer one has.
    pub(super) share: f32,
}

impl Likeness {
    pub(super) fn of(a: &Sketch, b: &Sketch) -> Self {
        let bound = a.bound.min(b.bound);
        let n_of = |sketch: &Sketch| sketch.shingles.partition_point(|&hash| hash <= bound);
        let n_compared = n_of(a).min(n_of(b)) as u32;
        let share = if n_compared == 0 { 0.0 } else { n_common(&a.shingles, &b.shingles) as f32 / n_compared as f32 };
        Self { n_compared, share }
    }
}

/// A text that is compared with others.
struct Text {
    day: i64,
    sketch: Sketch,
}

impl Text {
    fn read(shelf: &Shelf, row: &Row) -> Self {
        Self { day: row.day(), sketch: shelf.sketch(row) }
    }

    fn is_alike(&self, other: &Self) -> bool {
        let is_dated = self.day != i64::MAX && other.day != i64::MAX;
        let is_later = is_dated && (self.day - other.day).abs() > MOST_DAYS;
        self.shares(other, if is_later { ALIKE_LATER } else { ALIKE })
            && Figures::compare(&self.sketch, &other.sketch).are_of_one()
    }

    fn is_akin(&self, other: &Self) -> bool {
        self.shares(other, AKIN)
    }

    fn shares(&self, other: &Self, least: f32) -> bool {
        let likeness = Likeness::of(&self.sketch, &other.sketch);
        likeness.n_compared >= LEAST_COMPARED && likeness.share >= least
    }
}

/// How the figures of two texts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figures {
    /// Figures of the text with fewer that could be compared.
    n_fewer: usize,
    /// Those of three digits or more that both have and the other lacks.
    n_large_lacking: usize,
    /// Smaller ones.
    n_small_lacking: usize,
}

impl Figures {
    pub(super) fn compare(a: &Sketch, b: &Sketch) -> Self {
        let bound = a.last_number().min(b.last_number());
        let up_to = |sketch: &Sketch| sketch.numbers.partition_point(|&number| number <= bound);
        let (a, b) = (&a.numbers[..up_to(a)], &b.numbers[..up_to(b)]);
        let lacking = |own: &[u32], other: &[u32]| {
            let (large, small): (Vec<u32>, Vec<u32>) =
                own.iter().filter(|number| other.binary_search(number).is_err()).partition(|&&number| is_large(number));
            (large.len(), large.len() + small.len())
        };
        let ((n_large_a, n_a), (n_large_b, n_b)) = (lacking(a, b), lacking(b, a));
        let n_large_lacking = n_large_a.min(n_large_b);
        Self { n_fewer: a.len().min(b.len()), n_large_lacking, n_small_lacking: n_a.min(n_b) - n_large_lacking }
    }

    /// Whether the text with fewer has hardly any that the other lacks: they are figures of one story.
    pub(super) fn are_of_one(self) -> bool {
        self.n_large_lacking <= self.n_fewer / LACKING_LARGE
            && self.n_small_lacking <= (self.n_fewer / LACKING_SMALL).max(1)
    }

    /// Whether each text has a figure that the other lacks.
    pub(super) fn differ(self) -> bool {
        self.n_large_lacking + self.n_small_lacking > 0
    }
}

/// How many of some ascending numbers are among others.
fn n_common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        n += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    n
}

/// For each article the number of the first with which it is a copy, or its own. Shingles are sorted `sorted_bytes` at a time.
pub(super) fn clusters(rows: &[Row], shelf: &Shelf, sorted_bytes: usize) -> Vec<u32> {
    let mut joined = Joined::new(rows.len());
    let firsts = exact(rows, &mut joined);
    near(rows, shelf, &firsts, sorted_bytes, &mut joined);
    let near: Vec<(u32, u32)> = firsts.iter().map(|&n| (joined.root(n), n)).collect();
    let mut parted = Joined::new(rows.len());
    part(rows, shelf, near, &mut parted);
    exact(rows, &mut parted);
    (0..rows.len() as u32).map(|n| parted.root(n)).collect()
}

/// Joins articles of the same words. Returns the first of each.
fn exact(rows: &[Row], joined: &mut Joined) -> Vec<u32> {
    let mut order: Vec<u32> = (0..rows.len() as u32).filter(|&n| rows[n as usize].n_words > 0).collect();
    let words = |n: u32| (rows[n as usize].words, rows[n as usize].n_words);
    order.sort_unstable_by_key(|&n| (words(n), n));
    let mut firsts: Vec<u32> = Vec::new();
    for same in order.chunk_by(|&a, &b| words(a) == words(b)) {
        firsts.push(same[0]);
        same.iter().for_each(|&n| joined.join(same[0], n));
    }
    firsts.sort_unstable();
    firsts
}

/// A shingle that an article keeps, and whether it looks for others by it; in the order of shingles.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting(u64);

impl Posting {
    fn new(hash: u32, article: u32, is_probe: bool) -> Self {
        Self(u64::from(hash) << 32 | u64::from(article) << 1 | u64::from(is_probe))
    }

    fn hash(self) -> u32 {
        (self.0 >> 32) as u32
    }

    fn article(self) -> u32 {
        self.0 as u32 >> 1
    }

    fn is_probe(self) -> bool {
        self.0 & 1 == 1
    }
}

/// Joins articles that are alike. Shingles are looked at a part at a time, so that they need not fit in memory.
fn near(rows: &[Row], shelf: &Shelf, firsts: &[u32], sorted_bytes: usize, joined: &mut Joined) {
    let mut long: Vec<u32> = firsts.iter().copied().filter(|&n| rows[n as usize].n_words >= LEAST_WORDS).collect();
    // As they lie in their files, so that these are read through.
    long.sort_unstable_by_key(|&n| rows[n as usize].place());
    let n_postings: usize = long.iter().map(|&n| usize::from(rows[n as usize].n_shingles)).sum();
    let n_parts = n_postings * size_of::<Posting>() / sorted_bytes.max(1) + 1;
    // Parts are about as long.
    let mut postings: Vec<Posting> = Vec::with_capacity(n_postings / n_parts * 17 / 16);
    let n_parts = n_parts as u32;
    for part in 0..n_parts {
        postings.clear();
        for &n in &long {
            for (place, &hash) in shelf.sketch(&rows[n as usize]).shingles.iter().enumerate() {
                // The least hashes are the commonest: parts go by the other end of the number.
                if hash % n_parts == part {
                    postings.push(Posting::new(hash, n, place < N_PROBES));
                }
            }
        }
        postings.sort_unstable();
        for of_shingle in postings.chunk_by(|a, b| a.hash() == b.hash()) {
            if of_shingle.len() > 1 && of_shingle.iter().any(|posting| posting.is_probe()) {
                meet(rows, shelf, of_shingle, joined);
            }
        }
    }
}

/// Joins what is alike among the articles with one shingle: each is compared with a few that are unlike each other.
fn meet(rows: &[Row], shelf: &Shelf, of_shingle: &[Posting], joined: &mut Joined) {
    let mut order: Vec<Posting> = of_shingle.to_vec();
    order.sort_by_key(|posting| (std::cmp::Reverse(rows[posting.article() as usize].n_words), posting.article()));
    let mut leaders: Vec<(Posting, Option<Text>)> = Vec::new();
    for posting in order {
        let n = posting.article();
        let read = |n: u32| Text::read(shelf, &rows[n as usize]);
        let mut own = None;
        // Two leaders that are not alike may both be like a third.
        for (leader, text) in &mut leaders {
            let is_looked_for = posting.is_probe() || leader.is_probe();
            if is_looked_for && joined.root(leader.article()) != joined.root(n) {
                let own = own.get_or_insert_with(|| read(n));
                if text.get_or_insert_with(|| read(leader.article())).is_alike(own) {
                    joined.join(leader.article(), n);
                }
            }
        }
        let is_known = leaders.iter().any(|(leader, _)| joined.root(leader.article()) == joined.root(n));
        if !is_known && leaders.len() < MOST_LEADERS {
            leaders.push((posting, own));
        }
    }
}

/// Joins anew what was joined (articles with the number of their group), where each is like the others.
fn part(rows: &[Row], shelf: &Shelf, mut near: Vec<(u32, u32)>, parted: &mut Joined) {
    let longest_first = |n: u32| (std::cmp::Reverse(rows[n as usize].n_words), n);
    near.sort_unstable_by_key(|&(group, n)| (group, longest_first(n)));
    for group in near.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        let mut groups: Vec<(u32, Vec<Text>)> = Vec::new();
        for &(_, n) in group {
            let mut own = (n, vec![Text::read(shelf, &rows[n as usize])]);
            let mut place = None;
            for (number, (first, members)) in groups.iter_mut().enumerate().take(MOST_GROUPS) {
                if is_one_group(&own.1, members) {
                    parted.join(*first, own.0);
                    members.append(&mut own.1);
                    members.truncate(MOST_COMPARED);
                    // What it was joined to may fit what comes later.
                    own = (*first, std::mem::take(members));
                    place.get_or_insert(number);
                }
            }
            match place {
                Some(number) => groups[number] = own,
                None => groups.push(own),
            }
            groups.retain(|(_, members)| !members.is_empty());
        }
    }
}

/// Whether every text of each is akin to those of the other, and some are alike.
fn is_one_group(some: &[Text], others: &[Text]) -> bool {
    let pairs = || some.iter().flat_map(|text| others.iter().map(move |other| (text, other)));
    pairs().any(|(text, other)| text.is_alike(other)) && pairs().all(|(text, other)| text.is_akin(other))
}

/// Sets of articles that grow together; each is named by the least of its numbers.
pub(super) struct Joined(Vec<u32>);

impl Joined {
    pub(super) fn new(length: usize) -> Self {
        Self((0..length as u32).collect())
    }

    pub(super) fn root(&mut self, n: u32) -> u32 {
        let mut root = n;
        while self.0[root as usize] != root {
            // Halve the way for those that come after.
            self.0[root as usize] = self.0[self.0[root as usize] as usize];
            root = self.0[root as usize];
        }
        root
    }

    pub(super) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}
