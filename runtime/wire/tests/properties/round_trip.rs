//! What is written is what is read.

use std::borrow::Cow;

use acton_wire::{
    Envelope, ErrorCode, Executed, Failure, Format, Headers, Request,
    answer::{ActorInfo, Discovery, Names, Push, Response, StreamItem},
    control::{Cancel, Credit},
    discover::{self, Capabilities, DiscoverRequest, ProtocolVersion},
    frame::{self, FrameType},
    limits::MAX_PAYLOAD,
    push, reply,
    subscription::{self, NamesRequest},
};
use proptest::{collection::vec, prelude::*};

use crate::{encoded, formats, values};

/// The one frame in `bytes`.
fn opened(bytes: &[u8], format: Format) -> (FrameType, &[u8]) {
    let (frame, consumed) = frame::split(bytes, MAX_PAYLOAD).unwrap().unwrap();
    assert_eq!((consumed, frame.format), (bytes.len(), format));
    (frame.kind, frame.payload)
}

fn failures() -> impl Strategy<Value = Failure<'static>> {
    let code = proptest::sample::select(&ErrorCode::ALL[..]);
    let executed = proptest::sample::select(&[Executed::No, Executed::Maybe, Executed::Yes][..]);
    (code, any::<String>(), executed, any::<Option<u64>>()).prop_map(
        |(code, detail, executed, retry_after_ms)| Failure {
            retry_after_ms,
            ..Failure::new(code, detail).executed(executed)
        },
    )
}

fn names() -> impl Strategy<Value = Vec<Cow<'static, str>>> {
    vec(any::<String>().prop_map(Cow::Owned), 0..40)
}

