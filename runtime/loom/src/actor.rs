//! The sources under test, and as much of what they name as they need.

#[path = "../../src/actor/cancellation.rs"]
pub(crate) mod cancellation;
#[path = "../../src/actor/mailbox.rs"]
pub(crate) mod mailbox;
#[path = "../../src/actor/reads.rs"]
pub(crate) mod reads;

/// What a mailbox holds.
pub(crate) mod lanes {
    use std::collections::VecDeque;

    pub(crate) type Lanes = VecDeque<Delivery>;

    /// A message by its number.
    #[derive(Debug, PartialEq, Eq)]
    pub(crate) struct Delivery(pub(crate) u32);

    pub(crate) trait Deposit {
        fn put_into(self, lanes: &mut Lanes);
    }

    impl Deposit for Delivery {
        fn put_into(self, lanes: &mut Lanes) {
            lanes.push_back(self);
        }
    }
}

/// What an actor's task shares with its reads.
pub(crate) mod shared {
    use super::mailbox::Mailbox;
    use super::reads::Reads;

    pub(crate) struct ActorShared {
        pub(crate) mailbox: Mailbox,
        pub(crate) reads: Reads,
    }
}
