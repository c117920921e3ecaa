//! What several runs of one cell come to.

use serde::Serialize;

/// The middle of several runs, and how far they lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Figure {
    pub(crate) median: f64,
    pub(crate) lowest: f64,
    pub(crate) highest: f64,
}

impl Figure {
    /// Nothing, if there are no values.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let (&lowest, &highest) = (values.first()?, values.last()?);
        let middle = values.len() / 2;
        let median = if values.len() % 2 == 1 {
            values[middle]
        } else {
            f64::midpoint(values[middle - 1], values[middle])
        };
        Some(Self { median, lowest, highest })
    }

    /// From the lowest to the highest, in percent of the median.
    pub(crate) fn spread(self) -> f64 {
        (self.highest - self.lowest) / self.median * 100.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_count_lies_between_the_middle_two() {
        let figure = Figure::of([4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_eq!(figure, Figure { median: 2.5, lowest: 1.0, highest: 4.0 });
        assert!((figure.spread() - 120.0).abs() < 1e-9);
    }

    #[test]
    fn no_runs_have_no_figure() {
        assert_eq!(Figure::of([]), None);
    }
}
