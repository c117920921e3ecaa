//! Where the prices come from: the walk, a file, or standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use acton_reactive::ipc::IpcListener;
use acton_reactive::prelude::*;
use tokio::sync::mpsc;

use super::actor::{Quote, Tick};
use super::quote_lines::QuoteLines;
use crate::console;
use crate::server::{Pace, StartError};

/// Lines read ahead of the feed.
const READ_AHEAD: usize = 64;

/// Between two prices of the walk, unless somebody says otherwise.
const WALKING: Duration = Duration::from_millis(500);

/// Prices between two reports of progress through a long input.
const REPORT_EVERY: u64 = 10_000;

/// Bad lines that are named; later ones are counted.
const NAMED_BAD_LINES: u64 = 20;

/// The feed's own flags.
#[derive(Clone, Debug, clap::Args)]
pub struct SourceFlags {
    /// Broadcast the lines `symbol,price` of this file, or of standard input for -, instead of the
    /// walk, once somebody has subscribed
    #[arg(long, value_name = "FILE|-")]
    pub input: Option<PathBuf>,
}

/// What the feed is fed from.
pub enum Source {
    /// The seeded random walk.
    Walk,
    /// Lines of a file, or of standard input.
    Lines(Box<dyn BufRead + Send>),
}

impl SourceFlags {
    /// Opens what the flags name.
    pub fn open(&self) -> Result<Source, StartError> {
        let Some(path) = &self.input else { return Ok(Source::Walk) };
        if path == Path::new("-") {
            return Ok(Source::Lines(Box::new(BufReader::new(io::stdin()))));
        }
        match File::open(path) {
            Ok(file) => Ok(Source::Lines(Box::new(BufReader::new(file)))),
            Err(reason) => Err(StartError::Input { path: path.clone(), reason }),
        }
    }
}

impl Source {
    /// Feeds the feed to the source's end, or to the pace's. What has an end first waits for somebody
    /// to hear it.
    pub async fn play(self, feed: ActorHandle, listener: IpcListener, pace: Pace) {
        if pace.ticks.is_some() || matches!(self, Self::Lines(_)) {
            console::note("Waiting for a first subscriber to PriceUpdate.");
            listener.subscriber_of("PriceUpdate").await;
        }
        let played = match self {
            Self::Walk => walk(&feed, pace).await,
            Self::Lines(reader) => lines(&feed, reader, pace).await,
        };
        console::note(format_args!("The feed has ended after {played} prices; the server goes on."));
    }
}

async fn walk(feed: &ActorHandle, pace: Pace) -> u64 {
    let mut played = 0;
    while pace.ticks.is_none_or(|ticks| played < ticks) && feed.send(Tick).await.is_ok() {
        played += 1;
        pause(pace.every.unwrap_or(WALKING)).await;
    }
    played
}

async fn lines(feed: &ActorHandle, reader: Box<dyn BufRead + Send>, pace: Pace) -> u64 {
    let mut quotes = read_ahead(reader);
    let mut played = 0;
    while pace.ticks.is_none_or(|ticks| played < ticks) {
        let Some(quote) = quotes.recv().await else { break };
        if feed.send(quote).await.is_err() {
            break;
        }
        played += 1;
        if played % REPORT_EVERY == 0 {
            console::note(format_args!("{played} prices so far"));
        }
        pause(pace.every.unwrap_or_default()).await;
    }
    played
}

async fn pause(time: Duration) {
    if time.is_zero() {
        tokio::task::yield_now().await;
    } else {
        tokio::time::sleep(time).await;
    }
}

/// Reads on a thread of its own, which does not keep the process alive: reading standard input may
/// wait for ever.
fn read_ahead(reader: Box<dyn BufRead + Send>) -> mpsc::Receiver<Quote> {
    let (sender, receiver) = mpsc::channel(READ_AHEAD);
    thread::spawn(move || {
        let mut lines = QuoteLines::new(reader);
        let mut bad_lines = 0;
        loop {
            match lines.next_quote() {
                Ok(Some(Ok(quote))) => {
                    if sender.blocking_send(quote).is_err() {
                        break;
                    }
                }
                Ok(None) => break,
                Ok(Some(Err(bad))) => {
                    bad_lines += 1;
                    if bad_lines <= NAMED_BAD_LINES {
                        console::note(format_args!("Skipped: {bad}."));
                    }
                }
                Err(error) => {
                    console::note(format_args!("The input ends here, it cannot be read further: {error}."));
                    break;
                }
            }
        }
        if bad_lines > NAMED_BAD_LINES {
            console::note(format_args!("Skipped {bad_lines} lines in all."));
        }
    });
    receiver
}
