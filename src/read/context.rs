//! What every reader is told: the options, and how much has been unpacked of the file it reads from.

use super::Options;
use encoding_rs::Encoding;
use std::cell::Cell;
use std::io::{self, Read};

/// What holds for one file, whatever it is packed into.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) options: &'a Options,
    meter: &'a Meter,
    /// How many containers the bytes came out of.
    pub(super) depth: usize,
    /// The charset that whoever delivered the bytes named.
    pub(super) charset: Option<&'static Encoding>,
}

/// Bytes read from the file, and bytes unpacked from them.
#[derive(Default)]
pub(super) struct Meter {
    packed: Cell<u64>,
    unpacked: Cell<u64>,
}

impl Meter {
    /// The meter of a file whose size is known.
    pub(super) fn of_size(size: u64) -> Self {
        Self { packed: Cell::new(size), unpacked: Cell::new(0) }
    }

    /// Counts what is read from a stream whose size is not known.
    pub(super) fn packed<'a>(&'a self, stream: impl Read + 'a) -> impl Read + 'a {
        Metered {
            stream,
            count: move |n| {
                self.packed.set(self.packed.get() + n);
                Ok(())
            },
        }
    }
}

impl<'a> Context<'a> {
    pub(super) fn new(options: &'a Options, meter: &'a Meter) -> Self {
        Self { options, meter, depth: 0, charset: None }
    }

    /// The context of what lies one container deeper; `None` where that is too deep.
    pub(super) fn inner(self) -> Option<Self> {
        (self.depth < self.options.max_depth).then_some(Self { depth: self.depth + 1, charset: None, ..self })
    }

    /// The same, of bytes that were delivered with the name of a charset.
    pub(super) fn declared(self, charset: Option<&'static Encoding>) -> Self {
        Self { charset, ..self }
    }

    /// Counts what a decompressor gives, and stops it where that is out of proportion.
    pub(super) fn unpacked<'b>(self, stream: impl Read + 'b) -> impl Read + 'b
    where
        'a: 'b,
    {
        let (ratio, free) = (self.options.max_unpack_ratio, self.options.free_unpacked_bytes);
        Metered {
            stream,
            count: move |n| {
                let unpacked = self.meter.unpacked.get() + n;
                self.meter.unpacked.set(unpacked);
                let allowed = free.saturating_add(self.meter.packed.get().saturating_mul(ratio));
                if unpacked <= allowed {
                    return Ok(());
                }
                Err(io::Error::other(format!("unpacks to more than {ratio} times its size; taken for a bomb")))
            },
        }
    }
}

struct Metered<R, F> {
    stream: R,
    count: F,
}

impl<R: Read, F: FnMut(u64) -> io::Result<()>> Read for Metered<R, F> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.stream.read(out)?;
        (self.count)(n as u64)?;
        Ok(n)
    }
}
