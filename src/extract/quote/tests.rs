//! One table a phenomenon: a text, and its quotes as `utterance kind speaker: words`.

use crate::article::{Article, Metadata, RawArticle};
use crate::extract::{Options, extract};
use crate::lexicon::Language;

fn article(text: &str, metadata: Metadata) -> Article {
    let raw = RawArticle { id: "a".into(), path: "a".into(), text: text.to_owned(), metadata, ..RawArticle::default() };
    extract(raw, &Options::default())
}

fn quotes(text: &str, metadata: Metadata) -> Vec<String> {
    let article = article(text, metadata);
    let show = |quote: &crate::article::Quote| {
        let speaker = quote.speaker.as_ref().map_or("nobody", |speaker| speaker.name.as_str());
        format!("{} {} {speaker}: {}", quote.utterance, quote.kind.as_str(), article.slice(quote.span))
    };
    article.quotes.iter().map(show).collect()
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(&quotes(text, Metadata::default()), expected, "{text}");
    }
}

#[test]
fn no_quote_ends_before_it_begins() {
    for text in
        ["JACKIE O:\nWe have to interrupt this broadcast.\n", "N. B:\nCHECK AGAINST DELIVERY L", "Ruth Amsel:\n"]
    {
        let article = article(text, Metadata::default());
        let is_whole = |quote: &crate::article::Quote| !article.slice(quote.span).is_empty();
        assert!(article.quotes.iter().all(is_whole), "{text}");
    }
}

#[test]
fn a_cue_beside_a_quotation() {
    check(&[
        ("“The dam will hold,” Ines Carvalho said on Friday.", &["0 direct Ines Carvalho: “The dam will hold,”"]),
        ("“Who pays?” asked Ines Carvalho.", &["0 direct Ines Carvalho: “Who pays?”"]),
        ("Ines Carvalho said: “The dam will hold.”", &["0 direct Ines Carvalho: “The dam will hold.”"]),
        ("“It held,” said the mayor’s sister, Ruth Amsel.", &["0 direct Ruth Amsel: “It held,”"]),
        ("“It held,” Ruth Amsel, a baker from Ghent, said.", &["0 direct Ruth Amsel: “It held,”"]),
        ("Ruth Amsel today said: “It held.”", &["0 direct Ruth Amsel: “It held.”"]),
        ("“It held.” — Ruth Amsel", &["0 direct Ruth Amsel: “It held.”"]),
    ]);
}

#[test]
fn every_quotation_mark() {
    check(&[
        ("\"The dam will hold,\" Ines Carvalho said.", &["0 direct Ines Carvalho: \"The dam will hold,\""]),
        (
            "‘The dam’s new,’ Ines Carvalho said. ‘It’ll hold.’",
            &["0 direct Ines Carvalho: ‘The dam’s new,’", "0 direct Ines Carvalho: ‘It’ll hold.’"],
        ),
        ("«The dam will hold», Ines Carvalho said.", &["0 direct Ines Carvalho: «The dam will hold»"]),
        ("„The dam will hold“, Ines Carvalho said.", &["0 direct Ines Carvalho: „The dam will hold“"]),
        ("``The dam will hold,'' Ines Carvalho said.", &["0 direct Ines Carvalho: ``The dam will hold,''"]),
    ]);
}

#[test]
fn pieces_of_one_utterance_share_its_number() {
    check(&[
        (
            "“The dam,” Ines Carvalho said, “will hold.” Ruth Amsel said: “I doubt it.”",
            &[
                "0 direct Ines Carvalho: “The dam,”",
                "0 direct Ines Carvalho: “will hold.”",
                "1 direct Ruth Amsel: “I doubt it.”",
            ],
        ),
        (
            "“The dam will hold,” Ines Carvalho said. “We built it well.\n\n“And we will build another.”",
            &[
                "0 direct Ines Carvalho: “The dam will hold,”",
                "0 direct Ines Carvalho: “We built it well.",
                "0 direct Ines Carvalho: “And we will build another.”",
            ],
        ),
        (
            "The dam, Ines Carvalho said, would hold until spring.",
            &["0 indirect Ines Carvalho: The dam", "0 indirect Ines Carvalho: would hold until spring"],
        ),
    ]);
}

