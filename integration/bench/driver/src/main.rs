//! The benchmark's driver, in the order things happen: what is asked (`args`), who is measured (`peer`, `program`, `provision`), the
//! runs (`campaign`, `measure`, `server`, `traffic`, `hired`, `relay`), the bytes they exchange (`dialect`, `line`, `replies`), and what
//! is shown (`cell`, `growth`, `table`, `goal`, `report`, `page`, `chart`).

mod args;
mod campaign;
mod cell;
mod chart;
mod dialect;
mod envelope;
mod figure;
mod frame;
mod goal;
mod grid;
mod growth;
mod hired;
mod line;
mod machine;
mod measure;
mod page;
mod peer;
mod placement;
mod program;
mod provision;
mod readiness;
mod relay;
mod replies;
mod report;
mod ring;
mod server;
mod table;
mod traffic;
mod work;

use clap::Parser as _;
use std::time::Instant;

fn main() -> anyhow::Result<()> {
    let args = args::Args::parse();
    if args.draws() {
        return page::write(&report::Report::read(&args.json())?, &args.docs());
    }
    let campaign = campaign::Campaign::prepare(&args)?;
    let load_before = machine::load();
    eprintln!("load average before: {load_before}");
    let started = Instant::now();
    let cells = campaign.run()?;
    let minutes = started.elapsed().as_secs_f64() / 60.0;
    let report = report::Report {
        machine: machine::Machine::this(),
        date: machine::today(),
        load_before,
        load_after: machine::load(),
        command: args.again(),
        minutes,
        seconds: args.duration().as_secs_f64(),
        cells,
    };
    print!("{report}");
    report.write(&args.json())?;
    eprintln!("measured for {minutes:.1} minutes; every run: {}", args.json().display());
    if args.is_whole() {
        page::write(&report, &args.docs())?;
        eprintln!("the page: {}", args.docs().join("performance.md").display());
    }
    Ok(())
}
