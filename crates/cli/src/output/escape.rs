//! Makes control characters visible.

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
