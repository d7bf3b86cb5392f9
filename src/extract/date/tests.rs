//! What sentences say: text and the article's date in, `words=value` out.

use super::mentions;
use crate::article::{Confidence, DateMention, Diagnostic, Evidence, Published, Source};
use crate::lexicon::Lexicon;
use crate::text::Prose;

fn read(text: &str, anchor: &str) -> (Vec<DateMention>, Vec<Diagnostic>) {
    let published = anchor.parse().ok().map(|date| Published {
        date,
        evidence: Evidence { span: None, rule: "".into(), confidence: Confidence::CERTAIN, source: Source::Metadata },
    });
    let mut diagnostics = Vec::new();
    let mentions = mentions(&Prose::new(text, Lexicon::english()), published.as_ref(), &mut diagnostics);
    (mentions, diagnostics)
}

/// Checks the dates of a text, written "words=value; words=value".
fn check(text: &str, anchor: &str, expected: &str) {
    let (mentions, _) = read(text, anchor);
    let found: Vec<String> =
        mentions.iter().map(|m| format!("{}={}", &text[m.span.start..m.span.end], m.value)).collect();
    assert_eq!(found.join("; "), expected, "{text}");
}

/// Checks the days of a text's dates, written "first..last; first..last", `-` for none.
fn check_days(text: &str, anchor: &str, expected: &str) {
    let (mentions, _) = read(text, anchor);
    let days = |m: &DateMention| m.range.map_or("-".to_owned(), |range| format!("{}..{}", range.first, range.last));
    assert_eq!(mentions.iter().map(days).collect::<Vec<_>>().join("; "), expected, "{text}");
}

/// A Monday.
const ANCHOR: &str = "2025-02-10";

#[test]
fn printed_dates() {
    for (text, expected) in [
        ("The bridge opened on May 3, 1921.", "May 3, 1921=1921-05-03"),
        ("The bridge opened on 3 May 1921.", "3 May 1921=1921-05-03"),
        ("The bridge opened on Tuesday, the 3rd of May, 1921.", "Tuesday, the 3rd of May, 1921=1921-05-03"),
        ("It opened on Sept. 3, 1921, at last.", "Sept. 3, 1921=1921-09-03"),
        ("See the notice of 1921-05-03.", "1921-05-03=1921-05-03"),
        ("Built 3/5/1921 and 25/12/1921.", "3/5/1921=1921-03-05; 25/12/1921=1921-12-25"),
        ("Closed on 31.12.1999.", "31.12.1999=1999-12-31"),
        ("In May 1921 it rained; in June of 1922 it did not.", "May 1921=1921-05; June of 1922=1922-06"),
        ("It was built in 1921 and sold in 1934.", "1921=1921; 1934=1934"),
        ("From 1914-18 the port was shut.", "1914=1914; 18=1918"),
        ("Work went on June 4-6, 1950.", "June 4=1950-06-04; 6, 1950=1950-06-06"),
        ("Work went on from 12-14 July 1950.", "12=1950-07-12; 14 July 1950=1950-07-14"),
        ("It lasted from November to January 1950.", "November=1949-11; January 1950=1950-01"),
        ("The early months of 2022 were mild.", "The early months of 2022=2022"),
        ("By the end of 1776 they had left.", "the end of 1776=1776"),
        ("King William landed on 5 November 1688.", "5 November 1688=1688-11-05"),
        ("Room 2012 was empty, as 2,000 people saw.", ""),
        ("It cost $1999 and drew 2000 people.", ""),
    ] {
        check(text, ANCHOR, expected);
    }
}

#[test]
fn periods() {
    for (text, expected) in [
        ("Rents fell in the third quarter of 2009.", "the third quarter of 2009=2009-Q3"),
        ("Rents fell in the third quarter.", "the third quarter=2024-Q3"),
        ("Rents fell in Q3 2009.", "Q3 2009=2009-Q3"),
        ("Rents fell in the first half of 2010.", "the first half of 2010=2010-H1"),
        ("Rents fell in the second half of last year.", "the second half of last year=2024-H2"),
        ("They sang in the late 1980s and the '90s.", "the late 1980s=198; the '90s=199"),
        ("It is a castle of the 14th century.", "the 14th century=13"),
        ("They met in the summer of 1943 and again last winter.", "the summer of 1943=1943-SU; last winter=2024-WI"),
        ("The leaves fall; prices fall.", ""),
        ("It opens in the spring.", "the spring=2025-SP"),
        ("They struck in the last week of March 2009.", "the last week of March 2009=2009-W13"),
        ("Fiscal 2010 was poor.", "Fiscal 2010=2010"),
    ] {
        check(text, ANCHOR, expected);
    }
}