#[test]
fn reported_clauses() {
    check(&[
        ("Ines Carvalho said the dam would hold.", &["0 indirect Ines Carvalho: the dam would hold"]),
        (
            "Ines Carvalho told reporters on Friday that the dam would hold.",
            &["0 indirect Ines Carvalho: that the dam would hold"],
        ),
        (
            "Ines Carvalho said that the dam was “as good as new”.",
            &["0 mixed Ines Carvalho: that the dam was “as good as new”"],
        ),
        ("The dam would hold, Ines Carvalho said.", &["0 indirect Ines Carvalho: The dam would hold"]),
        ("According to Ines Carvalho, the dam would hold.", &["0 indirect Ines Carvalho: the dam would hold"]),
        (
            "The dam had been checked twice, according to Ines Carvalho.",
            &["0 indirect Ines Carvalho: The dam had been checked twice"],
        ),
        (
            "Ines Carvalho, who said the dam would hold, has left the ministry.",
            &["0 indirect Ines Carvalho: the dam would hold"],
        ),
        (
            "Ines Carvalho said that work was going on but declined to say when it would end.",
            &["0 indirect Ines Carvalho: that work was going on"],
        ),
        (
            "Sen. Ines Carvalho, R-Ga., today announced that the dam would be built again.",
            &["0 indirect Ines Carvalho: that the dam would be built again"],
        ),
        (
            "Senator Ines Carvalho (R-Maine) today said the dam would hold.",
            &["0 indirect Ines Carvalho: the dam would hold"],
        ),
        ("Ines Carvalho denied that the dam was unsafe.", &["0 indirect Ines Carvalho: that the dam was unsafe"]),
    ]);
}

#[test]
fn what_is_no_quote() {
    check(&[
        ("Ines Carvalho declined to say whether the dam would hold.", &[]),
        ("Ines Carvalho refused to comment.", &[]),
        ("Villagers were told that the dam was unsafe.", &[]),
        ("Nobody dared to say that the dam was unsafe.", &[]),
        ("The so-called “singing dam” was closed again on Monday.", &[]),
        ("Her novel “The Long Dry Summer” came out in June.", &[]),
        ("Robert “Bobby” Hale, a welder, fell from the dam.", &[]),
        ("Prices added two per cent on Monday.", &[]),
    ]);
}

#[test]
fn names_inside_the_article() {
    check(&[
        ("Ines Carvalho built the dam. “It will hold,” Carvalho said.", &["0 direct Ines Carvalho: “It will hold,”"]),
        (
            "Ines Carvalho built the dam. “It will hold,” Ms. Carvalho said.",
            &["0 direct Ines Carvalho: “It will hold,”"],
        ),
        ("Kremlin spokesman Dmitry Orlov said the dam would hold.", &["0 indirect Dmitry Orlov: the dam would hold"]),
        ("“It will hold,” Sen. Ruth Amsel (D-Ohio) said.", &["0 direct Ruth Amsel: “It will hold,”"]),
        ("“It will hold,” Secretary of State John Hale said.", &["0 direct John Hale: “It will hold,”"]),
        ("President Xi Jinping opened the dam. “It will hold,” Xi said.", &["0 direct Xi Jinping: “It will hold,”"]),
        (
            "Prime Minister Orbán Viktor opened the dam. “It will hold,” Orbán said.",
            &["0 direct Orbán Viktor: “It will hold,”"],
        ),
        (
            "“It will hold,” Pieter van der Meer said. “It must,” Van der Meer added.",
            &["0 direct Pieter van der Meer: “It will hold,”", "1 direct Pieter van der Meer: “It must,”"],
        ),
        ("“It will hold,” Khalid bin Salman said.", &["0 direct Khalid bin Salman: “It will hold,”"]),
        ("“It will hold,” Anne-Marie Leclerc said.", &["0 direct Anne-Marie Leclerc: “It will hold,”"]),
        ("“It will hold,” Sukarno said.", &["0 direct Sukarno: “It will hold,”"]),
    ]);
}

