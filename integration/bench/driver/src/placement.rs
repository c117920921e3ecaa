//! Where client and server run. Servers inherit the driver's affinity, so placing the driver places both.

use anyhow::Context as _;
use clap::ValueEnum;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use serde::{Deserialize, Serialize};

/// The cores both processes may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ValueEnum)]
pub(crate) enum Placement {
    /// Not pinned: each hand-over may wake an idle core.
    #[serde(rename = "2c")]
    #[value(name = "2c")]
    Unpinned,
    /// Both on one core: what the processor spends, without wake-ups across cores.
    #[serde(rename = "1c")]
    #[value(name = "1c")]
    OneCore,
}

impl Placement {
    /// The column's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unpinned => "2c",
            Self::OneCore => "1c",
        }
    }
}

/// The cores this process had when it started.
pub(crate) struct Cores(CpuSet);

impl Cores {
    pub(crate) fn of_this_process() -> anyhow::Result<Self> {
        Ok(Self(sched_getaffinity(None).context("cannot read which cores this process may use")?))
    }

    pub(crate) fn count(&self) -> u32 {
        self.0.count()
    }

    /// Places this thread, and every process it starts from now on. One core is the last allowed one: the first serves
    /// most interrupts.
    pub(crate) fn place(&self, placement: Placement) -> anyhow::Result<()> {
        let mut cores = self.0;
        if placement == Placement::OneCore {
            let last = (0..CpuSet::MAX_CPU).rev().find(|&core| cores.is_set(core));
            cores.clear();
            cores.set(last.context("this process may use no core")?);
        }
        sched_setaffinity(None, &cores).context("cannot choose the cores to run on")
    }
}
