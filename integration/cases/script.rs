//! What a scripted server does, connection by connection, act by act.

use acton_wire::{Format, FrameType};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use crate::cases::repeated::spelled_out;

/// The script of a whole server.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Vec<Value>")]
pub struct Script {
    connections: Vec<Vec<Act>>,
    /// The last connection's script is every later one's too.
    again: bool,
}

impl Script {
    /// What to do on a connection, counted from 0; `None` if there should be none.
    pub fn connection(&self, index: usize) -> Option<&[Act]> {
        let last = self.again.then(|| self.connections.last()).flatten();
        self.connections.get(index).or(last).map(Vec::as_slice)
    }

    /// How many connections a client must make.
    pub fn len(&self) -> usize {
        self.connections.len()
    }

    /// Whether there should be no connection at all.
    pub fn is_empty(&self) -> bool {
        self.connections.is_empty()
    }
}

impl TryFrom<Vec<Value>> for Script {
    type Error = String;

    fn try_from(mut entries: Vec<Value>) -> Result<Self, String> {
        let again = entries.pop_if(|last| *last == serde_json::json!({"again": true})).is_some();
        let connections = entries.into_iter().map(acts).collect::<Result<_, _>>()?;
        Ok(Self { connections, again })
    }
}

fn acts(connection: Value) -> Result<Vec<Act>, String> {
    let Value::Array(acts) = spelled_out(connection) else {
        return Err("a connection is no list of acts".to_owned());
    };
    let act = |act: Value| {
        serde_json::from_value(act.clone())
            .map_err(|_| format!("a scripted server does not know the act {act}"))
    };
    acts.into_iter().map(act).collect()
}

/// One act on a connection; `clients/cases/README.md` says what each does.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Act {
    /// Takes what the client sends.
    Read(Read),
    /// Sends frames.
    Write(Write),
    /// Sends bytes.
    Hex(Hex),
    /// Takes nothing more, and lets the client's next write fail.
    Deaf(Deaf),
    /// Closes.
    Close(Close),
    /// Waits until the client closes.
    Wait(Wait),
}

/// Takes frames that must come.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// How many; none at all waits for the first byte of one, and leaves it unread.
    pub read: usize,
    /// The type they must have.
    #[serde(rename = "type", default, deserialize_with = "some_kind")]
    pub kind: Option<FrameType>,
    /// What their payload must have, among other fields.
    #[serde(default)]
    pub body: Option<Value>,
}

/// Sends a frame, once or more often.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Write {
    /// The frame.
    #[serde(rename = "write")]
    pub frame: Frame,
    /// How many of its bytes are sent; all unless it says so.
    #[serde(default)]
    pub cut: Option<usize>,
    /// How many bytes are sent at once; all unless it says so.
    #[serde(default)]
    pub by: Option<usize>,
    /// How often.
    #[serde(default = "once")]
    pub times: usize,
}

fn once() -> usize {
    1
}

/// A frame to send.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Its type.
    #[serde(rename = "type", deserialize_with = "kind")]
    pub kind: FrameType,
    /// Its format; the client's unless it says so.
    #[serde(default)]
    pub format: Wording,
    /// Its payload.
    #[serde(default)]
    pub body: Option<Value>,
    /// Its payload as it stands, in place of a body.
    #[serde(default)]
    pub raw: Option<String>,
}

/// A format, as a script names it.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wording {
    /// What the client was told to use.
    #[default]
    Asked,
    /// The format that it is not.
    Other,
    /// JSON.
    Json,
}

impl Wording {
    /// The format it means to a client that uses `asked`.
    pub fn format(self, asked: Format) -> Format {
        match (self, asked) {
            (Self::Asked, asked) => asked,
            (Self::Other, Format::Json) => Format::MessagePack,
            (Self::Other, Format::MessagePack) | (Self::Json, _) => Format::Json,
        }
    }
}

/// Sends bytes as they are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hex {
    /// Two digits a byte.
    #[serde(deserialize_with = "bytes")]
    pub hex: Vec<u8>,
}

/// `{"deaf": true}`
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deaf {
    #[serde(rename = "deaf", deserialize_with = "truth")]
    _true: (),
}

/// `{"close": true}`
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Close {
    #[serde(rename = "close", deserialize_with = "truth")]
    _true: (),
}

/// `{"wait": true}`
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    #[serde(rename = "wait", deserialize_with = "truth")]
    _true: (),
}

fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    if bool::deserialize(deserializer)? { Ok(()) } else { Err(de::Error::custom("it is always true")) }
}

fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    hex::decode(String::deserialize(deserializer)?).map_err(de::Error::custom)
}

fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FrameType, D::Error> {
    let name = String::deserialize(deserializer)?;
    let is_named = |kind: &FrameType| format!("{kind:?}").eq_ignore_ascii_case(&name.replace('_', ""));
    FrameType::ALL.into_iter().find(is_named).ok_or_else(|| de::Error::custom("there is no such frame"))
}

fn some_kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<FrameType>, D::Error> {
    kind(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn script(entries: Value) -> Result<Script, String> {
        serde_json::from_value(entries).map_err(|error| error.to_string())
    }

    #[test]
    fn a_connection_has_its_own_script_and_later_ones_have_the_last_if_it_says_so() {
        let entries = json!([[{"read": 1}], [{"deaf": true}, {"close": true}], {"again": true}]);
        let again = script(entries.clone()).unwrap();
        assert_eq!(again.len(), 2);
        assert_eq!(again.connection(0).unwrap().len(), 1);
        assert_eq!(again.connection(5).unwrap().len(), 2);
        let Value::Array(mut entries) = entries else { unreachable!() };
        entries.pop();
        assert!(script(entries.into()).unwrap().connection(2).is_none());
    }

    #[test]
    fn an_act_that_nobody_knows_is_named() {
        for act in
            [json!({"wiat": true}), json!({"read": 1, "tpye": "CANCEL"}), json!({"read": 1, "type": "X"})]
        {
            let refused = script(json!([[act]])).unwrap_err();
            assert!(refused.contains(&act.to_string()), "{refused}");
        }
    }
}
