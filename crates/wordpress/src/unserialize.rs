//! Reads what PHP's `serialize()` wrote.
//!
//! The input comes from a database that many plugins write to: every length is checked against what is left,
//! depth and number of values are bounded, and an error says where and never what.

use std::fmt;

/// Deeper values than any option has.
const MAX_DEPTH: usize = 256;

/// Entries for which room is made before any is read: a count is only what somebody wrote.
const MAX_ROOM: usize = 64;

/// More values than any option has.
const MAX_VALUES: usize = 1_000_000;

/// A value in PHP's sense. Text is bytes.
///
/// `Debug` shows the kind only: options hold secrets.
#[derive(Clone, PartialEq)]
pub(crate) enum Data {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Bytes(Vec<u8>),
    /// Entries in PHP's order. Keys are unique.
    Array(Vec<(Key, Data)>),
    /// An object with its class and its properties, whose names may carry PHP's marks of visibility.
    Object {
        class: Vec<u8>,
        properties: Vec<(Key, Data)>,
    },
    /// An object in a form that only its class understands (`C:`), or an enum case (`E:`).
    Opaque(Vec<u8>),
    /// A reference to another value of the same text, by its number.
    Reference(usize),
}

/// The key of an entry.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Int(i64),
    Bytes(Vec<u8>),
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Bytes(_) => "string",
            Self::Array(_) => "array",
            Self::Object { .. } | Self::Opaque(_) => "object",
            Self::Reference(_) => "reference",
        })
    }
}

impl Data {
    /// The entry of an array under a text key.
    pub(crate) fn get(&self, name: &str) -> Option<&Data> {
        let Self::Array(entries) = self else {
            return None;
        };
        entries
            .iter()
            .find(|(key, _)| matches!(key, Key::Bytes(bytes) if bytes == name.as_bytes()))
            .map(|(_, value)| value)
    }

    /// What PHP makes of the value in a condition.
    pub(crate) fn is_truthy(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(flag) => *flag,
            Self::Int(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Bytes(bytes) => !bytes.is_empty() && bytes != b"0",
            Self::Array(entries) => !entries.is_empty(),
            Self::Object { .. } | Self::Opaque(_) | Self::Reference(_) => true,
        }
    }
}

/// Why a text is not a serialized value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a PHP-serialized value: {problem} at byte {at}")]
pub(crate) struct Malformed {
    problem: &'static str,
    at: usize,
}

/// Reads one value; anything behind it is an error.
pub(crate) fn unserialize(input: &[u8]) -> Result<Data, Malformed> {
    let mut reader = Reader {
        input,
        at: 0,
        values: 0,
    };
    let value = reader.value(0)?;
    if reader.at != input.len() {
        return Err(reader.malformed("something follows the value"));
    }
    Ok(value)
}

/// Reads an option as WordPress does: a scalar is stored plainly, an array serialized, and some plugins serialize
/// what was serialized already.
pub(crate) fn option_value(input: &[u8]) -> Result<Data, Malformed> {
    let mut value = if looks_serialized(input) {
        unserialize(trim(input))?
    } else {
        return Ok(Data::Bytes(input.to_vec()));
    };
    if let Data::Bytes(inner) = &value
        && looks_serialized(inner)
    {
        value = unserialize(trim(inner))?;
    }
    Ok(value)
}

/// WordPress' `is_serialized()`, as far as the beginning goes.
fn looks_serialized(input: &[u8]) -> bool {
    match trim(input) {
        b"N;" | [b'b' | b'i' | b'd', b':', .., b';'] | [b's', b':', .., b'"', b';'] => true,
        [b'a' | b'O' | b'E' | b'C', b':', digit, .., b'}' | b';'] => digit.is_ascii_digit(),
        _ => false,
    }
}

fn trim(input: &[u8]) -> &[u8] {
    input.trim_ascii()
}

