//! A picture of the whole time: memory, descriptors, and how long one lone call in a hundred took.

use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::course::Course;

type Failure = Box<dyn std::error::Error>;

/// Draws three curves, one above the other.
pub(crate) fn draw(course: &Course, file: &Path) -> Result<(), Failure> {
    let area = SVGBackend::new(file, (760, 640)).into_drawing_area();
    area.fill(&WHITE)?;
    let panels = area.split_evenly((3, 1));
    let curve = |value: &dyn Fn(&crate::sample::Sample) -> f64| -> Vec<(f64, f64)> {
        course.samples.iter().map(|sample| (sample.at.as_secs_f64() / 60.0, value(sample))).collect()
    };
    panel(&panels[0], "memory, MiB", &curve(&|sample| f64::from(sample.memory) / 1024.0))?;
    panel(&panels[1], "open descriptors", &curve(&|sample| f64::from(sample.descriptors)))?;
    let p99 = curve(&|sample| sample.calls.p99().as_secs_f64() * 1e3);
    panel(&panels[2], "p99 of a lone call, ms, by minutes", &p99)?;
    area.present()?;
    Ok(())
}

fn panel(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    title: &str,
    points: &[(f64, f64)],
) -> Result<(), Failure> {
    let end = points.last().map_or(1.0, |point| point.0);
    let top = points.iter().map(|point| point.1).fold(0.0, f64::max) * 1.2;
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 14))
        .margin(8)
        .x_label_area_size(24)
        .y_label_area_size(56)
        .build_cartesian_2d(0.0..end, 0.0..top)?;
    chart.configure_mesh().light_line_style(TRANSPARENT).y_labels(5).draw()?;
    chart.draw_series(LineSeries::new(points.iter().copied(), RGBColor(11, 110, 153).stroke_width(2)))?;
    Ok(())
}
