//! What a thread keeps is let go of when it ends, when little is left of the runtime's own.
#![cfg(feature = "ipc")]

use std::cell::Cell;
use std::sync::mpsc;

use acton_reactive::client::ClientError;
use acton_reactive::ipc::IpcClient;
use acton_reactive::prelude::*;

#[acton_message(ipc)]
struct Hand;

#[acton_message(ipc)]
struct Given;

#[acton_actor]
struct Giver;

thread_local! {
    static KEPT: Cell<Option<ReplyEnvelope>> = const { Cell::new(None) };
}

/// Answers the first request, and keeps the second to its end.
fn keep_the_second(envelopes: &mpsc::Receiver<ReplyEnvelope>) {
    // Used first of all, so that it goes last.
    KEPT.set(None);
    let executor = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert!(executor.block_on(envelopes.recv().unwrap().send(Given)));
    KEPT.set(envelopes.recv().ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_a_thread_kept_to_its_end_is_told_that_there_is_no_reply() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("giver.sock");
    let (hand, envelopes) = mpsc::channel();
    // A destructor that panics at the end of a thread ends the process.
    let thread = std::thread::spawn(move || keep_the_second(&envelopes));
    let mut runtime = ActonApp::launch();
    runtime.ipc_registry().register::<Hand>("Hand");
    runtime.ipc_registry().register::<Given>("Given");
    let mut giver = runtime.new_actor_with_name::<Giver>("giver".to_owned());
    giver.mutate_on::<Hand>(move |_, ctx| {
        hand.send(ctx.reply_envelope()).unwrap();
        Reply::ready()
    });
    runtime.ipc_expose("giver", giver.start().await);
    let _listener = runtime.ipc_listener().socket_path(&path).start().await.unwrap();
    let client = IpcClient::builder().socket_path(&path).connect().await.unwrap();
    client.call::<Given>("giver", "Hand", &Hand).await.unwrap();
    let kept: Result<Given, ClientError> = client.call("giver", "Hand", &Hand).await;
    assert_eq!(kept.as_ref().err().map(ClientError::code), Some("IO_ERROR"));
    thread.join().unwrap();
}
