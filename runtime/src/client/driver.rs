//! The connection's task on the client's side: writes what is queued, reads what comes.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use acton_wire::frame;
use tokio::task::JoinSet;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::client::end::End;
use crate::client::frames::Incoming;
use crate::client::shared::Shared;
use crate::transport::inbox::Inbox;
use crate::transport::link::Link;
use crate::transport::outbox::Flight;
use crate::vigil::Vigil;

/// Reads in one poll, so that others get a turn. Together they empty a socket, so that what came in time
/// is seen before a deadline is.
const READS_A_POLL: usize = 8;

/// Bytes that may wait for a server that takes none: requests that timed out leave theirs behind.
const STALLED: usize = 64 * 1024 * 1024;

/// How long the last words of a server that takes no more are waited for.
const LAST_WORDS: Duration = Duration::from_millis(100);

struct Driver<L> {
    shared: Arc<Shared>,
    link: L,
    max_payload: usize,
    /// Kept while an answer may come, where that was asked for.
    vigil: Option<Arc<Vigil>>,
    inbox: Inbox,
    flight: Flight,
    timer: Pin<Box<Sleep>>,
    armed: Option<Instant>,
    /// Why nothing more can be written, and until when what is still to be read may say it better: a refusal
    /// is sent before the close.
    mute: Option<(Instant, String)>,
}

/// Runs until the last user has let go and everything is written, or the connection ends.
pub(super) async fn drive(shared: Arc<Shared>, link: impl Link, max_payload: usize, busy_poll: Duration) {
    let vigil = Vigil::lasting(busy_poll).map(Arc::new);
    // Ends with us.
    let mut kept = JoinSet::new();
    if let Some(vigil) = vigil.clone() {
        kept.spawn(async move { vigil.keep().await });
    }
    let timer = Box::pin(sleep_until(Instant::now()));
    let (inbox, flight) = (Inbox::default(), shared.look(|state| state.outbox.flight()));
    let mut driver =
        Driver { shared, link, max_payload, vigil, inbox, flight, timer, armed: None, mute: None };
    let end = poll_fn(|cx| driver.poll(cx)).await;
    driver.shared.end(end);
}

/// Nobody waits for a driver that is no more, not even when its runtime was torn down around it.
impl<L> Drop for Driver<L> {
    fn drop(&mut self) {
        self.shared.end(End::Broken("the runtime that the client was made in was shut down".to_owned()));
    }
}

impl<L: Link> Driver<L> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        self.shared.attend(cx.waker());
        self.inbox.look_again();
        loop {
            if let Err(end) = self.work(cx) {
                return Poll::Ready(end);
            }
            let (deadline, leaving) = self.shared.look(|state| (state.slots.next_deadline(), state.leaving));
            let mute = self.mute.as_ref().map(|(until, _)| *until);
            if let Some(next) = deadline.into_iter().chain(leaving).chain(mute).min()
                && self.armed.is_none_or(|armed| next < armed)
            {
                self.timer.as_mut().reset(next);
                self.armed = Some(next);
            }
            if self.armed.is_none() || self.timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.armed = None;
            let now = Instant::now();
            if let Some((_, reason)) = self.mute.take_if(|(until, _)| *until <= now) {
                return Poll::Ready(End::Broken(reason));
            }
            if leaving.is_some_and(|leaving| leaving <= now) {
                return Poll::Ready(End::Broken("the client was closed".to_owned()));
            }
            self.shared.look(|state| {
                for id in state.slots.expire(now) {
                    state.cancel(id);
                }
            });
        }
    }

    fn work(&mut self, cx: &mut Context<'_>) -> Result<(), End> {
        for _ in 0..READS_A_POLL {
            self.write(cx)?;
            if !self.read(cx)? {
                return Ok(());
            }
        }
        cx.waker().wake_by_ref();
        Ok(())
    }

    fn write(&mut self, cx: &mut Context<'_>) -> Result<(), End> {
        while self.mute.is_none() {
            let flight = &mut self.flight;
            let (leaving, stalled) = self.shared.look(|state| {
                state.outbox.landed(flight.take_spare());
                if flight.is_empty() {
                    state.outbox.load(flight);
                }
                (state.leaving.is_some(), state.outbox.queued() > STALLED)
            });
            if self.flight.is_empty() {
                return if leaving { Err(End::Broken("the client was closed".to_owned())) } else { Ok(()) };
            }
            match self.flight.poll_write(cx, &mut self.link) {
                Poll::Ready(Ok(bytes)) if bytes > 0 => {
                    if let Some(vigil) = &self.vigil {
                        vigil.ask(Instant::now());
                    }
                }
                Poll::Pending if !stalled => return Ok(()),
                Poll::Pending | Poll::Ready(Ok(_)) => {
                    return Err(End::Broken("the server takes no more".to_owned()));
                }
                Poll::Ready(Err(error)) => self.mute = Some((Instant::now() + LAST_WORDS, error.to_string())),
            }
        }
        Ok(())
    }

    /// Reads once; false if there is nothing to read now.
    fn read(&mut self, cx: &mut Context<'_>) -> Result<bool, End> {
        if self.shared.look(|state| state.slots.are_flooded()) {
            return Ok(false);
        }
        let (shared, max_payload) = (&self.shared, self.max_payload);
        let mut received = Ok(());
        let read = self.inbox.poll_fill(cx, &mut self.link, |bytes| {
            let mut used = 0;
            while received.is_ok() {
                match frame::split(&bytes[used..], max_payload) {
                    Ok(None) => return used,
                    Ok(Some((frame, len))) => {
                        used += len;
                        received = Incoming::read(frame).and_then(|new| shared.receive(new));
                    }
                    Err(error) => {
                        received = Err(End::Broken(format!("the server's bytes are no frames: {error}")));
                    }
                }
            }
            bytes.len()
        });
        received?;
        match read {
            Poll::Pending => Ok(false),
            Poll::Ready(Ok(0)) if self.inbox.is_empty() => {
                Err(End::Broken("the server closed it".to_owned()))
            }
            Poll::Ready(Ok(0)) => {
                Err(End::Broken("the server closed it in the middle of a frame".to_owned()))
            }
            Poll::Ready(Ok(_)) => Ok(true),
            Poll::Ready(Err(error)) => Err(End::Broken(error.to_string())),
        }
    }
}
