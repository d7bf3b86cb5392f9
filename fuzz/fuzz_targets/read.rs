//! Any bytes end as articles, failures or skipped, in bounded memory, whatever format they are read as.
#![no_main]

use dateline::read::{Format, Item, Options, read_stream};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (how, bytes) = input;
    // Half of the time the format is told from the content, as it is for users.
    let format = Format::ALL.get(usize::from(how)).copied();
    let mut options = Options::default();
    options.format = format;
    options.max_article_bytes = 1 << 20;
    options.free_unpacked_bytes = 4 << 20;
    let mut n_items = 0;
    read_stream("fuzzed", bytes, &options, &mut |item| {
        n_items += 1;
        match item {
            Item::Article(raw) => assert!(!raw.id.is_empty() && raw.text.len() <= 16 << 20, "{}", raw.id),
            Item::Failure(failure) => assert!(!failure.reason.is_empty()),
            Item::Skipped(skipped) => assert!(!skipped.reason.is_empty()),
        }
    });
    assert!(n_items > 0, "an input is never lost");
});
