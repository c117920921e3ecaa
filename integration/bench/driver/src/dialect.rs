//! What is said to each server, as bytes, and whether its answer is right. Everything is built before a run starts.

use crate::envelope::{
    AddRequest, AddResult, CountdownRequest, EchoRequest, EchoResult, Envelope, PublishRequest, Push,
    Response, SleepRequest, StreamFrame, Subscription,
};
use crate::frame::{self, Frame, Kind};
use anyhow::{Context as _, bail, ensure};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The language of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Raw,
    Json,
    MessagePack,
    RedisGet,
    RedisEcho,
}

/// Bytes of the reply's payload a JSON calculator sends; raw and Redis answer with as many.
const REPLY: usize = 84;
/// Bytes of the reply's payload beside the text, where a text is echoed in JSON.
const ECHO: usize = 83;
/// Bytes of most stream items' payload in JSON; raw sends as many.
const ITEM: usize = 107;

/// Bytes of most pushes' payload in JSON; Redis publishes as many.
const PUSH: usize = 152;

const REDIS_KEY: &str = "key:000000000001";

impl Dialect {
    /// What a server must be told before the run, and what it answers.
    pub(crate) fn preparation(self) -> Option<(Vec<u8>, &'static [u8])> {
        (self == Self::RedisGet)
            .then(|| (resp(&["SET", REDIS_KEY, &"v".repeat(REPLY + frame::HEADER)]), b"+OK\r\n".as_slice()))
    }

    /// The `slot`th call. Slots differ in correlation id and numbers, never in size, for slots under 64.
    pub(crate) fn call(self, slot: usize) -> Vec<u8> {
        match self {
            Self::Raw => raw(&json(&add(slot)), REPLY, 0),
            Self::Json => frame::encode(Kind::Request, frame::JSON, &json(&add(slot))),
            Self::MessagePack => frame::encode(Kind::Request, frame::MESSAGE_PACK, &message_pack(&add(slot))),
            Self::RedisGet => resp(&["GET", REDIS_KEY]),
            Self::RedisEcho => resp(&["ECHO", &"m".repeat(json(&add(slot)).len())]),
        }
    }

    /// The `slot`th call, to one of many calculators.
    pub(crate) fn call_of(self, calculator: usize, slot: usize) -> anyhow::Result<Vec<u8>> {
        let name = if calculator == 0 { "calculator".to_owned() } else { format!("calculator_{calculator}") };
        self.framed(&add(slot).to(name))
    }

    /// A call that sends `bytes` of text and asks for them back.
    pub(crate) fn echo(self, bytes: usize) -> anyhow::Result<Vec<u8>> {
        let text = "t".repeat(bytes);
        match self {
            Self::Raw => Ok(raw(&json(&Envelope::echo(id(0), EchoRequest { text })), ECHO + bytes, 0)),
            Self::RedisGet | Self::RedisEcho => Ok(resp(&["ECHO", &text])),
            Self::Json | Self::MessagePack => self.framed(&Envelope::echo(id(0), EchoRequest { text })),
        }
    }

