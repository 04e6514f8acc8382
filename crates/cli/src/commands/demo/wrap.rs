//! Text in lines of at most 80 columns.

/// What every terminal shows.
const COLUMNS: usize = 80;

/// The words after `lead`, broken before column 80; further lines are indented as deep as the lead is long.
pub(super) fn wrapped(lead: &str, words: &str) -> String {
    let depth = lead.chars().count();
    let mut text = lead.to_owned();
    let mut column = depth;
    for word in words.split(' ') {
        let length = word.chars().count();
        if column > depth {
            if column + 1 + length > COLUMNS {
                text.push('\n');
                text.push_str(&" ".repeat(depth));
                column = depth;
            } else {
                text.push(' ');
                column += 1;
            }
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_before_column_80_and_hang_below_their_beginning() {
        let text = wrapped("   lead  ", &"word ".repeat(40));
        assert!(
            text.lines().all(|line| line.chars().count() <= COLUMNS),
            "{text}"
        );
        assert!(
            text.lines()
                .skip(1)
                .all(|line| line.starts_with("         ")),
            "{text}"
        );
        assert_eq!(text.split_whitespace().count(), 41);
    }

    #[test]
    fn a_word_that_fits_nowhere_stands_alone() {
        let long = "x".repeat(100);
        assert_eq!(wrapped("a ", &long), format!("a {long}\n"));
        assert_eq!(
            wrapped("a ", &format!("b {long}")),
            format!("a b\n  {long}\n")
        );
    }
}
