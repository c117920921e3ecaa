//! Discovery: what a client may call here.

use acton_wire::discover::{self, DiscoverRequest, ProtocolVersion};
use acton_wire::{DecodeError, ErrorCode, Failure, Format};

use crate::ipc::session::dispatch::Dispatch;

impl Dispatch {
    pub(super) fn discover(&self, format: Format, payload: &[u8]) -> Result<(), DecodeError> {
        let asked = DiscoverRequest::decode(format, payload)?;
        let server = &self.connection.server;
        if !server.allows(|policy| policy.discover(&self.connection.caller)) {
            let denied =
                Failure::new(ErrorCode::AccessDenied, "this user may not list what there is to call");
            self.connection.refuse(format, &asked.correlation_id, false, &denied);
            return Ok(());
        }
        let directory = server.directory.snapshot();
        let mut actors: Vec<_> = directory
            .iter()
            .filter(|(_, actor)| !actor.is_stopped())
            .map(|(name, actor)| (&**name, actor.ern()))
            .collect();
        actors.sort_unstable();
        let types = server.registry.registered_types();
        self.connection.answer(|out| {
            discover::discovered(
                out,
                format,
                &asked.correlation_id,
                &ProtocolVersion::OURS,
                asked.include_actors.then_some(actors),
                asked.include_message_types.then(|| types.iter().map(String::as_str)),
            );
        });
        Ok(())
    }
}
