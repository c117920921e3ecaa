//! Every error code of a request, with what it begins with and what it says about execution.

use acton_reactive::ipc::Limits;
use acton_reactive::prelude::*;
use serde_json::{Value, json};

use crate::house::{Desk, House};
use crate::messages::{Inside, Silent, Text};
use crate::peer::{ERROR, Frame, JSON, MESSAGEPACK, REQUEST, STREAM, call, framed, stream, with};

#[track_caller]
fn assert_error(frame: &Frame, code: &str, begins: &str, executed: &str) {
    let body = frame.body();
    assert_eq!((&body["error_code"], &body["executed"]), (&json!(code), &json!(executed)), "{body}");
    let error = body["error"].as_str().unwrap();
    assert!(error.starts_with(begins) && error.len() <= 1_024, "{error}");
    assert!(body.get("payload").is_none(), "{body}");
}

fn cases() -> Vec<(Value, &'static str, &'static str, &'static str)> {
    let add = json!({"a": 1, "b": 2});
    vec![
        (with(call("1", "Add", &add), "target", "nobody"), "ACTOR_NOT_FOUND", "ActorNotFound: ", "no"),
        (call("1", "Nonsense", &add), "UNKNOWN_MESSAGE_TYPE", "UnknownMessageType: ", "no"),
        (call("1", "Unhandled", &json!(null)), "UNKNOWN_MESSAGE_TYPE", "UnknownMessageType: ", "no"),
        (call("1", "Add", &json!({"a": 1})), "SERIALIZATION_ERROR", "SerializationError: ", "no"),
        (
            call("1", "Silent", &json!(null)),
            "IO_ERROR",
            "I/O error: Response channel closed without receiving a response",
            "yes",
        ),
        (
            call("1", "Fail", &json!({"reason": "Out of stock"})),
            "HANDLER_ERROR",
            "HandlerError: Out of stock",
            "yes",
        ),
        (call("1", "Panic", &json!(null)), "HANDLER_PANICKED", "HandlerPanicked: ", "maybe"),
        (call("1", "Plain", &json!(null)), "INTERNAL", "Internal: ", "yes"),
        (call("1", "Size", &json!({"bytes": 20_000})), "PAYLOAD_TOO_LARGE", "PayloadTooLarge: ", "yes"),
    ]
}

