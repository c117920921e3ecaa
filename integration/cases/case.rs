//! One case: what a client does, and what each step of it comes to.

use acton_wire::Format;
use serde::Deserialize;
use serde_json::Value;

use crate::cases::script::Script;
use crate::workspace;

/// The list of cases against the cookbook's own server.
pub const GOOD: &str = "clients/cases/good.json";

/// The list of cases against servers that break the protocol, or go away.
pub const BAD: &str = "clients/cases/bad.json";

/// A format, as runners are told it.
pub const FORMATS: [(&str, Format); 2] = [("json", Format::Json), ("msgpack", Format::MessagePack)];

/// One entry of a list; `clients/cases/README.md` says what each key means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// A sentence that no other case has.
    pub name: String,
    /// The steps.
    pub does: Vec<Value>,
    /// The lines that the runner prints.
    pub says: Vec<Value>,
    /// The formats it is for; all unless it says so.
    #[serde(default)]
    formats: Option<Vec<String>>,
    /// What the server does, unless it is the cookbook's.
    #[serde(default)]
    pub server: Option<Script>,
}

impl Case {
    /// The cases of one list.
    pub fn listed(list: &str) -> Vec<Self> {
        serde_json::from_str(&workspace::text(list)).unwrap_or_else(|error| panic!("{list}: {error}"))
    }

    /// Every case there is.
    pub fn all() -> Vec<Self> {
        [GOOD, BAD].into_iter().flat_map(Self::listed).collect()
    }

    /// Whether it is run in this format.
    pub fn is_for(&self, format: &str) -> bool {
        self.formats.as_ref().is_none_or(|formats| formats.iter().any(|its| its == format))
    }
}
