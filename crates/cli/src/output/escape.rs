//! Makes control characters visible.

use std::fmt::Write;

/// Whether a terminal might act on the character, or a reader might be misled by it.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
        )
}

/// The text on a single line, with every control, direction or invisible character spelled as `\u{1b}`.
pub(crate) fn line(text: &str) -> String {
    spell(text, |_| false)
}

/// The same, with line breaks left as they are.
pub(crate) fn lines(text: &str) -> String {
    spell(text, |character| character == '\n')
}

/// JSON as it is written, with what a terminal or a reader might be misled by spelled as `\u009b`: such characters stand in
/// strings only.
pub(crate) fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unsafe(character) && !character.is_ascii() {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

fn spell(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unsafe(character) && !keep(character) {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_means_the_same_and_moves_no_terminal() {
        let text = serde_json::to_string("a\u{9b}2J moc.\u{202e}elpmaxe\u{feff}").unwrap();
        let spelled = json(&text);
        assert_eq!(spelled, "\"a\\u009b2J moc.\\u202eelpmaxe\\ufeff\"");
        let read: String = serde_json::from_str(&spelled).unwrap();
        assert_eq!(read, serde_json::from_str::<String>(&text).unwrap());
    }

    #[test]
    fn nothing_a_stranger_typed_reaches_the_terminal_as_a_command() {
        assert_eq!(line("a\x1b[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(line("a\u{9b}2J"), "a\\u{9b}2J");
        assert_eq!(
            line("safe.example\r\nerror: forged"),
            "safe.example\\r\\nerror: forged"
        );
        assert_eq!(line("moc.\u{202e}elpmaxe"), "moc.\\u{202e}elpmaxe");
        assert_eq!(line("bücher.example – 本"), "bücher.example – 本");
    }

    #[test]
    fn several_lines_stay_several_lines() {
        assert_eq!(lines("a\nb\tc"), "a\nb\\tc");
    }
}
