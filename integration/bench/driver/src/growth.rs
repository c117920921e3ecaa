//! How cost grows with size: one work's cells in the order of their sizes, and where it grows worse than linearly.

use crate::cell::{Cell, Row};
use crate::peer::Peer;
use crate::placement::Placement;
use crate::work::Work;

/// What a step may cost beyond linear growth before it is called worse: figures of one machine differ by as much.
const TOLERANCE: f64 = 1.15;

/// One work in one placement, at all sizes.
pub(crate) struct Growth<'a> {
    pub(crate) work: Work,
    pub(crate) placement: Placement,
    pub(crate) cells: Vec<&'a Cell>,
}

/// From one size to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// What a unit costs at the larger size, in terms of the smaller one: 1 is linear growth, less is better than that.
    pub(crate) factor: f64,
}

impl Step {
    pub(crate) fn is_worse_than_linear(&self) -> bool {
        self.factor > TOLERANCE
    }
}

impl<'a> Growth<'a> {
    /// Every work that has sizes.
    pub(crate) fn all(cells: &'a [Cell]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for cell in cells.iter().filter(|cell| cell.size > 0) {
            match all.iter_mut().find(|its| its.work == cell.work && its.placement == cell.placement) {
                Some(growth) => growth.cells.push(cell),
                None => all.push(Self { work: cell.work, placement: cell.placement, cells: vec![cell] }),
            }
        }
        all
    }

    pub(crate) fn title(&self) -> String {
        format!("{}, {}", self.work.title(), self.placement.name())
    }

    pub(crate) fn peers(&self) -> impl Iterator<Item = Peer> {
        self.cells.iter().take(1).flat_map(|cell| cell.rows.iter().map(|row| row.peer))
    }

    /// A row's figures at each size where there is one.
    pub(crate) fn points(&self, peer: Peer, of: impl Fn(&Row) -> Option<f64>) -> Vec<(usize, f64)> {
        let point = |cell: &&Cell| Some((cell.size, of(cell.row(peer)?)?));
        self.cells.iter().filter_map(point).collect()
    }

    /// From each size to the next.
    pub(crate) fn steps(&self, peer: Peer) -> Vec<Step> {
        let points = self.points(peer, |row| Some(row.value()?.median));
        points.windows(2).map(|pair| self.step(pair[0], pair[1])).collect()
    }

    /// From the first size to the last.
    pub(crate) fn whole(&self, peer: Peer) -> Option<Step> {
        let points = self.points(peer, |row| Some(row.value()?.median));
        Some(self.step(*points.first()?, *points.last()?))
    }

    fn step(&self, (from, rate): (usize, f64), (to, next): (usize, f64)) -> Step {
        // A call to one of many costs as much as to one of few, if all is linear; a text costs what its bytes do.
        let larger = if self.work == Work::GrowingPayload { to as f64 / from as f64 } else { 1.0 };
        Step { from, to, factor: rate / next / larger }
    }

    /// What is paid for.
    pub(crate) fn each(&self) -> &'static str {
        match self.work {
            Work::GrowingPayload => "a byte",
            Work::GrowingFanOut => "a delivery",
            _ => "a call",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Sample;

    fn cells(work: Work, rates: &[(usize, f64)]) -> Vec<Cell> {
        let cell = |&(size, value): &(usize, f64)| {
            let samples = vec![Sample { value, ..Sample::default() }];
            let rows = vec![Row { peer: Peer::OursJson, samples, failure: None }];
            Cell { work, size, placement: Placement::OneCore, rows }
        };
        rates.iter().map(cell).collect()
    }

    #[test]
    fn calls_that_become_dearer_with_connections_are_worse_than_linear() {
        let cells = cells(Work::GrowingConnections, &[(1, 100.0), (8, 100.0), (64, 50.0)]);
        let all = Growth::all(&cells);
        let steps: Vec<_> = all[0].steps(Peer::OursJson).iter().map(Step::is_worse_than_linear).collect();
        assert_eq!(steps, [false, true]);
    }

    #[test]
    fn a_text_may_cost_as_many_times_as_it_is_longer() {
        let cells = cells(Work::GrowingPayload, &[(64, 100.0), (512, 12.5), (4096, 1.0)]);
        let all = Growth::all(&cells);
        let steps: Vec<_> = all[0].steps(Peer::OursJson).iter().map(Step::is_worse_than_linear).collect();
        assert_eq!(steps, [false, true]);
    }
}
