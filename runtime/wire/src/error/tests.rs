use super::*;
use crate::limits::MAX_ERROR_TEXT;

#[test]
fn every_code_comes_back_from_its_name_and_no_two_share_one() {
    for code in ErrorCode::ALL {
        assert_eq!(code.as_str().parse(), Ok(code));
        assert_eq!(code.to_string(), code.as_str());
        assert_eq!(ErrorCode::ALL.iter().filter(|other| other.prefix() == code.prefix()).count(), 1);
    }
    assert_eq!("NO_SUCH_CODE".parse::<ErrorCode>(), Err(UnknownCode));
}

#[test]
fn execution_is_told_by_the_code_where_nothing_more_is_known() {
    let told = |executed| {
        let codes = ErrorCode::ALL.into_iter().filter(|code| code.executed() == executed);
        codes.map(ErrorCode::as_str).collect::<Vec<_>>()
    };
    assert_eq!(told(Executed::Yes), ["IO_ERROR", "HANDLER_ERROR", "INTERNAL"]);
    assert_eq!(told(Executed::Maybe), ["TIMEOUT", "CANCELLED", "HANDLER_PANICKED"]);
}

#[test]
fn the_words_of_execution_are_read_back() {
    for executed in [Executed::No, Executed::Maybe, Executed::Yes] {
        assert_eq!(Executed::parse(executed.as_str()), Some(executed));
    }
    assert_eq!(Executed::parse("YES"), None);
}

#[test]
fn a_text_is_the_prefix_and_the_sentence() {
    let failure = Failure::new(ErrorCode::ActorNotFound, "no actor is exposed under that name");
    assert_eq!(failure.text(), "ActorNotFound: no actor is exposed under that name");
}

#[test]
fn a_closed_reply_channel_has_one_exact_text() {
    let failure = Failure::new(ErrorCode::IoError, "anything");
    assert_eq!(failure.text(), "I/O error: Response channel closed without receiving a response");
}

#[test]
fn a_refused_connection_says_so_first() {
    let failure = Failure::new(ErrorCode::ConnectionLimitReached, "100 connections are open").limit(100);
    assert_eq!(
        failure.text(),
        "ConnectionLimitReached: Server refused the connection: 100 connections are open"
    );
}

#[test]
fn a_long_text_is_cut_between_two_characters() {
    for lead in 0..3 {
        let detail = "x".repeat(lead) + &"€".repeat(MAX_ERROR_TEXT);
        let text = Failure::new(ErrorCode::HandlerError, detail).text();
        assert!((MAX_ERROR_TEXT - 2..=MAX_ERROR_TEXT).contains(&text.len()), "{} bytes", text.len());
        assert!(text.ends_with('€'));
    }
}

#[test]
fn a_handlers_own_code_takes_the_place_of_the_code() {
    let failure = Failure::declined("STORAGE_FULL", "the disk is full");
    assert_eq!((failure.code_str(), failure.executed), ("STORAGE_FULL", Executed::No));
    assert_eq!(failure.text(), "StorageFull: the disk is full");
}
