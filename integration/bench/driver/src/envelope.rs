//! The payloads of the v2 protocol the driver writes, and those it decodes to check a run.

use serde::{Deserialize, Serialize};

/// A call of the calculator.
#[derive(Serialize)]
pub(crate) struct Envelope<P> {
    correlation_id: String,
    target: String,
    message_type: &'static str,
    payload: P,
    expects_reply: bool,
    expects_stream: bool,
    response_timeout_ms: u32,
}

/// Adds two numbers.
#[derive(Serialize)]
pub(crate) struct AddRequest {
    pub(crate) a: i32,
    pub(crate) b: i32,
}

/// Asks for the numbers from `from` down to 1.
#[derive(Serialize)]
pub(crate) struct CountdownRequest {
    pub(crate) from: u32,
    pub(crate) delay_ms: u64,
}

/// Asks for the same text.
#[derive(Serialize)]
pub(crate) struct EchoRequest {
    pub(crate) text: String,
}

/// Asks for an answer that takes so long.
#[derive(Serialize)]
pub(crate) struct SleepRequest {
    pub(crate) ms: u64,
}

/// Asks for so many broadcasts.
#[derive(Serialize)]
pub(crate) struct PublishRequest {
    pub(crate) count: u32,
}

/// Asks for what is broadcast.
#[derive(Serialize)]
pub(crate) struct Subscription {
    pub(crate) correlation_id: String,
    pub(crate) message_types: [&'static str; 1],
}

impl Envelope<AddRequest> {
    pub(crate) fn add(correlation_id: String, request: AddRequest) -> Self {
        Self { expects_reply: true, ..Self::new(correlation_id, "AddRequest", request) }
    }
}

impl Envelope<EchoRequest> {
    pub(crate) fn echo(correlation_id: String, request: EchoRequest) -> Self {
        Self { expects_reply: true, ..Self::new(correlation_id, "EchoRequest", request) }
    }
}

impl Envelope<SleepRequest> {
    pub(crate) fn sleep(correlation_id: String, request: SleepRequest) -> Self {
        Self { expects_reply: true, ..Self::new(correlation_id, "SleepRequest", request) }.to("sleeper")
    }
}

impl Envelope<CountdownRequest> {
    pub(crate) fn countdown(correlation_id: String, request: CountdownRequest) -> Self {
        Self { expects_stream: true, ..Self::new(correlation_id, "CountdownRequest", request) }
    }
}

impl Envelope<PublishRequest> {
    pub(crate) fn publish(correlation_id: String, request: PublishRequest) -> Self {
        Self { expects_reply: true, ..Self::new(correlation_id, "PublishRequest", request) }
    }
}

impl<P> Envelope<P> {
    /// The same, to another actor.
    pub(crate) fn to(self, target: impl Into<String>) -> Self {
        Self { target: target.into(), ..self }
    }

    fn new(correlation_id: String, message_type: &'static str, payload: P) -> Self {
        Self {
            correlation_id,
            target: "calculator".to_owned(),
            message_type,
            payload,
            expects_reply: false,
            expects_stream: false,
            response_timeout_ms: 30_000,
        }
    }
}

/// A whole answer to a request.
#[derive(Debug, Deserialize)]
pub(crate) struct Response<P> {
    pub(crate) correlation_id: String,
    pub(crate) success: bool,
    pub(crate) payload: Option<P>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct AddResult {
    pub(crate) sum: i32,
}

#[derive(Debug, Deserialize)]
pub(crate) struct EchoResult {
    pub(crate) text: String,
}

/// What was broadcast.
#[derive(Debug, Deserialize)]
pub(crate) struct Push {
    pub(crate) message_type: String,
    pub(crate) payload: CountdownTick,
}

/// One frame of a stream.
#[derive(Debug, Deserialize)]
pub(crate) struct StreamFrame {
    pub(crate) correlation_id: String,
    pub(crate) sequence: u32,
    pub(crate) is_final: bool,
    pub(crate) error: Option<String>,
    pub(crate) payload: Option<CountdownTick>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct CountdownTick {
    pub(crate) value: u32,
}
