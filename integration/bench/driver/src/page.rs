//! The page with all figures, for the book: drawn from what one invocation wrote, so that anybody can draw it again.

use crate::cell::{Cell, Row};
use crate::chart::{bars, short};
use crate::goal::{self, Verdict};
use crate::report::Report;
use anyhow::Context as _;
use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "\
# Performance

Every figure on this page was measured in one run of [the benchmark](../integration/bench/README.md), which drew the page:

```sh
just bench full
```

Server and client are processes of their own; the limit, the peers and ours take turns within every run. **2c**: nothing is pinned, and
to wake an idle core is most of a lone call. **1c**: both processes on one core, which shows what a call costs. Absolutes belong to the
machine, ratios travel. *of limit* is the rate divided by that of the row that does nothing else, *ours ×* how many times a row's
rate ours is, both in the same run.
";

/// Writes `performance.md` into `docs`, and the pictures beside it.
pub(crate) fn write(report: &Report, docs: &Path) -> anyhow::Result<()> {
    let pictures = docs.join("performance");
    std::fs::create_dir_all(&pictures).with_context(|| format!("cannot make {}", pictures.display()))?;
    let mut page = format!("{HEAD}\n{}\n", conditions(report));
    let verdicts = goal::verdicts(&report.cells);
    page.push_str("\n## What it is to reach\n\n| goal | measured | |\n|---|---|---|\n");
    for Verdict { goal, measured, reached } in &verdicts {
        let _ = writeln!(
            page,
            "| {goal} | {measured:.2} | {} |",
            if *reached { "reached" } else { "**missed**" }
        );
    }
    for cell in &report.cells {
        let picture = format!("{}-{}.svg", cell.work.key(), cell.placement.name());
        save(&pictures.join(&picture), &bars(cell))?;
        let title = capital(&format!("{}, {}", cell.work.title(), cell.placement.name()));
        let _ = write!(page, "\n## {title}\n\n![{title}](performance/{picture})\n\n{}", table(cell));
    }
    save(&docs.join("performance.md"), &page)
}

fn conditions(report: &Report) -> String {
    format!(
        "{}, {} cores, Linux {}; {} runs of {} s each. Load average before: {}, after: {}, the benchmark's own included.",
        report.machine.processor,
        report.machine.cores,
        report.machine.kernel,
        report.runs,
        report.seconds,
        report.load_before,
        report.load_after
    )
}

fn table(cell: &Cell) -> String {
    let mut table = format!(
        "| | {} | spread | of limit | ours × | server µs |\n|---|--:|--:|--:|--:|--:|\n",
        cell.work.unit()
    );
    for row in &cell.rows {
        let _ = writeln!(table, "{}", line(cell, row));
    }
    table
}

fn line(cell: &Cell, row: &Row) -> String {
    let Some(rate) = row.rate() else {
        return format!("| {} | {} | | | | |", row.peer.name(), row.failure.as_deref().unwrap_or("–"));
    };
    let ratio = |ratio: Option<f64>| ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.3}"));
    let ours = cell.row(cell.work.ours()).filter(|ours| ours.peer != row.peer);
    format!(
        "| {} | {} | {:.0} % | {} | {} | {:.2} |",
        row.peer.name(),
        short(rate.median),
        rate.spread(),
        ratio(cell.ratio(row, cell.work.limit())),
        ratio(ours.and_then(|ours| cell.ratio(ours, row.peer))),
        row.server_micros().unwrap_or_default(),
    )
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
