//! The replies of `try_` handlers on their way out of the closure, whose type does not say which they are.
//!
//! Each is in a box. An actor that answers one request after the other needs the same one each time, so a thread keeps the last.

use std::cell::Cell;

use crate::actor::port::Outgoing;
use crate::message::Message;

/// Bytes of a box that is kept at most.
const KEPT: usize = 1024;

thread_local! {
    /// Empty.
    static SPARE: Cell<Option<Box<dyn Outgoing>>> = const { Cell::new(None) };
}

/// A reply that was settled.
pub(super) fn of<M: Message>(message: M) -> Box<dyn Outgoing> {
    if let Some(mut spare) = SPARE.take()
        && let Some(slot) = spare.slot().downcast_mut::<Option<M>>()
    {
        *slot = Some(message);
        return spare;
    }
    Box::new(Some(message))
}

/// The reply has left, or nobody is there to receive it. What it was is dropped now.
pub(super) fn has_left(mut reply: Box<dyn Outgoing>) {
    reply.clear();
    if size_of_val(&*reply) <= KEPT {
        SPARE.set(Some(reply));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[crate::acton_message]
    struct Small {
        _content: Arc<()>,
    }

    #[crate::acton_message]
    struct Large {
        _content: [u8; KEPT],
    }

    fn keeps() -> Option<usize> {
        let spare = SPARE.take();
        let size = spare.as_deref().map(size_of_val);
        SPARE.set(spare);
        size
    }

    #[test]
    fn a_reply_that_has_left_leaves_its_box_to_the_next_of_its_type_and_is_dropped_itself() {
        let content = Arc::new(());
        let first = of(Small { _content: content.clone() });
        let place = (&raw const *first).addr();
        has_left(first);
        assert_eq!((Arc::strong_count(&content), keeps()), (1, Some(size_of::<Option<Small>>())));
        let mut second = of(Small { _content: content.clone() });
        assert_eq!((&raw const *second).addr(), place);
        assert!(second.slot().downcast_mut::<Option<Small>>().is_some_and(|small| small.is_some()));
    }

    #[test]
    fn a_box_for_another_type_or_of_many_bytes_is_not_kept() {
        has_left(of(Small { _content: Arc::default() }));
        has_left(of(Large { _content: [7; KEPT] }));
        assert_eq!(keeps(), None);
    }
}