    /// Decodes the reply to `echo(bytes)` whole.
    pub(crate) fn check_echo(self, bytes: usize, reply: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::Raw => check_echo(&self.echo(bytes)?, Kind::Response, reply),
            Self::RedisGet | Self::RedisEcho => check_bulk("t", bytes, reply),
            Self::Json | Self::MessagePack => {
                let response: Response<EchoResult> = decode(reply)?;
                let right = response.success
                    && response.payload.is_some_and(|result| result.text == "t".repeat(bytes));
                ensure!(right, "a text of {bytes} bytes came back as another");
                Ok(())
            }
        }
    }

    /// A call of another actor that takes `time`.
    pub(crate) fn sleep(self, time: Duration) -> anyhow::Result<Vec<u8>> {
        self.framed(&Envelope::sleep(id(1), SleepRequest { ms: time.as_millis().try_into()? }))
    }

    /// Whether this answers `call(0)`, and not the call that sleeps; a refusal is an error.
    pub(crate) fn answers_call(reply: &[u8]) -> anyhow::Result<bool> {
        let response: Response<AddResult> = decode(reply)?;
        ensure!(response.success, "a call was refused: {response:?}");
        Ok(response.correlation_id == id(0))
    }

    /// As a frame, of those servers that know frames and what is in them.
    fn framed(self, envelope: &impl Serialize) -> anyhow::Result<Vec<u8>> {
        Ok(match self {
            Self::Json => frame::encode(Kind::Request, frame::JSON, &json(envelope)),
            Self::MessagePack => frame::encode(Kind::Request, frame::MESSAGE_PACK, &message_pack(envelope)),
            _ => bail!("the server knows no envelopes"),
        })
    }

    /// A request answered by `items` stream items and one final frame.
    pub(crate) fn stream(self, items: u32) -> anyhow::Result<Vec<u8>> {
        let countdown = Envelope::countdown(id(0), CountdownRequest { from: items, delay_ms: 0 });
        Ok(match self {
            Self::Raw => raw(&json(&countdown), ITEM, items),
            Self::Json => frame::encode(Kind::Request, frame::JSON, &json(&countdown)),
            Self::MessagePack => frame::encode(Kind::Request, frame::MESSAGE_PACK, &message_pack(&countdown)),
            Self::RedisGet | Self::RedisEcho => bail!("Redis answers no request with a stream"),
        })
    }

    /// What a subscriber says first, unless it is the limit, which knows no subscribers.
    pub(crate) fn subscribe(self) -> Option<Vec<u8>> {
        let subscription = || Subscription { correlation_id: id(0), message_types: ["CountdownTick"] };
        match self {
            Self::Raw => None,
            Self::Json => Some(frame::encode(Kind::Subscribe, frame::JSON, &json(&subscription()))),
            Self::MessagePack => {
                Some(frame::encode(Kind::Subscribe, frame::MESSAGE_PACK, &message_pack(&subscription())))
            }
            Self::RedisGet | Self::RedisEcho => Some(resp(&["SUBSCRIBE", "ticks"])),
        }
    }

    /// Frames of this kind bring what was published.
    pub(crate) fn pushed(self) -> Kind {
        if self == Self::Raw { Kind::Stream } else { Kind::Push }
    }

    /// Brings each subscriber `count` messages.
    pub(crate) fn publish(self, count: u32) -> Vec<u8> {
        let request = Envelope::publish(id(0), PublishRequest { count });
        match self {
            // A stream's final frame counts, too.
            Self::Raw => raw(&json(&request), PUSH, count - 1),
            Self::Json => frame::encode(Kind::Request, frame::JSON, &json(&request)),
            Self::MessagePack => frame::encode(Kind::Request, frame::MESSAGE_PACK, &message_pack(&request)),
            Self::RedisGet | Self::RedisEcho => {
                resp(&["PUBLISH", "ticks", &"m".repeat(PUSH)]).repeat(count as usize)
            }
        }
    }

    /// Decodes what was published whole.
    pub(crate) fn check_push(self, push: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::Raw => ensure!(Frame::decode(push).is_some_and(|frame| frame.kind == Kind::Stream as u8)),
            Self::Json | Self::MessagePack => {
                let push: Push = decode(push)?;
                let right = push.message_type == "CountdownTick" && push.payload.value > 0;
                ensure!(right, "something else was pushed: {push:?}");
            }
            Self::RedisGet | Self::RedisEcho => {
                let right = push.ends_with(format!("{}\r\n", "m".repeat(PUSH)).as_bytes());
                ensure!(right, "Redis pushed something else: {}", push.escape_ascii());
            }
        }
        Ok(())
    }

    /// Decodes the reply to `call(slot)` whole.
    pub(crate) fn check_reply(self, slot: usize, reply: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::Raw => check_echo(&self.call(slot), Kind::Response, reply),
            Self::Json | Self::MessagePack => {
                let response: Response<AddResult> = decode(reply)?;
                let right = response.success
                    && response.correlation_id == id(slot)
                    && response.payload.as_ref().is_some_and(|result| result.sum == sum(slot));
                ensure!(right, "call {slot} was answered wrongly: {response:?}");
                Ok(())
            }
            Self::RedisGet => check_bulk("v", REPLY + frame::HEADER, reply),
            Self::RedisEcho => check_bulk("m", json(&add(slot)).len(), reply),
        }
    }

    /// Decodes the frame at `sequence` of a stream of `items` whole: an item that counts down, or the final frame.
    pub(crate) fn check_item(self, sequence: u32, items: u32, reply: &[u8]) -> anyhow::Result<()> {
        if self == Self::Raw {
            return check_echo(&self.stream(items)?, Kind::Stream, reply);
        }
        let item: StreamFrame = decode(reply)?;
        let expected = (sequence < items).then(|| items - sequence);
        let right = item.error.is_none()
            && item.correlation_id == id(0)
            && item.sequence == sequence
            && item.is_final == expected.is_none()
            && item.payload.as_ref().map(|tick| tick.value) == expected;
        ensure!(right, "stream frame {sequence} of {items} is wrong: {item:?}");
        Ok(())
    }
}

