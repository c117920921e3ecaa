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
    pace: Pace,

    /// Runs of every server at every work.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100))]
    runs: u16,

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

    /// Where `performance.md` and its pictures are written, if nothing was left out [default: the book's folder].
    #[arg(long, value_name = "FOLDER")]
    docs: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  bench quick                                       every table, in under three minutes
  bench full                                        the figures to publish, in under twenty
  bench full --work pipelined --placement 1c        one table
  bench quick --peer raw,ours-json --work stream    ours against the limit only

Measure on a quiet machine: the load average is printed before and after.";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Pace {
    /// Runs of 0.3 s: under three minutes.
    Quick,
    /// Runs of 1 s: under twenty minutes.
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
            Pace::Quick => Duration::from_millis(300),
            Pace::Full | Pace::Draw => Duration::from_secs(1),
        })
    }

    pub(crate) fn runs(&self) -> usize {
        self.runs.into()
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

    /// Whether nothing is left out, so that a page has all figures.
    pub(crate) fn is_whole(&self) -> bool {
        self.works.is_empty() && self.peers.is_empty() && self.placements.is_empty()
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
