//! What the price feed's flags do.

use integration::program::run;
use integration::server::Server;

#[test]
fn another_seed_walks_another_way() {
    let server = Server::start("price_feed", &["--ticks", "5", "--tick-ms", "0", "--seed", "8"]);
    let printed =
        run("price_feed_client", &["--socket", server.socket_argument(), "--count", "6"]).succeeded();
    assert_ne!(printed, integration::workspace::text("cookbook/price_feed/transcript.txt"));
}

#[test]
fn real_prices_are_broadcast_and_a_bad_line_is_named_and_skipped() {
    let input = b"symbol,price\nACME,12.50\nno comma\nGLOBEX,high\nINITECH,3\n";
    let server = Server::start_with_input("price_feed", &["--input", "-"], input);
    let printed =
        run("price_feed_client", &["--socket", server.socket_argument(), "--count", "2"]).succeeded();
    assert_eq!(printed, "ACME 12.50\nINITECH 3.00\n");
    let said = server.stop().stderr;
    assert!(
        said.contains("Skipped: line 3 has no comma; expected symbol,price such as ACME,12.50."),
        "{said}"
    );
    assert!(said.contains("Skipped: line 4 has a price that is no number"), "{said}");
}

#[test]
fn an_input_that_is_not_there_ends_the_server_and_is_named() {
    let ended = run("price_feed", &["--socket", "/dev/null/never", "--input", "no/such/file"]);
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.stderr.contains("cannot read no/such/file"), "{}", ended.stderr);
    assert_eq!(ended.stdout, "");
}
