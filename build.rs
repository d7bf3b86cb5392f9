//! Fingerprints the sources that decide what an index holds, so that an index made by others can say so.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Rooms whose code decides what is read, extracted and indexed, and the lists they use.
const SOURCES: [&str; 8] =
    ["data", "src/article", "src/extract", "src/index", "src/knowledge", "src/lexicon", "src/read", "src/text"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut fingerprint = Fnv::default();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        add(&root.join(source), &mut fingerprint)?;
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=DATELINE_FINGERPRINT={:016x}", fingerprint.0);
    Ok(())
}

/// Adds the names and bytes of the files below `path`, in the order of their names.
fn add(path: &Path, fingerprint: &mut Fnv) -> io::Result<()> {
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| add(entry, fingerprint));
    }
    if path.is_file() {
        fingerprint.add(path.file_name().unwrap_or_default().as_encoded_bytes());
        fingerprint.add(&fs::read(path)?);
    }
    Ok(())
}

/// FNV-1a, the same with every compiler.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self.0 = (self.0 ^ bytes.len() as u64).wrapping_mul(0x0100_0000_01b3);
    }
}
