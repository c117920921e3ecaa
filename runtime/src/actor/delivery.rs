//! One message in a mailbox, and where its replies go.

use std::sync::Arc;

use crate::actor::caught::caught;
use crate::actor::port::ReplyPort;
use crate::message::{Message, Parcel};

pub(crate) struct Delivery {
    pub(crate) message: Parcel,
    /// `None`: a plain `send`, whose replies vanish.
    pub(crate) port: Option<Arc<dyn ReplyPort>>,
}

impl Delivery {
    pub(crate) fn plain(message: impl Message) -> Self {
        Self { message: Parcel::own(message), port: None }
    }
}

/// Lets go of messages one by one: one whose destructor panics takes no other along.
pub(crate) fn discard(deliveries: impl IntoIterator<Item = Delivery>) {
    for delivery in deliveries {
        caught(|| drop(delivery));
    }
}
