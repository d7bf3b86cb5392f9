//! A stream of bytes whose beginning can be looked at before anyone decides how to read it.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, Cursor, ErrorKind, Read, Seek, SeekFrom};

/// How much of a file is looked at to tell its format.
pub(super) const HEAD_BYTES: usize = 64 << 10;

/// A buffered stream; the buffer is filled whole before the first byte is consumed, so that it serves as the head.
pub(super) struct Input<'a> {
    stream: Box<dyn Read + 'a>,
    /// The file behind the stream, where there is one: zip wants to seek.
    file: Option<File>,
    /// The error behind the bytes that are in the buffer.
    broken: Option<io::Error>,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
}

impl<'a> Input<'a> {
    pub(super) fn new(stream: impl Read + 'a) -> Self {
        Self {
            stream: Box::new(stream),
            file: None,
            broken: None,
            buffer: vec![0; HEAD_BYTES].into(),
            start: 0,
            end: 0,
        }
    }

    pub(super) fn of_file(file: File) -> io::Result<Self> {
        let handle = file.metadata()?.is_file().then(|| file.try_clone()).transpose()?;
        Ok(Self { file: handle, ..Self::new(file) })
    }

    /// The first [`HEAD_BYTES`] of the stream, or all of it where it is shorter. Consumes nothing.
    ///
    /// A stream that breaks within the head gives what came before, and the error when that is consumed.
    pub(super) fn head(&mut self) -> io::Result<&[u8]> {
        while self.end < self.buffer.len() {
            match self.stream.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(n) => self.end += n,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if self.end == 0 => return Err(error),
                Err(error) => {
                    self.broken = Some(error);
                    break;
                }
            }
        }
        Ok(&self.buffer[self.start..self.end])
    }

    /// All that is left, where that is at most `max_bytes`.
    pub(super) fn all(&mut self, max_bytes: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.take(max_bytes as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > max_bytes { Err(too_large(max_bytes)) } else { Ok(bytes) }
    }

    /// The whole as something to seek in: the file itself, or all of it in memory where it is at most `max_bytes`.
    pub(super) fn seekable(mut self, max_bytes: usize) -> io::Result<Seekable> {
        match self.file.take() {
            Some(mut file) => {
                file.seek(SeekFrom::Start(0))?;
                Ok(Seekable::File(io::BufReader::new(file)))
            }
            None => self.all(max_bytes).map(|bytes| Seekable::Memory(Cursor::new(bytes))),
        }
    }

    /// Reads a line into `line`, its end included, and returns whether there was one.
    ///
    /// Of a line over `max_bytes` nothing is kept: it is read past, and reported.
    pub(super) fn line(&mut self, line: &mut Vec<u8>, max_bytes: usize) -> io::Result<bool> {
        line.clear();
        let limit = max_bytes as u64 + 1;
        self.by_ref().take(limit).read_until(b'\n', line)?;
        if line.len() <= max_bytes {
            return Ok(!line.is_empty());
        }
        if line.last() != Some(&b'\n') {
            self.skip_until(b'\n')?;
        }
        line.clear();
        Err(too_large(max_bytes))
    }
}

/// The error of something over its bound; [`ErrorKind::FileTooLarge`] tells it from a failing disk.
pub(super) fn too_large(max_bytes: usize) -> io::Error {
    let text = format!("larger than {} MiB, the most an article may have", max_bytes >> 20);
    io::Error::new(ErrorKind::FileTooLarge, text)
}

impl Read for Input<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            if let Some(error) = self.broken.take() {
                return Err(error);
            }
            self.start = 0;
            self.end = 0;
            self.end = self.stream.read(&mut self.buffer)?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, n: usize) {
        self.start = (self.start + n).min(self.end);
    }
}

/// So many bytes for each record of a stream, that no record can take all memory.
pub(super) struct Ration {
    max_bytes: usize,
    left: Cell<usize>,
}

impl Ration {
    pub(super) fn new(max_bytes: usize) -> Self {
        Self { max_bytes, left: Cell::new(max_bytes) }
    }

    /// The stream, which fails where a record takes more than its ration.
    pub(super) fn limit<R: BufRead>(&self, stream: R) -> Rationed<'_, R> {
        Rationed { stream, ration: self }
    }

    /// A new record begins.
    pub(super) fn refill(&self) {
        self.left.set(self.max_bytes);
    }
}

/// See [`Ration::limit`].
pub(super) struct Rationed<'a, R> {
    stream: R,
    ration: &'a Ration,
}

impl<R: BufRead> Read for Rationed<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Rationed<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.ration.left.get();
        let bytes = self.stream.fill_buf()?;
        if left == 0 && !bytes.is_empty() {
            return Err(too_large(self.ration.max_bytes));
        }
        Ok(&bytes[..bytes.len().min(left)])
    }

    fn consume(&mut self, n: usize) {
        self.ration.left.set(self.ration.left.get().saturating_sub(n));
        self.stream.consume(n);
    }
}

/// Bytes to seek in.
pub(super) enum Seekable {
    File(io::BufReader<File>),
    Memory(Cursor<Vec<u8>>),
}

impl Read for Seekable {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(out),
            Self::Memory(bytes) => bytes.read(out),
        }
    }
}

impl Seek for Seekable {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Memory(bytes) => bytes.seek(to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_still_there_to_read() {
        let text = "a line\n".repeat(20_000);
        let mut input = Input::new(text.as_bytes());
        assert_eq!(input.head().unwrap().len(), HEAD_BYTES);
        assert_eq!(input.all(text.len()).unwrap(), text.as_bytes());
    }

    #[test]
    fn a_line_over_its_bound_is_passed_over() {
        let text = format!("{}\nshort\n", "x".repeat(300_000));
        let (mut input, mut line) = (Input::new(text.as_bytes()), Vec::new());
        assert_eq!(input.line(&mut line, 100_000).unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert!(input.line(&mut line, 100_000).unwrap());
        assert_eq!(line, b"short\n");
        assert!(!input.line(&mut line, 100_000).unwrap());
    }
}
