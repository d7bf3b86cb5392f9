//! Which articles are copies of one another, and which are versions of one story: for a whole archive, beside its index.
//!
//! An article's [`Signature`] is made while it is indexed and kept in a file; when a run commits, the [`Groups`] among all
//! signatures are found anew and kept in another. So groups grow and break up while the index stays as it is, an archive
//! has the same groups in whatever order it was indexed, and what a reader has open never changes under it.

mod across;
mod cluster;
pub mod fold;
mod groups;
mod headline;
mod layout;
mod shelf;
mod sidecar;
mod signature;
mod sketch;
mod story;

pub(super) use across::{Parts, each_alone};
pub use groups::{GroupCounts, Groups, Member};
pub use headline::Revision;
pub use sidecar::GroupsAt;
pub(super) use sidecar::{Sidecar, groups as read_groups};
pub use signature::Signature;
pub use sketch::{Sketch, hash_of_words};
pub use story::Standing;

use tantivy::directory::FileSlice;

/// Memory for finding groups where nothing else is said.
const SORTED_BYTES: usize = 64 << 20;

/// The groups among signatures that are in memory.
pub fn groups_of<'s>(signatures: impl IntoIterator<Item = &'s Signature>) -> Groups {
    let mut bytes = Vec::new();
    signatures.into_iter().for_each(|signature| signature.write(&mut bytes));
    let mut shelf = shelf::Shelf::default();
    shelf.add(FileSlice::from(bytes));
    let rows = shelf.rows().expect("what was just written can be read");
    Groups::find(&rows, &shelf, SORTED_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Evidence, Field, Published};
    use proptest::prelude::*;

    /// A story of `n` words, like no other's; its hundredth word is a figure.
    fn story(seed: usize, n: usize) -> Vec<String> {
        let word = |i: usize| {
            let number = (i * 7 + seed * 1009) % 99_991;
            number.to_string().bytes().map(|digit| char::from(b'a' + digit - b'0')).collect()
        };
        (0..n).map(|i| if i == 100 { format!("{seed}77") } else { word(i) }).collect()
    }

    fn article(id: &str, words: &[String], date: &str) -> Article {
        let mut article = Article { id: id.to_owned(), text: words.join(" "), ..Article::default() };
        article.published = date.parse().ok().map(|date| Published { date, evidence: certain() });
        article
    }

    fn headed(headline: &str, article: Article) -> Article {
        let headline = Some(Field { text: headline.to_owned(), evidence: certain() });
        Article { headline, source: Some("The Courier".to_owned()), ..article }
    }

    fn certain() -> Evidence {
        let confidence = crate::article::Confidence::CERTAIN;
        Evidence { span: None, rule: "t".into(), confidence, source: crate::article::Source::Metadata }
    }

    fn groups(articles: &[Article]) -> Groups {
        let signatures: Vec<Signature> = articles.iter().map(Signature::of).collect();
        groups_of(&signatures)
    }

    /// The ids of each group of copies, the earliest first.
    fn copies(articles: &[Article]) -> Vec<Vec<String>> {
        let groups = groups(articles);
        let mut ids: Vec<Vec<String>> =
            groups.all_copies().map(|group| group.into_iter().map(|member| member.id.to_owned()).collect()).collect();
        ids.sort();
        ids
    }

    /// What became of each article of a story, by id.
    fn standings(articles: &[Article]) -> Vec<String> {
        let groups = groups(articles);
        let known = articles.iter().filter_map(|article| groups.of(Signature::of(article).key));
        known.map(|member| format!("{} {}", member.id, member.standing.as_str())).collect()
    }

    #[test]
    fn copies_are_known_whatever_stands_around_them() {
        let wire = story(1, 400);
        let own = story(2, 400);
        let with = |head: &[String], tail: &[String]| [head, tail].concat();
        let articles = [
            article("wire", &wire, "1998-03-04"),
            article("exact", &wire, "1998-03-04"),
            article("cut", &wire[..160], "1998-03-05"),
            article("headed", &with(&story(3, 12), &wire), "1998-03-03"),
            article("framed", &with(&with(&story(4, 20), &wire[..380]), &story(5, 15)), "1998-03-06"),
            article("other", &own, "1998-03-04"),
            article("half", &with(&wire[..200], &own[..200]), "1998-03-04"),
            article("late", &with(&story(6, 40), &wire), "2008-03-04"),
        ];
        let expected = ["headed", "exact", "wire", "cut", "framed", "late"].map(str::to_owned).to_vec();
        assert_eq!(copies(&articles), [expected]);
    }

    #[test]
    fn a_form_filled_in_anew_is_no_copy() {
        let form = story(1, 300);
        let filled = |town: usize, sum: &str| {
            let mut words = form.clone();
            (words[3], words[40], words[100]) = (format!("town{town}"), format!("mayor{town}"), sum.to_owned());
            words
        };
        let articles = [
            article("a", &filled(1, "693,500"), "2005-08-24"),
            article("b", &filled(2, "214,700"), "2005-08-24"),
            article("c", &filled(2, "214,700"), "2005-08-25"),
        ];
        assert_eq!(copies(&articles), [["b", "c"]]);
    }

    #[test]
    fn a_digest_does_not_join_its_stories() {
        let (one, two) = (story(1, 300), story(2, 290));
        let digest = [one.clone(), two.clone()].concat();
        let articles = [
            article("digest", &digest, "1998-03-04"),
            article("one", &one, "1998-03-04"),
            article("two", &two, "1998-03-04"),
        ];
        assert_eq!(copies(&articles), [["digest", "one"]]);
    }

    #[test]
    fn a_few_words_are_the_same_only_under_one_headline() {
        let words = ["photo".to_owned()];
        let articles = [
            headed("Rain on Friday", article("a", &words, "1998-03-04")),
            headed("Rain on Friday", article("b", &words, "1998-03-05")),
            headed("Snow on Friday", article("c", &words, "1998-03-04")),
            article("empty", &[], "1998-03-04"),
            article("void", &[], "1998-03-04"),
        ];
        assert_eq!(copies(&articles), [["a", "b"]]);
    }

    #[test]
    fn a_corrected_figure_is_a_version_and_no_copy() {
        let (mut profit, mut loss) = (story(1, 200), story(1, 200));
        (profit[50], loss[50]) = ("61".to_owned(), "159".to_owned());
        for headline in ["CORRECTED-Mill reports fourth quarter", "Mill reports fourth quarter"] {
            let articles = [
                headed("Mill reports fourth quarter", article("first", &profit, "1987-03-04")),
                headed(headline, article("second", &loss, "1987-03-05")),
            ];
            assert_eq!(standings(&articles), ["first superseded", "second current"], "{headline}");
        }
        // Under another headline it is a copy, and that is said of it; long after it is another report.
        let at = |date| {
            let (first, second) = (article("first", &profit, "1987-03-04"), article("second", &loss, date));
            groups(&[headed("Mill reports fourth quarter", first), headed("A quarter at the mill", second)])
        };
        let copies = at("1987-03-05");
        assert!(copies.all_copies().count() == 1 && copies.all_copies().all(|group| group[1].has_other_figures));
        assert_eq!(at("1987-03-14").all_copies().count(), 0);
    }

    #[test]
    fn what_is_sent_out_again_supersedes_nothing() {
        let first = story(1, 300);
        let mut other_form = first.clone();
        for (n, at) in [20, 90, 160, 230].into_iter().enumerate() {
            other_form[at] = format!("{}500", n + 1);
        }
        let mut form = first.clone();
        for (n, at) in [20, 90, 160, 230].into_iter().enumerate() {
            form[at] = format!("{}300", n + 1);
        }
        let framed = [&first[..], &["contact".to_owned()]].concat();
        let grown = [&first[..], &story(2, 25)].concat();
        for (before, after, is_version) in
            [(&first, &framed, false), (&framed, &first, false), (&form, &other_form, false), (&first, &grown, true)]
        {
            let articles = [
                headed("Grants for the valley announced", article("a", before, "1998-03-04")),
                headed("Grants for the valley announced", article("b", after, "1998-03-05")),
            ];
            assert_eq!(standings(&articles).contains(&"a superseded".to_owned()), is_version);
        }
    }

    #[test]
    fn records_of_one_story_are_versions() {
        let version = |id: &str, number: &str, status: &str| {
            let mut article = article(id, &story(number.len() + id.len(), 90), "1998-03-04");
            article.edition.story = Some("urn:story:1".to_owned());
            article.edition.version = Some(number.to_owned());
            article.edition.status = Some(status.to_owned());
            article
        };
        let (first, last) = (version("a", "2", "usable"), version("bcd", "10", "usable"));
        assert_eq!(standings(&[last.clone(), first.clone()]), ["bcd current", "a superseded"]);
        let killed = version("kk", "11", "canceled");
        let expected = ["bcd retracted", "a retracted", "kk retracted"];
        assert_eq!(standings(&[last, first, killed.clone()]), expected);
        assert_eq!(standings(&[killed]), ["kk retracted"]);
    }

    #[test]
    fn kills_and_updates_follow_their_headline() {
        let at = |id: &str, headline: &str, seed, date| headed(headline, article(id, &story(seed, 120), date));
        let articles = [
            at("a", "Dam bursts above valley", 1, "1998-03-04"),
            at("b", "UPDATE 1-Dam bursts above valley", 2, "1998-03-04"),
            at("c", "UPDATE 2-Dam bursts above valley", 3, "1998-03-05"),
            at("z", "Dam bursts above valley", 4, "1998-06-05"),
        ];
        assert_eq!(standings(&articles), ["a superseded", "b superseded", "c current"]);
        let mut killed = articles.to_vec();
        killed.push(at("k", "KILL: Dam bursts above valley", 5, "1998-03-06"));
        assert_eq!(standings(&killed), ["a retracted", "b retracted", "c retracted", "k retracted"]);
    }

    #[test]
    fn what_stands_for_the_others_is_the_last_version_and_the_earliest_copy() {
        let wire = story(1, 200);
        let mut corrected = wire.clone();
        corrected[50] = "anew".to_owned();
        let articles = [
            headed("Dam bursts above valley", article("first", &wire, "1998-03-04")),
            headed("CORRECTED: Dam bursts above valley", article("second", &corrected, "1998-03-05")),
            article("reprint", &wire, "1998-03-04"),
            article("alone", &story(9, 200), "1998-03-04"),
        ];
        let groups = groups(&articles);
        let members: Vec<Member<'_>> =
            articles.iter().filter_map(|article| groups.of(Signature::of(article).key)).collect();
        let left = |folding| {
            let folded = fold::fold(&groups, &members, folding);
            let ids = members.iter().enumerate().filter(|(place, _)| !folded.is_folded(*place));
            ids.map(|(_, member)| member.id).collect::<Vec<_>>()
        };
        let folding = |copies, versions| fold::Folding { copies, versions };
        assert_eq!(left(folding(true, true)), ["second"]);
        assert_eq!(left(folding(true, false)), ["first", "second"]);
        assert_eq!(left(folding(false, true)), ["second", "reprint"]);
        assert_eq!(left(folding(false, false)), ["first", "second", "reprint"]);
        assert_eq!(groups.counts().n_distinct, 2);
    }

    fn morgue() -> impl Strategy<Value = Vec<Article>> {
        let text = (0usize..4, 0usize..250, 60usize..300, 0usize..6);
        prop::collection::vec(text, 1..14).prop_map(|texts| {
            let articles = texts.into_iter().enumerate().map(|(n, (seed, start, length, day))| {
                let words = story(seed, 400);
                let end = (start + length).min(400);
                let article = article(&format!("id{n}"), &words[start..end], &format!("1998-03-0{}", day + 1));
                if day % 2 == 0 { headed("CORRECTED: Dam bursts above valley", article) } else { article }
            });
            articles.collect()
        })
    }

    proptest! {
        // Each case of the second writes and syncs a dozen files.
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn groups_do_not_depend_on_the_order_of_arrival(articles in morgue(), turn in 0usize..14) {
            let mut turned = articles.clone();
            turned.rotate_left(turn % articles.len());
            turned.reverse();
            prop_assert_eq!(groups(&articles), groups(&turned));
        }

        #[test]
        fn groups_across_archives_are_those_of_one(articles in morgue(), n_parts in 2usize..4, same_ids in any::<bool>()) {
            let mut parts: Vec<Vec<Article>> = vec![Vec::new(); n_parts];
            for (n, article) in articles.iter().enumerate() {
                parts[n % n_parts].push(article.clone());
            }
            let folders: Vec<_> = parts.iter().map(|_| tempfile::tempdir().unwrap()).collect();
            let commit = |part: &[Article], folder: &tempfile::TempDir| {
                let mut sidecar = Sidecar::new(folder.path());
                part.iter().for_each(|article| sidecar.put(article).unwrap());
                (folder.path().to_owned(), sidecar.prepare(1, false).unwrap())
            };
            if same_ids {
                let rename = |part: &mut Vec<Article>| {
                    part.iter_mut().enumerate().for_each(|(n, article)| article.id = format!("same{n}"));
                };
                parts.iter_mut().for_each(rename);
            }
            let commits = parts.iter().zip(&folders).map(|(part, folder)| commit(part, folder));
            let joined = Parts::open(commits).unwrap();
            prop_assert!(joined.known().is_none());
            let across::Across { groups: across, salts } = joined.find().unwrap();
            let known = joined.known().unwrap();
            prop_assert_eq!((&known.groups, &known.salts), (&across, &salts));
            let whole = groups(&articles);
            if !same_ids {
                prop_assert_eq!(salts, vec![0; n_parts]);
                prop_assert_eq!(across, whole);
                return Ok(());
            }
            // Whatever they are called, each is itself, and has as many exact copies.
            for (n, article) in articles.iter().enumerate() {
                let (part, own) = (n % n_parts, &parts[n % n_parts][n / n_parts]);
                let signature = Signature::of(own);
                let found = across.of(signature.key ^ salts[part]);
                prop_assert!(found.is_none_or(|member| member.words == signature.sketch.words && member.id == own.id));
                let n_exact = |groups: &Groups, member: Option<Member<'_>>| {
                    let copies = member.into_iter().flat_map(|own| groups.copies_of(own));
                    copies.filter(|copy| copy.words == signature.sketch.words).count().max(1)
                };
                prop_assert_eq!(n_exact(&across, found), n_exact(&whole, whole.of(Signature::of(article).key)));
            }
        }

        #[test]
        fn groups_that_grow_are_those_that_were_made_at_once(
            articles in morgue(), cuts in prop::collection::vec(0usize..14, 3), gone in 0usize..14,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let (mut at, mut number) = (None, 0);
            let mut commit = |change: &mut dyn FnMut(&Sidecar), is_forgetting: bool| {
                number += 1;
                let mut sidecar = match at {
                    None => Sidecar::new(folder.path()),
                    Some(_) => Sidecar::open(folder.path(), at).unwrap(),
                };
                change(&sidecar);
                at = Some(sidecar.prepare(number, is_forgetting).unwrap());
                sidecar.drop_others().unwrap();
                read_groups(folder.path(), at.unwrap()).unwrap()
            };
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut % articles.len()).collect();
            cuts.extend([0, articles.len()]);
            cuts.sort_unstable();
            let mut grown = Groups::default();
            for run in cuts.windows(2) {
                let mut put = |sidecar: &Sidecar| articles[run[0]..run[1]].iter().for_each(|a| sidecar.put(a).unwrap());
                grown = commit(&mut put, false);
            }
            prop_assert_eq!(&grown, &groups(&articles));
            let mut left = articles.clone();
            let gone = left.remove(gone % articles.len());
            let mut delete = |sidecar: &Sidecar| sidecar.delete(&gone.id).unwrap();
            prop_assert_eq!(commit(&mut delete, false), groups(&left));
            // What is forgotten is in no file.
            commit(&mut |_| {}, true);
            let has_id = |bytes: Vec<u8>| bytes.windows(gone.id.len()).any(|window| window == gone.id.as_bytes());
            let files = std::fs::read_dir(folder.path()).unwrap().flatten();
            let is_longer = left.iter().any(|article| article.id.starts_with(&gone.id));
            prop_assert!(is_longer || !files.map(|file| std::fs::read(file.path()).unwrap()).any(has_id));
        }
    }

    #[test]
    fn groups_do_not_depend_on_how_much_is_sorted_at_once() {
        let texts = (0..40).map(|n| article(&format!("id{n}"), &story(n % 13, 90)[n % 3..], "1998-03-04"));
        let mut bytes = Vec::new();
        texts.for_each(|article| Signature::of(&article).write(&mut bytes));
        let mut shelf = shelf::Shelf::default();
        shelf.add(FileSlice::from(bytes));
        let rows = shelf.rows().unwrap();
        let whole = Groups::find(&rows, &shelf, SORTED_BYTES);
        assert_eq!(whole.all_copies().count(), 13);
        for sorted_bytes in [0, 1, 512, 4096] {
            assert_eq!(Groups::find(&rows, &shelf, sorted_bytes), whole, "{sorted_bytes}");
        }
    }

    #[test]
    fn a_run_that_was_cut_off_leaves_the_groups_to_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let put = |sidecar: &Sidecar, seeds: &[(&str, usize)]| {
            seeds.iter().for_each(|&(id, seed)| sidecar.put(&article(id, &story(seed, 90), "1998-03-04")).unwrap());
        };
        let mut sidecar = Sidecar::new(folder.path());
        put(&sidecar, &[("a", 1), ("b", 1), ("c", 2)]);
        let first = sidecar.prepare(1, false).unwrap();
        let known = read_groups(folder.path(), first).unwrap();
        put(&sidecar, &[("d", 2)]);
        let second = sidecar.prepare_without_groups(2).unwrap();
        sidecar.drop_others().unwrap();
        assert!(second.is_older && second.counts == first.counts);
        assert_eq!(read_groups(folder.path(), second).unwrap(), known);
        put(&sidecar, &[("never committed", 2)]);
        drop(sidecar);
        // Nothing is new for the next run.
        let mut sidecar = Sidecar::open(folder.path(), Some(second)).unwrap();
        assert_eq!(sidecar.prepare_without_groups(3).unwrap(), second);
        let third = sidecar.prepare(3, false).unwrap();
        assert!(!third.is_older && sidecar.prepare(4, false).unwrap() == third);
        let ids = |at| {
            let groups = read_groups(folder.path(), at).unwrap();
            let ids = groups.all_copies().map(|group| group.iter().map(|member| member.id.to_owned()).collect());
            let mut ids: Vec<Vec<String>> = ids.collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(third), [["a", "b"], ["c", "d"]]);
        // A commit that could not be read is an error, and no groups of none.
        std::fs::write(folder.path().join("signatures-2"), b"DLSIGNS1").unwrap();
        assert!(Sidecar::open(folder.path(), Some(third)).is_none());
    }

    #[test]
    fn a_sidecar_that_is_damaged_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let mut sidecar = Sidecar::new(folder.path());
        for (id, seed) in [("a", 1), ("b", 1), ("c", 2)] {
            sidecar.put(&article(id, &story(seed, 100), "1998-03-04")).unwrap();
        }
        let at = sidecar.prepare(1, false).unwrap();
        assert!(Sidecar::open(folder.path(), Some(at)).is_some());
        for name in ["groups-1", "signatures-1"] {
            let path = folder.path().join(name);
            let whole = std::fs::read(&path).unwrap();
            for damage in [0, 8, 20, 50, whole.len() - 1] {
                let mut damaged = whole.clone();
                damaged[damage] ^= 1;
                std::fs::write(&path, &damaged).unwrap();
                assert!(Sidecar::open(folder.path(), Some(at)).is_none(), "{name} at {damage}");
                std::fs::write(&path, &whole[..damage]).unwrap();
                assert!(Sidecar::open(folder.path(), Some(at)).is_none(), "{name} cut at {damage}");
            }
            std::fs::write(&path, &whole).unwrap();
        }
        assert!(Sidecar::open(folder.path(), Some(at)).is_some());
    }
}
