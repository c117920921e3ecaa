//! Everything one invocation found: printed as tables, written as JSON.

use crate::cell::Cell;
use crate::goal::{self, Verdict};
use crate::machine::Machine;
use crate::table;
use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// The whole of it.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) load_before: String,
    pub(crate) load_after: String,
    pub(crate) runs: usize,
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
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Machine { processor, cores, kernel } = &self.machine;
        writeln!(f, "{processor}, {cores} cores, Linux {kernel}; {} runs of {} s", self.runs, self.seconds)?;
        writeln!(
            f,
            "load average before {}, after {} (the benchmark's own load included)",
            self.load_before, self.load_after
        )?;
        for cell in &self.cells {
            writeln!(f, "\n{}", table::rates(cell))?;
        }
        writeln!(f, "\n{}", table::sizes(&self.cells))?;
        let verdicts = goal::verdicts(&self.cells);
        if !verdicts.is_empty() {
            writeln!(f, "\nours, JSON, against its goals")?;
        }
        for Verdict { goal, measured, reached } in verdicts {
            writeln!(f, "  {} {goal}: {measured:.2}", if reached { "reached" } else { "MISSED " })?;
        }
        Ok(())
    }
}
