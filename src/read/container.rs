//! Files that hold files: gzip, bzip2, xz, zstd; zip and tar.
//!
//! A compressed file is what it holds (`dump.jsonl.gz` keeps its path); a member of an archive adds its
//! own (`dump.zip!/1998/story.xml`). Members are read in the container's order.

use super::context::Context;
use super::dispatch;
use super::input::{Input, Seekable};
use super::output::Output;
use super::{office, walk};
use std::io::{self, Read};
use zip::ZipArchive;

/// How a container packs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
    Zip,
    Tar,
}

/// The most memory that a decompressor's window may take; a header can ask for gigabytes.
const MAX_WINDOW_LOG: u32 = 28;

/// The most bytes of a zip that lies inside another container, and so has to be held in memory.
const MAX_INNER_ZIP_BYTES: usize = 512 << 20;

/// The packing that a file's first bytes show.
pub(super) fn packing(head: &[u8]) -> Option<Packing> {
    let is_tar = head.get(257..262) == Some(b"ustar".as_slice());
    [
        (b"\x1F\x8B\x08".as_slice(), Packing::Gzip),
        (b"BZh", Packing::Bzip2),
        (b"\xFD7zXZ\0", Packing::Xz),
        (b"\x28\xB5\x2F\xFD", Packing::Zstd),
        (b"PK\x03\x04", Packing::Zip),
        (b"PK\x05\x06", Packing::Zip),
    ]
    .into_iter()
    .find(|(magic, _)| head.starts_with(magic))
    .map(|(_, packing)| packing)
    .or_else(|| is_tar.then_some(Packing::Tar))
}

/// Reads everything a container holds.
pub(super) fn read(packing: Packing, input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let Some(inner) = context.inner() else {
        let depth = context.options.max_depth;
        return output.failure(None, format!("packed more than {depth} deep"));
    };
    let result = match packing {
        Packing::Gzip => compressed(flate2::bufread::MultiGzDecoder::new(input), inner, output),
        Packing::Bzip2 => compressed(bzip2::bufread::MultiBzDecoder::new(input), inner, output),
        Packing::Xz => {
            compressed(lzma_rust2::XzReader::new_mem_limit(input, true, 1 << (MAX_WINDOW_LOG - 10)), inner, output)
        }
        Packing::Zstd => zstd::Decoder::with_buffer(input).and_then(|mut decoder| {
            decoder.window_log_max(MAX_WINDOW_LOG)?;
            compressed(decoder, inner, output)
        }),
        Packing::Zip => input.seekable(MAX_INNER_ZIP_BYTES).and_then(|file| zipped(file, inner, output)),
        Packing::Tar => tarred(input, inner, output),
    };
    if let Err(error) = result {
        output.failure(None, error);
    }
}

fn compressed(stream: impl Read, context: Context<'_>, output: &mut Output<'_>) -> io::Result<()> {
    dispatch::read(Input::new(context.unpacked(stream)), context, output);
    Ok(())
}

fn zipped(file: Seekable, context: Context<'_>, output: &mut Output<'_>) -> io::Result<()> {
    let mut archive = ZipArchive::new(file)?;
    let names: Vec<String> = archive.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    if let Some(kind) = office::kind(&names) {
        office::read(kind, &mut archive, context, output);
        return Ok(());
    }
    if archive.has_duplicate_names() {
        output.failure(None, "two members have the same name; only the last can be read");
    }
    for (index, name) in names.iter().enumerate() {
        if name.ends_with('/') || walk::is_in_skipped_folder(name) {
            continue;
        }
        // The library knows the old charsets of names; its own spelling is better where there is one.
        match archive.by_index(index) {
            Ok(member) => {
                let mut inner = output.member(&member.name().unwrap_or(name.into()));
                dispatch::read(Input::new(context.unpacked(member)), context, &mut inner);
                inner.finish();
            }
            Err(error) => {
                let mut inner = output.member(name);
                inner.failure(None, error);
            }
        }
    }
    Ok(())
}

fn tarred(input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) -> io::Result<()> {
    let mut archive = tar::Archive::new(input);
    for member in archive.entries()? {
        let member = member?;
        let kind = member.header().entry_type();
        let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
        if kind.is_dir() || walk::is_in_skipped_folder(&name) {
            continue;
        }
        let mut inner = output.member(&name);
        if kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() {
            dispatch::read(Input::new(member), context, &mut inner);
        } else {
            inner.skipped(None, "a link or device inside an archive");
        }
        inner.finish();
    }
    Ok(())
}
