//! The connection's task on the client's side: writes what is queued, reads what comes.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use acton_wire::control::Cancel;
use acton_wire::frame;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::client::ClientError;
use crate::client::shared::Shared;
use crate::transport::inbox::Inbox;
use crate::transport::link::Link;
use crate::transport::outbox::Flight;

/// Reads in one poll, so that others get a turn.
const READS_A_POLL: usize = 8;

struct Driver<L> {
    shared: Arc<Shared>,
    link: L,
    max_payload: usize,
    inbox: Inbox,
    flight: Flight,
    timer: Pin<Box<Sleep>>,
    armed: Option<Instant>,
}

/// Runs until the last user has let go and everything is written, or the connection ends.
pub(super) async fn drive(shared: Arc<Shared>, link: impl Link, max_payload: usize) {
    let timer = Box::pin(sleep_until(Instant::now()));
    let (inbox, flight) = (Inbox::default(), Flight::default());
    let mut driver = Driver { shared: shared.clone(), link, max_payload, inbox, flight, timer, armed: None };
    let reason = poll_fn(|cx| driver.poll(cx)).await;
    shared.end(&reason);
}

impl<L: Link> Driver<L> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<String> {
        self.shared.attend(cx.waker());
        loop {
            if let Err(reason) = self.work(cx) {
                return Poll::Ready(reason);
            }
            if let Some(next) = self.shared.with(|state| state.slots.next_deadline())
                && self.armed.is_none_or(|armed| next < armed)
            {
                self.timer.as_mut().reset(next);
                self.armed = Some(next);
            }
            if self.armed.is_none() || self.timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.armed = None;
            self.expire(Instant::now());
        }
    }

    fn work(&mut self, cx: &mut Context<'_>) -> Result<(), String> {
        for _ in 0..READS_A_POLL {
            self.write(cx)?;
            if !self.read(cx)? {
                return Ok(());
            }
        }
        cx.waker().wake_by_ref();
        Ok(())
    }

    fn write(&mut self, cx: &mut Context<'_>) -> Result<(), String> {
        let mut written = 0;
        loop {
            let flight = &mut self.flight;
            let leaving = self.shared.with(|state| {
                state.outbox.landed(written, flight.take_spare());
                if flight.is_empty() {
                    state.outbox.load(flight);
                }
                state.leaving
            });
            if self.flight.is_empty() {
                return if leaving { Err("the client was closed".to_owned()) } else { Ok(()) };
            }
            match self.flight.poll_write(cx, &mut self.link) {
                Poll::Ready(Ok(0)) => return Err("the server takes no more".to_owned()),
                Poll::Ready(Ok(bytes)) => written = bytes,
                // The reason may be waiting to be read: a refusal is sent before the close.
                Poll::Ready(Err(error)) => return Err(self.last_words(cx).unwrap_or_else(|| error.to_string())),
                Poll::Pending => return Ok(()),
            }
        }
    }

    fn last_words(&mut self, cx: &mut Context<'_>) -> Option<String> {
        loop {
            match self.read(cx) {
                Err(reason) => return Some(reason),
                Ok(true) => {}
                Ok(false) => return None,
            }
        }
    }

    /// Reads once; false if there is nothing to read now.
    fn read(&mut self, cx: &mut Context<'_>) -> Result<bool, String> {
        if self.shared.with(|state| state.slots.are_flooded()) {
            return Ok(false);
        }
        let (shared, max_payload) = (&self.shared, self.max_payload);
        let mut broken = None;
        let read = self.inbox.poll_fill(cx, &mut self.link, |bytes| {
            let mut used = 0;
            loop {
                match frame::split(&bytes[used..], max_payload) {
                    Ok(None) => return used,
                    Ok(Some((frame, len))) => {
                        used += len;
                        broken = shared.with(|state| state.receive(frame)).err();
                    }
                    Err(error) => broken = Some(format!("the server's bytes are no frames: {error}")),
                }
                if broken.is_some() {
                    return bytes.len();
                }
            }
        });
        match (read, broken) {
            (_, Some(reason)) => Err(reason),
            (Poll::Pending, None) => Ok(false),
            (Poll::Ready(Ok(0)), None) => Err("the server closed it".to_owned()),
            (Poll::Ready(Ok(_)), None) => Ok(true),
            (Poll::Ready(Err(error)), None) => Err(error.to_string()),
        }
    }

    /// Ends what the server did not answer in time, and tells it so.
    fn expire(&self, now: Instant) {
        self.shared.with(|state| {
            let late = state.slots.end(|slot| {
                let due = slot.deadline.is_some_and(|deadline| deadline <= now);
                due.then_some(ClientError::Timeout { within: slot.timeout })
            });
            for id in late {
                let cancel = Cancel { correlation_id: id.to_string().into() };
                state.outbox.append(|out| cancel.write(out, acton_wire::Format::Json));
            }
        });
    }
}
