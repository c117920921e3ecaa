//! What clients read. Borrowed, unknown fields ignored; fields only our servers write are options.

mod discovery;
mod names;
mod push;
mod response;
mod stream_item;

#[cfg(test)]
mod tests;

pub use discovery::{ActorInfo, Discovery};
pub use names::Names;
pub use push::Push;
pub use response::Response;
pub use stream_item::StreamItem;
