//! Any text is a query that survives being printed, or an error that points into it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let today = jiff::civil::date(2025, 6, 1);
    match dateline::query::parse(text, today) {
        Ok(query) => {
            let printed = query.to_string();
            let again = dateline::query::parse(&printed, today);
            let again = again.unwrap_or_else(|error| panic!("{printed}\n{}", error.render(&printed)));
            assert_eq!(again.root, query.root, "{printed}");
            assert_eq!(again.to_string(), printed);
            for warning in &query.warnings {
                assert!(text.get(warning.span.start..warning.span.end).is_some());
                warning.render(text);
            }
        }
        Err(error) => {
            assert!(text.get(error.span.start..error.span.end).is_some(), "{error:?}");
            assert!(!error.hint.is_empty(), "{error:?}");
            error.render(text);
        }
    }
});