#[test]
fn pronouns_and_titles() {
    check(&[
        (
            "Peter Hale met Ines Carvalho at the dam. “She was very clear,” he said.",
            &["0 direct Peter Hale: “She was very clear,”"],
        ),
        (
            "Peter Hale met Ines Carvalho at the dam. “He asked for time,” she said.",
            &["0 direct Ines Carvalho: “He asked for time,”"],
        ),
        (
            "President Amara Diallo and Vice President Lena Moreau came late. “The road was flooded,” the president said.",
            &["0 direct Amara Diallo: “The road was flooded,”"],
        ),
        (
            "President Amara Diallo and Vice President Lena Moreau came late. “The road was flooded,” the vice president said.",
            &["0 direct Lena Moreau: “The road was flooded,”"],
        ),
    ]);
}

#[test]
fn names_before_and_after_a_wedding() {
    check(&[
        (
            "Karen Amsel built the dam. Karen Amsel Hale left in May. “It will hold,” Amsel said. “It is dry,” Hale said.",
            &["0 direct Karen Amsel Hale: “It will hold,”", "1 direct Karen Amsel Hale: “It is dry,”"],
        ),
        (
            "Karen Amsel Hale left in May. “It will hold,” Karen Amsel said.",
            &["0 direct Karen Amsel Hale: “It will hold,”"],
        ),
        (
            "Karen Hale (née Amsel) built the dam. “It will hold,” Amsel said.",
            &["0 direct Karen Hale: “It will hold,”"],
        ),
        (
            "Karen Hale, formerly Amsel, built the dam. “It will hold,” Amsel said.",
            &["0 direct Karen Hale: “It will hold,”"],
        ),
        // Who shares a surname is another.
        (
            "Karen Amsel Hale left in May. Ruth Amsel stayed. “It will hold,” Amsel said.",
            &["0 direct Ruth Amsel: “It will hold,”"],
        ),
        (
            "Karen Amsel left in May. Karen Hale stayed. “It will hold,” Amsel said.",
            &["0 direct Karen Amsel: “It will hold,”"],
        ),
    ]);
}

#[test]
fn rulers_by_number() {
    check(&[
        (
            "Frederick X took the crown of Frederick IX. “It is heavy,” Frederick X said.",
            &["0 direct Frederick X: “It is heavy,”"],
        ),
        (
            "King Magnus VII spoke from the castle. “It is over,” the former king said.",
            &["0 direct Magnus VII: “It is over,”"],
        ),
    ]);
}

#[test]
fn an_office_that_the_article_gives_nobody_is_that_of_whoever_spoke() {
    check(&[
        (
            "Ines Carvalho told the council to wait. “The dam will hold,” the mayor said.",
            &["0 indirect Ines Carvalho: to wait", "1 direct Ines Carvalho: “The dam will hold,”"],
        ),
        (
            "Ines Carvalho told the council to wait. “The dam will hold,” the engineer said.",
            &["0 indirect Ines Carvalho: to wait", "1 direct the engineer: “The dam will hold,”"],
        ),
    ]);
}

#[test]
fn names_in_other_orders_and_shapes() {
    check(&[
        ("Bashar al-Hakim came. “It will hold,” Hakim said.", &["0 direct Bashar al-Hakim: “It will hold,”"]),
        ("Charles de Brac came. “It will hold,” De Brac said.", &["0 direct Charles de Brac: “It will hold,”"]),
        (
            "Vladimir Ivanovich Orlov came. “It will hold,” Orlov said.",
            &["0 direct Vladimir Ivanovich Orlov: “It will hold,”"],
        ),
        (
            "The march was led by A. Philip Hale. “We are many,” Hale said.",
            &["0 direct A. Philip Hale: “We are many,”"],
        ),
        ("James A. Hale came. “We are many,” Hale said.", &["0 direct James A. Hale: “We are many,”"]),
        (
            "In June Hale came back. Peter Hale built the dam. “It will hold,” Hale said.",
            &["0 direct Peter Hale: “It will hold,”"],
        ),
    ]);
}

