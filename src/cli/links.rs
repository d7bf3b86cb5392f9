//! Links from a result to the file it lies in, for terminals that open them.

use super::asking::Asked;
use super::terminal::Terminal;
use std::path::{Path, PathBuf};

/// Where the files of an archive are.
pub(super) struct Links {
    /// What paths begin with, and the folder that stands for it; the longest first.
    roots: Vec<(String, PathBuf)>,
    /// The folder that all others are named from.
    holder: PathBuf,
    host: String,
}

impl Links {
    /// Links into the archive that was asked, where they are wanted.
    pub(super) fn of(asked: &Asked, terminal: Terminal) -> Option<Self> {
        terminal.has_links().then(|| {
            let holder =
                asked.folder.parent().filter(|holder| !holder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let known = asked.searcher.reader().commit().roots.iter();
            let mut roots: Vec<(String, PathBuf)> =
                known.filter_map(|(prefix, root)| Some((prefix.clone(), PathBuf::from(root.path.as_ref()?)))).collect();
            roots.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
            Self { roots, holder: holder.to_owned(), host: sysinfo::System::host_name().unwrap_or_default() }
        })
    }

    /// The address of the file that holds what is called `path` in the archive; `None` where it is not to be found.
    pub(super) fn to(&self, path: &str) -> Option<String> {
        let in_root = self.roots.iter().find_map(|(prefix, folder)| {
            let rest = path.strip_prefix(prefix.as_str())?;
            match rest.strip_prefix('/') {
                Some(rest) => Some(folder.join(rest)),
                None => (rest.is_empty() || prefix.is_empty()).then(|| folder.join(rest)),
            }
        });
        let named = in_root.unwrap_or_else(|| self.holder.join(path));
        // What lies in a container is not to be opened by itself.
        let file = named.ancestors().take_while(|part| *part != self.holder).find(|part| part.exists())?;
        let file = file.is_file().then(|| file.canonicalize().ok()).flatten()?;
        Some(address(&self.host, &file))
    }
}

/// `file://host/path`, every byte that has a meaning of its own in percent.
fn address(host: &str, file: &Path) -> String {
    let mut address = "file://".to_owned();
    let bytes = file.as_os_str().as_encoded_bytes();
    if bytes.first() == Some(&b'/') {
        address.extend(host.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')));
    } else {
        // A drive letter stands where others have the root.
        address.push('/');
    }
    for &byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                address.push(char::from(byte))
            }
            b'\\' if cfg!(windows) => address.push('/'),
            b':' if cfg!(windows) => address.push(':'),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn an_address_has_nothing_in_it_that_a_terminal_obeys() {
        let file = Path::new("/news/50% \u{1b}]8;;x\u{7}/käse #1?.txt");
        let expected = "file://desk-1.local/news/50%25%20%1B%5D8%3B%3Bx%07/k%C3%A4se%20%231%3F.txt";
        assert_eq!(address("desk-1.local\u{1b}[", file), expected);
    }

    #[test]
    #[cfg(unix)]
    fn a_path_of_the_archive_is_found_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let holder = folder.path().canonicalize().unwrap();
        for path in ["morgue/1962/rice.txt", "disk/times/a.zip"] {
            std::fs::create_dir_all(holder.join(path).parent().unwrap()).unwrap();
            std::fs::write(holder.join(path), "x").unwrap();
        }
        let roots = vec![("times".to_owned(), holder.join("disk/times"))];
        let links = Links { roots, holder: holder.clone(), host: String::new() };
        let at = |path: &str| Some(format!("file://{}/{path}", holder.display()));
        assert_eq!(links.to("morgue/1962/rice.txt"), at("morgue/1962/rice.txt"));
        assert_eq!(links.to("times/a.zip/inner/b.txt"), at("disk/times/a.zip"));
        assert_eq!(links.to("times/gone.txt"), None);
        assert_eq!(links.to("morgue/gone.txt"), None);
    }
}
