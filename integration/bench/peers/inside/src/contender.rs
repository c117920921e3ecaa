//! What an actor is sent, and what every contender can do.

use anyhow::ensure;
use stint::{NUMBERS, SUM, Stint, Work};

/// Messages that a mailbox holds before its producer waits.
pub(crate) const CAPACITY: usize = 4096;

/// Messages told between two looks at the clock.
const BETWEEN_LOOKS: u64 = 64;

/// What an actor is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Add {
    a: i32,
    b: i32,
}

impl Add {
    /// What handling a message is, for all alike; computed even if nobody wants to know.
    pub(crate) fn sum(self) -> i32 {
        std::hint::black_box(self.a.wrapping_add(self.b))
    }
}

/// The producer's handle of an actor that adds.
pub(crate) trait Contender: Send + 'static {
    /// Sends a message without waiting for its answer, but until the mailbox takes it.
    fn tell(&mut self, add: Add) -> impl Future<Output = anyhow::Result<()>> + Send;

    /// Sends a message and waits for its answer, and so for all messages sent before.
    fn ask(&mut self, add: Add) -> impl Future<Output = anyhow::Result<i32>> + Send;
}

/// Keeps the actor busy until the stint is over; the messages it handled.
pub(crate) async fn produce(contender: &mut impl Contender, work: Work, stint: Stint) -> anyhow::Result<u64> {
    let mut count = 0;
    while !stint.is_over() {
        if work == Work::Ask {
            check(contender).await?;
            count += 1;
            continue;
        }
        let (a, b) = NUMBERS;
        for _ in 0..BETWEEN_LOOKS {
            contender.tell(Add { a, b }).await?;
        }
        count += BETWEEN_LOOKS;
    }
    // The clock stops when all are handled.
    check(contender).await?;
    Ok(count)
}

/// One message whose answer must be right.
pub(crate) async fn check(contender: &mut impl Contender) -> anyhow::Result<()> {
    let (a, b) = NUMBERS;
    let sum = contender.ask(Add { a, b }).await?;
    ensure!(sum == SUM, "the actor answered {sum} where {SUM} is right");
    Ok(())
}
