//! The sources under test, and as much of what they name as they need.

#[path = "../../src/actor/cancellation.rs"]
pub(crate) mod cancellation;
#[path = "../../src/actor/mailbox.rs"]
pub(crate) mod mailbox;
#[path = "../../src/actor/reads.rs"]
pub(crate) mod reads;

/// What a mailbox holds.
pub(crate) mod delivery {
    /// A message by its number.
    #[derive(Debug, PartialEq, Eq)]
    pub(crate) struct Delivery(pub(crate) u32);

    pub(crate) fn discard(deliveries: impl IntoIterator<Item = Delivery>) {
        drop(deliveries.into_iter().collect::<Vec<_>>());
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
