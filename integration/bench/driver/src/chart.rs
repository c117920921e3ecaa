//! A bar chart as SVG: a bar a server, read in light and in dark alike.

use crate::cell::Cell;
use std::fmt::Write as _;

const WIDTH: f64 = 760.0;
const NAME: f64 = 190.0;
const FIGURE: f64 = 110.0;
const ROW: f64 = 22.0;
const TOP: f64 = 34.0;

/// Whoever looks has chosen light or dark; the picture brings its own ground, since the page may have chosen otherwise.
const STYLE: &str = "\
text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600}.ground{fill:#fff;stroke:#d0d7de}\
.bar{fill:#9fb3c8}.ours{fill:#0b6e99}.limit{fill:#d9c9a3}\
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.ground{fill:#0d1117;stroke:#30363d}.bar{fill:#4d6378}\
.ours{fill:#3fa9d6}.limit{fill:#7a6a42}}";

/// One work in one placement: the longest bar is the fastest server's.
pub(crate) fn bars(cell: &Cell) -> String {
    let rows: Vec<_> = cell.rows.iter().filter_map(|row| Some((row.peer, row.rate()?.median))).collect();
    let most = rows.iter().map(|&(_, rate)| rate).fold(1.0, f64::max);
    let height = TOP + ROW * rows.len() as f64 + 12.0;
    let title = format!("{}, {}, {}", cell.work.title(), cell.placement.name(), cell.work.unit());
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{title}\">\
         <style>{STYLE}</style><rect class=\"ground\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"6\"/>\
         <text class=\"title\" x=\"12\" y=\"22\">{title}</text>\n",
        WIDTH - 1.0,
        height - 1.0,
    );
    for (index, (peer, rate)) in rows.into_iter().enumerate() {
        let y = TOP + ROW * index as f64;
        let length = (WIDTH - NAME - FIGURE) * rate / most;
        let class = match () {
            () if peer.is_ours() => "ours",
            () if peer == cell.work.limit() => "limit",
            () => "bar",
        };
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\
             <rect class=\"{class}\" x=\"{NAME}\" y=\"{}\" width=\"{length:.1}\" height=\"{}\" rx=\"2\"/>\
             <text x=\"{:.1}\" y=\"{}\">{}</text>",
            NAME - 8.0,
            y + 15.0,
            peer.name(),
            y + 3.0,
            ROW - 6.0,
            NAME + length + 6.0,
            y + 15.0,
            short(rate),
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// `1234567.8` as `1.23 M`.
pub(crate) fn short(number: f64) -> String {
    match number {
        1e6.. => format!("{:.2} M", number / 1e6),
        1e4.. => format!("{:.1} k", number / 1e3),
        1e3.. => format!("{:.2} k", number / 1e3),
        _ => format!("{number:.0}"),
    }
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
        let sample = |rate| Sample { rate, server_micros: 1.0, first_reply_millis: None, bytes: None };
        let row = |peer, samples| Row { peer, samples, failure: None };
        let rows = vec![
            row(Peer::Raw, vec![sample(2e6)]),
            row(Peer::OursJson, vec![sample(1e6)]),
            row(Peer::Tonic, Vec::new()),
        ];
        let svg = bars(&Cell { work: Work::Pipelined, placement: Placement::OneCore, rows });
        assert_eq!(svg.matches("<rect").count(), 3);
        assert!(svg.contains("class=\"ours\" x=\"190\" y=\"59\" width=\"230.0\"") && svg.contains("2.00 M"));
    }
}
