//! A line a server: how a figure changes with size. Both axes are logarithmic, so what grows evenly is straight.

use super::{begin, class, short};
use crate::growth::Growth;
use crate::peer::Peer;
use crate::table::count;
use std::fmt::Write as _;

const HEIGHT: f64 = 320.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 590.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 270.0;

/// The least distance between two names.
const NAME: f64 = 15.0;

/// One server's line.
pub(crate) struct Curve {
    pub(crate) peer: Peer,
    pub(crate) points: Vec<(usize, f64)>,
}

/// A logarithmic axis.
struct Axis {
    least: f64,
    most: f64,
    from: f64,
    to: f64,
}

impl Axis {
    fn of(values: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
        let least = values.clone().fold(f64::MAX, f64::min);
        let most = values.fold(f64::MIN_POSITIVE, f64::max);
        Self { least, most: most.max(least * 1.01), from, to }
    }

    fn at(&self, value: f64) -> f64 {
        self.from + (self.to - self.from) * (value / self.least).ln() / (self.most / self.least).ln()
    }
}

/// The lines of one work; `unit` is what they show.
pub(crate) fn curves(growth: &Growth<'_>, unit: &str, curves: &[Curve]) -> String {
    let title = format!("{}: {unit} by {}", growth.title(), growth.work.sized());
    let mut svg = begin(&title, HEIGHT);
    let points = curves.iter().flat_map(|curve| &curve.points);
    let x = Axis::of(points.clone().map(|&(size, _)| size as f64), LEFT, RIGHT);
    let mut y = Axis::of(points.map(|&(_, value)| value), BOTTOM, TOP);
    // From a power of ten to a power of ten, so that every line of the grid has a round figure.
    (y.least, y.most) = (10_f64.powf(y.least.log10().floor()), 10_f64.powf(y.most.log10().ceil()));
    grid(&mut svg, growth, &x, &y);
    let (mut names, mut drawn) = (Vec::new(), Vec::new());
    for Curve { peer, points } in curves {
        let class = class(*peer, growth.work);
        // Lines of one colour are told apart by their strokes.
        let dashed = if drawn.contains(&class) { " dashed" } else { "" };
        drawn.push(class);
        let place = |&(size, value): &(usize, f64)| (x.at(size as f64), y.at(value));
        let line: Vec<_> = points.iter().map(place).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(svg, "<polyline class=\"line {class}{dashed}\" points=\"{}\"/>", line.join(" "));
        for (x, y) in points.iter().map(place) {
            let _ = writeln!(svg, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>");
        }
        names.extend(points.last().map(|last| (place(last).1, peer.name())));
    }
    name(&mut svg, names);
    svg.push_str("</svg>\n");
    svg
}

fn grid(svg: &mut String, growth: &Growth<'_>, x: &Axis, y: &Axis) {
    let mut value = y.least;
    while value <= y.most * 1.01 {
        let at = y.at(value);
        let _ = writeln!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text class=\"mark\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            at + 4.0,
            round(value)
        );
        value *= 10.0;
    }
    for cell in &growth.cells {
        let at = x.at(cell.size as f64);
        let _ = writeln!(
            svg,
            "<line class=\"grid\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP}\" y2=\"{BOTTOM}\"/>\
             <text class=\"mark\" x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            BOTTOM + 18.0,
            count(cell.size)
        );
    }
    let _ = writeln!(
        svg,
        "<text class=\"mark\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
        f64::midpoint(LEFT, RIGHT),
        BOTTOM + 38.0,
        growth.work.sized()
    );
}

/// Names beside the lines' ends, moved apart where lines end together.
fn name(svg: &mut String, mut names: Vec<(f64, &str)>) {
    names.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut free = TOP - NAME;
    for (y, name) in names {
        free = y.max(free + NAME);
        let _ = writeln!(svg, "<text x=\"{}\" y=\"{:.1}\">{name}</text>", RIGHT + 10.0, free + 4.0);
    }
}

/// A power of ten.
fn round(number: f64) -> String {
    if number < 1.0 { number.to_string() } else { short(number).replace(".00", "").replace(".0", "") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::placement::Placement;
    use crate::work::Work;

    #[test]
    fn a_tenth_of_a_range_of_ten_is_at_its_end() {
        let axis = Axis::of([1.0, 10.0, 100.0].into_iter(), 0.0, 200.0);
        assert!((axis.at(10.0) - 100.0).abs() < 1e-9 && (axis.at(100.0) - 200.0).abs() < 1e-9);
    }

    #[test]
    fn names_of_lines_that_end_together_do_not_cover_each_other() {
        let growth = Growth { work: Work::GrowingActors, placement: Placement::OneCore, cells: Vec::new() };
        let curve = |peer| Curve { peer, points: vec![(1, 10.0), (10, 10.0)] };
        let svg = curves(&growth, "calls/s", &[curve(Peer::OursJson), curve(Peer::OursMsgpack)]);
        assert!(
            svg.contains("y=\"274.0\">ours, JSON") && svg.contains("y=\"289.0\">ours, MessagePack"),
            "{svg}"
        );
    }
}
