//! Web archives: WARC and its elder ARC. Every page kept in them is read as the file that it is.
//!
//! The day of capture is no day of publication: it names the record, and nothing more.

use super::charset;
use super::context::Context;
use super::dispatch;
use super::input::{Input, too_large};
use super::output::Output;
use crate::article::Metadata;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use std::io::{self, Cursor, ErrorKind, Read};

/// The longest line of a header that is believed.
const MAX_LINE_BYTES: usize = 64 << 10;

/// Whether a file begins as a web archive does.
pub(super) fn is_archive(head: &[u8]) -> bool {
    head.starts_with(b"WARC/") || head.starts_with(b"filedesc://")
}

/// What a record says of itself.
#[derive(Default)]
struct Header {
    kind: String,
    url: String,
    date: String,
    media_type: String,
    length: u64,
    is_cut: bool,
}

/// Reads every record; one that cannot be read is a failure, and the next goes on where it can be found.
pub(super) fn read(mut input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let is_warc = match input.head() {
        Ok(head) => head.starts_with(b"WARC/"),
        Err(error) => return output.failure(None, error),
    };
    loop {
        let header = if is_warc { warc_header(&mut input) } else { arc_header(&mut input) };
        let result = match header {
            Ok(Some(header)) => read_record(&header, &mut input, context, output),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        if let Err(error) = result {
            return output.failure(None, error);
        }
    }
}

fn read_record(
    header: &Header,
    input: &mut Input<'_>,
    context: Context<'_>,
    output: &mut Output<'_>,
) -> io::Result<()> {
    if header.kind != "response" && header.kind != "resource" && header.kind != "conversion" {
        io::copy(&mut input.take(header.length), &mut io::sink())?;
        output.skipped(None, format!("a {} record of a web archive", header.kind));
        return Ok(());
    }
    let n_wanted = header.length.min(context.options.max_article_bytes as u64);
    // Made at once, since one that grows is there twice each time.
    let mut block = Vec::with_capacity(n_wanted as usize);
    input.take(n_wanted).read_to_end(&mut block)?;
    let rest = header.length.saturating_sub(block.len() as u64);
    let n_passed = io::copy(&mut input.take(rest), &mut io::sink())?;
    if rest > 0 && n_passed == rest {
        output.failure(None, format!("{}: {}", header.url, too_large(context.options.max_article_bytes)));
        return Ok(());
    }
    let is_cut = header.is_cut || rest > 0;
    let is_http = header.kind == "response" && block.starts_with(b"HTTP/");
    match if is_http { http_body(block) } else { Ok(Body { bytes: block, media_type: header.media_type.clone() }) } {
        Ok(body) => read_body(header, body, is_cut, context, output),
        Err(reason) => output.skipped(None, reason),
    }
    Ok(())
}

fn read_body(header: &Header, body: Body, is_cut: bool, context: Context<'_>, output: &mut Output<'_>) {
    if let Some(kind) = no_article(&body.media_type) {
        return output.skipped(None, format!("{kind} in a web archive"));
    }
    let charset = charset::of_media_type(&body.media_type);
    let Some(inner) = context.inner() else {
        return output.failure(None, "packed too deep");
    };
    let url = (!header.url.is_empty()).then(|| header.url.clone());
    let mut page =
        output.captured(&format!("{}/{}", header.date, header.url), Metadata { url, ..Metadata::default() }, is_cut);
    dispatch::read(Input::new(Cursor::new(body.bytes)), inner.declared(charset), &mut page);
    page.finish();
}

/// Kinds of content that hold no article, by what the server called them.
fn no_article(media_type: &str) -> Option<&'static str> {
    let kind = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.split_once('/')? {
        ("image", _) => Some("image"),
        ("audio", _) => Some("sound"),
        ("video", _) => Some("video"),
        ("font", _) => Some("font"),
        (_, "css" | "javascript" | "x-javascript" | "ecmascript") => Some("script or style"),
        ("text", "dns") => Some("DNS answer"),
        _ => None,
    }
}

/// The header of the next WARC record; nothing at the end of the file.
fn warc_header(input: &mut Input<'_>) -> io::Result<Option<Header>> {
    let Some(version) = first_line(input)? else { return Ok(None) };
    if !version.starts_with("WARC/") {
        return Err(io::Error::new(ErrorKind::InvalidData, "a WARC record does not begin where the one before ends"));
    }
    let mut header = Header::default();
    let mut is_truncated = false;
    let mut length = None;
    loop {
        let line = line(input)?;
        let Some(line) = line else { break };
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => header.kind = value.to_ascii_lowercase(),
            // Old writers put the address in angle brackets.
            "warc-target-uri" => header.url = value.trim_matches(['<', '>']).to_owned(),
            "warc-date" => header.date = value.to_owned(),
            "content-type" => header.media_type = value.to_owned(),
            "content-length" => length = value.parse().ok(),
            "warc-truncated" => is_truncated = true,
            _ => {}
        }
    }
    header.is_cut = is_truncated;
    header.length = length.ok_or_else(|| io::Error::new(ErrorKind::InvalidData, "a WARC record without a length"))?;
    Ok(Some(header))
}

