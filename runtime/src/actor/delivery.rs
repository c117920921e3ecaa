//! One message on its way into a mailbox, and where its replies go.

use std::sync::Arc;

use crate::actor::lanes::{Deposit, Lanes};
use crate::actor::port::ReplyPort;
use crate::message::{Message, Opened};

pub(crate) struct Delivery<M> {
    pub(crate) message: Opened<M>,
    /// `None`: a plain `send`, whose replies vanish.
    pub(crate) port: Option<Arc<dyn ReplyPort>>,
}

impl<M: Message> Delivery<M> {
    pub(crate) fn plain(message: M) -> Self {
        Self { message: Opened::Own(message), port: None }
    }
}

impl<M: Message> Deposit for Delivery<M> {
    fn put_into(self, lanes: &mut Lanes) {
        lanes.put(self.message, self.port);
    }
}

/// The same from outside, where the message's type is known by a name only.
#[cfg(feature = "ipc")]
pub(crate) struct Parcel {
    pub(crate) message: Box<dyn Content>,
    pub(crate) port: Arc<dyn ReplyPort>,
}

/// A message, its type erased.
#[cfg(feature = "ipc")]
pub(crate) trait Content: Send {
    fn put_into(self: Box<Self>, lanes: &mut Lanes, port: Arc<dyn ReplyPort>);
}

#[cfg(feature = "ipc")]
impl<M: Message> Content for M {
    fn put_into(self: Box<Self>, lanes: &mut Lanes, port: Arc<dyn ReplyPort>) {
        lanes.put(Opened::Own(*self), Some(port));
    }
}

#[cfg(feature = "ipc")]
impl Deposit for Parcel {
    fn put_into(self, lanes: &mut Lanes) {
        self.message.put_into(lanes, self.port);
    }
}
