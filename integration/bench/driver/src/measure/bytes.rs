//! How many bytes a call and its reply are.

use super::{Run, Sample};
use crate::line::Line;
use crate::peer::Client;
use crate::relay::Relay;
use anyhow::Context as _;

/// Known where the driver is the client; of a program's calls, counted on their way once it has connected.
pub(super) fn measure(run: &Run<'_>) -> anyhow::Result<Sample> {
    let server = run.server()?;
    let (request, reply) = match run.peer.client() {
        Client::Driver(dialect) | Client::PollingDriver(dialect) => {
            (dialect.call(0).len(), Line::open(&server, dialect)?.last_reply().len())
        }
        Client::Program(..) => {
            let relay = Relay::before(&server)?;
            let mut hired = run.hire(Some(relay.socket()))?.context("there is no client")?;
            let before = relay.carried();
            let (calls, _) = hired.run(run.duration)?;
            let carried = relay.carried();
            let each = |before: usize, after: usize| (after - before + calls / 2) / calls;
            (each(before.0, carried.0), each(before.1, carried.1))
        }
    };
    Ok(Sample { value: (request + reply) as f64, bytes: Some((request, reply)), ..Sample::default() })
}
