//! A stream of bytes whose beginning can be looked at before anyone decides how to read it.

use std::io::{self, BufRead, ErrorKind, Read};

/// How much of a file is looked at to tell its format.
pub(super) const HEAD_BYTES: usize = 64 << 10;

/// A buffered stream; the buffer is filled whole before the first byte is consumed, so that it serves as the head.
pub(super) struct Input<'a> {
    stream: Box<dyn Read + 'a>,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
}

impl<'a> Input<'a> {
    pub(super) fn new(stream: impl Read + 'a) -> Self {
        Self { stream: Box::new(stream), buffer: vec![0; HEAD_BYTES].into(), start: 0, end: 0 }
    }

    /// The first [`HEAD_BYTES`] of the stream, or all of it where it is shorter. Consumes nothing.
    pub(super) fn head(&mut self) -> io::Result<&[u8]> {
        while self.end < self.buffer.len() {
            match self.stream.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(n) => self.end += n,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
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
