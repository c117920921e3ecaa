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
