//! A connection whose bytes are anybody's.

use std::io::{BufReader, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use acton_wire::{Format, FrameType, frame};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde_json::Value;

/// A bound for what hangs, and no measure of anything.
const PATIENCE: Duration = Duration::from_mins(2);

/// A frame of the server.
#[derive(Debug)]
pub struct Frame {
    /// What it is.
    pub kind: FrameType,
    /// How its payload is written.
    pub format: Format,
    /// Its bytes behind the header.
    pub payload: Vec<u8>,
}

impl Frame {
    /// What it says.
    pub fn body(&self) -> Value {
        match self.format {
            Format::Json => serde_json::from_slice(&self.payload).expect("the server sends JSON"),
            Format::MessagePack => {
                rmp_serde::from_slice(&self.payload).expect("the server sends MessagePack")
            }
        }
    }

    /// The code it refuses something with.
    pub fn code(&self) -> Option<String> {
        Some(self.body()["error_code"].as_str()?.to_owned())
    }

    /// The sum in an answer to `id`.
    pub fn sum(&self, id: &str) -> Option<i64> {
        let body = self.body();
        (body["correlation_id"] == id && body["success"] == true).then(|| body["payload"]["sum"].as_i64())?
    }
}

/// A connection to a server that is held to nothing.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<UnixStream>,
}

impl Connection {
    /// Connects to a server.
    pub fn connect(socket: &Path) -> Self {
        let stream = UnixStream::connect(socket).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("minutes are a time");
        stream.set_write_timeout(Some(PATIENCE)).expect("minutes are a time");
        Self { stream: BufReader::new(stream) }
    }

    /// So many of them.
    pub fn connect_all(socket: &Path, count: u32) -> Vec<Self> {
        (0..count).map(|_| Self::connect(socket)).collect()
    }

    /// Sends whole; the server must take it.
    pub fn send(&mut self, bytes: &[u8]) {
        self.stream.get_mut().write_all(bytes).expect("the server reads");
    }

    /// Sends as far as the server wants it: it may close meanwhile.
    pub fn throw(&mut self, bytes: &[u8]) {
        let _ = self.stream.get_mut().write_all(bytes);
    }

    /// Sends what the server takes without being waited for; how many bytes that was.
    pub fn push(&mut self, bytes: &[u8]) -> usize {
        let stream = self.stream.get_mut();
        stream.set_nonblocking(true).expect("a socket can do so");
        let mut pushed = 0;
        while pushed < bytes.len() {
            match stream.write(&bytes[pushed..]) {
                Ok(count) => pushed += count,
                Err(_) => break,
            }
        }
        stream.set_nonblocking(false).expect("a socket can do so");
        pushed
    }

    /// Sends no more.
    pub fn half_close(&self) {
        let _ = self.stream.get_ref().shutdown(Shutdown::Write);
    }

    /// Asks, and waits for the next frame, which must come.
    pub fn ask(&mut self, request: &[u8]) -> Frame {
        self.send(request);
        self.receive().expect("an answer")
    }

    /// The next frame; `None`: the server has closed.
    pub fn receive(&mut self) -> Option<Frame> {
        let mut header = [0; frame::HEADER_LEN];
        if !self.fill(&mut header) {
            return None;
        }
        let length = u32::from_be_bytes([header[0], header[1], header[2], header[3]]);
        let kind = FrameType::from_byte(header[5]).expect("the server knows its types");
        let format = if header[6] == 1 { Format::Json } else { Format::MessagePack };
        let mut payload = vec![0; length as usize];
        self.fill(&mut payload).then_some(Frame { kind, format, payload })
    }

    /// All frames up to the end, which must come.
    pub fn receive_all(&mut self) -> Vec<Frame> {
        std::iter::from_fn(|| self.receive()).collect()
    }

    /// Whether there is something to read within this time, be it the end.
    pub fn is_answered_within(&self, time: Duration) -> bool {
        !self.stream.buffer().is_empty() || self.sees(PollFlags::IN, time)
    }

    /// Whether the server has closed within this time, whatever else there is to read.
    pub fn is_closed_within(&self, time: Duration) -> bool {
        // That the other side has hung up is told unasked.
        self.sees(PollFlags::empty(), time)
    }

    /// A second hold of the connection, for another thread that sends.
    #[must_use]
    pub fn again(&self) -> Self {
        let stream = self.stream.get_ref().try_clone();
        Self { stream: BufReader::new(stream.expect("a socket can be held twice")) }
    }

    fn sees(&self, what: PollFlags, time: Duration) -> bool {
        let time = Timespec::try_from(time).expect("a short time");
        let mut awaited = [PollFd::new(self.stream.get_ref(), what)];
        poll(&mut awaited, Some(&time)).expect("a socket can be awaited") > 0
    }

    /// False: it ended before.
    fn fill(&mut self, bytes: &mut [u8]) -> bool {
        match self.stream.read_exact(bytes) {
            Ok(()) => true,
            Err(error) if matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset) => {
                false
            }
            Err(error) => panic!("a connection that is neither answered nor closed: {error}"),
        }
    }
}
