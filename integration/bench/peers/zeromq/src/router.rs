//! The server: answers, and publishes what it is asked to.

use crate::letter::{ANSWER, REQUEST, endpoint, publications, published};
use anyhow::Context as _;
use std::path::Path;
use zmq::{SNDMORE, Socket};

/// Serves on `path` until the process is killed.
pub(crate) fn serve(path: &Path) -> anyhow::Result<()> {
    let context = zmq::Context::new();
    let router = context.socket(zmq::ROUTER)?;
    bind(&router, &endpoint(path))?;
    let publisher = context.socket(zmq::PUB)?;
    // With a limit it would drop what a subscriber has not taken yet, and then no burst would be heard to its end.
    publisher.set_sndhwm(0)?;
    bind(&publisher, &publications(path))?;
    println!("ready");
    loop {
        let sender = router.recv_msg(0)?;
        let mut part = router.recv_msg(0)?;
        // What comes before the body, a REQ's empty frame as a rule, goes back as it came.
        router.send(sender, SNDMORE)?;
        while part.get_more() {
            router.send(part, SNDMORE)?;
            part = router.recv_msg(0)?;
        }
        router.send(answer(&part, &publisher)?, 0)?;
    }
}

fn bind(socket: &Socket, endpoint: &str) -> anyhow::Result<()> {
    socket.bind(endpoint).with_context(|| format!("the server cannot listen on {endpoint}"))
}

/// The answer's body, which is empty where the request makes no sense.
fn answer(request: &[u8], publisher: &Socket) -> zmq::Result<&'static [u8]> {
    let body = &[b'a'; ANSWER];
    match published(request) {
        Some(count) => (0..count).try_for_each(|_| publisher.send(&body[..], 0))?,
        None if request.len() != REQUEST => return Ok(&[]),
        None => {}
    }
    Ok(body)
}
