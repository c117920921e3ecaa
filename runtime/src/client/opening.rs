//! The request that opens a stream, kept until something came of it: if it was not let in, it is sent again.

use crate::client::arrival::Awaits;
use crate::client::attempts::Attempts;
use crate::client::sent::Sent;
use crate::client::verbs::{encode, give_back};
use crate::client::{ClientError, IpcClient};

use serde::Serialize;

pub(super) struct Opening {
    client: IpcClient,
    target: String,
    message_type: String,
    payload: Vec<u8>,
    attempts: Attempts,
}

/// A request on its way, and what it takes to send it again.
pub(super) type Opened = Result<(Sent, Opening), ClientError>;

impl Opening {
    pub(super) fn new(
        client: &IpcClient,
        target: &str,
        message_type: &str,
        message: &(impl Serialize + ?Sized),
    ) -> Result<Self, ClientError> {
        let encoded = encode(message, client.line.format)?;
        let payload = encoded.as_slice().into();
        give_back(encoded);
        let (target, message_type) = (target.into(), message_type.into());
        Ok(Self { client: client.clone(), target, message_type, payload, attempts: client.attempts() })
    }

    pub(super) async fn open(mut self) -> Opened {
        loop {
            let Self { client, target, message_type, payload, attempts } = &mut self;
            let (awaits, deadline) = (Awaits::Items, attempts.deadline);
            match client.request_encoded(target, message_type, payload, awaits, deadline).await {
                Ok(sent) => return Ok((sent, self)),
                Err(error) => attempts.again(error, &client.line).await?,
            }
        }
    }

    /// Opens once more, if this error is one to do so after.
    pub(super) async fn reopen(mut self, error: ClientError) -> Opened {
        self.attempts.again(error, &self.client.line).await?;
        self.open().await
    }
}
