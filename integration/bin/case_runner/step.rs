//! A step of a case, as the lists write it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// A target, a message type, a payload.
pub(crate) type Message = (String, String, Value);

/// One step; `clients/cases/README.md` says what each comes to.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Step {
    Call {
        call: Message,
        #[serde(flatten)]
        options: Options,
    },
    Send {
        send: Message,
        #[serde(flatten)]
        options: Options,
    },
    Post {
        post: Message,
        #[serde(flatten)]
        options: Options,
    },
    Stream {
        stream: Message,
        take: Option<usize>,
        #[serde(flatten)]
        options: Options,
    },
    Subscribe {
        subscribe: Vec<String>,
        take: usize,
        #[serde(default, rename = "while")]
        meanwhile: Vec<Step>,
    },
    Discover {
        #[serde(rename = "discover")]
        _true: bool,
    },
    Ping {
        #[serde(rename = "ping")]
        _true: bool,
    },
    Together {
        together: Vec<Step>,
    },
    Close {
        #[serde(rename = "close")]
        _true: bool,
    },
}

/// What a step may say beside its message.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Options {
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) headers: Option<BTreeMap<String, String>>,
    pub(crate) retry: Option<bool>,
}
