//! One connection of a scripted server.

use std::io::Write as _;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use acton_wire::{Format, FrameType, Portable, frame};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::sockopt::set_socket_send_buffer_size;
use serde_json::Value;

use super::incoming::Incoming;
use super::placeholder::filled;
use crate::cases::said;
use crate::cases::script::{Act, Frame, Read, Write};

/// How long a client may do nothing where the script has it do something, in seconds: a bound for what
/// hangs, and no measure of anything.
const PATIENCE: u64 = 60;

/// A connection, and what was read from it.
pub(super) struct Conversation {
    stream: UnixStream,
    format: Format,
    read: Vec<Value>,
}

impl Conversation {
    pub(super) fn new(stream: UnixStream, format: Format) -> Self {
        Self { stream, format, read: Vec::new() }
    }

    /// Does it all; an error is what the client did instead.
    pub(super) fn follow(mut self, acts: &[Act]) -> Result<(), String> {
        let patience = Some(Duration::from_secs(PATIENCE));
        self.stream.set_read_timeout(patience).expect("a minute is a time");
        self.stream.set_write_timeout(patience).expect("a minute is a time");
        for act in acts {
            match act {
                Act::Read(Read { read: 0, .. }) => self.await_bytes()?,
                Act::Read(read) => self.read(read)?,
                Act::Write(write) => self.write(write)?,
                Act::Hex(bytes) => self.send(&bytes.hex)?,
                Act::Deaf(_) => {
                    self.stream
                        .shutdown(Shutdown::Read)
                        .map_err(|error| format!("it cannot be deaf: {error}"))?;
                }
                Act::Wait(_) => self.wait()?,
                Act::Close(_) => break,
            }
        }
        Ok(())
    }

    fn await_bytes(&self) -> Result<(), String> {
        let patience = Timespec { tv_sec: PATIENCE.cast_signed(), tv_nsec: 0 };
        match poll(&mut [PollFd::new(&self.stream, PollFlags::IN)], Some(&patience)) {
            Ok(1..) => Ok(()),
            _ => Err("the client sent nothing for a minute".to_owned()),
        }
    }

    fn read(&mut self, Read { read, kind, body }: &Read) -> Result<(), String> {
        for _ in 0..*read {
            let due = kind.map_or("a frame".to_owned(), |kind| format!("a {kind:?}"));
            let came = loop {
                let came = Incoming::read(&mut self.stream)?;
                let came = came.ok_or_else(|| format!("the client closed where {due} was due"))?;
                if kind.is_some_and(|kind| kind == came.kind) || !came.is_courtesy() {
                    break came;
                }
            };
            // A CANCEL has to be named, for it says what the client thinks of an answer.
            let fits = kind.map_or(came.kind != FrameType::Cancel, |kind| kind == came.kind);
            if !fits {
                return Err(format!("the client sent a {:?} where {due} was due", came.kind));
            }
            if let Some(body) = body {
                let body = filled(body, &self.read, 0)?;
                if !said::has(&body, &came.body) {
                    return Err(format!("the client sent {} where {body} was due", came.body));
                }
            }
            self.read.push(came.body);
        }
        Ok(())
    }

    fn write(&mut self, Write { frame, cut, by, times }: &Write) -> Result<(), String> {
        let Frame { kind, format, body, raw } = frame;
        let format = format.format(self.format);
        for round in 0..*times {
            let mut bytes = Vec::new();
            let mut payload = raw.as_ref().map(|raw| raw.clone().into_bytes()).unwrap_or_default();
            if let Some(body) = body {
                let body = filled(body, &self.read, round)?;
                body.encode(format, &mut payload).map_err(|error| error.to_string())?;
            }
            frame::write(&mut bytes, *kind, format, |out| out.extend_from_slice(&payload));
            bytes.truncate(cut.unwrap_or(usize::MAX));
            if by.is_some() {
                // With no room for more than a few writes, they are not taken for one.
                set_socket_send_buffer_size(&self.stream, 1).map_err(|error| error.to_string())?;
            }
            for piece in bytes.chunks(by.unwrap_or(usize::MAX)) {
                self.send(piece)?;
            }
        }
        Ok(())
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.stream.write_all(bytes).map_err(|error| format!("the client takes nothing more: {error}"))
    }

    fn wait(&mut self) -> Result<(), String> {
        while let Some(came) = Incoming::read(&mut self.stream)? {
            if !came.is_courtesy() {
                return Err(format!("the client sent a {:?} where it had nothing to say", came.kind));
            }
        }
        Ok(())
    }
}
