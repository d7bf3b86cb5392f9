//! JSON straight into one buffer, byte for byte what `serde_json` writes.
//!
//! `{"v":1,"text":"…"}` from anything that is `Serialize` and made of structs, lists, strings, numbers and plain
//! enums. Extraction writes more JSON than it reads text, so that this is worth its own page: field names are
//! copied unread, strings are searched for escapes eight bytes at a time, short decimals are written as integers.

use serde::Serializer;
use serde::ser::{Error as _, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple};
use std::fmt;

/// Appends `value` to `out`. Enum variants that hold values, and bytes, are refused.
pub(super) fn write<T: Serialize>(value: &T, out: &mut Vec<u8>) -> Result<(), fmt::Error> {
    value.serialize(&mut Writer { out })
}

struct Writer<'o> {
    out: &'o mut Vec<u8>,
}

impl Writer<'_> {
    fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn unsigned(&mut self, mut number: u64) {
        if number < 10 {
            return self.out.push(b'0' + number as u8);
        }
        const DIGITS_MAX: usize = 20;
        let mut digits = [0; DIGITS_MAX];
        let mut first = DIGITS_MAX;
        loop {
            first -= 1;
            digits[first] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.out.extend_from_slice(&digits[first..]);
    }

    fn signed(&mut self, number: i64) {
        if number < 0 {
            self.out.push(b'-');
        }
        self.unsigned(number.unsigned_abs());
    }

    /// A number of four decimals or fewer, which is what confidences and coordinates are; `false` for any other.
    fn decimal(&mut self, number: f64) -> bool {
        const SCALE: f64 = 10_000.0;
        // Below this, the only decimal of so few digits that reads as `number` is the one written here.
        const LARGEST: f64 = 1e9;
        let scaled = (number * SCALE).round();
        if number.abs() >= LARGEST || scaled / SCALE != number || number == 0.0 {
            return false;
        }
        if number < 0.0 {
            self.out.push(b'-');
        }
        let scaled = scaled.abs() as u64;
        self.unsigned(scaled / 10_000);
        let fraction = scaled % 10_000;
        let digits = [fraction / 1000, fraction / 100 % 10, fraction / 10 % 10, fraction % 10];
        let n_digits = digits.iter().rposition(|digit| *digit != 0).map_or(1, |last| last + 1);
        self.out.push(b'.');
        self.out.extend(digits[..n_digits].iter().map(|digit| b'0' + *digit as u8));
        true
    }

    fn string(&mut self, text: &str) {
        self.out.push(b'"');
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(length) = escape_in(&bytes[at..]) {
            self.out.extend_from_slice(&bytes[at..at + length]);
            self.escape(bytes[at + length]);
            at += length + 1;
        }
        self.out.extend_from_slice(&bytes[at..]);
        self.out.push(b'"');
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' => b'"',
            b'\\' => b'\\',
            0x08 => b'b',
            0x0c => b'f',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            _ => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                self.raw("\\u00");
                self.out.extend([HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
                return;
            }
        };
        self.out.extend([b'\\', short]);
    }
}