/// The line above an ARC record: address, server, date, type, length (version 2 has more between).
fn arc_header(input: &mut Input<'_>) -> io::Result<Option<Header>> {
    let Some(line) = first_line(input)? else { return Ok(None) };
    let bad = || io::Error::new(ErrorKind::InvalidData, "an ARC record does not begin where the one before ends");
    // Addresses may hold blanks; the other fields may not.
    let fields: Vec<&str> = line.rsplitn(5, ' ').collect();
    let [length, media_type, date, _server, url] = fields.as_slice() else { return Err(bad()) };
    let length = length.trim().parse().map_err(|_| bad())?;
    let is_file = url.starts_with("filedesc:");
    let kind = if is_file { "filedesc" } else { "response" };
    Ok(Some(Header {
        kind: kind.to_owned(),
        url: (*url).to_owned(),
        date: (*date).to_owned(),
        media_type: (*media_type).to_owned(),
        length,
        is_cut: false,
    }))
}

/// The next line that says something; records are parted by blank ones.
fn first_line(input: &mut Input<'_>) -> io::Result<Option<String>> {
    loop {
        match line(input)? {
            Some(line) if line.trim().is_empty() => {}
            other => return Ok(other),
        }
    }
}

fn line(input: &mut Input<'_>) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let is_line = input.line(&mut line, MAX_LINE_BYTES)?;
    Ok(is_line.then(|| String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()))
}

struct Body {
    bytes: Vec<u8>,
    media_type: String,
}

/// The content of an HTTP response, unchunked and unpacked; or why there is none.
fn http_body(mut response: Vec<u8>) -> Result<Body, String> {
    let end = ["\r\n\r\n", "\n\n"]
        .iter()
        .filter_map(|gap| Some(memchr::memmem::find(&response, gap.as_bytes())? + gap.len()))
        .min();
    let head: Vec<u8> = response.drain(..end.unwrap_or(response.len())).collect();
    let (head, body) = (String::from_utf8_lossy(&head), response);
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split_whitespace().nth(1)).unwrap_or_default();
    if status != "200" && status != "203" && status != "206" {
        return Err(format!("a response with status {status}"));
    }
    let field = |name: &str| {
        let mut fields = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_ascii_lowercase())
    };
    // Some crawlers store the body unchunked and keep the field that says otherwise.
    let is_chunked = field("Transfer-Encoding").is_some_and(|coding| coding.contains("chunked"));
    let body = if is_chunked { unchunked(&body).unwrap_or(body) } else { body };
    let bytes = match field("Content-Encoding").as_deref() {
        Some("gzip" | "x-gzip") if body.starts_with(b"\x1F\x8B") => unpacked(MultiGzDecoder::new(&body[..])),
        Some("deflate") => unpacked(ZlibDecoder::new(&body[..])),
        Some("br" | "zstd") => return Err("a response packed with Brotli or Zstandard".to_owned()),
        _ => body,
    };
    Ok(Body { bytes, media_type: field("Content-Type").unwrap_or_default() })
}

/// The chunks put together; `None` where the body is not chunked.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let (mut bytes, mut rest) = (Vec::new(), body);
    loop {
        let end = memchr::memchr(b'\n', rest)?;
        let size = str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(bytes);
        }
        let chunk = &rest[..size.min(rest.len())];
        bytes.extend_from_slice(chunk);
        // A record that was cut short ends within a chunk.
        let Some(next) = rest.get(size..) else { return Some(bytes) };
        rest = next.strip_prefix(b"\r\n").or_else(|| next.strip_prefix(b"\n")).unwrap_or(next);
        if rest.is_empty() {
            return Some(bytes);
        }
    }
}

/// What a decompressor gives, up to a break: half a page is better than none.
fn unpacked(stream: impl Read) -> Vec<u8> {
    const MAX_BYTES: u64 = 256 << 20;
    let mut bytes = Vec::new();
    let mut stream = stream.take(MAX_BYTES);
    let mut buffer = [0; 16 << 10];
    while let Ok(n @ 1..) = stream.read(&mut buffer) {
        bytes.extend_from_slice(&buffer[..n]);
    }
    bytes
}
