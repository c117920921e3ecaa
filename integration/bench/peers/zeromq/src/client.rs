//! The client, as busy as its work asks.

use crate::audience::Audience;
use crate::crowd::Crowd;
use crate::line::Line;
use std::path::Path;
use stint::{IN_FLIGHT, Stint, Work, obey};

/// Keeps the server on `socket` busy with `work`.
pub(crate) fn call(socket: &str, work: Work) -> anyhow::Result<()> {
    let socket = Path::new(socket);
    let context = zmq::Context::new();
    match work {
        Work::FanOut => {
            let mut audience = Audience::open(&context, socket)?;
            obey(|stint| audience.listen(stint))
        }
        Work::StartUp => obey(|_| Line::connect(&context, socket).map(|_| 1)),
        Work::Connections(count) => {
            let mut crowd = Crowd::open(&context, socket, count)?;
            obey(|stint| crowd.call(stint))
        }
        _ => {
            let mut line = Line::connect(&context, socket)?;
            let window = if work == Work::Pipelined { IN_FLIGHT } else { 1 };
            obey(|stint| keep_on(&mut line, window, stint))
        }
    }
}

/// `window` calls on the way: another is sent when one is answered.
fn keep_on(line: &mut Line, window: usize, stint: Stint) -> anyhow::Result<u64> {
    for _ in 0..window {
        line.ask()?;
    }
    let mut on_the_way = window;
    let mut count = 0;
    while on_the_way > 0 {
        line.receive()?;
        count += 1;
        if stint.is_over() {
            on_the_way -= 1;
        } else {
            line.ask()?;
        }
    }
    Ok(count)
}
