//! What the user may ask for. Its texts are the benchmark's `--help`.

use crate::peer::Peer;
use crate::placement::Placement;
use crate::work::Work;
use clap::{Parser, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

/// Measures acton-reactive over a Unix socket, beside the raw limit and its peers.
///
/// Builds the servers, starts each in a process of its own, checks that its answers are right, and keeps it busy. Servers
/// take turns within every run; the tables show medians, and ratios of runs made side by side. Tables go to stdout, progress
/// to stderr, every single run into a JSON file.
#[derive(Debug, Parser)]
#[command(name = "bench", after_help = EXAMPLES)]
pub(crate) struct Args {
    /// How long to measure.
    #[arg(default_value = "full")]
    pace: Pace,

    /// Runs of every server at every work, in place of the pace's own.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=100))]
    runs: Option<u16>,

    /// Seconds of one run, in place of the pace's own.
    #[arg(long, value_parser = seconds)]
    seconds: Option<Duration>,

    /// Only these works.
    #[arg(long = "work", value_name = "WORK", value_delimiter = ',')]
    works: Vec<Work>,

    /// Only these servers; ratios need ours, and the limit.
    #[arg(long = "peer", value_name = "PEER", value_delimiter = ',')]
    peers: Vec<Peer>,

    /// Only this placement: 2c leaves both processes unpinned, 1c puts both on one core.
    #[arg(long = "placement", value_name = "PLACEMENT", value_delimiter = ',')]
    placements: Vec<Placement>,

    /// Where every run is written [default: target/bench.json in the benchmark's folder].
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,

    /// Where `performance.md` and its pictures are written, if no other flag narrows what is measured [default: the book's folder].
    #[arg(long, value_name = "FOLDER")]
    docs: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  bench                                             the figures to publish, in under twenty minutes
  bench quick                                       a first look at all of them, in under three
  bench --work pipelined --placement 1c             one table
  bench quick --peer raw,ours-json --work stream    ours against the limit only

Measure on a quiet machine: the load average is printed before and after.";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Pace {
    /// Two runs of 0.08 s, one of idle connections: under three minutes.
    Quick,
    /// Five runs of 0.4 s: under twenty minutes.
    Full,
    /// Nothing: draw the page again from the JSON file.
    Draw,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "give a number of seconds, such as 0.5".to_owned())?;
    if (0.05..=60.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err("give between 0.05 and 60 seconds".to_owned())
    }
}

impl Args {
    pub(crate) fn duration(&self) -> Duration {
        self.seconds.unwrap_or(match self.pace {
            Pace::Quick => Duration::from_millis(80),
            Pace::Full | Pace::Draw => Duration::from_millis(400),
        })
    }

    /// How often; idle connections take their time, and differ little.
    pub(crate) fn runs(&self, work: Work) -> usize {
        let own = match (self.pace, work) {
            (Pace::Quick, Work::IdleMemory) => 1,
            (Pace::Quick, _) => 2,
            (Pace::Full | Pace::Draw, _) => 5,
        };
        self.runs.map_or(own, usize::from)
    }

    /// The command that measures the same again.
    pub(crate) fn again(&self) -> String {
        if self.pace == Pace::Quick { "just bench quick" } else { "just bench" }.to_owned()
    }

    pub(crate) fn works(&self) -> &[Work] {
        if self.works.is_empty() { Work::value_variants() } else { &self.works }
    }

    pub(crate) fn peers(&self) -> &[Peer] {
        if self.peers.is_empty() { Peer::value_variants() } else { &self.peers }
    }

    pub(crate) fn placements(&self) -> &[Placement] {
        if self.placements.is_empty() { Placement::value_variants() } else { &self.placements }
    }

    /// Whether nothing is measured.
    pub(crate) fn draws(&self) -> bool {
        self.pace == Pace::Draw
    }

    /// Whether all is as the pace has it, so that the page can say how to measure it again.
    pub(crate) fn is_whole(&self) -> bool {
        self.works.is_empty()
            && self.peers.is_empty()
            && self.placements.is_empty()
            && self.runs.is_none()
            && self.seconds.is_none()
    }

    /// Where the book lies.
    pub(crate) fn docs(&self) -> PathBuf {
        let default = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs"));
        self.docs.clone().unwrap_or_else(default)
    }

    pub(crate) fn json(&self) -> PathBuf {
        let default = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/bench.json"));
        self.json.clone().unwrap_or_else(default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_flags_do_not_contradict_each_other() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_run_of_no_length_is_refused() {
        assert!(Args::try_parse_from(["bench", "quick", "--seconds", "0"]).is_err());
    }
}
