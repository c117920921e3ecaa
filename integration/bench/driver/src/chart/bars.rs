//! A bar a server.

use super::{WIDTH, begin, class, short};
use crate::cell::Cell;
use std::fmt::Write as _;

const NAME: f64 = 190.0;
const FIGURE: f64 = 110.0;
const ROW: f64 = 22.0;
const TOP: f64 = 34.0;

/// One work in one placement: the longest bar is the highest figure.
pub(crate) fn bars(cell: &Cell) -> String {
    let rows: Vec<_> = cell.rows.iter().filter_map(|row| Some((row.peer, row.value()?.median))).collect();
    let most = rows.iter().map(|&(_, value)| value).fold(f64::MIN_POSITIVE, f64::max);
    let better = if cell.work.less_is_better() { "; less is better" } else { "" };
    let title = format!("{}, {}{better}", cell.title(), cell.work.unit());
    let mut svg = begin(&title, TOP + ROW * rows.len() as f64 + 12.0);
    for (index, (peer, value)) in rows.into_iter().enumerate() {
        let y = TOP + ROW * index as f64;
        let length = (WIDTH - NAME - FIGURE) * (value / most).max(0.0);
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\
             <rect class=\"bar {}\" x=\"{NAME}\" y=\"{}\" width=\"{length:.1}\" height=\"{}\" rx=\"2\"/>\
             <text x=\"{:.1}\" y=\"{}\">{}</text>",
            NAME - 8.0,
            y + 15.0,
            peer.name(),
            class(peer, cell.work),
            y + 3.0,
            ROW - 6.0,
            NAME + length + 6.0,
            y + 15.0,
            short(value),
        );
    }
    svg.push_str("</svg>\n");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Row;
    use crate::measure::Sample;
    use crate::peer::Peer;
    use crate::placement::Placement;
    use crate::work::Work;

    #[test]
    fn each_server_with_a_figure_has_a_bar_and_ours_stand_out() {
        let sample = |value| Sample { value, ..Sample::default() };
        let row = |peer, samples| Row { peer, samples, failure: None };
        let rows = vec![
            row(Peer::Raw, vec![sample(2e6)]),
            row(Peer::OursJson, vec![sample(1e6)]),
            row(Peer::Tonic, Vec::new()),
        ];
        let svg = bars(&Cell { work: Work::Pipelined, size: 0, placement: Placement::OneCore, rows });
        assert_eq!(svg.matches("<rect").count(), 3);
        assert!(
            svg.contains("class=\"bar ours\" x=\"190\" y=\"59\" width=\"230.0\"") && svg.contains("2.00 M")
        );
    }
}
