//! Requests: ids, shapes of payloads, fire-and-forget, what runs beside what, a full mailbox.

use serde_json::{Value, json};

use crate::house::House;
use crate::peer::{
    CANCEL, ERROR, JSON, MESSAGEPACK, REQUEST, RESPONSE, STREAM, call, frame, framed, post, stream, with,
};

fn hold(id: &str, number: u32) -> Value {
    call(id, "Hold", &json!({"number": number}))
}

#[tokio::test(start_paused = true)]
async fn i8_a_slow_request_delays_no_other_of_its_connection() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.request(&hold("slow", 1)).await;
    assert_eq!(peer.ask(&call("fast", "Text", &json!({"text": "x"}))).await.id(), "fast");
    house.gate.open(1);
    assert_eq!(peer.next().await.id(), "slow");
}

#[tokio::test(start_paused = true)]
async fn i9_requests_of_one_connection_reach_an_actor_in_the_order_sent() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let mut bytes = Vec::new();
    for number in 0..500 {
        bytes.extend(framed(REQUEST, JSON, &post("n", "Note", &json!({"number": number}))));
    }
    peer.write(&bytes).await;
    peer.several(500).await;
    assert_eq!(house.notes().await, (0..500).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn i10_a_message_that_asks_for_nothing_is_acknowledged_and_its_replies_vanish() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let answer = peer.ask(&post("p", "Note", &json!({"number": 7}))).await;
    assert_eq!((answer.kind, answer.reply()), (RESPONSE, json!({"status": "delivered"})));
    // Neither the end of its handler nor an error of it is answered.
    assert_eq!(peer.ask(&post("q", "Panic", &json!(null))).await.reply(), json!({"status": "delivered"}));
    assert_eq!(peer.ask(&call("r", "Read", &json!(null))).await.reply(), json!([7]));
}

#[tokio::test(start_paused = true)]
async fn i11_an_acknowledged_message_runs_though_it_is_cancelled_late_or_its_sender_gone() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.request(&call("first", "HoldAlone", &json!({"number": 1}))).await;
    let late = with(post("p", "Note", &json!({"number": 2})), "response_timeout_ms", 1);
    assert_eq!(peer.ask(&late).await.id(), "p");
    peer.send(CANCEL, &json!({"correlation_id": "p"})).await;
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    drop(peer);
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    house.gate.open(1);
    assert_eq!(house.notes().await, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_asks_for_nothing_is_refused_like_any_other() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let answer = peer.ask(&with(post("p", "Note", &json!({"number": 7})), "target", "nobody")).await;
    assert_eq!((answer.kind, &*answer.code()), (ERROR, "ACTOR_NOT_FOUND"));
}

#[tokio::test(start_paused = true)]
async fn expects_stream_wins_over_expects_reply() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let asked = with(call("s", "Text", &json!({"text": "x"})), "expects_stream", true);
    let item = peer.ask(&asked).await;
    assert_eq!((item.kind, &item.body()["payload"]), (STREAM, &json!({"text": "x"})));
    assert_eq!(peer.next().await.body()["is_final"], json!(true));
}

