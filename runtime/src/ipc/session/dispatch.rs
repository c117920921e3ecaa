//! Frames, one after the other, each to what handles its kind.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use acton_wire::control::{Cancel, Credit};
use acton_wire::frame::{self, Frame, FrameType};
use acton_wire::{DecodeError, ErrorCode, Failure, Format, UNKNOWN_ID};
use tokio::time::Instant;

use crate::ipc::connection::{Connection, Seen};
use crate::ipc::gate::RateGate;
use crate::ipc::routes::{RouteCache, Routes};
use crate::ipc::session::gates::Gates;
use crate::ipc::session::precedents::Precedents;
use crate::ipc::stats::Counters;

pub(super) struct Dispatch {
    pub(super) connection: Arc<Connection>,
    pub(super) gates: Gates,
    pub(super) precedents: Precedents,
    /// A whole frame was seen since last asked.
    progress: bool,
    /// What the bytes are that were left when last looked at.
    left: Left,
    pub(super) noted: Noted,
}

/// What is known of the requests that were looked at in one go.
#[derive(Default)]
pub(super) struct Noted {
    /// An actor has been woken, or this thread is in its turn.
    pub(super) is_awaited: bool,
    /// What a look at the shared state would show, if that is known.
    pub(super) seen: Option<Seen>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    /// No whole frame.
    Partial,
    /// Whole frames perhaps: the window was closed.
    Behind,
    /// Whole frames perhaps: actors come first.
    GaveWay,
    /// No frames at all; nor is what follows.
    Broken,
}

impl Dispatch {
    pub(super) fn new(connection: Arc<Connection>, gate: Option<RateGate>) -> Self {
        Self {
            connection,
            gates: Gates::new(gate),
            precedents: Precedents::default(),
            progress: false,
            left: Left::Partial,
            noted: Noted::default(),
        }
    }

    /// Gives memory back while nothing comes.
    pub(super) fn shrink(&mut self) {
        self.precedents = Precedents::default();
    }

    pub(super) fn leave(&mut self) {
        self.gates.leave();
    }

    pub(super) fn take_progress(&mut self) -> bool {
        std::mem::take(&mut self.progress)
    }

    pub(super) fn is_behind(&self) -> bool {
        self.left == Left::Behind
    }

    pub(super) fn gave_way(&self) -> bool {
        self.left == Left::GaveWay
    }

    pub(super) fn is_broken(&self) -> bool {
        self.left == Left::Broken
    }

    /// Whether one more frame may be taken: not too much is in flight, nor queued to leave.
    pub(super) fn window_is_open(&self) -> bool {
        let limits = &self.connection.server.limits;
        self.connection.with(|state| state.window_is_open(limits))
    }

    /// Handles the whole frames in `bytes`, as far as the window allows; how many bytes they took.
    pub(super) fn frames(&mut self, bytes: &[u8], now: Instant, routes: &mut RouteCache) -> usize {
        let max_payload = self.connection.server.limits.max_payload;
        let mut used = 0;
        let mut count = 0;
        if !self.is_broken() {
            self.left = Left::Partial;
        }
        self.noted.is_awaited = false;
        let routes = routes.now();
        while self.left == Left::Partial && used < bytes.len() {
            if !self.noted.seen.take().map_or_else(|| self.window_is_open(), |seen| seen.window_is_open) {
                self.left = Left::Behind;
                break;
            }
            if self.noted.is_awaited && count >= self.connection.server.stretch {
                self.left = Left::GaveWay;
                break;
            }
            match frame::split(&bytes[used..], max_payload) {
                Ok(Some((frame, len))) => {
                    self.frame(frame, &routes, now);
                    used += len;
                    count += 1;
                }
                Ok(None) => break,
                Err(error) => {
                    self.refuse_unknown(Format::Json, &Failure::from(&error));
                    Counters::count(&self.connection.server.counters.closed_protocol);
                    self.left = Left::Broken;
                }
            }
        }
        self.progress |= count > 0;
        self.connection.server.counters.messages.fetch_add(count, Ordering::Relaxed);
        used
    }

    fn frame(&mut self, frame: Frame<'_>, routes: &Routes<'_>, now: Instant) {
        let (format, payload) = (frame.format, frame.payload);
        let handled = match frame.kind {
            FrameType::Request => self.request(format, payload, routes, now),
            FrameType::Heartbeat => {
                // Echoed as it came: format and payload are the client's own.
                self.connection.answer(|out| {
                    out.extend_from_slice(&frame::header(payload.len(), FrameType::Heartbeat, format));
                    out.extend_from_slice(payload);
                });
                Ok(())
            }
            FrameType::Subscribe
            | FrameType::Unsubscribe
            | FrameType::SubscribePatterns
            | FrameType::UnsubscribePatterns => self.subscription(frame.kind, format, payload),
            FrameType::Discover => self.discover(format, payload),
            FrameType::Cancel => {
                Cancel::decode(format, payload).map(|cancel| self.connection.cancel(&cancel.correlation_id))
            }
            FrameType::Credit => Credit::decode(format, payload)
                .map(|credit| self.connection.grant(&credit.correlation_id, credit.items)),
            FrameType::Response | FrameType::Error | FrameType::Push | FrameType::Stream => {
                let detail = "only a server sends frames of this type";
                self.refuse_unknown(format, &Failure::new(ErrorCode::ProtocolError, detail));
                Ok(())
            }
        };
        if let Err(error) = handled {
            self.refuse_undecoded(format, &error);
        }
    }

    fn refuse_undecoded(&self, format: Format, error: &DecodeError) {
        self.refuse_unknown(format, &Failure::from(error));
    }

    fn refuse_unknown(&self, format: Format, failure: &Failure<'_>) {
        self.connection.refuse(format, UNKNOWN_ID, false, failure);
    }
}