/// Where the first byte stands that JSON does not take as it is: a control character, `"` or `\`.
fn escape_in(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    // The classic test for a zero byte, exact up to the first one found.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let (words, rest) = bytes.as_chunks::<8>();
    for (n, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let found = control | zero(word ^ (ONES * u64::from(b'"'))) | zero(word ^ (ONES * u64::from(b'\\')));
        if found != 0 {
            return Some(n * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\')).map(|at| words.len() * 8 + at)
}

macro_rules! integers {
    ($($method:ident($number:ident) => $writer:ident as $wide:ident;)*) => {
        $(fn $method(self, number: $number) -> Result<(), fmt::Error> {
            self.$writer($wide::from(number));
            Ok(())
        })*
    };
}

impl<'w, 'o> Serializer for &'w mut Writer<'o> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Parts<'w, 'o>;
    type SerializeTuple = Parts<'w, 'o>;
    type SerializeTupleStruct = Impossible<(), fmt::Error>;
    type SerializeTupleVariant = Impossible<(), fmt::Error>;
    type SerializeMap = Parts<'w, 'o>;
    type SerializeStruct = Parts<'w, 'o>;
    type SerializeStructVariant = Impossible<(), fmt::Error>;

    integers! {
        serialize_u8(u8) => unsigned as u64;
        serialize_u16(u16) => unsigned as u64;
        serialize_u32(u32) => unsigned as u64;
        serialize_u64(u64) => unsigned as u64;
        serialize_i8(i8) => signed as i64;
        serialize_i16(i16) => signed as i64;
        serialize_i32(i32) => signed as i64;
        serialize_i64(i64) => signed as i64;
    }

    fn serialize_bool(self, yes: bool) -> Result<(), fmt::Error> {
        self.raw(if yes { "true" } else { "false" });
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Result<(), fmt::Error> {
        self.raw(&serde_json::to_string(&number).map_err(fmt::Error::custom)?);
        Ok(())
    }

    fn serialize_f64(self, number: f64) -> Result<(), fmt::Error> {
        if !self.decimal(number) {
            self.raw(&serde_json::to_string(&number).map_err(fmt::Error::custom)?);
        }
        Ok(())
    }

    fn serialize_char(self, c: char) -> Result<(), fmt::Error> {
        self.string(c.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), fmt::Error> {
        self.string(text);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_none(self) -> Result<(), fmt::Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), fmt::Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), fmt::Error> {
        self.raw("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), fmt::Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), fmt::Error> {
        self.string(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), fmt::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'w, 'o>, fmt::Error> {
        Ok(Parts::begin(self, b'['))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'w, 'o>, fmt::Error> {
        Ok(Parts::begin(self, b'['))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'w, 'o>, fmt::Error> {
        Ok(Parts::begin(self, b'{'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'w, 'o>, fmt::Error> {
        Ok(Parts::begin(self, b'{'))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, fmt::Error> {
        Err(fmt::Error)
    }
}

/// A list or an object that is being written.
struct Parts<'w, 'o> {
    writer: &'w mut Writer<'o>,
    is_first: bool,
}

impl<'w, 'o> Parts<'w, 'o> {
    fn begin(writer: &'w mut Writer<'o>, bracket: u8) -> Self {
        writer.out.push(bracket);
        Self { writer, is_first: true }
    }

    fn comma(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.writer.out.push(b',');
        }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        self.comma();
        value.serialize(&mut *self.writer)
    }

    fn end(self, bracket: u8) -> Result<(), fmt::Error> {
        self.writer.out.push(bracket);
        Ok(())
    }
}

impl SerializeSeq for Parts<'_, '_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), fmt::Error> {
        self.end(b']')
    }
}

impl SerializeTuple for Parts<'_, '_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), fmt::Error> {
        self.end(b']')
    }
}

impl SerializeMap for Parts<'_, '_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), fmt::Error> {
        self.item(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        self.writer.out.push(b':');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), fmt::Error> {
        self.end(b'}')
    }
}

impl SerializeStruct for Parts<'_, '_> {
    type Ok = ();
    type Error = fmt::Error;

    // Where it is called, the name is a constant and so is its length.
    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), fmt::Error> {
        debug_assert!(escape_in(key.as_bytes()).is_none(), "{key} is no name of a field");
        let out = &mut *self.writer.out;
        if !std::mem::take(&mut self.is_first) {
            out.push(b',');
        }
        out.push(b'"');
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(b"\":");
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), fmt::Error> {
        self.end(b'}')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Serialize;
    use serde_json::{Value, json};

    #[track_caller]
    fn check<T: Serialize>(value: &T) {
        let mut out = Vec::new();
        write(value, &mut out).expect("a value of plain parts");
        assert_eq!(String::from_utf8_lossy(&out), serde_json::to_string(value).expect("the same"));
    }

    #[test]
    fn parts_are_written_as_serde_json_writes_them() {
        #[derive(Serialize)]
        struct Inner<'a> {
            text: Option<&'a str>,
            span: Option<[usize; 2]>,
        }
        #[derive(Serialize)]
        struct Outer<'a> {
            v: u32,
            id: i64,
            yes: bool,
            list: Vec<Inner<'a>>,
            #[serde(flatten)]
            flat: Inner<'a>,
            mark: char,
            share: f32,
        }
        let inner = |text| Inner { text, span: Some([0, 17]) };
        check(&Outer {
            v: 1,
            id: -524_901,
            yes: true,
            list: vec![inner(Some("“We \"go\"”\n")), inner(None)],
            flat: inner(Some("\u{1}\u{1f}\u{7f}\\")),
            mark: '"',
            share: 0.3,
        });
        check(&json!({"a": [1, 2.5, null, {"b": {}}], "c": []}));
    }

    #[test]
    fn what_it_does_not_know_is_refused() {
        #[derive(Serialize)]
        enum Choice {
            Of(u8),
        }
        assert!(write(&Choice::Of(1), &mut Vec::new()).is_err());
    }

    proptest! {
        #[test]
        fn any_string(text in "\\PC*|(?s).{0,40}") {
            check(&text);
        }

        #[test]
        fn any_number(number: f64, whole: i64, decimal in -2_000_000_000_i64..2_000_000_000, places in 0_i32..7) {
            check(&Value::from(number));
            check(&whole);
            check(&(decimal as f64 / 10_f64.powi(places)));
        }
    }
}
