//! MessagePack, read by hand: spans that are checked before anybody descends into them, and our own structs. Typed
//! payloads are `rmp-serde`'s, on spans that passed here.

mod deserialize;
mod fault;
mod reader;
mod scan;
mod span;
pub(crate) mod typed;
mod variant;
pub(crate) mod write;

#[cfg(test)]
mod tests;

pub(crate) use deserialize::decode;
pub use fault::Fault;
pub(crate) use reader::Reader;
pub(crate) use scan::EntryScan;