proptest! {
    #[test]
    fn a_request_is_read_as_written(
        (format, payload) in (formats(), values()),
        (id, target, message_type) in any::<(String, String, String)>(),
        (expects_reply, expects_stream) in any::<(bool, bool)>(),
        (timeout, credit) in any::<(Option<u64>, Option<u32>)>(),
        headers in any::<Option<Headers>>(),
    ) {
        let request = Request {
            correlation_id: &id, target: &target, message_type: &message_type, expects_reply, expects_stream,
            response_timeout_ms: timeout, headers: headers.as_ref(), stream_credit: credit,
        };
        let payload = encoded(format, &payload);
        let mut out = Vec::new();
        request.write(&mut out, format, &payload);
        let (kind, body) = opened(&out, format);
        prop_assert_eq!(kind, FrameType::Request);
        let envelope = Envelope::decode(format, body).unwrap();
        prop_assert_eq!(envelope.payload.bytes(), &payload[..]);
        let read = Request {
            correlation_id: &envelope.correlation_id,
            target: &envelope.target,
            message_type: &envelope.message_type,
            expects_reply: envelope.expects_reply,
            expects_stream: envelope.expects_stream,
            response_timeout_ms: timeout.map(|_| envelope.response_timeout_ms),
            headers: envelope.headers.as_deref(),
            stream_credit: envelope.stream_credit,
        };
        prop_assert_eq!(read, request);
    }

    #[test]
    fn a_reply_is_read_as_written((format, payload, id) in (formats(), values(), any::<String>())) {
        let payload = encoded(format, &payload);
        let mut out = Vec::new();
        reply::response(&mut out, format, &id, &payload);
        let (kind, body) = opened(&out, format);
        let response = Response::decode(format, body).unwrap();
        prop_assert_eq!((kind, response.success, &*response.correlation_id), (FrameType::Response, true, &*id));
        prop_assert_eq!(response.payload.unwrap().bytes(), &payload[..]);
    }

    #[test]
    fn a_failure_is_read_as_written(
        (format, id, failure) in (formats(), any::<String>(), failures()),
        sequence in any::<u32>(),
    ) {
        let mut out = Vec::new();
        reply::failure(&mut out, format, &id, &failure);
        let (kind, body) = opened(&out, format);
        let response = Response::decode(format, body).unwrap();
        prop_assert_eq!((kind, response.success, &*response.correlation_id), (FrameType::Error, false, &*id));
        prop_assert_eq!(response.error.unwrap(), failure.text());
        prop_assert_eq!(response.error_code.unwrap().parse(), Ok(failure.code));
        prop_assert_eq!((response.executed, response.retry_after_ms), (Some(failure.executed), failure.retry_after_ms));

        out.clear();
        reply::stream_failure(&mut out, format, &id, sequence, &failure);
        let (kind, body) = opened(&out, format);
        let item = StreamItem::decode(format, body).unwrap();
        prop_assert_eq!((kind, item.is_final, item.sequence), (FrameType::Stream, true, sequence));
        prop_assert_eq!(item.error.unwrap(), failure.text());
        prop_assert_eq!((item.executed, item.retry_after_ms), (Some(failure.executed), failure.retry_after_ms));
    }

    #[test]
    fn a_stream_is_read_as_written(
        (format, payload) in (formats(), values()),
        (id, sequence) in any::<(String, u32)>(),
    ) {
        let payload = encoded(format, &payload);
        let mut out = Vec::new();
        reply::stream_item(&mut out, format, &id, sequence, &payload);
        let item = StreamItem::decode(format, opened(&out, format).1).unwrap();
        prop_assert_eq!((&*item.correlation_id, item.sequence, item.is_final), (&*id, sequence, false));
        prop_assert_eq!(item.payload.unwrap().bytes(), &payload[..]);

        out.clear();
        reply::stream_end(&mut out, format, &id, sequence);
        let item = StreamItem::decode(format, opened(&out, format).1).unwrap();
        prop_assert_eq!((item.sequence, item.is_final, item.payload), (sequence, true, None));
    }

    #[test]
    fn a_push_is_read_as_written(
        (format, payload) in (formats(), values()),
        (id, message_type, source) in any::<(String, String, Option<String>)>(),
        (timestamp_ms, sequence) in any::<(u64, u64)>(),
    ) {
        let payload = encoded(format, &payload);
        let (mut shared, mut out) = (Vec::new(), Vec::new());
        push::encode_shared(&mut shared, format, &id, &message_type, source.as_deref(), &payload, timestamp_ms);
        push::write(&mut out, format, &shared, sequence);
        prop_assert_eq!(out.len(), push::framed_len(format, shared.len(), sequence));
        let (kind, body) = opened(&out, format);
        prop_assert_eq!(kind, FrameType::Push);
        let push = Push::decode(format, body).unwrap();
        prop_assert_eq!((&*push.notification_id, &*push.message_type), (&*id, &*message_type));
        prop_assert_eq!(push.source_actor.as_deref(), source.as_deref());
        prop_assert_eq!((push.payload.bytes(), push.timestamp_ms, push.sequence), (&payload[..], timestamp_ms, Some(sequence)));
    }

    #[test]
    fn names_are_read_as_written(
        (format, id, names, failure) in (formats(), any::<String>(), names(), failures()),
    ) {
        let request = NamesRequest { correlation_id: Cow::Borrowed(&id), names };
        let mut out = Vec::new();
        request.write(&mut out, format, FrameType::Unsubscribe);
        prop_assert_eq!(&NamesRequest::decode_types(format, opened(&out, format).1).unwrap(), &request);
        out.clear();
        request.write(&mut out, format, FrameType::SubscribePatterns);
        prop_assert_eq!(&NamesRequest::decode_patterns(format, opened(&out, format).1).unwrap(), &request);

        let set = || request.names.iter().map(|name| &**name);
        out.clear();
        subscription::subscribed(&mut out, format, &id, set());
        let answer = Names::decode(format, opened(&out, format).1).unwrap();
        prop_assert_eq!((answer.success, &answer.names), (true, &request.names));
        out.clear();
        subscription::pattern_failure(&mut out, format, &id, set(), &failure);
        let answer = Names::decode(format, opened(&out, format).1).unwrap();
        prop_assert_eq!((answer.success, &answer.names), (false, &request.names));
        prop_assert_eq!((answer.error.unwrap(), answer.error_code.unwrap().parse()), (Cow::Owned(failure.text()), Ok(failure.code)));
    }

    #[test]
    fn discovery_is_read_as_written(
        (format, id, include) in (formats(), any::<String>(), any::<(bool, bool)>()),
        (description, actors, types) in any::<(String, Option<Vec<(String, String)>>, Option<Vec<String>>)>(),
        flags in any::<[bool; 6]>(),
    ) {
        let mut out = Vec::new();
        let (include_actors, include_message_types) = include;
        let request = DiscoverRequest { correlation_id: Cow::Borrowed(&id), include_actors, include_message_types };
        request.write(&mut out, format);
        prop_assert_eq!(&DiscoverRequest::decode(format, opened(&out, format).1).unwrap(), &request);

        let [messagepack, streaming, push, discovery, cancel, credit] = flags;
        let protocol = ProtocolVersion {
            description: Cow::Borrowed(&description),
            capabilities: Capabilities { messagepack, streaming, push, discovery, cancel, credit },
            ..ProtocolVersion::OURS
        };
        out.clear();
        let pairs = actors.as_ref().map(|actors| actors.iter().map(|(name, ern)| (&**name, &**ern)));
        let listed = types.as_ref().map(|types| types.iter().map(String::as_str));
        discover::discovered(&mut out, format, &id, &protocol, pairs.clone(), listed.clone());
        let answer = Discovery::decode(format, opened(&out, format).1).unwrap();
        prop_assert_eq!((&*answer.correlation_id, answer.protocol_version), (&*id, Some(protocol)));
        let actors = pairs.map(|pairs| pairs.map(|(name, ern)| ActorInfo { name: name.into(), ern: ern.into() }).collect());
        prop_assert_eq!(answer.actors, actors);
        prop_assert_eq!(answer.message_types, listed.map(|listed| listed.map(Cow::Borrowed).collect()));
    }

    #[test]
    fn control_is_read_as_written((format, id, items) in (formats(), any::<String>(), any::<u32>())) {
        let mut out = Vec::new();
        let cancel = Cancel { correlation_id: Cow::Borrowed(&id) };
        cancel.write(&mut out, format);
        prop_assert_eq!(&Cancel::decode(format, opened(&out, format).1).unwrap(), &cancel);
        out.clear();
        let credit = Credit { correlation_id: Cow::Borrowed(&id), items };
        credit.write(&mut out, format);
        prop_assert_eq!(&Credit::decode(format, opened(&out, format).1).unwrap(), &credit);
    }
}
