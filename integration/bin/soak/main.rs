//! A server at half of what it can do, with every attack made on it again and again, for as long as asked: does its memory
//! grow, do its descriptors, do calls come to take longer?

use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use integration::attacks;
use integration::server::Server;
use integration::workspace;

mod course;
mod load;
mod plot;
mod sample;
mod sampler;

use course::Course;

/// Keep a server at half of its peak, attack it, and see whether it holds.
#[derive(Parser)]
#[command(name = "soak")]
struct Flags {
    /// How long
    minutes: u64,

    /// Where to draw what was seen
    #[arg(long, value_name = "FILE", default_value_os_t = workspace::path("docs/soak.svg"))]
    plot: PathBuf,
}

fn main() -> ExitCode {
    let flags = Flags::parse();
    let time = Duration::from_mins(flags.minutes);
    let server = Server::start("cookbook", &["--max-connections", "1000", "--tick-ms", "20"]);
    let peak = load::peak(server.socket());
    eprintln!("peak: {peak} calls/s, 64 in flight; now half of it, for {} minutes", flags.minutes);
    let began = Instant::now();
    let socket = server.socket();
    let (rounds, samples) = thread::scope(|scope| {
        let load = scope.spawn(|| load::keep(socket, peak / 2, began, time));
        let attacks = scope.spawn(|| attack(&server, began, time));
        let samples = sampler::sample(&server, began, time);
        load.join().expect("calls are answered");
        (attacks.join().expect("attacks are met as they should be"), samples)
    });
    let course = Course { peak, rounds, samples };
    let ended = server.stop();
    if let Err(error) = plot::draw(&course, &flags.plot) {
        eprintln!("The picture cannot be drawn: {error}.");
        return ExitCode::FAILURE;
    }
    println!("{course}\nend: {}\npicture: {}", ended.status, flags.plot.display());
    if course.holds() && ended.status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Makes every attack in turn until the time is over; how often all were made.
fn attack(server: &Server, began: Instant, time: Duration) -> u64 {
    let mut round = 0;
    loop {
        for (name, attack) in attacks::ALL {
            if began.elapsed() >= time {
                return round;
            }
            eprint!("\r\x1b[K{:.0?} of {time:.0?}, round {round}: {name}", began.elapsed());
            attack(server.socket(), round);
        }
        round += 1;
    }
}