#[tokio::test(start_paused = true)]
async fn i55_a_handler_that_declines_has_a_code_of_its_own() {
    let furnish = |desk: &mut ActorBuilder<Desk>| {
        desk.try_mutate_on::<Silent>(|_, _| {
            let declined = Declined::new("STORAGE_FULL", "the disk is full");
            Reply::try_err(declined.retry_after(std::time::Duration::from_millis(250)))
        });
        desk.try_act_on::<Text>(|_, _| {
            Reply::try_err(Declined::new("DISK_FAILED", "look first").perhaps_done())
        });
    };
    let house = House::built(furnish, |builder| builder).await;
    let mut peer = house.peer().await;
    for asked in [call("1", "Silent", &json!(null)), stream("1", "Silent", &json!(null))] {
        let answer = peer.ask(&asked).await;
        assert_error(&answer, "STORAGE_FULL", "StorageFull: the disk is full", "no");
        assert_eq!(answer.body()["retry_after_ms"], json!(250));
    }
    let answer = peer.ask(&call("1", "Text", &json!({"text": ""}))).await;
    assert_error(&answer, "DISK_FAILED", "DiskFailed: look first", "maybe");
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_declined_ends_with_the_reason_after_its_items() {
    let furnish = |desk: &mut ActorBuilder<Desk>| {
        desk.act_on::<Silent>(|_, ctx| {
            let reply = ctx.reply_envelope();
            Reply::pending(async move {
                assert!(reply.send(Text { text: "one".to_owned() }).await);
                reply.decline(Declined::new("NO_MORE", "the shelf is empty"));
            })
        });
    };
    let house = House::built(furnish, |builder| builder).await;
    let mut peer = house.peer().await;
    let item = peer.ask(&stream("s", "Silent", &json!(null))).await;
    assert_eq!(item.body()["payload"], json!({"text": "one"}));
    let end = peer.next().await;
    assert_eq!((end.kind, &end.body()["is_final"]), (STREAM, &json!(true)));
    assert_error(&end, "NO_MORE", "NoMore: the shelf is empty", "yes");
    // A call that was answered stays answered.
    assert_eq!(peer.ask(&call("c", "Silent", &json!(null))).await.reply(), json!({"text": "one"}));
}

#[tokio::test(start_paused = true)]
async fn i5_every_error_has_a_code_a_sentence_and_says_whether_the_handler_ran() {
    let house = House::limited(Limits { max_reply: 10_000, ..Limits::default() }).await;
    let mut peer = house.peer().await;
    for format in [JSON, MESSAGEPACK] {
        for (envelope, code, begins, executed) in cases() {
            peer.write(&framed(REQUEST, format, &envelope)).await;
            let answer = peer.next().await;
            assert_eq!((answer.kind, answer.format, &*answer.id()), (ERROR, format, "1"));
            assert_error(&answer, code, begins, executed);
            assert_eq!(answer.body()["success"], json!(false));
        }
    }
    assert_eq!(house.stats().errors, 2 * cases().len() as u64);
}

#[tokio::test(start_paused = true)]
async fn i6_an_error_of_a_stream_is_its_final_frame() {
    let house = House::limited(Limits { max_reply: 10_000, ..Limits::default() }).await;
    let mut peer = house.peer().await;
    for (envelope, code, begins, executed) in cases() {
        if code == "IO_ERROR" {
            // A stream without items is no error.
            continue;
        }
        let answer = peer.ask(&with(envelope, "expects_stream", true)).await;
        assert_eq!((answer.kind, &*answer.id()), (STREAM, "1"));
        assert_error(&answer, code, begins, executed);
        let body = answer.body();
        assert_eq!((&body["sequence"], &body["is_final"]), (&json!(0), &json!(true)));
        assert!(body.get("success").is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn the_text_of_io_error_is_the_one_that_clients_compare() {
    let house = House::open().await;
    let answer = house.peer().await.ask(&call("1", "Silent", &json!(null))).await.body();
    assert_eq!(answer["error"], "I/O error: Response channel closed without receiving a response");
}

#[tokio::test(start_paused = true)]
async fn the_text_of_a_panic_stays_inside() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let answer = peer.ask(&call("1", "Panic", &json!(null))).await.body().to_string();
    assert!(!answer.contains("secret"), "{answer}");
    // The actor goes on.
    assert_eq!(peer.ask(&call("2", "Add", &json!({"a": 1, "b": 2}))).await.reply(), json!({"sum": 3}));
}

#[tokio::test(start_paused = true)]
async fn a_payload_that_does_not_fit_names_the_field_and_not_the_value() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let answer = peer.ask(&call("1", "Add", &json!({"a": 1, "b": "hunter2"}))).await;
    let error = answer.body()["error"].as_str().unwrap().to_owned();
    assert!(error.contains("`b`") && error.contains("i32") && !error.contains("hunter2"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_long_error_is_cut_at_1_kib() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let answer = peer.ask(&call("1", "Fail", &json!({"reason": "ö".repeat(5_000)}))).await.body();
    let error = answer["error"].as_str().unwrap();
    assert!((1_022..=1_024).contains(&error.len()), "{}", error.len());
}

#[tokio::test(start_paused = true)]
async fn gates_are_asked_in_order() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let nothing_fits = json!({"correlation_id": "1", "target": "nobody", "message_type": "Nonsense",
                              "payload": "x", "expects_reply": true});
    assert_eq!(peer.ask(&nothing_fits).await.code(), "UNKNOWN_MESSAGE_TYPE");
    let type_fits = with(nothing_fits, "message_type", "Unhandled");
    assert_eq!(peer.ask(&type_fits).await.code(), "ACTOR_NOT_FOUND");
    let target_fits = with(type_fits, "target", "desk");
    assert_eq!(peer.ask(&target_fits).await.code(), "UNKNOWN_MESSAGE_TYPE");
    let all_but_the_payload = with(target_fits, "message_type", "Add");
    assert_eq!(peer.ask(&all_but_the_payload).await.code(), "SERIALIZATION_ERROR");
}

#[tokio::test(start_paused = true)]
async fn i7_a_reply_that_is_too_large_is_not_sent_and_the_largest_is() {
    // {"correlation_id":"1","success":true,"payload":{"text":"…"}}
    let around = r#"{"correlation_id":"1","success":true,"payload":{"text":""}}"#.len();
    let house = House::limited(Limits { max_reply: 1_000, ..Limits::default() }).await;
    let mut peer = house.peer().await;
    let largest = peer.ask(&call("1", "Size", &json!({"bytes": 1_000 - around}))).await;
    assert_eq!(largest.payload.len(), 1_000);
    assert_eq!(largest.reply()["text"].as_str().unwrap().len(), 1_000 - around);
    let larger = peer.ask(&call("1", "Size", &json!({"bytes": 1_001 - around}))).await;
    assert_error(&larger, "PAYLOAD_TOO_LARGE", "PayloadTooLarge: ", "yes");
}

#[tokio::test(start_paused = true)]
async fn a_stopped_actor_is_not_found_and_what_it_had_not_started_neither() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.request(&call("running", "HoldAlone", &json!({"number": 1}))).await;
    while house.desk.stats().handled == 0 {
        tokio::task::yield_now().await;
    }
    let stopping = tokio::spawn({
        let desk = house.desk.clone();
        async move { desk.stop().await }
    });
    tokio::task::yield_now().await;
    assert_error(
        &peer.ask(&call("late", "Silent", &json!(null))).await,
        "ACTOR_NOT_FOUND",
        "ActorNotFound: ",
        "no",
    );
    house.gate.open(1);
    assert_eq!(peer.next().await.reply(), json!({"value": 1}));
    stopping.await.unwrap();
    assert_eq!(peer.ask(&stream("after", "Silent", &json!(null))).await.code(), "ACTOR_NOT_FOUND");
}

#[tokio::test(start_paused = true)]
async fn the_first_reply_is_the_answer_whatever_a_later_one_is() {
    let house = House::built(
        |desk| {
            desk.act_on::<Silent>(|_, ctx| {
                let reply = ctx.reply_envelope();
                Reply::pending(async move {
                    assert!(reply.send(Text { text: "first".to_owned() }).await);
                    // One that could be sent, and one that could not.
                    assert!(!reply.send(Text { text: "second".to_owned() }).await);
                    assert!(!reply.send(Inside).await);
                })
            });
        },
        |builder| builder,
    )
    .await;
    let mut peer = house.peer().await;
    assert_eq!(peer.ask(&call("1", "Silent", &json!(null))).await.reply(), json!({"text": "first"}));
    assert_eq!(peer.ask(&call("2", "Add", &json!({"a": 1, "b": 2}))).await.id(), "2");
    assert_eq!((house.stats().errors, house.desk.stats().panicked), (0, 0));
}
