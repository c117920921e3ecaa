//! Everything one invocation found: printed as tables, written as JSON.

use crate::cell::Cell;
use crate::goal::{self, Verdict};
use crate::growth::Growth;
use crate::machine::Machine;
use crate::table;
use crate::work::Work;
use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// The whole of it.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) date: String,
    pub(crate) load_before: String,
    pub(crate) load_after: String,
    /// What measures the same again.
    pub(crate) command: String,
    /// How long all of it took.
    pub(crate) minutes: f64,
    /// How long a server was kept busy in each run.
    pub(crate) seconds: f64,
    pub(crate) cells: Vec<Cell>,
}

impl Report {
    /// What an invocation before this one wrote.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let json = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_slice(&json)
            .with_context(|| format!("{} is not what a benchmark wrote", path.display()))
    }

    /// Writes every run to `path`, making its folder.
    pub(crate) fn write(&self, path: &Path) -> anyhow::Result<()> {
        #[derive(Serialize)]
        struct File<'a> {
            #[serde(flatten)]
            report: &'a Report,
            goals: Vec<Verdict>,
        }
        let json = serde_json::to_vec_pretty(&File { report: self, goals: goal::verdicts(&self.cells) })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(path, json))
            .with_context(|| format!("cannot write {}", path.display()))
    }

    /// When, on which machine, and how.
    pub(crate) fn conditions(&self) -> String {
        let Machine { processor, cores, kernel } = &self.machine;
        let runs = |idle: bool| {
            let of = self.cells.iter().filter(|cell| (cell.work == Work::IdleMemory) == idle);
            of.flat_map(|cell| &cell.rows).map(|row| row.samples.len()).max()
        };
        let idle = runs(true).filter(|&of_idle| Some(of_idle) != runs(false));
        let idle = idle.map_or_else(String::new, |runs| format!(" ({runs} of idle connections)"));
        format!(
            "{}, on {processor}, {cores} cores, Linux {kernel}: {} runs{idle} of {} s each, in {:.1} minutes. Load average before: {}, \
             after: {}, the benchmark's own included.",
            self.date,
            runs(false).unwrap_or_default(),
            self.seconds,
            self.minutes,
            self.load_before,
            self.load_after
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.conditions())?;
        for cell in self.cells.iter().filter(|cell| cell.size == 0 && cell.work != Work::Bytes) {
            write!(f, "\n{}\n{}", cell.title(), table::figures(cell).text())?;
        }
        for growth in Growth::all(&self.cells) {
            let memory = growth.work == Work::IdleMemory;
            let grid = if memory { table::memory(&growth) } else { table::growth(&growth) };
            write!(f, "\n{}; {}\n{}", growth.title(), growth.work.sized(), grid.text())?;
        }
        write!(f, "\nbytes on the wire\n{}", table::sizes(&self.cells).text())?;
        for failure in table::failures(&self.cells.iter().collect::<Vec<_>>()) {
            writeln!(f, "\n{failure}")?;
        }
        let verdicts = goal::verdicts(&self.cells);
        if !verdicts.is_empty() {
            writeln!(f, "\nours against its goals")?;
        }
        for Verdict { goal, measured, reached } in verdicts {
            writeln!(f, "  {} {goal}: {measured:.2}", if reached { "reached" } else { "MISSED " })?;
        }
        Ok(())
    }
}
