//! Figures that were seen when they were last meant to change, for each architecture.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use integration::workspace;

use crate::traffic::Traffic;

/// How far a figure may be from the recorded one, either way: less is worth recording, too.
const TOLERANCE: f64 = 0.05;

/// The record of this architecture.
#[derive(Debug)]
pub(crate) struct Recorded {
    path: PathBuf,
    compiler: String,
}

impl Recorded {
    pub(crate) fn here() -> Self {
        let name = format!("integration/tests/fences/instructions.{}.txt", std::env::consts::ARCH);
        let output = Command::new("rustc").arg("--version").output().expect("rustc can be run");
        let compiler = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Self { path: workspace::path(&name), compiler }
    }

    /// Holds what was counted against the record; with `BLESS=1` it becomes the record.
    pub(crate) fn hold(&self, costs: &[(Traffic, f64)]) {
        if std::env::var_os("BLESS").is_some() {
            return std::fs::write(&self.path, self.written(costs)).expect("the record can be written");
        }
        let how = "`BLESS=1 just fences` records what is counted now, if that is meant";
        let Ok(record) = std::fs::read_to_string(&self.path) else {
            panic!("{} is missing: {how}", self.path.display());
        };
        let compiler = record.lines().next().unwrap_or_default();
        for (traffic, cost) in costs {
            let name = format!("{traffic}: ");
            let known: Option<f64> = record
                .lines()
                .find_map(|line| line.strip_prefix(&name)?.split_whitespace().next()?.parse().ok());
            let Some(known) = known else {
                panic!("{} says nothing of {traffic}: {how}", self.path.display())
            };
            println!("{traffic}: {cost} instructions a request, {known} are recorded");
            let change = cost / known - 1.0;
            assert!(
                change.abs() <= TOLERANCE,
                "{traffic}: {cost} instructions a request, {known} are recorded ({:+.1} %), of {compiler}; this is {}. {how}",
                change * 100.0,
                self.compiler,
            );
        }
    }

    fn written(&self, costs: &[(Traffic, f64)]) -> String {
        let mut text = format!("{}\n", self.compiler);
        for (traffic, cost) in costs {
            writeln!(text, "{traffic}: {cost} instructions a request").expect("a string takes all");
        }
        text
    }
}
