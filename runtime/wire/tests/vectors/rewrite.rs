//! Reads a frame's payload into our structs and writes it again, in another format if it has to be.

use acton_wire::{
    Envelope, ErrorCode, Executed, Failure, Format, FrameType, Payload, Portable, Request,
    answer::{Discovery, Names, Push, Response, StreamItem},
    control::{Cancel, Credit},
    discover::{self, DiscoverRequest},
    frame,
    limits::DEFAULT_RESPONSE_TIMEOUT_MS,
    push, reply,
    subscription::{self, NamesRequest},
};
use serde::Deserialize;
use serde_json::Value;

use crate::vector::Vector;

/// The frame of `vector`, written from its `payload` as it is in `format`.
pub(crate) fn frame(vector: &Vector, format: Format, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let to = vector.format();
    match (vector.kind(), vector.file.as_str()) {
        (FrameType::Request, _) => request(&mut out, to, &Envelope::decode(format, payload).unwrap()),
        (FrameType::Response | FrameType::Error, "subscriptions" | "patterns") => {
            names(&mut out, to, &Names::decode(format, payload).unwrap(), &vector.file);
        }
        (FrameType::Response, "discovery") => {
            discovery(&mut out, to, &Discovery::decode(format, payload).unwrap());
        }
        (FrameType::Response | FrameType::Error, _) => {
            response(&mut out, to, &Response::decode(format, payload).unwrap());
        }
        (FrameType::Heartbeat, _) => {
            let value = Payload::parse(format, payload).unwrap();
            frame::write(&mut out, FrameType::Heartbeat, to, |out| {
                out.extend_from_slice(&transcoded(value, to));
            });
        }
        (FrameType::Push, _) => pushed(&mut out, to, &Push::decode(format, payload).unwrap()),
        (kind @ (FrameType::Subscribe | FrameType::Unsubscribe), _) => {
            NamesRequest::decode_types(format, payload).unwrap().write(&mut out, to, kind);
        }
        (kind @ (FrameType::SubscribePatterns | FrameType::UnsubscribePatterns), _) => {
            NamesRequest::decode_patterns(format, payload).unwrap().write(&mut out, to, kind);
        }
        (FrameType::Discover, _) => DiscoverRequest::decode(format, payload).unwrap().write(&mut out, to),
        (FrameType::Stream, _) => streamed(&mut out, to, &StreamItem::decode(format, payload).unwrap()),
        (FrameType::Cancel, _) => Cancel::decode(format, payload).unwrap().write(&mut out, to),
        (FrameType::Credit, _) => Credit::decode(format, payload).unwrap().write(&mut out, to),
    }
    out
}

fn transcoded(payload: Payload<'_>, to: Format) -> Vec<u8> {
    if payload.format() == to {
        return payload.bytes().to_vec();
    }
    let mut out = Vec::new();
    payload.decode::<Value>().unwrap().encode(to, &mut out).unwrap();
    out
}

fn request(out: &mut Vec<u8>, to: Format, envelope: &Envelope<'_>) {
    let request = Request {
        correlation_id: &envelope.correlation_id,
        target: &envelope.target,
        message_type: &envelope.message_type,
        expects_reply: envelope.expects_reply,
        expects_stream: envelope.expects_stream,
        response_timeout_ms: Some(envelope.response_timeout_ms)
            .filter(|&ms| ms != DEFAULT_RESPONSE_TIMEOUT_MS),
        headers: envelope.headers.as_deref(),
        stream_credit: envelope.stream_credit,
    };
    request.write(out, to, &transcoded(envelope.payload, to));
}

fn response(out: &mut Vec<u8>, to: Format, response: &Response<'_>) {
    let id = &*response.correlation_id;
    if response.success {
        let payload = response.payload.map_or_else(Vec::new, |payload| transcoded(payload, to));
        return reply::response(out, to, id, &payload);
    }
    let mut failure = failure(response.error.as_deref(), response.error_code.as_deref(), response.executed);
    failure.retry_after_ms = response.retry_after_ms;
    failure.limit = response.payload.and_then(limit);
    reply::failure(out, to, id, &failure);
}

fn limit(payload: Payload<'_>) -> Option<u64> {
    #[derive(Deserialize)]
    struct Limit {
        limit: u64,
    }
    payload.decode::<Option<Limit>>().unwrap().map(|Limit { limit }| limit)
}

fn streamed(out: &mut Vec<u8>, to: Format, item: &StreamItem<'_>) {
    let id = &*item.correlation_id;
    if item.error.is_some() {
        let failure = failure(item.error.as_deref(), item.error_code.as_deref(), item.executed);
        return reply::stream_failure(out, to, id, item.sequence, &failure);
    }
    match item.payload {
        Some(payload) => reply::stream_item(out, to, id, item.sequence, &transcoded(payload, to)),
        None => reply::stream_end(out, to, id, item.sequence),
    }
}

fn failure<'a>(text: Option<&'a str>, code: Option<&str>, executed: Option<Executed>) -> Failure<'a> {
    let code: ErrorCode = code.expect("a code").parse().expect("a known code");
    let mut detail = text.expect("a text").strip_prefix(code.prefix()).expect("the code's prefix");
    for lead in [": ", "Server refused the connection: "] {
        detail = detail.strip_prefix(lead).unwrap_or(detail);
    }
    Failure::new(code, detail).executed(executed.unwrap_or(code.executed()))
}

fn names(out: &mut Vec<u8>, to: Format, names: &Names<'_>, file: &str) {
    let set = names.names.iter().map(|name| &**name);
    let id = &*names.correlation_id;
    match (file, names.success) {
        ("subscriptions", true) => subscription::subscribed(out, to, id, set),
        (_, true) => subscription::patterns(out, to, id, set),
        (file, false) => {
            let failure = failure(names.error.as_deref(), names.error_code.as_deref(), None);
            match file {
                "subscriptions" => subscription::subscription_failure(out, to, id, set, &failure),
                _ => subscription::pattern_failure(out, to, id, set, &failure),
            }
        }
    }
}

fn discovery(out: &mut Vec<u8>, to: Format, answer: &Discovery<'_>) {
    let actors = answer.actors.as_ref().map(|actors| actors.iter().map(|actor| (&*actor.name, &*actor.ern)));
    let types = answer.message_types.as_ref().map(|types| types.iter().map(|name| &**name));
    let protocol = answer.protocol_version.as_ref().expect("what is spoken");
    discover::discovered(out, to, &answer.correlation_id, protocol, actors, types);
}

fn pushed(out: &mut Vec<u8>, to: Format, push: &Push<'_>) {
    let mut shared = Vec::new();
    push::encode_shared(
        &mut shared,
        to,
        &push.notification_id,
        &push.message_type,
        push.source_actor.as_deref(),
        &transcoded(push.payload, to),
        push.timestamp_ms,
    );
    push::write(out, to, &shared, push.sequence.unwrap_or(0));
}
