//! Small numbers in little room: those of one kind together, in as many bits as most of them need.
//!
//! A group of columns is filled value by value in any order, then written at once; it is read back in the same order. A
//! few large values of a column do not widen it: their upper bits stand apart.

/// Columns of a group.
pub(super) const N_COLUMNS: usize = 12;

/// A group being filled.
#[derive(Default)]
pub(super) struct ColumnsWriter {
    columns: [Vec<u64>; N_COLUMNS],
}

impl ColumnsWriter {
    pub(super) fn push(&mut self, column: usize, value: u64) {
        self.columns[column].push(value);
    }

    /// Appends the group and empties it. Columns of `length` values need not say so.
    pub(super) fn write(&mut self, length: usize, out: &mut Vec<u8>) {
        let filled = (0..N_COLUMNS).filter(|&column| !self.columns[column].is_empty());
        write_number(filled.fold(0, |filled, column| filled | 1 << column), out);
        for column in self.columns.iter_mut().filter(|column| !column.is_empty()) {
            write_column(column, length, out);
            column.clear();
        }
    }
}

/// A group being read.
pub(super) struct ColumnsReader {
    columns: [std::vec::IntoIter<u64>; N_COLUMNS],
}

impl ColumnsReader {
    /// Reads a group off the front of `bytes`, given the `length` it was written with; `None` where there is none.
    pub(super) fn read(length: usize, bytes: &mut &[u8]) -> Option<Self> {
        let filled = read_number(bytes)?;
        let mut reader = Self { columns: Default::default() };
        for column in (0..N_COLUMNS).filter(|column| filled >> column & 1 == 1) {
            reader.columns[column] = read_column(length, bytes)?.into_iter();
        }
        Some(reader)
    }

    /// The next value of a column.
    pub(super) fn next(&mut self, column: usize) -> Option<u64> {
        self.columns[column].next()
    }
}

/// Writes seven bits to a byte, the last byte without its eighth.
pub(super) fn write_number(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Reads what [`write_number`] wrote off the front of `bytes`.
pub(super) fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut n = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        n |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(n);
        }
    }
    None
}

/// Set in the byte of the width where values with more bits follow.
const HAS_WIDER: u8 = 0x80;
/// Set where the column has not the length of the group.
const HAS_LENGTH: u8 = 0x40;

fn write_column(values: &[u64], usual_length: usize, out: &mut Vec<u8>) {
    let width = best_width(values);
    let wider = || values.iter().enumerate().filter(|(_, value)| bits_of(**value) > width);
    let n_wider = wider().count() as u64;
    let has_length = values.len() != usual_length;
    out.push(width as u8 | if n_wider > 0 { HAS_WIDER } else { 0 } | if has_length { HAS_LENGTH } else { 0 });
    if has_length {
        write_number(values.len() as u64, out);
    }
    pack(values, width, out);
    if n_wider > 0 {
        write_number(n_wider, out);
        let mut last = 0;
        for (at, value) in wider() {
            write_number((at - last) as u64, out);
            write_number(value >> width, out);
            last = at;
        }
    }
}

fn read_column(usual_length: usize, bytes: &mut &[u8]) -> Option<Vec<u64>> {
    let (&head, rest) = bytes.split_first()?;
    *bytes = rest;
    let has_length = head & HAS_LENGTH != 0;
    let length = if has_length { usize::try_from(read_number(bytes)?).ok()? } else { usual_length };
    let width = u32::from(head & !(HAS_WIDER | HAS_LENGTH));
    let mut values = unpack(length, width, bytes)?;
    if head & HAS_WIDER != 0 {
        let mut at = 0;
        for _ in 0..read_number(bytes)? {
            at += usize::try_from(read_number(bytes)?).ok()?;
            let upper = read_number(bytes)?;
            *values.get_mut(at)? |= upper.checked_shl(width)?;
        }
    }
    Some(values)
}

fn bits_of(value: u64) -> u32 {
    u64::BITS - value.leading_zeros()
}

/// The width that makes the column shortest: what is wider costs about two bytes and its upper bits.
fn best_width(values: &[u64]) -> u32 {
    let mut n_of_width = [0usize; 65];
    for &value in values {
        n_of_width[bits_of(value) as usize] += 1;
    }
    let widest = n_of_width.iter().rposition(|&n| n > 0).unwrap_or_default();
    let cost = |width: usize| {
        let wider = (width + 1..=widest).map(|w| n_of_width[w] * (8 + 8 * (w - width).div_ceil(7))).sum::<usize>();
        values.len() * width + wider + if width < widest { 8 } else { 0 }
    };
    // Packing takes up to 56 bits at a time.
    (0..=widest.min(MAX_WIDTH)).min_by_key(|&width| cost(width)).unwrap_or_default() as u32
}

const MAX_WIDTH: usize = 56;

fn pack(values: &[u64], width: u32, out: &mut Vec<u8>) {
    let (mut buffer, mut n_bits) = (0u64, 0u32);
    for value in values {
        buffer |= (value & ((1 << width) - 1)) << n_bits;
        n_bits += width;
        while n_bits >= 8 {
            out.push(buffer as u8);
            buffer >>= 8;
            n_bits -= 8;
        }
    }
    if n_bits > 0 {
        out.push(buffer as u8);
    }
}

fn unpack(length: usize, width: u32, bytes: &mut &[u8]) -> Option<Vec<u64>> {
    /// No column of an article is longer; a length that was never written is not believed.
    const LONGEST: usize = 1 << 24;
    if width as usize > MAX_WIDTH || length > LONGEST {
        return None;
    }
    let (packed, rest) = bytes.split_at_checked((length * width as usize).div_ceil(8))?;
    *bytes = rest;
    if width == 0 {
        return Some(vec![0; length]);
    }
    let mut packed = packed.iter();
    let (mut buffer, mut n_bits) = (0u64, 0u32);
    let mut values = Vec::with_capacity(length);
    for _ in 0..length {
        while n_bits < width {
            buffer |= u64::from(*packed.next()?) << n_bits;
            n_bits += 8;
        }
        values.push(buffer & ((1 << width) - 1));
        buffer >>= width;
        n_bits -= width;
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            values in prop::collection::vec((0..N_COLUMNS, prop_oneof![4 => 0u64..16, 1 => 0u64..5000, 1 => any::<u64>()]), 0..200),
        ) {
            let mut writer = ColumnsWriter::default();
            for &(column, value) in &values {
                writer.push(column, value);
            }
            let mut bytes = Vec::new();
            writer.write(values.len() / N_COLUMNS, &mut bytes);
            writer.push(3, 7);
            writer.write(1, &mut bytes);
            let mut rest = &bytes[..];
            let mut reader = ColumnsReader::read(values.len() / N_COLUMNS, &mut rest).unwrap();
            for (column, value) in values {
                prop_assert_eq!(reader.next(column), Some(value));
            }
            prop_assert!((0..N_COLUMNS).all(|column| reader.next(column).is_none()));
            prop_assert_eq!(ColumnsReader::read(1, &mut rest).unwrap().next(3), Some(7));
            prop_assert!(rest.is_empty());
        }
    }

    #[test]
    fn one_large_value_does_not_widen_the_rest() {
        let mut values = vec![3; 100];
        values[40] = u64::MAX;
        let mut bytes = Vec::new();
        write_column(&values, 100, &mut bytes);
        assert!(bytes.len() < 100 * 2 / 8 + 20, "{} bytes", bytes.len());
        assert_eq!(read_column(100, &mut &bytes[..]).unwrap(), values);
    }
}
