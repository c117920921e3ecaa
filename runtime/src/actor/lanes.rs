//! What waits for an actor: messages of any types in the order of their arrival, those of one type side by side in a lane.
//!
//! So none needs a box of its own. To allocate one in one thread and free it in another costs several times what an actor does with
//! a message besides.

use std::any::{Any, TypeId};
use std::collections::VecDeque;
use std::sync::Arc;

use crate::actor::caught::caught;
use crate::actor::port::ReplyPort;
use crate::message::{Message, Opened};

/// Bytes that an empty lane keeps for the messages to come.
const KEPT: usize = 256 * 1024;

/// What a mailbox takes.
pub(crate) trait Deposit {
    fn put_into(self, lanes: &mut Lanes);
}

/// When it is dropped, so is what is in it, one by one: a message whose destructor panics takes no other along.
#[derive(Default)]
pub(crate) struct Lanes {
    order: VecDeque<Ticket>,
    /// A handful, so that to look through them is the fastest way to find one.
    lanes: Vec<Lane>,
}

/// Whose turn it is, and where replies go. `None`: a plain `send`, whose replies vanish.
struct Ticket {
    lane: usize,
    port: Option<Arc<dyn ReplyPort>>,
}

/// The messages of one type.
pub(crate) struct Lane {
    message: TypeId,
    messages: Box<dyn Queue>,
}

trait Queue: Any + Send {
    fn drop_first(&mut self);
}

impl<M: Message> Queue for VecDeque<Opened<M>> {
    fn drop_first(&mut self) {
        self.pop_front();
    }
}

impl Lanes {
    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    pub(crate) fn put<M: Message>(&mut self, message: Opened<M>, port: Option<Arc<dyn ReplyPort>>) {
        let of_type = TypeId::of::<M>();
        let lane = self.lanes.iter().position(|lane| lane.message == of_type).unwrap_or_else(|| {
            self.lanes.push(Lane { message: of_type, messages: Box::new(VecDeque::<Opened<M>>::new()) });
            self.lanes.len() - 1
        });
        if let Some(queue) = self.lanes[lane].queue() {
            queue.push_back(message);
            self.order.push_back(Ticket { lane, port });
        }
    }

    /// The lane whose first message is the next of all, and the way back of that message, which is to be taken or dropped.
    pub(crate) fn next(&mut self) -> Option<(&mut Lane, Option<Arc<dyn ReplyPort>>)> {
        let Ticket { lane, port } = self.order.pop_front()?;
        Some((&mut self.lanes[lane], port))
    }
}

impl Drop for Lanes {
    fn drop(&mut self) {
        while let Some((lane, port)) = self.next() {
            lane.drop_first();
            drop(port);
        }
    }
}

impl Lane {
    /// The type of its messages.
    pub(crate) fn message(&self) -> TypeId {
        self.message
    }

    /// The first message, if it is an `M`.
    pub(crate) fn take_first<M: Message>(&mut self) -> Option<Opened<M>> {
        let queue = self.queue()?;
        let message = queue.pop_front();
        if queue.is_empty() && queue.capacity() * size_of::<Opened<M>>() > KEPT {
            *queue = VecDeque::new();
        }
        message
    }

    /// Lets go of the first message, whose destructor may panic.
    pub(crate) fn drop_first(&mut self) {
        caught(|| self.messages.drop_first());
    }

    fn queue<M: Message>(&mut self) -> Option<&mut VecDeque<Opened<M>>> {
        let any: &mut dyn Any = &mut *self.messages;
        any.downcast_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[crate::acton_message]
    struct Small(u32);

    #[crate::acton_message]
    struct Large([u64; 128]);

    /// Takes all, and says in which order they came.
    fn emptied(lanes: &mut Lanes) -> Vec<u64> {
        let mut numbers = Vec::new();
        while let Some((lane, _)) = lanes.next() {
            let small =
                lane.take_first::<Small>().and_then(Opened::into_inner).map(|Small(number)| number.into());
            let large =
                lane.take_first::<Large>().and_then(Opened::into_inner).map(|Large(numbers)| numbers[0]);
            numbers.extend(small.or(large));
        }
        numbers
    }

    #[test]
    fn messages_of_different_types_leave_in_the_order_in_which_they_came() {
        let mut lanes = Lanes::default();
        for number in 0..6 {
            if number % 3 == 0 {
                lanes.put(Opened::Own(Large([number.into(); 128])), None);
            } else {
                lanes.put(Opened::Own(Small(number)), None);
            }
        }
        assert_eq!((lanes.len(), lanes.lanes.len()), (6, 2));
        assert_eq!(emptied(&mut lanes), [0, 1, 2, 3, 4, 5]);
        assert!(lanes.is_empty());
    }

    #[test]
    fn a_lane_that_was_long_gives_its_room_back_once_it_is_empty() {
        let mut lanes = Lanes::default();
        for (count, keeps) in [(KEPT / 2_048, true), (KEPT / 512, false)] {
            for _ in 0..count {
                lanes.put(Opened::Own(Large([7; 128])), None);
            }
            assert_eq!(emptied(&mut lanes).len(), count);
            let room = lanes.lanes[0].queue::<Large>().unwrap().capacity();
            assert_eq!(room > 0, keeps, "after {count}");
        }
    }
}