#[test]
fn counted_from_the_article() {
    for (text, expected) in [
        ("He left on Friday.", "Friday=2025-02-07"),
        ("He left on Monday.", "Monday=2025-02-10"),
        ("The trial is set to begin on Wednesday.", "Wednesday=2025-02-12"),
        ("Shops stay shut until Friday.", "Friday=2025-02-14"),
        ("He said Thursday it would rain.", "Thursday=2025-02-06"),
        ("He left last Friday and comes back next Tuesday.", "last Friday=2025-02-07; next Tuesday=2025-02-11"),
        ("They spoke today, as they did yesterday.", "today=2025-02-10; yesterday=2025-02-09"),
        ("They voted last week and vote again next month.", "last week=2025-W06; next month=2025-03"),
        (
            "They met the day before yesterday and meet the day after tomorrow.",
            "the day before yesterday=2025-02-08; the day after tomorrow=2025-02-12",
        ),
        ("Earlier this month they met.", "Earlier this month=2025-02"),
        ("In November he was open to talks.", "November=2024-11"),
        ("It is due to open in May.", "May=2025-05"),
        ("On the 14th of June he spoke.", "the 14th of June=2024-06-14"),
        ("The house sits again on April 7.", "April 7=2025-04-07"),
        ("He was hired on April 7.", "April 7=2024-04-07"),
        ("Three days ago it snowed; two weeks ago it did not.", "Three days ago=2025-02-07; two weeks ago=2025-W05"),
        ("She came ten years ago.", "ten years ago=2015"),
        ("She came in May last year.", "May last year=2024-05"),
        ("Last Christmas it rained.", "Last Christmas=2024-12-25"),
        ("On Monday evening they met at 8 p.m.", "Monday evening=2025-02-10TEV; 8 p.m.=2025-02-10T20:00"),
        ("It rang at 10:30 GMT on Friday.", "10:30 GMT=2025-02-07T10:30Z; Friday=2025-02-07"),
        ("He was seen last night.", "last night=2025-02-09TNI"),
        (
            "Yours of the 10th inst. came, and that of the 28th ult.",
            "the 10th inst.=2025-02-10; the 28th ult.=2025-01-28",
        ),
    ] {
        check(text, ANCHOR, expected);
    }
}

#[test]
fn counted_from_the_date_last_named() {
    check(
        "They sailed on May 3, 1921. The next day the wind rose. Two days later they turned back.",
        ANCHOR,
        "May 3, 1921=1921-05-03; The next day=1921-05-04; Two days later=1921-05-06",
    );
    check("He was born in 1921 and left school that year.", ANCHOR, "1921=1921; that year=1921");
}

#[test]
fn a_story_told_year_by_year() {
    let text = "In 1775 the fort was taken. On June 17, 1775, the hill fell. In July 1775 a general came. \
                On November 2 the town gave up. In January the river froze. In March 1776 guns were moved. \
                In June 1776 a fleet came. In August 1776 it landed. In October he fell back.";
    let expected = "1775=1775; June 17, 1775=1775-06-17; July 1775=1775-07; November 2=1775-11-02; January=1776-01; \
                    March 1776=1776-03; June 1776=1776-06; August 1776=1776-08; October=1776-10";
    check(text, ANCHOR, expected);
    check(text, "", expected);
}

#[test]
fn lengths_and_repetitions() {
    for (text, expected) in [
        ("He served five years and 90 days.", "five years=P5Y; 90 days=P90D"),
        ("It took two and a half hours.", "two and a half hours=PT2.5H"),
        ("A four-week strike ended.", "A four-week=P4W"),
        ("It took almost half a century.", "almost half a century=P50Y"),
        ("It took 3 ½ years.", "3 ½ years=P3.5Y"),
        ("It runs 24 hours a day.", "24 hours=PT24H; a day=P1D"),
        ("It took a couple of months.", "a couple of months=P2M"),
        ("A 22-year-old man and a woman 30 years old.", ""),
        ("It has rained for weeks.", "weeks=PXW"),
        ("Trains run daily, and a boat twice a week.", "daily=P1D; a week=P1W"),
        ("They meet every two weeks and on Mondays.", "every two weeks=P2W; Mondays=XXXX-WXX-1"),
        ("The Daily Post said so.", ""),
        ("Prices rose in the past nine days.", "the past nine days=P9D"),
    ] {
        check(text, ANCHOR, expected);
    }
}

#[test]
fn names_that_are_no_dates() {
    for text in [
        "Mrs May said that she may march on.",
        "April Smith met August Jones.",
        "He reads the Sunday Times and USA Today.",
        "Black Friday brought crowds.",
        "The Sun and Mars were seen.",
        "Summer Rowe reads it every time.",
    ] {
        check(text, ANCHOR, "");
    }
}

#[test]
fn without_an_article_date_nothing_is_solved() {
    for (text, expected) in [
        ("He spoke on Monday, the 10th of January.", "Monday, the 10th of January=XXXX-01-10"),
        ("He spoke on Friday and left yesterday.", "Friday=XXXX-WXX-5; yesterday=XXXX-XX-XX"),
        ("Last year it rained; in June it did not.", "Last year=XXXX; June=XXXX-06"),
        ("He spoke last week at 8 p.m.", "last week=XXXX-WXX; 8 p.m.=XXXX-XX-XXT20:00"),
    ] {
        check(text, "", expected);
        assert!(read(text, "").0.iter().all(|mention| mention.range.is_none()), "{text}");
        assert!(read(text, "").1.is_empty(), "{text}");
    }
}

