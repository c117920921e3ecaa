//! What an actor does after a panic, and how often it may.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// What happens to an actor whose handler panicked. Whoever asked is answered in any case.
///
/// ```
/// # use acton_reactive::prelude::*;
/// use std::time::Duration;
/// # #[acton_actor]
/// # struct Feed { lines: Vec<String> }
/// #[acton_message]
/// struct Line(String);
///
/// # #[acton_main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # std::panic::set_hook(Box::new(|_| ()));
/// # let mut runtime = ActonApp::launch();
/// let mut feed = runtime.new_actor::<Feed>();
/// // A new state after each panic, but not more than three times in five seconds: then stop.
/// feed.on_panic(OnPanic::restart().at_most(3, Duration::from_secs(5)));
/// feed.mutate_on::<Line>(|actor, ctx| {
///     let Line(line) = ctx.message();
///     assert!(!line.is_empty(), "a line is never empty");
///     actor.model.lines.push(line.clone());
///     Reply::ready()
/// });
/// let feed = feed.start().await;
/// for line in ["one", "", "two"] {
///     feed.send(Line(line.to_owned())).await?;
/// }
/// feed.stop().await;
/// assert_eq!((feed.stats().handled, feed.stats().restarted), (3, 1));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnPanic {
    pub(crate) action: Action,
    budget: Option<(usize, Duration)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Action {
    #[default]
    Resume,
    Restart,
    Stop,
}

impl OnPanic {
    /// Goes on with the state as the panic left it. The default.
    #[must_use]
    pub const fn resume() -> Self {
        Self { action: Action::Resume, budget: None }
    }

    /// Makes the state anew from the actor's factory; name, handles and mailbox stay.
    #[must_use]
    pub const fn restart() -> Self {
        Self { action: Action::Restart, budget: None }
    }

    /// Stops the actor; its name vanishes.
    #[must_use]
    pub const fn stop() -> Self {
        Self { action: Action::Stop, budget: None }
    }

    /// Tolerates `times` panics within any `period`; one more stops the actor. A tolerated panic
    /// restarts it under [`restart`](Self::restart), and lets it go on under the other two.
    #[must_use]
    pub const fn at_most(self, times: usize, period: Duration) -> Self {
        Self { budget: Some((times, period)), ..self }
    }
}

/// The panics still remembered against the budget.
#[derive(Default)]
pub(crate) struct Budget {
    panics: VecDeque<Instant>,
}

impl Budget {
    /// Counts one more panic and says what follows from it.
    pub(crate) fn spend(&mut self, policy: OnPanic) -> Action {
        let Some((times, period)) = policy.budget else { return policy.action };
        let now = Instant::now();
        self.panics.retain(|panic| now.duration_since(*panic) < period);
        self.panics.push_back(now);
        match policy.action {
            _ if self.panics.len() > times => Action::Stop,
            Action::Restart => Action::Restart,
            Action::Resume | Action::Stop => Action::Resume,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_panic_more_than_the_budget_stops_the_actor() {
        let policy = OnPanic::restart().at_most(2, Duration::from_secs(5));
        let mut budget = Budget::default();
        assert_eq!(budget.spend(policy), Action::Restart);
        assert_eq!(budget.spend(policy), Action::Restart);
        assert_eq!(budget.spend(policy), Action::Stop);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_with_a_budget_tolerates_what_the_budget_holds() {
        let policy = OnPanic::stop().at_most(1, Duration::from_secs(5));
        let mut budget = Budget::default();
        assert_eq!(budget.spend(policy), Action::Resume);
        assert_eq!(budget.spend(policy), Action::Stop);
    }

    #[tokio::test(start_paused = true)]
    async fn panics_older_than_the_period_are_forgiven() {
        let policy = OnPanic::resume().at_most(1, Duration::from_secs(5));
        let mut budget = Budget::default();
        assert_eq!(budget.spend(policy), Action::Resume);
        tokio::time::advance(Duration::from_secs(6)).await;
        assert_eq!(budget.spend(policy), Action::Resume);
    }
}
