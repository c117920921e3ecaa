//! What waits for an actor: messages of any types in the order of their arrival, those of one type side by side in a lane.
//!
//! So none that comes from inside needs a box of its own. To allocate one in one thread and free it in another costs several times what an actor does with
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

/// The messages of one type that came in one way: their own, or shared with others who subscribed.
pub(crate) struct Lane {
    message: TypeId,
    items: TypeId,
    queue: Box<dyn Queue>,
}

trait Queue: Any + Send {
    fn drop_first(&mut self);
}

impl<T: Send + 'static> Queue for VecDeque<T> {
    fn drop_first(&mut self) {
        drop(first(self));
    }
}

/// Takes the first out. An empty lane keeps little room.
fn first<T>(queue: &mut VecDeque<T>) -> Option<T> {
    let first = queue.pop_front();
    if queue.is_empty() && queue.capacity() * size_of::<T>() > KEPT {
        *queue = VecDeque::new();
    }
    first
}

impl Lanes {
    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    pub(crate) fn put<M: Message>(&mut self, message: Opened<M>, port: Option<Arc<dyn ReplyPort>>) {
        match message {
            Opened::Own(message) => self.append(TypeId::of::<M>(), message, port),
            Opened::Shared(message) => self.append(TypeId::of::<M>(), message, port),
        }
    }

    fn append<T: Send + 'static>(&mut self, message: TypeId, item: T, port: Option<Arc<dyn ReplyPort>>) {
        let items = TypeId::of::<T>();
        let lane = self.lanes.iter().position(|lane| lane.items == items).unwrap_or_else(|| {
            self.lanes.push(Lane { message, items, queue: Box::new(VecDeque::<T>::new()) });
            self.lanes.len() - 1
        });
        if let Some(queue) = self.lanes[lane].of() {
            queue.push_back(item);
            self.order.push_back(Ticket { lane, port });
        }
    }

    /// The lane whose first message is the next of all, and the way back of that message, which is to be taken or discarded.
    pub(crate) fn next(&mut self) -> Option<(&mut Lane, Option<Arc<dyn ReplyPort>>)> {
        let Ticket { lane, port } = self.order.pop_front()?;
        Some((&mut self.lanes[lane], port))
    }
}

impl Drop for Lanes {
    fn drop(&mut self) {
        while let Some((lane, port)) = self.next() {
            lane.discard_first(port);
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
        if let Some(own) = self.of() {
            return first(own).map(Opened::Own);
        }
        first(self.of()?).map(Opened::Shared)
    }

    /// Lets go of the first message and its way back, whose destructors may panic.
    pub(crate) fn discard_first(&mut self, port: Option<Arc<dyn ReplyPort>>) {
        caught(|| self.queue.drop_first());
        caught(|| drop(port));
    }

    fn of<T: Send + 'static>(&mut self) -> Option<&mut VecDeque<T>> {
        let any: &mut dyn Any = &mut *self.queue;
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
    fn messages_that_are_skipped_leave_the_others_in_order() {
        let mut lanes = Lanes::default();
        for number in 0..4 {
            lanes.put(Opened::Own(Small(number)), None);
            lanes.put(Opened::Own(Large([u64::from(number); 128])), None);
        }
        for _ in 0..3 {
            let (lane, port) = lanes.next().unwrap();
            lane.discard_first(port);
        }
        assert_eq!(emptied(&mut lanes), [1, 2, 2, 3, 3]);
    }

    #[test]
    fn a_broadcast_waits_as_an_address_and_in_its_turn() {
        let mut lanes = Lanes::default();
        let shared = Arc::new(Large([1; 128]));
        lanes.put(Opened::Own(Large([0; 128])), None);
        lanes.put(Opened::Shared(shared.clone()), None);
        lanes.put(Opened::Own(Large([2; 128])), None);
        assert!(lanes.lanes[1].of::<Arc<Large>>().is_some());
        let mut next = || lanes.next().unwrap().0.take_first::<Large>().unwrap();
        assert!(matches!(next(), Opened::Own(Large([0, ..]))));
        assert!(matches!(next(), Opened::Shared(same) if Arc::ptr_eq(&same, &shared)));
        assert!(matches!(next(), Opened::Own(Large([2, ..]))));
    }

    #[test]
    fn a_lane_that_was_long_gives_its_room_back_once_it_is_empty() {
        let skipped = |lanes: &mut Lanes| {
            while let Some((lane, port)) = lanes.next() {
                lane.discard_first(port);
            }
        };
        let taken = |lanes: &mut Lanes| drop(emptied(lanes));
        for empty in [&taken as &dyn Fn(&mut Lanes), &skipped] {
            let mut lanes = Lanes::default();
            for (count, keeps) in [(KEPT / 2_048, true), (KEPT / 512, false)] {
                for _ in 0..count {
                    lanes.put(Opened::Own(Large([7; 128])), None);
                }
                empty(&mut lanes);
                let room = lanes.lanes[0].of::<Large>().unwrap().capacity();
                assert_eq!(room > 0, keeps, "after {count}");
            }
        }
    }
}
