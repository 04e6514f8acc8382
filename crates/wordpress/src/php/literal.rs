//! What literals are worth: numbers, and the escapes of PHP's four kinds of string.

use super::PhpValue;

/// A whole number in any of PHP's spellings; nothing where it does not fit, for PHP makes a fraction of it then.
pub(crate) fn integer(raw: &[u8]) -> Option<PhpValue> {
    let text: String = raw
        .iter()
        .filter(|&&byte| byte != b'_')
        .map(|&byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    let (digits, radix) = if let Some(hex) = text.strip_prefix("0x") {
        (hex, 16)
    } else if let Some(binary) = text.strip_prefix("0b") {
        (binary, 2)
    } else if let Some(octal) = text.strip_prefix("0o") {
        (octal, 8)
    } else if text.len() > 1 && text.starts_with('0') {
        (&text[1..], 8)
    } else {
        (text.as_str(), 10)
    };
    i64::from_str_radix(digits, radix).ok().map(PhpValue::Int)
}

/// A number with a fraction.
pub(crate) fn float(raw: &[u8]) -> Option<PhpValue> {
    let text: String = raw
        .iter()
        .filter(|&&byte| byte != b'_')
        .map(|&byte| char::from(byte))
        .collect();
    text.parse().ok().map(PhpValue::Float)
}

/// The inside of a single-quoted string: only `\\` and `\'` are escapes.
pub(crate) fn single_quoted(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match bytes.peek() {
            Some(&next) if byte == b'\\' && (next == b'\\' || next == b'\'') => {
                out.push(next);
                bytes.next();
            }
            _ => out.push(byte),
        }
    }
    out
}

/// Where the text between two interpolations stands; decides whether `\"` is an escape.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quoting {
    /// `"…"`
    Double,
    /// `<<<X`
    Heredoc,
}

/// The literal text of a double-quoted string or heredoc. Nothing where PHP would refuse the escape.
pub(crate) fn escaped(raw: &[u8], quoting: Quoting) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        let Some((&next, after)) = rest.split_first().filter(|_| byte == b'\\') else {
            out.push(byte);
            continue;
        };
        rest = match next {
            b'n' => push(&mut out, b'\n', after),
            b't' => push(&mut out, b'\t', after),
            b'r' => push(&mut out, b'\r', after),
            b'v' => push(&mut out, 0x0b, after),
            b'e' => push(&mut out, 0x1b, after),
            b'f' => push(&mut out, 0x0c, after),
            b'\\' | b'$' => push(&mut out, next, after),
            b'"' if quoting == Quoting::Double => push(&mut out, b'"', after),
            b'0'..=b'7' => {
                let (value, length) = number(rest, 8, 3);
                // PHP keeps the low byte of \400 and above.
                out.push((value & 0xff) as u8);
                &rest[length..]
            }
            b'x' if after.first().is_some_and(u8::is_ascii_hexdigit) => {
                let (value, length) = number(after, 16, 2);
                out.push((value & 0xff) as u8);
                &after[length..]
            }
            b'u' if after.first() == Some(&b'{') => {
                let (value, length) = number(&after[1..], 16, 8);
                let close = after.get(1 + length);
                if length == 0 || close != Some(&b'}') {
                    return None;
                }
                push_utf8(&mut out, value)?;
                &after[length + 2..]
            }
            _ => {
                out.push(b'\\');
                rest
            }
        };
    }
    Some(out)
}

fn push<'a>(out: &mut Vec<u8>, byte: u8, after: &'a [u8]) -> &'a [u8] {
    out.push(byte);
    after
}

/// Up to `limit` leading digits: their value and how many they are.
fn number(bytes: &[u8], radix: u32, limit: usize) -> (u32, usize) {
    let mut value = 0_u32;
    let mut length = 0;
    for digit in bytes
        .iter()
        .take(limit)
        .map_while(|&byte| char::from(byte).to_digit(radix))
    {
        value = value.wrapping_mul(radix).wrapping_add(digit);
        length += 1;
    }
    (value, length)
}

/// PHP writes any code point up to 0x10FFFF, lone surrogates too.
fn push_utf8(out: &mut Vec<u8>, value: u32) -> Option<()> {
    if let Some(character) = char::from_u32(value) {
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        return Some(());
    }
    if value > 0x0010_ffff {
        return None;
    }
    out.push(0xe0 | (value >> 12) as u8);
    out.push(0x80 | ((value >> 6) & 0x3f) as u8);
    out.push(0x80 | (value & 0x3f) as u8);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn double(raw: &str) -> Option<Vec<u8>> {
        escaped(raw.as_bytes(), Quoting::Double)
    }

    #[test]
    fn numbers_are_read_in_all_spellings() {
        for (raw, value) in [
            ("0", 0),
            ("1_000", 1000),
            ("0x1F", 31),
            ("0b11", 3),
            ("017", 15),
            ("0o17", 15),
        ] {
            assert_eq!(integer(raw.as_bytes()), Some(PhpValue::Int(value)), "{raw}");
        }
        assert_eq!(integer(b"99999999999999999999"), None);
        assert_eq!(float(b"1_0.5e1"), Some(PhpValue::Float(105.0)));
    }

    #[test]
    fn single_quotes_know_two_escapes_only() {
        assert_eq!(single_quoted(br"a\n\'\\b\"), br"a\n'\b\".to_vec());
    }

    #[test]
    fn double_quotes_know_what_php_knows_and_keep_the_rest() {
        assert_eq!(
            double(r#"\n\t\r\v\e\f\\\$\"\q"#).unwrap(),
            b"\n\t\r\x0b\x1b\x0c\\$\"\\q"
        );
        assert_eq!(
            double(r"\101\x41\u{41}\u{20ac}").unwrap(),
            "AAA€".as_bytes()
        );
        assert_eq!(double(r"\400\x4g\xg\u").unwrap(), b"\x00\x04g\\xg\\u");
        assert_eq!(double(r"a\").unwrap(), b"a\\");
        assert_eq!(double(r"\u{}"), None);
        assert_eq!(double(r"\u{110000}"), None);
    }

    #[test]
    fn a_quote_is_no_escape_in_a_heredoc() {
        assert_eq!(escaped(br#"\""#, Quoting::Heredoc).unwrap(), br#"\""#);
    }
}
