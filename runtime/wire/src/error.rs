//! What went wrong, in the words of the wire: a stable code, a sentence, and whether the handler ran.

mod code;
mod executed;
mod failure;

#[cfg(test)]
mod tests;

pub use code::{ErrorCode, UnknownCode};
pub use executed::Executed;
pub use failure::Failure;
