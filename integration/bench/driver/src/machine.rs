//! What else may have moved the figures: the machine, and the load others put on it.

use anyhow::Context as _;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The machine as a reader of the figures must know it.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) kernel: String,
}

impl Machine {
    /// This machine; what cannot be read is `unknown`.
    pub(crate) fn this() -> Self {
        let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let named = |line: &str| Some(line.strip_prefix("model name")?.split_once(':')?.1.trim().to_owned());
        Self {
            processor: cpuinfo.lines().find_map(named).unwrap_or_else(|| "unknown".to_owned()),
            cores: cpuinfo.lines().filter(|line| line.starts_with("processor")).count(),
            kernel: first_words("/proc/sys/kernel/osrelease", 1),
        }
    }
}

/// The load average over 1, 5 and 15 minutes.
pub(crate) fn load() -> String {
    first_words("/proc/loadavg", 3)
}

/// Memory of a process that is in RAM, in KiB.
pub(crate) fn resident(process: u32) -> anyhow::Result<f64> {
    // Counted page by page; what `status` tells may lag behind.
    let path = format!("/proc/{process}/smaps_rollup");
    let rollup = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let rss = rollup.lines().find_map(|line| line.strip_prefix("Rss:")?.trim().strip_suffix(" kB"));
    rss.and_then(|kib| kib.parse().ok()).with_context(|| format!("{path} is not laid out as proc(5) says"))
}

/// Lets this process, and those it starts, open as many files as it may.
pub(crate) fn open_many_files() -> anyhow::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })
        .context("cannot raise the limit of open files")
}

/// The day, for whoever reads the figures later.
pub(crate) fn today() -> String {
    let date = std::process::Command::new("date").args(["--utc", "+%F"]).output();
    date.map_or_else(|_| "unknown".to_owned(), |date| String::from_utf8_lossy(&date.stdout).trim().to_owned())
}

fn first_words(path: &str, count: usize) -> String {
    std::fs::read_to_string(path).map_or_else(
        |_| "unknown".to_owned(),
        |text| text.split_whitespace().take(count).collect::<Vec<_>>().join(" "),
    )
}

/// Processor time that the threads of a process have used.
pub(crate) fn cpu_time(process: u32) -> anyhow::Result<Duration> {
    let path = format!("/proc/{process}/task");
    let threads = std::fs::read_dir(&path).with_context(|| format!("cannot list {path}"))?;
    let mut nanos = 0;
    for thread in threads {
        let path = thread?.path().join("schedstat");
        // Only `stat` counts threads that have ended, too, but in steps of 10 ms.
        let Ok(schedstat) = std::fs::read_to_string(&path) else { continue };
        let on_a_core = schedstat.split_whitespace().next().and_then(|nanos| nanos.parse::<u64>().ok());
        nanos += on_a_core.with_context(|| format!("{} is not laid out as it should be", path.display()))?;
    }
    Ok(Duration::from_nanos(nanos))
}
