//! From the start of the process to the first reply.

use super::{Run, Sample};
use crate::dialect::Dialect;
use crate::frame::Kind;
use crate::line::Line;
use crate::peer::Client;
use crate::replies::Grammar;
use crate::server::Server;
use anyhow::Context as _;
use std::time::{Duration, Instant};

/// The time until the server says that it is ready, and that of a new connection and its first call. A client that is a program
/// is started between the two, which counts for neither.
pub(super) fn measure(run: &Run<'_>) -> anyhow::Result<Sample> {
    let server = run.server()?;
    let first_call = match run.peer.client() {
        Client::Driver(dialect) | Client::PollingDriver(dialect) => first_call(&server, dialect)?,
        Client::Program(..) => {
            let mut hired = run.hire(Some(&server.socket()))?.context("there is no client")?;
            hired.run(Duration::ZERO)?.1
        }
    };
    Ok(Sample { value: (server.ready_after() + first_call).as_secs_f64() * 1e3, ..Sample::default() })
}

fn first_call(server: &Server, dialect: Dialect) -> anyhow::Result<Duration> {
    let call = dialect.call(0);
    let began = Instant::now();
    let mut line = Line::connect(server, Grammar::of(dialect, Kind::Response))?;
    line.ask(&call)?;
    let took = began.elapsed();
    dialect.check_reply(0, line.last_reply())?;
    Ok(took)
}
