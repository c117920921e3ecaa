//! Tables for a terminal: aligned text, a heading, one line a server.

use crate::cell::{Cell, Row};
use crate::work::Work;
use std::fmt::Write as _;

/// One work in one placement, every server.
pub(crate) fn rates(cell: &Cell) -> String {
    let mut lines = vec![
        [cell.work.unit(), "spread", "of limit", "ours ×", "CPU µs", "start ms"].map(str::to_owned).to_vec(),
    ];
    lines.extend(cell.rows.iter().map(|row| rate_line(cell, row)));
    let names = cell.rows.iter().map(|row| row.peer.name());
    let mut text = format!("{}, {}\n", cell.work.title(), cell.placement.name());
    text.push_str(&aligned(std::iter::once("").chain(names), &lines));
    for row in &cell.rows {
        if let Some(failure) = &row.failure {
            let _ = write!(text, "\n  {}: {failure}", row.peer.name());
        }
    }
    text
}

/// Bytes on the wire of every server's calls and stream items.
pub(crate) fn sizes(cells: &[Cell]) -> String {
    let mut seen = Vec::new();
    let mut names = vec![""];
    let mut lines = vec![["request", "reply", "work"].map(str::to_owned).to_vec()];
    for cell in cells {
        for row in &cell.rows {
            let Some((request, reply)) = row.samples.first().and_then(|sample| sample.bytes) else {
                continue;
            };
            let what = match cell.work {
                Work::Stream => "stream, an item",
                Work::FanOut => "fan-out, a burst and a push",
                _ => "call",
            };
            if !seen.contains(&(row.peer, what)) {
                seen.push((row.peer, what));
                names.push(row.peer.name());
                lines.push(vec![request.to_string(), reply.to_string(), what.to_owned()]);
            }
        }
    }
    format!("bytes per message, frame header included\n{}", aligned(names, &lines))
}

fn rate_line(cell: &Cell, row: &Row) -> Vec<String> {
    let ours = cell.row(cell.work.ours()).filter(|ours| ours.peer != row.peer);
    vec![
        optional(row.rate(), |rate| thousands(rate.median)),
        optional(row.rate(), |rate| format!("{:.0} %", rate.spread())),
        optional(cell.ratio(row, cell.work.limit()), decimals),
        optional(ours.and_then(|ours| cell.ratio(ours, row.peer)), decimals),
        optional(row.server_micros(), decimals),
        optional(row.first_reply_millis(), |millis| format!("{millis:.1}")),
    ]
}

fn optional<T>(value: Option<T>, text: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "–".to_owned(), text)
}

/// Two decimals, or four where two would say nothing.
fn decimals(number: f64) -> String {
    if number < 0.1 { format!("{number:.4}") } else { format!("{number:.2}") }
}

/// Names to the left, all else to the right of its column.
fn aligned<'a>(names: impl IntoIterator<Item = &'a str>, lines: &[Vec<String>]) -> String {
    let columns = lines.first().map_or(0, Vec::len);
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |(name, cells): (&str, &Vec<String>)| {
        let mut text = format!("  {name:<18}");
        for (cell, width) in cells.iter().zip(&widths) {
            let _ = write!(text, "  {cell:>width$}");
        }
        text
    };
    names.into_iter().zip(lines).map(line).collect::<Vec<_>>().join("\n")
}

/// `1234567.8` as `1 234 568`.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(thousands(1_234_567.8), "1 234 568");
        assert_eq!(thousands(999.0), "999");
        assert_eq!(thousands(22_500.4), "22 500");
    }

    #[test]
    fn columns_end_where_their_widest_cell_ends() {
        let lines = [vec!["a".to_owned(), "bb".to_owned()], vec!["cccc".to_owned(), "–".to_owned()]];
        let text = aligned(["", "name"], &lines);
        assert_eq!(text, "                         a  bb\n  name                cccc   –");
    }
}
