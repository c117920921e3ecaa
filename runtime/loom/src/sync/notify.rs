//! What tokio promises of its `Notify`: `notify_waiters` wakes every future that was made before it, polled or not.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::Mutex;

#[derive(Debug)]
pub(crate) struct Notify(Mutex<State>);

#[derive(Debug)]
struct State {
    /// How often all were woken.
    times: usize,
    /// One who comes need not wait.
    permit: bool,
    waiters: Vec<Waker>,
}

impl Default for Notify {
    fn default() -> Self {
        Self::new()
    }
}

impl Notify {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(State { times: 0, permit: false, waiters: Vec::new() }))
    }

    pub(crate) fn notify_waiters(&self) {
        let mut state = self.0.lock();
        state.times += 1;
        let waiters = std::mem::take(&mut state.waiters);
        drop(state);
        waiters.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn notify_one(&self) {
        let mut state = self.0.lock();
        state.permit = true;
        let waiters = std::mem::take(&mut state.waiters);
        drop(state);
        waiters.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn notified(&self) -> Notified<'_> {
        Notified { times: self.0.lock().times, notify: self }
    }
}

pub(crate) struct Notified<'a> {
    times: usize,
    notify: &'a Notify,
}

impl Notified<'_> {
    /// It waits from its making on.
    pub(crate) fn enable(self: Pin<&mut Self>) -> bool {
        false
    }
}

impl Future for Notified<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.notify.0.lock();
        if state.times != self.times || std::mem::take(&mut state.permit) {
            return Poll::Ready(());
        }
        state.waiters.push(cx.waker().clone());
        Poll::Pending
    }
}
