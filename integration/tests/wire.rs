//! The frames that the recipes' pages show are the frames that travel.

use acton_wire::FrameType;
use integration::server::Server;
use integration::wire::Wire;
use integration::workspace::assert_holds;

#[test]
fn the_calculators_frames_are_as_its_page_shows_them() {
    let server = Server::start("calculator", &[]);
    let mut wire = Wire::connect(server.socket());
    wire.send(
        FrameType::Request,
        r#"{"correlation_id":"1","target":"calculator","message_type":"AddRequest","payload":{"a":5,"b":3},"expects_reply":true}"#,
    );
    assert_eq!(wire.receive()["payload"]["sum"], 8);
    wire.send(
        FrameType::Request,
        r#"{"correlation_id":"2","target":"calculator","message_type":"AddRequest","payload":{"a":2147483647,"b":1},"expects_reply":true}"#,
    );
    assert_eq!(wire.receive()["error_code"], "HANDLER_ERROR");
    assert_holds("cookbook/calculator/frames.txt", wire.record());
}

#[test]
fn the_price_feeds_frames_are_as_its_page_shows_them() {
    let server = Server::start("price_feed", &["--ticks", "2", "--tick-ms", "0"]);
    let mut wire = Wire::connect(server.socket());
    wire.send(FrameType::Subscribe, r#"{"correlation_id":"1","message_types":["PriceUpdate"]}"#);
    assert_eq!(wire.receive()["success"], true);
    for sequence in 0..2 {
        assert_eq!(wire.receive()["sequence"], sequence);
    }
    assert_holds("cookbook/price_feed/frames.txt", wire.record());
}

#[test]
fn the_countdowns_frames_are_as_its_page_shows_them() {
    let server = Server::start("countdown", &[]);
    let mut wire = Wire::connect(server.socket());
    wire.send(
        FrameType::Request,
        r#"{"correlation_id":"1","target":"countdown","message_type":"CountdownRequest","payload":{"from":3,"delay_ms":0},"expects_stream":true,"stream_credit":2}"#,
    );
    assert_eq!(wire.receive()["payload"]["value"], 3);
    assert_eq!(wire.receive()["payload"]["value"], 2);
    wire.send(FrameType::Credit, r#"{"correlation_id":"1","items":2}"#);
    assert_eq!(wire.receive()["payload"]["value"], 1);
    assert_eq!(wire.receive()["is_final"], true);
    assert_holds("cookbook/countdown/frames.txt", wire.record());
}

#[test]
fn the_stores_frames_are_as_its_page_shows_them() {
    let server = Server::start("kv_store", &[]);
    let mut wire = Wire::connect(server.socket());
    wire.send(
        FrameType::Request,
        r#"{"correlation_id":"1","target":"kv_store","message_type":"SetValue","payload":{"key":"name","value":"Alice"},"expects_reply":true}"#,
    );
    assert_eq!(wire.receive()["payload"]["replaced"], false);
    wire.send(
        FrameType::Request,
        r#"{"correlation_id":"2","target":"kv_store","message_type":"GetValue","payload":{"key":"name"},"expects_reply":true}"#,
    );
    assert_eq!(wire.receive()["payload"]["value"], "Alice");
    assert_holds("cookbook/kv_store/frames.txt", wire.record());
}

#[test]
fn the_shops_frames_are_as_its_page_shows_them() {
    let server = Server::start("order_service", &[]);
    let mut wire = Wire::connect(server.socket());
    for (id, product) in [("1", "gadget"), ("2", "gadget")] {
        wire.send(
            FrameType::Request,
            &format!(
                r#"{{"correlation_id":"{id}","target":"order_service","message_type":"PlaceOrder","payload":{{"product":"{product}"}},"expects_reply":true}}"#
            ),
        );
        wire.receive();
    }
    assert_holds("cookbook/order_service/frames.txt", wire.record());
}