#[test]
fn days_of_periods() {
    for (text, expected) in [
        ("In the 1990s.", "1990-01-01..1999-12-31"),
        ("In the second quarter of 2009.", "2009-04-01..2009-06-30"),
        ("Last week.", "2025-02-03..2025-02-09"),
        ("In the winter of 1944.", "1943-12-01..1944-02-29"),
        ("In early May 1921.", "1921-05-01..1921-05-10"),
        ("In mid-1921.", "1921-05-01..1921-08-31"),
        ("Late in 1921.", "1921-09-01..1921-12-31"),
        ("Over the past nine days.", "2025-02-01..2025-02-10"),
        ("Now, for weeks.", "-; -"),
        ("On Monday evening.", "2025-02-10..2025-02-10"),
    ] {
        check_days(text, ANCHOR, expected);
    }
}

#[test]
fn contradictions_are_reported() {
    for (text, anchor, value, told) in [
        (
            "They spoke on Monday, the 10th of January.",
            ANCHOR,
            "2025-02-10",
            Some("2025-01-10 is a Friday; 2025-02-10 has that weekday"),
        ),
        ("They spoke on Friday, January 4, 2018.", "2019-01-05", "2019-01-04", Some("2018-01-04 is a Thursday")),
        ("They spoke on Monday, July 4, 1939.", "1939-07-05", "1939-07-04", Some("1939-07-04 is a Tuesday")),
        ("They spoke on Friday, February 7, 2025.", ANCHOR, "2025-02-07", None),
        ("They meet on Monday, April 14.", ANCHOR, "2025-04-14", None),
        ("They met on February 30, 2025.", ANCHOR, "2025-02-30", Some("2025-02 has no day 30")),
        ("He was arrested on April 5, 2026.", ANCHOR, "2026-04-05", Some("lies after the article")),
        ("The fair opens on April 5, 2026.", ANCHOR, "2026-04-05", None),
    ] {
        let (mentions, diagnostics) = read(text, anchor);
        assert_eq!(mentions[0].value, value, "{text}");
        match (told, &diagnostics[..]) {
            (None, found) => assert!(found.is_empty(), "{text}: {found:?}"),
            (Some(told), [found]) => assert!(found.message.contains(told), "{text}: {}", found.message),
            (Some(_), found) => panic!("{text}: {found:?}"),
        }
    }
}

#[test]
fn hostile_text_is_read_in_one_pass() {
    let n = 20_000;
    for piece in [
        "10 a.m. Friday ",
        "the ",
        "May ",
        "1999-",
        "early ",
        "last ",
        "of the last of ",
        "the third quarter of ",
        "half a ",
        "twenty-",
    ] {
        let (mentions, _) = read(&piece.repeat(n), ANCHOR);
        assert!(mentions.len() <= 2 * n, "{piece}");
    }
    let (mentions, _) = read("é1999—“May 3”\u{301}", ANCHOR);
    assert!(mentions.iter().all(|m| m.span.start < m.span.end));
}

#[test]
fn an_aim_lies_ahead_whatever_the_sentence_tells() {
    check("The council gave money for the ferry to run through June.", ANCHOR, "June=2025-06");
    check("The council said the ferry ran through June.", ANCHOR, "June=2024-06");
}

#[test]
fn a_weekday_in_a_dateline_is_checked_against_its_date_or_the_day_of_publication() {
    let told = |head: &str, date: &str| {
        let text = format!("{head}The harbour was closed after waves broke over the quay and the road behind it.");
        let metadata = crate::article::Metadata { date: Some(date.to_owned()), ..Default::default() };
        let raw = crate::article::RawArticle { text, metadata, ..Default::default() };
        let article = crate::extract::extract(raw, &crate::extract::Options::default());
        assert!(article.dateline.is_some(), "{head}");
        let messages: Vec<String> = article.diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect();
        messages.join("; ")
    };
    // A Monday.
    for (head, expected) in [
        ("LONDON, Monday — ", ""),
        ("LONDON, Friday — ", ""),
        ("LONDON, Tuesday — ", "the dateline says Tuesday; the article is of 2025-02-10, a Monday"),
        ("LONDON, Monday, February 10 (Wire) — ", ""),
        ("LONDON, Sunday, February 10 (Wire) — ", "“Sunday, February 10”: 2025-02-10 is a Monday"),
    ] {
        assert_eq!(told(head, "2025-02-10"), expected, "{head}");
    }
    // The text alone could mean the year after.
    let of_day = told("LONDON, Wednesday, March 4 (Wire) — ", "2019-03-04");
    assert_eq!(of_day, "the dateline says Wednesday; 2019-03-04 is a Monday");
    let both = told("LONDON, Sunday, February 10, 2025 (Wire) — ", "2025-02-10");
    assert_eq!(both.matches("Monday").count(), 1, "{both}");
}
