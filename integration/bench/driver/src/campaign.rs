//! All runs in their order: servers take turns within each run, so that what the machine does meanwhile meets all alike.

use crate::args::Args;
use crate::cell::{Cell, Row};
use crate::measure::{Sample, measure};
use crate::peer::Peer;
use crate::placement::{Cores, Placement};
use crate::program::{Executable, Program};
use crate::work::Work;

/// What is to be run, and the programs for it: each with its path, or the reason it is missing.
pub(crate) struct Campaign<'a> {
    args: &'a Args,
    cores: Cores,
    programs: Vec<(Program, Result<Executable, String>)>,
}

impl<'a> Campaign<'a> {
    /// Builds or finds the programs the wanted servers need, before anything is measured.
    pub(crate) fn prepare(args: &'a Args) -> anyhow::Result<Self> {
        let needed = |program: &Program| {
            let wanted = |peer: &&Peer| args.works().iter().any(|&work| peer.takes(work));
            args.peers().iter().filter(wanted).any(|peer| peer.programs().any(|its| its == *program))
        };
        let mut programs = Vec::new();
        for program in Program::ALL.into_iter().filter(needed) {
            let provided = program.provide().map_err(|error| format!("missing: {error:#}"));
            if let Err(reason) = &provided {
                eprintln!("{reason}");
            }
            programs.push((program, provided));
        }
        Ok(Self { args, cores: Cores::of_this_process()?, programs })
    }

    pub(crate) fn run(&self) -> anyhow::Result<Vec<Cell>> {
        let mut cells = Vec::new();
        for &placement in self.args.placements() {
            if placement == Placement::Unpinned && self.cores.count() < 2 {
                eprintln!("this process may use one core only: the figures of 2c are those of 1c");
            }
            self.cores.place(placement)?;
            for &work in self.args.works() {
                if self.args.peers().iter().any(|peer| peer.takes(work)) {
                    cells.push(self.cell(work, placement));
                }
            }
        }
        Ok(cells)
    }

    fn cell(&self, work: Work, placement: Placement) -> Cell {
        let peers = self.args.peers().iter().copied().filter(|peer| peer.takes(work));
        let mut rows: Vec<Row> =
            peers.map(|peer| Row { peer, samples: Vec::new(), failure: self.missing(peer) }).collect();
        for run in 0..self.args.runs() {
            eprintln!("{}, {}: run {} of {}", work.title(), placement.name(), run + 1, self.args.runs());
            // Whoever starts a run changes, so that no server always follows the same one.
            let shift = run % rows.len().max(1);
            rows.rotate_left(shift);
            for row in rows.iter_mut().filter(|row| row.failure.is_none()) {
                match self.sample(row.peer, work) {
                    Ok(sample) => row.samples.push(sample),
                    Err(error) => {
                        eprintln!("  {}: {error:#}", row.peer.name());
                        row.failure = Some(format!("failed in run {}: {error:#}", run + 1));
                    }
                }
            }
            rows.rotate_right(shift);
        }
        Cell { work, placement, rows }
    }

    fn sample(&self, peer: Peer, work: Work) -> anyhow::Result<Sample> {
        let executable = |program| self.provided(program).map_err(|reason| anyhow::anyhow!("{reason}"));
        measure(peer, executable, work, self.args.duration())
    }

    fn missing(&self, peer: Peer) -> Option<String> {
        peer.programs().find_map(|program| self.provided(program).err()).map(str::to_owned)
    }

    fn provided(&self, wanted: Program) -> Result<&Executable, &str> {
        let found = self.programs.iter().find(|(program, _)| *program == wanted);
        found.map_or(Err("missing: it was not built"), |(_, provided)| {
            provided.as_ref().map_err(String::as_str)
        })
    }
}
