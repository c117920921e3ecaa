//! One subscription as the connections see it: what it wants, what it holds, what it has missed.

use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};

use crate::client::end::End;
use crate::client::push::Push;

/// Pushes a subscription holds for a consumer that is slow; then the oldest go.
const HELD: usize = 1_024;

/// Bytes it holds at most, the newest push excepted.
const HELD_BYTES: usize = 16 * 1024 * 1024;

#[derive(Default)]
pub(super) struct Subscriber {
    pub(super) names: Vec<String>,
    pub(super) patterns: bool,
    /// The connection it is confirmed on.
    pub(super) on: Option<u64>,
    pub(super) missed: u64,
    pub(super) gaps: u64,
    /// Why nothing more comes.
    pub(super) ended: Option<End>,
    /// The connection that it last heard of: another one means a gap.
    heard_on: Option<u64>,
    held: VecDeque<Push>,
    held_bytes: usize,
    waiter: Option<Waker>,
}

impl Subscriber {
    pub(super) fn new(names: Vec<String>, patterns: bool) -> Self {
        Self { names, patterns, ..Self::default() }
    }

    pub(super) fn wants(&self, message_type: &str) -> bool {
        self.names.iter().any(|name| match name.strip_suffix('*').filter(|_| self.patterns) {
            Some(prefix) => message_type.starts_with(prefix),
            None => name == message_type,
        })
    }

    /// Something came on this connection. A gap counts once the subscription is back, and before the
    /// first push that follows it can be taken.
    pub(super) fn hear(&mut self, serial: u64) {
        if self.heard_on.replace(serial).is_some_and(|before| before != serial) {
            self.gaps += 1;
        }
    }

    pub(super) fn hold(&mut self, push: Push) {
        while self.held.len() >= HELD || !self.held.is_empty() && self.held_bytes + push.len() > HELD_BYTES {
            self.take();
            self.miss(1);
        }
        self.held_bytes += push.len();
        self.held.push_back(push);
        self.wake();
    }

    pub(super) fn miss(&mut self, pushes: u64) {
        self.missed = self.missed.saturating_add(pushes);
    }

    pub(super) fn end(&mut self, end: &End) {
        self.on = None;
        self.ended.get_or_insert_with(|| end.clone());
        self.wake();
    }

    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Push>> {
        if let Some(push) = self.take() {
            return Poll::Ready(Some(push));
        }
        if self.ended.is_some() {
            return Poll::Ready(None);
        }
        self.waiter = Some(cx.waker().clone());
        Poll::Pending
    }

    fn take(&mut self) -> Option<Push> {
        let push = self.held.pop_front()?;
        self.held_bytes -= push.len();
        Some(push)
    }

    fn wake(&mut self) {
        if let Some(waiter) = self.waiter.take() {
            waiter.wake();
        }
    }
}
