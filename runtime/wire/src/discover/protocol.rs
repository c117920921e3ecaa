//! What a server speaks, as discovery tells it.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{Format, object::Object};

/// The versions a server speaks, and what it can do beside them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ProtocolVersion<'a> {
    /// The version it answers in.
    pub current: u32,
    /// The oldest header it reads.
    pub min_supported: u32,
    /// The newest header it reads.
    pub max_supported: u32,
    /// A sentence for people.
    #[serde(borrow)]
    pub description: Cow<'a, str>,
    /// What it can do.
    pub capabilities: Capabilities,
}

/// What a server can do. What it does not mention it cannot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "the protocol names six independent abilities")]
pub struct Capabilities {
    /// Reads and writes MessagePack.
    pub messagepack: bool,
    /// Answers with streams.
    pub streaming: bool,
    /// Sends pushes to subscribers.
    pub push: bool,
    /// Answers DISCOVER.
    pub discovery: bool,
    /// Ends a request on CANCEL.
    pub cancel: bool,
    /// Counts stream items against CREDIT.
    pub credit: bool,
}

impl ProtocolVersion<'static> {
    /// What this build speaks.
    pub const OURS: Self = Self {
        current: 2,
        min_supported: 1,
        max_supported: 2,
        description: Cow::Borrowed(
            "Version 2: a format byte in each header, streams, pushes, cancel and credit.",
        ),
        capabilities: Capabilities {
            messagepack: Format::MessagePack.is_supported(),
            streaming: true,
            push: true,
            discovery: true,
            cancel: true,
            credit: true,
        },
    };
}

impl ProtocolVersion<'_> {
    pub(super) fn write(&self, object: &mut Object<'_>) {
        object.number("current", self.current.into());
        object.number("min_supported", self.min_supported.into());
        object.number("max_supported", self.max_supported.into());
        object.text("description", &self.description);
        object.object("capabilities", |object| {
            object.flag("messagepack", self.capabilities.messagepack);
            object.flag("streaming", self.capabilities.streaming);
            object.flag("push", self.capabilities.push);
            object.flag("discovery", self.capabilities.discovery);
            object.flag("cancel", self.capabilities.cancel);
            object.flag("credit", self.capabilities.credit);
        });
    }
}