#[test]
fn german_is_a_folder() {
    check(&[
        (
            "Die Bürgermeisterin Martha Lindner hat am Montag die Brücke eröffnet. „Die Brücke ist sicher“, sagte Lindner.",
            &["0 direct Martha Lindner: „Die Brücke ist sicher“"],
        ),
        (
            "Jürgen Brandt war am Montag auf der Brücke. „Wir haben daraus gelernt“, sagte er.",
            &["0 direct Jürgen Brandt: „Wir haben daraus gelernt“"],
        ),
        (
            "Die Brücke ist auf. Verkehrsminister Jürgen Brandt erklärte, die Arbeiten seien teurer geworden als geplant.",
            &["0 indirect Jürgen Brandt: die Arbeiten seien teurer geworden als geplant"],
        ),
        (
            "Jürgen Brandt betonte, dass niemand auf der Brücke gewesen sei.",
            &["0 indirect Jürgen Brandt: dass niemand auf der Brücke gewesen sei"],
        ),
        (
            "Ein Sprecher der Bahn sagte: »Die Züge fahren wieder auf der Strecke.«",
            &["0 direct Ein Sprecher der Bahn: »Die Züge fahren wieder auf der Strecke.«"],
        ),
        (
            "Bundesverkehrsminister Jürgen Brandt kam mit der Bahn. „Das war nie der Fall“, sagte der Bundesverkehrsminister.",
            &["0 direct Jürgen Brandt: „Das war nie der Fall“"],
        ),
        (
            "Die Landrätin war da, und auch Ministerpräsidentin Lindner. „Die Brücke ist sicher“, sagte Lindner den Leuten.",
            &["0 direct Lindner: „Die Brücke ist sicher“"],
        ),
        (
            "Der Zug steht. Laut Polizeisprecherin Martha Lindner ist die Brücke seit Montag nicht mehr sicher.",
            &["0 indirect Martha Lindner: ist die Brücke seit Montag nicht mehr sicher"],
        ),
        (
            "Der Zug steht. Einem Sprecher der Bahn zufolge wird die Brücke im Sommer geschlossen.",
            &["0 indirect Einem Sprecher der Bahn: wird die Brücke im Sommer geschlossen"],
        ),
        (
            "Der Zug steht. „Die Brücke ist nicht mehr zu retten“, so Martha Lindner.",
            &["0 direct Martha Lindner: „Die Brücke ist nicht mehr zu retten“"],
        ),
        ("Der Zug steht. So ist die Brücke am Montag geschlossen worden, und niemand war da.", &[]),
        (
            "Der Minister Jürgen Brandt kam mit der Bahn. „Das war nie der Fall“, sagte der Minister.",
            &["0 direct Jürgen Brandt: „Das war nie der Fall“"],
        ),
    ]);
    let forced = |language| {
        let raw = RawArticle { text: "„Schluss“, sagte Amsel.".into(), ..RawArticle::default() };
        let options = Options { language, ..Options::default() };
        let article = extract(raw, &options);
        (article.language, article.quotes.len())
    };
    assert_eq!(forced(Some(Language::German)), ("de".to_owned(), 1));
    assert_eq!(forced(None), ("en".to_owned(), 0), "too short to be known");
}

#[test]
fn sources_that_are_no_people() {
    check(&[
        ("The Kremlin said the dam would hold.", &["0 indirect Kremlin: the dam would hold"]),
        ("Reuters reported that the dam would hold.", &["0 indirect Reuters: that the dam would hold"]),
        (
            "“It will hold,” a spokesman for the ministry said.",
            &["0 direct a spokesman for the ministry: “It will hold,”"],
        ),
        (
            "Two officials with knowledge of the matter said the dam would hold.",
            &["0 indirect Two officials with knowledge of the matter: the dam would hold"],
        ),
    ]);
}

#[test]
fn labelled_turns() {
    check(&[
        (
            "Transcript of a briefing\n\nQ: Will it hold?\n\nMR. ORLOV: It will.\n\nIt always has.\n\nQ: Thank you.\n\nMR. ORLOV: Thank you.",
            &[
                "0 direct nobody: Will it hold?",
                "1 direct ORLOV: It will.",
                "1 direct ORLOV: It always has.",
                "2 direct nobody: Thank you.",
                "3 direct ORLOV: Thank you.",
            ],
        ),
        (
            "Senator WONG (Victoria): Will it hold?\n\nMr. HALE: It will.\n\nSenator WONG (Victoria): Good.",
            &["0 direct WONG: Will it hold?", "1 direct HALE: It will.", "2 direct WONG: Good."],
        ),
        ("Contact: Ruth Amsel\n\nPhoto: The dam at dawn\n\nThe dam held.", &[]),
    ]);
}

