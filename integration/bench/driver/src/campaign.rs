//! All runs in their order: servers take turns within each run, so that what the machine does meanwhile meets all alike.

use crate::args::Args;
use crate::cell::{Cell, Row};
use crate::machine;
use crate::measure::Run;
use crate::peer::Peer;
use crate::placement::{Cores, Placement};
use crate::program::Programs;
use crate::work::Work;

/// What is to be run, and the programs for it.
pub(crate) struct Campaign<'a> {
    args: &'a Args,
    cores: Cores,
    programs: Programs,
}

impl<'a> Campaign<'a> {
    /// Builds or finds the programs the wanted servers need, before anything is measured.
    pub(crate) fn prepare(args: &'a Args) -> anyhow::Result<Self> {
        machine::open_many_files()?;
        let wanted = |peer: &&Peer| args.works().iter().any(|&work| peer.takes(work));
        let programs = Programs::provide(|program| {
            args.peers().iter().filter(wanted).any(|peer| peer.programs().any(|its| its == program))
        });
        Ok(Self { args, cores: Cores::of_this_process()?, programs })
    }

    pub(crate) fn run(&self) -> anyhow::Result<Vec<Cell>> {
        let mut cells = Vec::new();
        for &placement in self.args.placements() {
            if placement == Placement::Unpinned && self.cores.count() < 2 {
                eprintln!("this process may use one core only: the figures of 2c are those of 1c");
            }
            self.cores.place(placement)?;
            for &work in self.args.works().iter().filter(|work| work.placements().contains(&placement)) {
                let sizes = if work.sizes().is_empty() { &[0] } else { work.sizes() };
                cells.extend(sizes.iter().filter_map(|&size| self.cell(work, size, placement)));
            }
        }
        Ok(cells)
    }

    /// Nothing, if no server that is wanted takes the work.
    fn cell(&self, work: Work, size: usize, placement: Placement) -> Option<Cell> {
        let peers = self.args.peers().iter().copied().filter(|peer| peer.takes(work));
        let rows = peers.map(|peer| Row { peer, samples: Vec::new(), failure: self.missing(peer) });
        let mut cell = Cell { work, size, placement, rows: rows.collect() };
        if cell.rows.is_empty() {
            return None;
        }
        let (title, runs) = (cell.title(), self.args.runs(work));
        for run in 0..runs {
            eprintln!("{title}: run {} of {runs}", run + 1);
            // Whoever starts a run changes, so that no server always follows the same one.
            let shift = run % cell.rows.len();
            cell.rows.rotate_left(shift);
            for row in cell.rows.iter_mut().filter(|row| row.failure.is_none()) {
                let run_of_it = Run {
                    programs: &self.programs,
                    peer: row.peer,
                    work,
                    size,
                    duration: self.args.duration(),
                };
                match run_of_it.measure() {
                    Ok(sample) => row.samples.push(sample),
                    Err(error) => {
                        eprintln!("  {}: {error:#}", row.peer.name());
                        row.failure = Some(format!("failed in run {}: {error:#}", run + 1));
                    }
                }
            }
            cell.rows.rotate_right(shift);
        }
        Some(cell)
    }

    fn missing(&self, peer: Peer) -> Option<String> {
        peer.programs().find_map(|program| self.programs.get(program).err()).map(str::to_owned)
    }
}
