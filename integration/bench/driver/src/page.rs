//! The page with all figures, for the book: drawn from what one invocation wrote, so that anybody can draw it again.

mod cost;

use crate::chart::{Curve, bars, curves};
use crate::goal::{self, Verdict};
use crate::growth::Growth;
use crate::report::Report;
use crate::table::{self, number};
use crate::work::Work;
use anyhow::Context as _;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const HEAD: &str = "\
Server and client are processes of their own; the limit, the peers and ours take turns within every run, and figures are
medians. **2c**: nothing is pinned, and to wake an idle core is most of a lone call. **1c**: both processes on one core, which
shows what a call costs. Absolutes belong to the machine, ratios travel. *of limit* is how many times as good a row is as the
one that does nothing else, *ours ×* how many times as good ours is as a row, both in the same run; *spread* is from the lowest
run to the highest, in percent of the median; *CPU µs* is the server's processor time for each call.
";

const ELSEWHERE: &str = "
Not measured here: the heap of an idle connection, allocations and writes for each request are counted by tests
(`fence_idle`, `fence_allocations` and `fence_writes`), which no other load can disturb. How ours in asyncio compares with the
asyncio client of acton-reactive 10 is left out, since the benchmark has no copy of that client.
";

/// A page on its way, and where its pictures go.
struct Page {
    text: String,
    pictures: PathBuf,
}

/// Writes `performance.md` into `docs`, and the pictures beside it.
pub(crate) fn write(report: &Report, docs: &Path) -> anyhow::Result<()> {
    let pictures = docs.join("performance");
    // Those of a work that is no more would stay.
    if pictures.exists() {
        std::fs::remove_dir_all(&pictures).with_context(|| format!("cannot empty {}", pictures.display()))?;
    }
    std::fs::create_dir_all(&pictures).with_context(|| format!("cannot make {}", pictures.display()))?;
    let text = format!(
        "# Performance\n\nEvery figure on this page was measured in one run of [the benchmark](../integration/bench/README.md), \
         which drew the page and draws it again:\n\n```sh\n{}\n```\n\n{}\n\n{HEAD}",
        report.command,
        report.conditions()
    );
    let mut page = Page { text, pictures };
    page.goals(report);
    for cell in report.cells.iter().filter(|cell| cell.size == 0 && cell.work != Work::Bytes) {
        let title = capital(&cell.title());
        let _ = write!(page.text, "\n## {title}\n");
        page.picture(&format!("{}-{}", cell.work.key(), cell.placement.name()), &title, &bars(cell))?;
        page.table(&table::figures(cell).markdown());
        page.failures(&[cell]);
    }
    let (grows, memory): (Vec<_>, Vec<_>) =
        Growth::all(&report.cells).into_iter().partition(|growth| growth.work.grows());
    for growth in &memory {
        page.memory(growth)?;
    }
    let _ = write!(page.text, "\n## Bytes on the wire\n\nFrame headers are included.\n");
    page.table(&table::sizes(&report.cells).markdown());
    if !grows.is_empty() {
        let _ = write!(page.text, "\n## How cost grows\n\n{}", cost::HEAD);
    }
    for growth in &grows {
        page.growth(growth)?;
    }
    save(&docs.join("performance.md"), &page.text)
}

impl Page {
    fn goals(&mut self, report: &Report) {
        self.text.push_str("\n## What it is to reach\n\n| goal | measured | |\n|---|--:|---|\n");
        for Verdict { goal, measured, reached } in goal::verdicts(&report.cells) {
            let verdict = if reached { "reached" } else { "**missed**" };
            let _ = writeln!(self.text, "| {goal} | {} | {verdict} |", number(measured));
        }
        self.text.push_str(ELSEWHERE);
    }

    fn memory(&mut self, growth: &Growth<'_>) -> anyhow::Result<()> {
        let title = capital(&growth.title());
        let _ = write!(self.text, "\n## {title}\n");
        if let Some(most) = growth.cells.last() {
            self.picture(&most.work.key(), &title, &bars(most))?;
        }
        self.text.push_str(
            "\nWhat the server has in RAM once each connection has made a call and has been quiet for more than a second; and what \
             that is for each connection, without what the server had before the first.\n",
        );
        self.table(&table::memory(growth).markdown());
        self.failures(&growth.cells);
        Ok(())
    }

    fn growth(&mut self, growth: &Growth<'_>) -> anyhow::Result<()> {
        let title = capital(&growth.title());
        let _ = write!(self.text, "\n### {title}\n");
        let rate = |row: &crate::cell::Row| Some(row.value()?.median);
        let drawn = |of: fn(&crate::cell::Row) -> Option<f64>| {
            let curve = |peer| Curve { peer, points: growth.points(peer, of) };
            growth.peers().map(curve).filter(|curve| !curve.points.is_empty()).collect::<Vec<_>>()
        };
        let key = growth.work.key();
        self.picture(&key, &title, &curves(growth, growth.work.unit(), &drawn(rate)))?;
        let waits = drawn(table::p99);
        if !waits.is_empty() {
            self.picture(&format!("{key}-p99"), &format!("{title}, p99"), &curves(growth, "p99 µs", &waits))?;
        }
        self.table(&table::growth(growth).markdown());
        self.failures(&growth.cells);
        let _ = write!(self.text, "\n{}", cost::told(growth));
        Ok(())
    }

    fn picture(&mut self, name: &str, title: &str, svg: &str) -> anyhow::Result<()> {
        let _ = write!(self.text, "\n![{title}](performance/{name}.svg)\n");
        save(&self.pictures.join(format!("{name}.svg")), svg)
    }

    fn table(&mut self, markdown: &str) {
        let _ = write!(self.text, "\n{markdown}");
    }

    fn failures(&mut self, cells: &[&crate::cell::Cell]) {
        for failure in table::failures(cells) {
            let _ = write!(self.text, "\n{failure}.\n");
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
