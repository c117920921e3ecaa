//! What connections that are quiet hold of the server's memory.

use super::{Run, Sample};
use crate::line::Line;
use crate::machine::resident;
use crate::peer::Client;
use std::time::Duration;

/// Long enough that a server that gives memory back to be quiet has done so.
const QUIET: Duration = Duration::from_millis(1_300);

/// The memory of a server whose connections have each made one call, beside its memory before the first of them.
pub(super) fn measure(run: &Run<'_>) -> anyhow::Result<Sample> {
    let server = run.server()?;
    let before = resident(server.id())?;
    let (lines, hired) = match run.peer.client() {
        Client::Driver(dialect) | Client::PollingDriver(dialect) => {
            let lines = (0..run.size).map(|_| Line::open(&server, dialect));
            (lines.collect::<anyhow::Result<Vec<_>>>()?, None)
        }
        Client::Program(..) => (Vec::new(), run.hire(Some(&server.socket()))?),
    };
    std::thread::sleep(QUIET);
    let after = resident(server.id())?;
    drop((server, lines, hired));
    Ok(Sample { value: (after - before) / run.size as f64, resident_kib: Some(after), ..Sample::default() })
}
