//! What was measured: a row of runs for each server, and one table of rows for each work and placement.

use crate::figure::Figure;
use crate::measure::Sample;
use crate::peer::Peer;
use crate::placement::Placement;
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
    pub(crate) fn rate(&self) -> Option<Figure> {
        Figure::of(self.samples.iter().map(|sample| sample.rate))
    }

    pub(crate) fn server_micros(&self) -> Option<f64> {
        Figure::of(self.samples.iter().map(|sample| sample.server_micros)).map(|figure| figure.median)
    }

    pub(crate) fn first_reply_millis(&self) -> Option<f64> {
        Figure::of(self.samples.iter().filter_map(|sample| sample.first_reply_millis))
            .map(|figure| figure.median)
    }
}

/// All servers at one work in one placement.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Cell {
    pub(crate) work: Work,
    pub(crate) placement: Placement,
    pub(crate) rows: Vec<Row>,
}

impl Cell {
    pub(crate) fn row(&self, peer: Peer) -> Option<&Row> {
        self.rows.iter().find(|row| row.peer == peer)
    }

    /// How many times `base`'s rate `row` reaches: the median over runs, each held against the run made beside it.
    pub(crate) fn ratio(&self, row: &Row, base: Peer) -> Option<f64> {
        let base = &self.row(base)?.samples;
        let ratios = row.samples.iter().zip(base).map(|(sample, base)| sample.rate / base.rate);
        Figure::of(ratios).map(|figure| figure.median)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(peer: Peer, rates: &[f64]) -> Row {
        let sample = |&rate| Sample { rate, server_micros: 1.0, first_reply_millis: None, bytes: None };
        Row { peer, samples: rates.iter().map(sample).collect(), failure: None }
    }

    #[test]
    fn a_ratio_holds_each_run_against_the_one_beside_it() {
        let rows = vec![row(Peer::Raw, &[100.0, 50.0, 10.0]), row(Peer::OursJson, &[50.0, 25.0, 5.0])];
        let cell = Cell { work: Work::OneAtATime, placement: Placement::Unpinned, rows };
        assert_eq!(cell.ratio(&cell.rows[1], Peer::Raw), Some(0.5));
        assert_eq!(cell.ratio(&cell.rows[1], Peer::Acton10), None);
    }
}
