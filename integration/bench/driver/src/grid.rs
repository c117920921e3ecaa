//! Rows and columns of figures: aligned for a terminal, or as Markdown.

use std::fmt::Write as _;

/// A table: what stands above its columns, and lines that have a name.
pub(crate) struct Grid {
    pub(crate) head: Vec<String>,
    pub(crate) lines: Vec<(String, Vec<String>)>,
}

impl Grid {
    /// Names to the left, all else to the right of its column.
    pub(crate) fn text(&self) -> String {
        let name = self.lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let width = |(column, head): (usize, &String)| {
            let widths = self.lines.iter().map(|(_, cells)| cells[column].chars().count());
            widths.max().unwrap_or(0).max(head.chars().count())
        };
        let widths: Vec<usize> = self.head.iter().enumerate().map(width).collect();
        let head = (String::new(), self.head.clone());
        let mut text = String::new();
        for (its, cells) in std::iter::once(&head).chain(&self.lines) {
            let _ = write!(text, "  {its:<name$}");
            for (cell, width) in cells.iter().zip(&widths) {
                let _ = write!(text, "  {cell:>width$}");
            }
            text.push('\n');
        }
        text
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("| | {} |\n|---|{}\n", self.head.join(" | "), "--:|".repeat(self.head.len()));
        for (name, cells) in &self.lines {
            let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        let line = |name: &str, cells: [&str; 2]| (name.to_owned(), cells.map(str::to_owned).to_vec());
        Grid { head: ["a", "bb"].map(str::to_owned).to_vec(), lines: vec![line("name", ["cccc", "–"])] }
    }

    #[test]
    fn columns_end_where_their_widest_cell_ends() {
        assert_eq!(grid().text(), "           a  bb\n  name  cccc   –\n");
    }

    #[test]
    fn figures_stand_to_the_right_in_markdown() {
        assert_eq!(grid().markdown(), "| | a | bb |\n|---|--:|--:|\n| name | cccc | – |\n");
    }
}