/// As long as the ids the peer's own clients make, so that the JSON envelope has the 196 bytes the goals were set with.
fn id(slot: usize) -> String {
    format!("req_{slot:021}")
}

fn add(slot: usize) -> Envelope<AddRequest> {
    Envelope::add(id(slot), AddRequest { a: first(slot), b: 1000 })
}

fn sum(slot: usize) -> i32 {
    first(slot) + 1000
}

/// Of two digits, whatever the slot.
fn first(slot: usize) -> i32 {
    10 + i32::try_from(slot % 64).expect("a small number")
}

fn json(envelope: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(envelope).expect("strings and numbers always serialise")
}

fn message_pack(envelope: &impl Serialize) -> Vec<u8> {
    rmp_serde::to_vec_named(envelope).expect("strings and numbers always serialise")
}

/// The raw echo reads two numbers, then filler: as many bytes in and out as the JSON row.
fn raw(like: &[u8], reply: usize, items: u32) -> Vec<u8> {
    let reply = u32::try_from(reply).expect("a reply is small");
    let mut payload = [reply.to_be_bytes(), items.to_be_bytes()].concat();
    payload.resize(like.len(), b'.');
    frame::encode(Kind::Request, frame::JSON, &payload)
}

fn resp(words: &[&str]) -> Vec<u8> {
    let words = words.iter().map(|word| format!("${}\r\n{word}\r\n", word.len()));
    format!("*{}\r\n{}", words.len(), words.collect::<String>()).into_bytes()
}

fn decode<T: DeserializeOwned>(reply: &[u8]) -> anyhow::Result<T> {
    let frame = Frame::decode(reply).context("half a frame was taken for a reply")?;
    match frame.format {
        frame::JSON => serde_json::from_slice(frame.payload).context("a reply is not the JSON it should be"),
        frame::MESSAGE_PACK => {
            rmp_serde::from_slice(frame.payload).context("a reply is not the MessagePack it should be")
        }
        format => bail!("a reply has the unknown format {format}"),
    }
}

fn check_echo(request: &[u8], kind: Kind, reply: &[u8]) -> anyhow::Result<()> {
    let frame = Frame::decode(reply).context("half a frame was taken for an echo")?;
    let echoed = request[frame::HEADER..].starts_with(frame.payload);
    ensure!(frame.kind == kind as u8 && !frame.payload.is_empty() && echoed, "the raw server did not echo");
    Ok(())
}

fn check_bulk(letter: &str, length: usize, reply: &[u8]) -> anyhow::Result<()> {
    ensure!(
        reply == format!("${length}\r\n{}\r\n", letter.repeat(length)).as_bytes(),
        "Redis answered something else"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_json_envelope_has_the_size_the_goals_were_set_with() {
        assert_eq!(Dialect::Json.call(0).len(), frame::HEADER + 196);
    }

    #[test]
    fn every_slot_of_a_dialect_is_as_long_as_its_first() {
        use Dialect::{Json, MessagePack, Raw, RedisEcho, RedisGet};
        for dialect in [Raw, Json, MessagePack, RedisGet, RedisEcho] {
            let length = dialect.call(0).len();
            assert!((0..64).all(|slot| dialect.call(slot).len() == length), "{dialect:?}");
        }
    }

    #[test]
    fn raw_answers_with_as_many_bytes_as_json() {
        let reply =
            format!(r#"{{"correlation_id":"{}","success":true,"payload":{{"sum":{}}}}}"#, id(0), sum(0));
        assert_eq!(reply.len(), REPLY);
        let item = format!(
            r#"{{"correlation_id":"{}","sequence":150000,"is_final":false,"payload":{{"value":50000}}}}"#,
            id(0)
        );
        assert_eq!(item.len(), ITEM);
    }

    #[test]
    fn raw_echoes_as_many_bytes_as_json_does() {
        let reply = format!(
            r#"{{"correlation_id":"{}","success":true,"payload":{{"text":"{}"}}}}"#,
            id(0),
            "t".repeat(64)
        );
        assert_eq!(reply.len(), ECHO + 64);
    }

    #[test]
    fn a_wrong_sum_is_noticed() {
        let reply = format!(r#"{{"correlation_id":"{}","success":true,"payload":{{"sum":1}}}}"#, id(3));
        let reply = frame::encode(Kind::Response, frame::JSON, reply.as_bytes());
        assert!(Dialect::Json.check_reply(3, &reply).unwrap_err().to_string().contains("wrongly"));
    }
}