/// Every label as transcripts print them: who says the first turn, and where its words begin.
#[test]
fn labels_in_every_shape() {
    for (label, speaker) in [
        ("MR. ORLOV:", "ORLOV"),
        ("Mr. ORLOV:", "ORLOV"),
        ("MS. AMSEL:", "AMSEL"),
        ("MRS. VAN DER MEER:", "VAN DER MEER"),
        ("DR. O'BRIEN:", "O'BRIEN"),
        ("RUTH AMSEL:", "RUTH AMSEL"),
        ("RUTH J. AMSEL:", "RUTH J. AMSEL"),
        ("ANNE-MARIE LECLERC:", "ANNE-MARIE LECLERC"),
        ("Senator WONG (Victoria):", "WONG"),
        ("SENATOR WONG:", "WONG"),
        ("THE PRESIDENT:", "THE PRESIDENT"),
        ("PRIME MINISTER:", "PRIME MINISTER"),
        ("VICE PRESIDENT:", "VICE PRESIDENT"),
        ("SECRETARY AMSEL:", "AMSEL"),
        ("GEN. AMSEL:", "AMSEL"),
        ("AMSEL (through interpreter):", "AMSEL"),
        ("AMSEL [via video]:", "AMSEL"),
        ("The CHAIR:", "The CHAIR"),
        ("The SPEAKER:", "The SPEAKER"),
        ("Mr. SMITH.", "SMITH"),
        ("PRESIDENT MOREAU:", "MOREAU"),
    ] {
        let text = format!("{label} It will hold.\n\nQ: Are you sure?\n\n{label} I am.\n\nQ: Thank you.");
        let found = quotes(&text, Metadata::default());
        let expected = [
            format!("0 direct {speaker}: It will hold."),
            "1 direct nobody: Are you sure?".to_owned(),
            format!("2 direct {speaker}: I am."),
            "3 direct nobody: Thank you.".to_owned(),
        ];
        assert_eq!(found, expected, "{label}");
    }
}

#[test]
fn who_asks_is_nobody() {
    for asker in ["Q:", "QUESTION:", "Question:"] {
        let text = format!("{asker} Will it hold?\n\nMR. ORLOV: It will.\n\n{asker} And then?\n\nMR. ORLOV: We wait.");
        let found = quotes(&text, Metadata::default());
        assert_eq!(found[0], "0 direct nobody: Will it hold?", "{asker}");
        assert_eq!(found[1], "1 direct ORLOV: It will.", "{asker}");
    }
}

#[test]
fn a_label_with_a_line_to_itself() {
    check(&[
        (
            "PRIME MINISTER:\n\nIt will hold.\n\nWe built it well.\n\nJOURNALIST:\n\nAnd the mill?\n\nPRIME MINISTER:\n\nIt is shut.",
            &[
                "0 direct PRIME MINISTER: It will hold.",
                "0 direct PRIME MINISTER: We built it well.",
                "1 direct JOURNALIST: And the mill?",
                "2 direct PRIME MINISTER: It is shut.",
            ],
        ),
        ("Where to go:\n\nThe dam is open on Monday.\n\nHow to get there:\n\nBy train.", &[]),
    ]);
}

#[test]
fn a_label_finds_whom_the_article_names() {
    let text = "Dmitry Orlov, the harbour master, spoke to reporters.\n\nMR. ORLOV: It will hold.\n\nQ: Sure?\n\nMR. ORLOV: Yes.";
    let found = quotes(text, Metadata::default());
    assert!(found.contains(&"0 direct Dmitry Orlov: It will hold.".to_owned()), "{found:?}");
}

