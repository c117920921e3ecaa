//! What acton-reactive must reach here, and whether it did. Goals that need another program to measure are not in this list.

use crate::cell::Cell;
use crate::peer::Peer;
use crate::placement::Placement;
use crate::work::Work;
use serde::Serialize;

/// What a goal is about.
#[derive(Clone, Copy)]
enum Yardstick {
    /// At least so many times the rate of this server.
    TimesRateOf(Peer),
    /// At most so many microseconds of the server's processor time for each call.
    ServerMicros,
    /// At most so much of what the work counts.
    AtMost,
}

/// One promise about one of our rows.
struct Goal {
    ours: Peer,
    work: Work,
    size: usize,
    placement: Placement,
    yardstick: Yardstick,
    bound: f64,
}

const GOALS: &[Goal] = &[
    Goal::new(Work::OneAtATime, Placement::Unpinned, Yardstick::TimesRateOf(Peer::Raw), 0.95),
    Goal::new(Work::OneAtATime, Placement::OneCore, Yardstick::TimesRateOf(Peer::Raw), 0.7),
    Goal::new(Work::OneAtATime, Placement::Unpinned, Yardstick::TimesRateOf(Peer::RedisGet), 2.5)
        .of(Peer::OursPolling),
    Goal::new(Work::OneAtATime, Placement::Unpinned, Yardstick::TimesRateOf(Peer::RedisGet), 7.0)
        .of(Peer::OursBothPoll),
    Goal::new(Work::Pipelined, Placement::Unpinned, Yardstick::TimesRateOf(Peer::RedisGet), 1.0),
    Goal::new(Work::Pipelined, Placement::Unpinned, Yardstick::TimesRateOf(Peer::Acton10), 12.0),
    Goal::new(Work::Pipelined, Placement::OneCore, Yardstick::TimesRateOf(Peer::Acton10), 12.0),
    Goal::new(Work::Pipelined, Placement::OneCore, Yardstick::ServerMicros, 0.8),
    Goal::new(Work::Connections, Placement::Unpinned, Yardstick::TimesRateOf(Peer::RedisGet), 1.0),
    Goal::new(Work::Stream, Placement::Unpinned, Yardstick::TimesRateOf(Peer::Tonic), 1.0),
    Goal::new(Work::Stream, Placement::Unpinned, Yardstick::TimesRateOf(Peer::Acton10), 35.0),
    Goal::new(Work::Stream, Placement::OneCore, Yardstick::TimesRateOf(Peer::Acton10), 20.0),
    Goal::new(Work::FanOut, Placement::Unpinned, Yardstick::TimesRateOf(Peer::RedisPublish), 1.0),
    Goal::new(Work::Tell, Placement::Unpinned, Yardstick::TimesRateOf(Peer::Actix), 1.0),
    Goal::new(Work::Tell, Placement::Unpinned, Yardstick::TimesRateOf(Peer::ActixOne), 1.0)
        .of(Peer::OursInsideOne),
    Goal::new(Work::Ask, Placement::Unpinned, Yardstick::TimesRateOf(Peer::Mpsc), 0.8),
    Goal::new(Work::PythonOne, Placement::OneCore, Yardstick::TimesRateOf(Peer::PythonRedis), 1.0),
    Goal::new(Work::PythonOne, Placement::OneCore, Yardstick::TimesRateOf(Peer::PythonRedis), 0.7)
        .of(Peer::PythonOursAsyncio),
    Goal::new(Work::NodeOne, Placement::Unpinned, Yardstick::TimesRateOf(Peer::NodeRedis), 1.0),
    Goal::new(Work::NodePipelined, Placement::Unpinned, Yardstick::TimesRateOf(Peer::NodeRedis), 1.0),
    Goal::new(Work::StartUp, Placement::Unpinned, Yardstick::AtMost, 2.0),
    Goal::new(Work::BehindSlow, Placement::Unpinned, Yardstick::AtMost, 1.0),
    Goal::new(Work::IdleMemory, Placement::Unpinned, Yardstick::AtMost, 8.0).at(10_000),
];

/// A goal held against what was measured.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Verdict {
    pub(crate) goal: String,
    pub(crate) measured: f64,
    pub(crate) reached: bool,
}

/// A verdict on each goal whose figures were measured.
pub(crate) fn verdicts(cells: &[Cell]) -> Vec<Verdict> {
    GOALS.iter().filter_map(|goal| goal.verdict(cells)).collect()
}

impl Goal {
    const fn new(work: Work, placement: Placement, yardstick: Yardstick, bound: f64) -> Self {
        Self { ours: work.ours(), work, size: 0, placement, yardstick, bound }
    }

    const fn of(self, ours: Peer) -> Self {
        Self { ours, ..self }
    }

    const fn at(self, size: usize) -> Self {
        Self { size, ..self }
    }

    fn verdict(&self, cells: &[Cell]) -> Option<Verdict> {
        let (work, size, placement) = (self.work, self.size, self.placement);
        let its = |cell: &&Cell| (cell.work, cell.size, cell.placement) == (work, size, placement);
        let cell = cells.iter().find(its)?;
        let ours = cell.row(self.ours)?;
        let bound = self.bound;
        let (what, measured, reached): (String, f64, fn(&f64, &f64) -> bool) = match self.yardstick {
            Yardstick::TimesRateOf(peer) => {
                (format!("at least {bound} × {}", peer.name()), cell.ratio(ours, peer)?, f64::ge)
            }
            Yardstick::ServerMicros => {
                let micros = ours.median(|sample| sample.server_micros)?;
                (format!("at most {bound} µs of server CPU a call"), micros, f64::le)
            }
            Yardstick::AtMost => (format!("at most {bound} {}", work.unit()), ours.value()?.median, f64::le),
        };
        let goal = format!("{}, {}: {what}", cell.title(), self.ours.name());
        Some(Verdict { goal, measured, reached: reached(&measured, &bound) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Row;
    use crate::measure::Sample;

    #[test]
    fn a_goal_is_judged_where_both_rates_are_known_and_left_out_elsewhere() {
        let row = |peer, rate| {
            let sample = Sample { value: rate, server_micros: Some(9.0), ..Sample::default() };
            Row { peer, samples: vec![sample], failure: None }
        };
        let rows = vec![row(Peer::OursJson, 24.0), row(Peer::Acton10, 1.0)];
        let cell = Cell { work: Work::Pipelined, size: 0, placement: Placement::OneCore, rows };
        let reached: Vec<_> =
            verdicts(&[cell]).into_iter().map(|verdict| (verdict.measured, verdict.reached)).collect();
        assert_eq!(reached, [(24.0, true), (9.0, false)]);
    }
}
