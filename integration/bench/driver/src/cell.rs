//! What was measured: a row of runs for each server, and one table of rows for each work, size and placement.

use crate::figure::Figure;
use crate::measure::Sample;
use crate::peer::Peer;
use crate::placement::Placement;
use crate::table::count;
use crate::work::Work;
use serde::{Deserialize, Serialize};

/// One server's runs of one work. Runs of the same index were made one right after the other.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Row {
    pub(crate) peer: Peer,
    pub(crate) samples: Vec<Sample>,
    /// Why there are no (more) runs.
    pub(crate) failure: Option<String>,
}

impl Row {
    /// What the work counts.
    pub(crate) fn value(&self) -> Option<Figure> {
        Figure::of(self.samples.iter().map(|sample| sample.value))
    }

    /// The median of something else that runs showed.
    pub(crate) fn median(&self, of: impl Fn(&Sample) -> Option<f64>) -> Option<f64> {
        Figure::of(self.samples.iter().filter_map(of)).map(|figure| figure.median)
    }
}

/// All servers at one work of one size in one placement.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Cell {
    pub(crate) work: Work,
    /// One of the work's sizes; zero if it has none.
    #[serde(default)]
    pub(crate) size: usize,
    pub(crate) placement: Placement,
    pub(crate) rows: Vec<Row>,
}

impl Cell {
    pub(crate) fn row(&self, peer: Peer) -> Option<&Row> {
        self.rows.iter().find(|row| row.peer == peer)
    }

    /// Its heading.
    pub(crate) fn title(&self) -> String {
        let (work, placement) = (self.work.title(), self.placement.name());
        if self.size == 0 {
            return format!("{work}, {placement}");
        }
        format!("{work} ({}), {placement}", count(self.size))
    }

    /// How many times as good as `base` a row is: the median over runs, each held against the run made beside it.
    pub(crate) fn ratio(&self, row: &Row, base: Peer) -> Option<f64> {
        let base = &self.row(base)?.samples;
        let ratios = row.samples.iter().zip(base).map(|(sample, base)| {
            if self.work.less_is_better() { base.value / sample.value } else { sample.value / base.value }
        });
        Figure::of(ratios).map(|figure| figure.median)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(work: Work) -> Cell {
        let row = |peer, values: &[f64]| {
            let sample = |&value| Sample { value, ..Sample::default() };
            Row { peer, samples: values.iter().map(sample).collect(), failure: None }
        };
        let rows = vec![row(Peer::Raw, &[100.0, 50.0, 10.0]), row(Peer::OursJson, &[50.0, 25.0, 5.0])];
        Cell { work, size: 0, placement: Placement::Unpinned, rows }
    }

    #[test]
    fn a_ratio_holds_each_run_against_the_one_beside_it() {
        let cell = cell(Work::OneAtATime);
        assert_eq!(cell.ratio(&cell.rows[1], Peer::Raw), Some(0.5));
        assert_eq!(cell.ratio(&cell.rows[1], Peer::Acton10), None);
    }

    #[test]
    fn where_less_is_better_half_of_it_is_twice_as_good() {
        let cell = cell(Work::StartUp);
        assert_eq!(cell.ratio(&cell.rows[1], Peer::Raw), Some(2.0));
    }
}