struct Reader<'a> {
    input: &'a [u8],
    at: usize,
    values: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Data, Malformed> {
        if depth > MAX_DEPTH {
            return Err(self.malformed("too deeply nested"));
        }
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(self.malformed("too many values"));
        }
        let kind = self.byte()?;
        if kind == b'N' {
            self.expect(b';')?;
            return Ok(Data::Null);
        }
        self.expect(b':')?;
        match kind {
            b'b' => match self.until(b';')? {
                b"0" => Ok(Data::Bool(false)),
                b"1" => Ok(Data::Bool(true)),
                _ => Err(self.malformed("bad boolean")),
            },
            b'i' => self.int(b';').map(Data::Int),
            b'd' => self.float().map(Data::Float),
            b's' => {
                let bytes = self.counted(b'"', b'"')?.to_vec();
                self.expect(b';')?;
                Ok(Data::Bytes(bytes))
            }
            b'a' => self.entries(depth, array_key).map(Data::Array),
            b'O' => {
                let class = self.counted(b'"', b'"')?.to_vec();
                self.expect(b':')?;
                let properties = self.entries(depth, |name| Key::Bytes(name.to_vec()))?;
                Ok(Data::Object { class, properties })
            }
            b'C' => {
                self.counted(b'"', b'"')?;
                self.expect(b':')?;
                Ok(Data::Opaque(self.counted(b'{', b'}')?.to_vec()))
            }
            b'E' => {
                let case = self.counted(b'"', b'"')?.to_vec();
                self.expect(b';')?;
                Ok(Data::Opaque(case))
            }
            b'R' | b'r' => {
                let number = self.int(b';')?;
                usize::try_from(number)
                    .ok()
                    .filter(|number| (1..=self.values).contains(number))
                    .map(Data::Reference)
                    .ok_or_else(|| self.malformed("a reference to nothing"))
            }
            _ => Err(self.malformed("unknown kind of value")),
        }
    }

    fn entries(
        &mut self,
        depth: usize,
        key_of: fn(&[u8]) -> Key,
    ) -> Result<Vec<(Key, Data)>, Malformed> {
        let count = self.length()?;
        // An entry takes six bytes at least, `i:0;N;`.
        if count > self.left() / 6 {
            return Err(self.malformed("more entries than there is room for"));
        }
        self.expect(b'{')?;
        let mut entries = Vec::with_capacity(count.min(MAX_ROOM));
        for _ in 0..count {
            let key = match self.value(MAX_DEPTH)? {
                Data::Int(number) => Key::Int(number),
                Data::Bytes(bytes) => key_of(&bytes),
                _ => return Err(self.malformed("bad key")),
            };
            // Keys are not values that a reference can mean.
            self.values -= 1;
            entries.push((key, self.value(depth + 1)?));
        }
        self.expect(b'}')?;
        let mut keys: Vec<&Key> = entries.iter().map(|(key, _)| key).collect();
        keys.sort_unstable();
        // PHP never writes one twice, and which of the two counts is not for us to say.
        if keys.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(self.malformed("a key comes twice"));
        }
        Ok(entries)
    }

    fn float(&mut self) -> Result<f64, Malformed> {
        match self.until(b';')? {
            b"INF" => Ok(f64::INFINITY),
            b"-INF" => Ok(f64::NEG_INFINITY),
            b"NAN" => Ok(f64::NAN),
            text if text
                .iter()
                .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte)) =>
            {
                std::str::from_utf8(text)
                    .ok()
                    .and_then(|text| text.parse().ok())
                    .ok_or_else(|| self.malformed("bad fraction"))
            }
            _ => Err(self.malformed("bad fraction")),
        }
    }

    fn int(&mut self, end: u8) -> Result<i64, Malformed> {
        std::str::from_utf8(self.until(end)?)
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| self.malformed("bad number"))
    }

    /// A count and the colon behind it.
    fn length(&mut self) -> Result<usize, Malformed> {
        let digits = self.until(b':')?;
        let plain = digits.iter().all(u8::is_ascii_digit);
        std::str::from_utf8(digits)
            .ok()
            .filter(|_| plain)
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| self.malformed("bad length"))
    }

    /// Bytes with their length before them and marks around them.
    fn counted(&mut self, open: u8, close: u8) -> Result<&'a [u8], Malformed> {
        let length = self.length()?;
        self.expect(open)?;
        let end = self
            .at
            .checked_add(length)
            .ok_or_else(|| self.malformed("longer than the text"))?;
        let bytes = self
            .input
            .get(self.at..end)
            .ok_or_else(|| self.malformed("longer than the text"))?;
        self.at = end;
        self.expect(close)?;
        Ok(bytes)
    }

    fn until(&mut self, end: u8) -> Result<&'a [u8], Malformed> {
        let rest = self.input.get(self.at..).unwrap_or_default();
        // No number is longer; a missing mark must not cost a walk through the whole text.
        let length = rest
            .iter()
            .take(64)
            .position(|&byte| byte == end)
            .ok_or_else(|| self.malformed("unfinished value"))?;
        let (bytes, _) = rest.split_at(length);
        self.at += length + 1;
        Ok(bytes)
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        let byte = self.input.get(self.at).copied();
        self.at += 1;
        byte.ok_or_else(|| self.malformed("the text ends early"))
    }

    fn expect(&mut self, wanted: u8) -> Result<(), Malformed> {
        if self.byte()? == wanted {
            Ok(())
        } else {
            Err(self.malformed("a mark is missing"))
        }
    }

    fn left(&self) -> usize {
        self.input.len().saturating_sub(self.at)
    }

    fn malformed(&self, problem: &'static str) -> Malformed {
        Malformed {
            problem,
            at: self.at,
        }
    }
}

/// The key of an array: PHP makes a number of what looks exactly like one.
fn array_key(name: &[u8]) -> Key {
    let number = std::str::from_utf8(name).ok().and_then(|text| {
        let number: i64 = text.parse().ok()?;
        (number.to_string() == text).then_some(number)
    });
    number.map_or_else(|| Key::Bytes(name.to_vec()), Key::Int)
}

#[cfg(test)]
mod tests;
