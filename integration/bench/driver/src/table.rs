//! The tables: each server's figures at one work, at all sizes of one, and bytes on the wire.

use crate::cell::{Cell, Row};
use crate::grid::Grid;
use crate::growth::Growth;
use crate::peer::Peer;
use crate::work::Work;

/// One work in one placement, every server.
pub(crate) fn figures(cell: &Cell) -> Grid {
    let noted = |of: fn(&Row) -> Option<f64>| cell.rows.iter().any(|row| of(row).is_some());
    let (has_cpu, has_p99) = (noted(cpu), noted(p99));
    let mut head: Vec<_> = [cell.work.unit(), "spread", "of limit", "ours ×"].map(str::to_owned).into();
    head.extend(has_cpu.then(|| "CPU µs".to_owned()));
    head.extend(has_p99.then(|| "p99 µs".to_owned()));
    let line = |row: &Row| {
        let ours = cell.row(cell.work.ours()).filter(|ours| ours.peer != row.peer);
        let mut line = vec![
            optional(row.value(), |value| number(value.median)),
            optional(row.value(), |value| format!("{:.0} %", value.spread())),
            optional(cell.ratio(row, cell.work.limit()), number),
            optional(ours.and_then(|ours| cell.ratio(ours, row.peer)), number),
        ];
        line.extend(has_cpu.then(|| optional(cpu(row), number)));
        line.extend(has_p99.then(|| optional(p99(row), number)));
        (row.peer.name().to_owned(), line)
    };
    Grid { head, lines: cell.rows.iter().map(line).collect() }
}

/// Why rows have no figures, or fewer.
pub(crate) fn failures(cells: &[&Cell]) -> Vec<String> {
    let of = |cell: &&Cell| {
        let told =
            |row: &Row| Some(format!("{}, {}: {}", row.peer.name(), cell.title(), row.failure.as_ref()?));
        cell.rows.iter().filter_map(told).collect::<Vec<_>>()
    };
    cells.iter().flat_map(of).collect()
}

/// One work at all sizes, every server; and the same of p99, where it was noted.
pub(crate) fn growth(growth: &Growth<'_>) -> Grid {
    let rate = |row: &Row| Some(row.value()?.median);
    let mut lines = Vec::new();
    for (what, of) in [(growth.work.unit(), rate as fn(&Row) -> Option<f64>), ("p99 µs", p99)] {
        for peer in growth.peers().filter(|&peer| !growth.points(peer, of).is_empty()) {
            let cells = growth.cells.iter().map(|cell| optional(cell.row(peer).and_then(of), number));
            lines.push((format!("{}, {what}", peer.name()), cells.collect()));
        }
    }
    Grid { head: growth.cells.iter().map(|cell| count(cell.size)).collect(), lines }
}

/// What servers hold with so many idle connections, and what each connection is of it.
pub(crate) fn memory(growth: &Growth<'_>) -> Grid {
    let resident = |row: &Row| Some(row.median(|sample| sample.resident_kib)? / 1024.0);
    let each = |row: &Row| Some(row.value()?.median);
    let mut head: Vec<_> = growth.cells.iter().map(|cell| format!("MiB with {}", count(cell.size))).collect();
    let many = || growth.cells.iter().filter(|cell| cell.size > 1);
    head.extend(many().map(|cell| format!("KiB each of {}", count(cell.size))));
    let line = |peer: Peer| {
        let whole = growth.cells.iter().map(|cell| optional(cell.row(peer).and_then(resident), number));
        let each = many().map(|cell| optional(cell.row(peer).and_then(each), number));
        (peer.name().to_owned(), whole.chain(each).collect())
    };
    Grid { head, lines: growth.peers().map(line).collect() }
}

/// Bytes on the wire of every server's calls, items and pushes.
pub(crate) fn sizes(cells: &[Cell]) -> Grid {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for cell in cells {
        let what = match cell.work {
            Work::Bytes => "call",
            Work::Stream => "stream, an item",
            Work::FanOut => "burst of publications, a push",
            _ => continue,
        };
        for row in &cell.rows {
            let Some((request, reply)) = row.samples.first().and_then(|sample| sample.bytes) else {
                continue;
            };
            let name = format!("{}: {what}", row.peer.name());
            // An item's length differs with its number.
            if !lines.iter().any(|(named, _)| *named == name) {
                lines.push((name, [request, reply].map(count).to_vec()));
            }
        }
    }
    Grid { head: ["request", "reply"].map(str::to_owned).to_vec(), lines }
}

fn cpu(row: &Row) -> Option<f64> {
    row.median(|sample| sample.server_micros)
}

/// The median of what 99 of 100 calls took at most.
pub(crate) fn p99(row: &Row) -> Option<f64> {
    row.median(|sample| sample.p99_micros)
}

fn optional<T>(value: Option<T>, text: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "–".to_owned(), text)
}

/// Three digits that say something, or all before the point.
pub(crate) fn number(number: f64) -> String {
    match number.abs() {
        99.95.. => separated(&format!("{number:.0}")),
        10.0.. => format!("{number:.1}"),
        0.1.. => format!("{number:.2}"),
        0.0 => "0".to_owned(),
        _ => format!("{number:.4}"),
    }
}

/// `1234567` as `1,234,567`.
pub(crate) fn count(number: usize) -> String {
    separated(&number.to_string())
}

fn separated(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_say_something() {
        let shown = [1_234_567.8, 999.4, 22.54, 1.0, 0.052_17, 0.0].map(number);
        assert_eq!(shown, ["1,234,568", "999", "22.5", "1.00", "0.0522", "0"]);
    }
}
