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