#[tokio::test(start_paused = true)]
async fn i12_ids_are_opaque_and_echoed_whole_up_to_1024_bytes() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let longest = "ü".repeat(512);
    let hostile = [
        "",
        "unknown",
        "__acton_connection_rejected__",
        "\u{0}\u{1f}\"\\/",
        "{\"correlation_id\":\"x\"}",
        "../../etc/passwd",
        "{}%s%n\r\n",
        "🦀\u{202e}",
        &longest,
    ];
    for format in [JSON, MESSAGEPACK] {
        for id in hostile {
            peer.write(&framed(REQUEST, format, &call(id, "Text", &json!({"text": "x"})))).await;
            let answer = peer.next().await;
            assert_eq!((&*answer.id(), answer.reply()), (id, json!({"text": "x"})));
            peer.write(&framed(REQUEST, format, &call(id, "Nonsense", &json!(null)))).await;
            assert_eq!(peer.next().await.id(), id);
        }
        let too_long = format!("{longest}x");
        for envelope in [call(&too_long, "Text", &json!(null)), stream(&too_long, "Count", &json!({"to": 1}))]
        {
            peer.write(&framed(REQUEST, format, &envelope)).await;
            let answer = peer.next().await;
            assert_eq!((answer.kind, &*answer.id(), &*answer.code()), (ERROR, "unknown", "PROTOCOL_ERROR"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_id_written_with_escapes_is_the_same_id() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let envelope = br#"{"correlation_id":"\u00fc-\ud83e\udd80","target":"d\u0065sk",
        "message_type":"T\u0065xt","payload":{"text":"x"},"expects_reply":true,"unheard_of":[1]}"#;
    peer.write(&frame(REQUEST, JSON, envelope)).await;
    assert_eq!(peer.next().await.id(), "ü-🦀");
}

#[tokio::test(start_paused = true)]
async fn i13_two_requests_may_have_one_id_and_each_gets_its_answer() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    for number in 0..100 {
        peer.request(&hold("same", number)).await;
    }
    house.gate.open(100);
    let mut values: Vec<_> = Vec::new();
    for answer in peer.several(100).await {
        assert_eq!(answer.id(), "same");
        values.push(answer.reply()["value"].as_u64().unwrap());
    }
    values.sort_unstable();
    assert_eq!(values, (0..100).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn i14_a_message_without_fields_comes_from_every_way_to_say_nothing() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    for format in [JSON, MESSAGEPACK] {
        for nothing in [json!(null), json!([]), json!({}), json!({"ignored": 1})] {
            for (message_type, reply) in [("Read", json!([])), ("ListAll", json!({}))] {
                peer.write(&framed(REQUEST, format, &call("1", message_type, &nothing))).await;
                assert_eq!(peer.next().await.reply(), reply, "{message_type} from {nothing}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_payload_or_a_null_flag_is_an_error() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let mut without = call("1", "Read", &json!(null));
    without.as_object_mut().unwrap().remove("payload");
    let null_flag = with(call("1", "Read", &json!(null)), "expects_reply", json!(null));
    for envelope in [without, null_flag] {
        let answer = peer.ask(&envelope).await;
        assert_eq!((&*answer.id(), &*answer.code()), ("unknown", "SERIALIZATION_ERROR"));
    }
}

#[tokio::test(start_paused = true)]
async fn i15_a_full_mailbox_is_an_answer_at_once() {
    let house = House::built(
        |desk| {
            desk.mailbox_capacity(2);
        },
        |builder| builder,
    )
    .await;
    let mut peer = house.peer().await;
    peer.request(&call("running", "HoldAlone", &json!({"number": 1}))).await;
    while house.desk.stats().handled == 0 {
        tokio::task::yield_now().await;
    }
    for number in 2..=3 {
        peer.ask(&post("waits", "Note", &json!({"number": number}))).await.reply();
    }
    for (envelope, kind) in [
        (call("full", "Read", &json!(null)), ERROR),
        (post("full", "Note", &json!({"number": 4})), ERROR),
        (stream("full", "Count", &json!({"to": 1})), STREAM),
    ] {
        let refused = peer.ask(&envelope).await;
        let body = refused.body();
        assert_eq!((refused.kind, &*refused.id(), &*refused.code()), (kind, "full", "TARGET_BUSY"));
        assert!(body["error"].as_str().unwrap().starts_with("TargetBusy: "), "{body}");
        assert_eq!(body["executed"], json!("no"));
        assert!(body["retry_after_ms"].as_u64().unwrap() > 0);
    }
    house.gate.open(1);
    assert_eq!(peer.next().await.id(), "running");
    assert_eq!(house.notes().await, [1, 2, 3]);
}
