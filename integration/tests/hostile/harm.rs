//! What an attack did to a server.

/// What there is to be seen after it.
#[derive(Debug)]
pub(crate) struct Harm {
    /// KiB more than before.
    pub(crate) memory: u64,
    /// Connections that the server closed of its own accord.
    pub(crate) closed: Closed,
}

/// Connections by the reason for which they were closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Closed {
    pub(crate) idle: u32,
    pub(crate) slow: u32,
    pub(crate) protocol: u32,
}

impl Closed {
    /// As the server says when it stops.
    pub(crate) fn of(log: &str) -> Self {
        let stopping =
            log.lines().find(|line| line.contains("stopping:")).expect("a server says that it stops");
        let number = |reason: &str| {
            let (_, rest) = stopping.split_once(reason).expect("every reason is counted");
            let digits = rest.trim_start().split(|char: char| !char.is_ascii_digit()).next();
            digits.and_then(|digits| digits.parse().ok()).expect("a number of connections")
        };
        Self { idle: number("idle "), slow: number("slow "), protocol: number("protocol ") }
    }
}