#[test]
fn what_follows_the_last_turn_is_the_reporters_again() {
    let found = quotes(
        "The hearing began at ten.\n\nIt was about the dam.\n\nThe clerk wrote it down.\n\nMR. HALE: Will it hold?\n\n\
         MR. ORLOV: It will.\n\nMR. HALE: Good.\n\nThat ended the hearing. “We knew it,” Ruth Amsel said.",
        Metadata::default(),
    );
    assert_eq!(found.last().unwrap(), "3 direct Ruth Amsel: “We knew it,”");
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn an_office_label_finds_its_holder_in_the_record_only_where_the_record_names_the_office() {
    let text = "PRIME MINISTER: It will hold.\n\nJOURNALIST: And if not?\n\nPRIME MINISTER: It will.";
    let record = |source: &str| Metadata {
        author: Some("Lena Moreau".into()),
        source: Some(source.into()),
        ..Metadata::default()
    };
    let by_source = quotes(text, record("Office of the Prime Minister: interviews"));
    assert_eq!(by_source[0], "0 direct Lena Moreau: It will hold.");
    let by_newspaper = quotes(text, record("The Daily Courier"));
    assert_eq!(by_newspaper[0], "0 direct PRIME MINISTER: It will hold.");
}

#[test]
fn a_speech_belongs_to_the_speaker_of_the_record() {
    let metadata = Metadata { speaker: Some("Ines Carvalho".into()), ..Metadata::default() };
    assert_eq!(
        quotes("At the dam\n\nFriends, it will hold.\n\n[Applause.]\n\nThank you.", metadata),
        ["0 direct Ines Carvalho: Friends, it will hold.", "0 direct Ines Carvalho: Thank you.",]
    );
}

#[test]
fn an_odd_mark_silences_no_article() {
    let found = quotes(
        "He stood 6'2\" tall and said \"no.\n\n\"The dam will hold,\" Ines Carvalho said.\n\nA stray ” here.\n\n“It must,” she added.",
        Metadata::default(),
    );
    assert!(found.iter().any(|quote| quote.ends_with("direct Ines Carvalho: \"The dam will hold,\"")), "{found:?}");
    assert!(found.iter().any(|quote| quote.ends_with("direct Ines Carvalho: “It must,”")), "{found:?}");
}

#[test]
fn evidence_says_where_and_why() {
    let article = article("“The dam will hold,” he said. Ines Carvalho said so.", Metadata::default());
    let quote = &article.quotes[0];
    let cue = quote.cue.as_ref().expect("said");
    assert_eq!(article.slice(cue.span), "said");
    assert_eq!(quote.evidence.span, Some(quote.span));
    assert_eq!(quote.evidence.rule, "q-X-said");
    assert!(quote.evidence.confidence.get() > 0.0 && quote.evidence.confidence.get() < 1.0);
}

#[test]
fn people_are_listed_once_under_the_fullest_name() {
    let article = article(
        "Ruth Amsel, 47, met Mr. Hale on Monday. Amsel left early; Peter J. Hale stayed. The Harbour Board was told.",
        Metadata::default(),
    );
    let people: Vec<_> = article.people.iter().map(|person| (person.name.as_str(), person.n_mentions)).collect();
    assert_eq!(people, [("Ruth Amsel", 2), ("Peter J. Hale", 2)]);
}

#[test]
fn hostile_text_ends() {
    for text in
        ["\"".repeat(100_000), "“said ".repeat(50_000), "A said, ".repeat(50_000), "he said he said, ".repeat(20_000)]
    {
        let article = article(&text, Metadata::default());
        assert!(article.quotes.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }
    // Whoever spoke last stands behind the pronoun.
    assert_eq!(article("B:\"a\"\nhe sir B:\"b\":\"c\"", Metadata::default()).quotes.len(), 3);
    let names: String = (0..10_000).map(|n| format!("Anna Berg{n} met Peter Berg. “I am here,” Berg said. ")).collect();
    assert!(!article(&names, Metadata::default()).quotes.is_empty());
}

proptest::proptest! {
    /// Whatever the text, spans lie on character boundaries, quotes never nest and utterances ascend.
    #[test]
    fn quotes_are_well_formed(parts in proptest::collection::vec(proptest::sample::select(vec![
        "“", "”", "\"", "‘", "’", "'", "«", "»", "said", " ", ", ", ". ", "\n", "\n\n", "Ines Carvalho", "he", "that",
        "the dam", "would hold", "according to", ":", "—", "é", "Q", "MR. ORLOV", "who", "and", "told", "(", ")", "I", "?",
    ]), 0..40)) {
        let text = parts.concat();
        let article = article(&text, Metadata::default());
        for quote in &article.quotes {
            proptest::prop_assert!(text.get(quote.span.start..quote.span.end).is_some());
            proptest::prop_assert!(!quote.span.is_empty());
        }
        for pair in article.quotes.windows(2) {
            proptest::prop_assert!(pair[0].span.end <= pair[1].span.start);
            proptest::prop_assert!(pair[0].utterance <= pair[1].utterance);
        }
    }
}
