//! What the desk understands and answers.

use acton_reactive::prelude::*;

#[acton_message(ipc)]
pub(crate) struct Add {
    pub(crate) a: i32,
    pub(crate) b: i32,
}

#[acton_message(ipc)]
pub(crate) struct Sum {
    pub(crate) sum: i32,
}

/// Answered with itself.
#[acton_message(ipc)]
pub(crate) struct Text {
    pub(crate) text: String,
}

/// Answered with a text of this many bytes.
#[acton_message(ipc)]
pub(crate) struct Size {
    pub(crate) bytes: usize,
}

/// Never answered.
#[acton_message(ipc)]
pub(crate) struct Silent;

/// Fails for this reason, if there is one.
#[acton_message(ipc)]
pub(crate) struct Fail {
    pub(crate) reason: String,
}

#[acton_message(ipc)]
pub(crate) struct Length {
    pub(crate) length: usize,
}

#[acton_message(ipc)]
pub(crate) struct Panic;

/// Answered with a message that stays inside the process.
#[acton_message(ipc)]
pub(crate) struct Plain;

#[acton_message]
pub(crate) struct Inside;

/// Answered with an item of this number once the gate lets it through; beside others.
#[acton_message(ipc)]
pub(crate) struct Hold {
    pub(crate) number: u32,
}

/// The same, alone; also noted.
#[acton_message(ipc)]
pub(crate) struct HoldAlone {
    pub(crate) number: u32,
}

/// Answered with the numbers below `to`, `pause_ms` before each.
#[acton_message(ipc)]
#[derive(Copy)]
pub(crate) struct Count {
    pub(crate) to: u32,
    #[serde(default)]
    pub(crate) pause_ms: u64,
}

/// The same, alone and without pauses; how many left is noted.
#[acton_message(ipc)]
pub(crate) struct CountAlone {
    pub(crate) to: u32,
}

#[acton_message(ipc)]
pub(crate) struct Item {
    pub(crate) value: u32,
}

/// Remembered.
#[acton_message(ipc)]
pub(crate) struct Note {
    pub(crate) number: u32,
}

/// Answered with the notes.
#[acton_message(ipc)]
pub(crate) struct Read;

#[acton_message(ipc)]
pub(crate) struct Notes(pub(crate) Vec<u32>);

#[acton_message(ipc)]
pub(crate) struct ListAll {}

/// Broadcast.
#[acton_message(ipc)]
pub(crate) struct Price {
    pub(crate) text: String,
}

/// Broadcast too.
#[acton_message(ipc)]
pub(crate) struct Trade {
    pub(crate) text: String,
}

/// A registered message that the desk has no handler for.
#[acton_message(ipc)]
pub(crate) struct Unhandled;
