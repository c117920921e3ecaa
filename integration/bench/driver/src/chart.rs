//! Pictures of figures as SVG, read in light and in dark alike.

mod bars;
mod curves;

pub(crate) use bars::bars;
pub(crate) use curves::{Curve, curves};

use crate::peer::Peer;
use crate::work::Work;

const WIDTH: f64 = 760.0;

/// Whoever looks has chosen light or dark; the picture brings its own ground, since the page may have chosen otherwise.
const STYLE: &str = "\
text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600}.mark{fill:#59636e;font-size:12px}\
.ground{fill:#fff;stroke:#d0d7de}.grid{stroke:#d0d7de}.line{fill:none;stroke-width:2}\
.other{fill:#9fb3c8;stroke:#7d93a8}.ours{fill:#0b6e99;stroke:#0b6e99}.limit{fill:#d9c9a3;stroke:#b8a06a}\
.line.other,.line.ours,.line.limit{fill:none}.dashed{stroke-dasharray:6 4}rect.bar{stroke:none}\
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.mark{fill:#9198a1}.ground{fill:#0d1117;stroke:#30363d}\
.grid{stroke:#30363d}.other{fill:#4d6378;stroke:#7d93a8}.ours{fill:#3fa9d6;stroke:#3fa9d6}\
.limit{fill:#7a6a42;stroke:#b8a06a}.line.other,.line.ours,.line.limit{fill:none}}";

/// What stands in every picture, up to its title.
fn begin(title: &str, height: f64) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{title}\">\
         <style>{STYLE}</style><rect class=\"ground\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"6\"/>\
         <text class=\"title\" x=\"12\" y=\"22\">{title}</text>\n",
        WIDTH - 1.0,
        height - 1.0,
    )
}

/// How a row's figures are drawn.
fn class(peer: Peer, work: Work) -> &'static str {
    match () {
        () if peer.is_ours() => "ours",
        () if peer == work.limit() => "limit",
        () => "other",
    }
}

/// `1234567.8` as `1.23 M`.
pub(crate) fn short(number: f64) -> String {
    match number {
        1e6.. => format!("{:.2} M", number / 1e6),
        1e4.. => format!("{:.1} k", number / 1e3),
        1e3.. => format!("{:.2} k", number / 1e3),
        100.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}
