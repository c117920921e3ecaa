//! What else may have moved the figures: the machine, and the load others put on it.

use serde::Serialize;

/// The machine as a reader of the figures must know it.
#[derive(Debug, Serialize)]
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

fn first_words(path: &str, count: usize) -> String {
    std::fs::read_to_string(path).map_or_else(
        |_| "unknown".to_owned(),
        |text| text.split_whitespace().take(count).collect::<Vec<_>>().join(" "),
    )
}
