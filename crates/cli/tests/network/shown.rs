//! Output with everything replaced that differs from run to run.

/// Replaces times, spans of time, ports, process ids and runs of spaces.
pub(crate) fn stable(text: &str) -> String {
    let text = pattern(text, "9999-99-99T99:99:99Z", "[TIME]");
    let text = pattern(&text, "9999-99-99", "[DAY]");
    let text = number_after(&text, "127.0.0.1:", "[PORT]");
    let text = number_after(&text, ", process ", "[PID], [RANDOM]");
    text.lines().map(narrow).collect::<Vec<_>>().join("\n")
}

/// A `9` in the pattern stands for any digit.
fn pattern(text: &str, pattern: &str, with: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let shape: Vec<char> = pattern.chars().collect();
    let fits = |at: usize| {
        chars.get(at..at + shape.len()).is_some_and(|window| {
            window
                .iter()
                .zip(&shape)
                .all(|(c, p)| c == p || (*p == '9' && c.is_ascii_digit()))
        })
    };
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        if fits(at) {
            out.push_str(with);
            at += shape.len();
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

/// Digits after `before`; after a process id the random part of a name follows and goes, too.
fn number_after(text: &str, before: &str, with: &str) -> String {
    let mut parts = text.split(before);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        if with.contains("[RANDOM]") {
            rest = rest
                .trim_start_matches(", ")
                .trim_start_matches(|c: char| c.is_ascii_hexdigit());
        }
        out += before;
        if rest.len() < part.len() {
            out += with;
        }
        out += rest;
    }
    out
}

/// `in 40 s` and `3 min ago` depend on how fast the machine is.
fn spans(cell: &str) -> String {
    let words: Vec<&str> = cell.split(' ').collect();
    let mut out: Vec<&str> = Vec::new();
    for word in &words {
        let is_unit = matches!(word.trim_end_matches([')', ',']), "s" | "min" | "h" | "d");
        let count = out.last().map(|last| last.trim_start_matches('('));
        let counted = count
            .is_some_and(|count| !count.is_empty() && count.chars().all(|c| c.is_ascii_digit()));
        if is_unit && counted {
            // `just now` may stand in brackets as well.
            let bracket = out.pop().is_some_and(|last| last.starts_with('('));
            out.push(if bracket { "([SPAN]" } else { "[SPAN]" });
        } else {
            out.push(word);
        }
    }
    out.join(" ").replace("just now", "[SPAN] ago")
}

/// How wide columns are depends on what was replaced.
fn narrow(line: &str) -> String {
    let indent: String = line.chars().take_while(|c| *c == ' ').collect();
    let cells: Vec<&str> = line
        .split("  ")
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    let cells: Vec<String> = cells.into_iter().map(spans).collect();
    indent + &cells.join("  ")
}

#[test]
fn only_what_differs_is_replaced() {
    assert_eq!(
        stable("a  2026-01-31T12:00:00Z   in 12 min    2026-01-31 at 127.0.0.1:4000 in 3 days"),
        "a  [TIME]  in [SPAN]  [DAY] at 127.0.0.1:[PORT] in 3 days"
    );
    assert_eq!(
        stable("agent: web, process 12, 0a1b2c3d"),
        "agent: web, process [PID], [RANDOM]"
    );
}
