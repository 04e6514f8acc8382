//! Columns for people.

use comfy_table::{ContentArrangement, presets};

use super::escape;

/// A table without lines, as wide as the terminal and no wider.
pub struct Table(comfy_table::Table);

impl Table {
    /// A table with these headings.
    pub fn new<const N: usize>(headings: [&str; N]) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(headings.map(str::to_uppercase));
        Self(table)
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.0.add_row(cells.map(escape::line));
    }

    /// The text, ending in a line break. Without a width, as in a pipe, a row is always a single line.
    pub fn render(mut self, width: Option<u16>) -> String {
        match width {
            Some(width) => {
                self.0.set_width(width);
                self.0.set_content_arrangement(ContentArrangement::Dynamic);
            }
            None => {
                self.0.set_content_arrangement(ContentArrangement::Disabled);
            }
        }
        for column in self.0.column_iter_mut() {
            column.set_padding((0, 2));
        }
        let mut text: String = self
            .0
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect::<Vec<_>>()
            .join("\n");
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(["domain", "why"]);
        table.row(["shop.example", "its AAAA record leads elsewhere"]);
        table.row(["a.example", "\x1b[2J"]);
        table
    }

    #[test]
    fn in_a_pipe_a_row_is_one_line_however_long() {
        insta::assert_snapshot!(table().render(None), @r"
        DOMAIN        WHY
        shop.example  its AAAA record leads elsewhere
        a.example     \u{1b}[2J
        ");
    }

    #[test]
    fn on_a_terminal_long_cells_wrap_within_the_width() {
        let text = table().render(Some(32));
        assert!(text.lines().all(|line| line.len() <= 32), "{text}");
        assert!(text.lines().count() > 3, "{text}");
    }
}
