use super::*;
use crate::ErrorCode;

const LIMIT: usize = 1024;

fn refused(bytes: &[u8]) -> FrameError {
    split(bytes, LIMIT).expect_err("a bad header")
}

#[test]
fn what_is_written_is_what_is_split() {
    let mut bytes = b"before".to_vec();
    write(&mut bytes, FrameType::Heartbeat, Format::MessagePack, |out| out.extend_from_slice(b"beat"));
    let (frame, consumed) = split(&bytes[6..], LIMIT).unwrap().unwrap();
    let expected = Frame {
        version: Version::V2,
        kind: FrameType::Heartbeat,
        format: Format::MessagePack,
        payload: b"beat",
    };
    assert_eq!((frame, consumed), (expected, 11));
}

#[test]
fn a_frame_split_at_any_byte_decodes_the_same() {
    let mut bytes = header(5, FrameType::Request, Format::Json).to_vec();
    bytes.extend_from_slice(b"hello");
    for end in 0..bytes.len() {
        assert_eq!(split(&bytes[..end], LIMIT), Ok(None), "after {end} bytes");
    }
    bytes.extend_from_slice(b"next");
    let (frame, consumed) = split(&bytes, LIMIT).unwrap().unwrap();
    assert_eq!((frame.payload, consumed), (&b"hello"[..], 12));
}

#[test]
fn version_one_has_six_bytes_and_means_json() {
    let (frame, consumed) = split(b"\0\0\0\x02\x01\x01{}", LIMIT).unwrap().unwrap();
    assert_eq!(
        (frame.version, frame.format, frame.payload, consumed),
        (Version::V1, Format::Json, &b"{}"[..], 8)
    );
}

#[test]
fn a_complete_header_announces_the_whole_frame_in_both_versions() {
    for frame in [&b"\0\0\0\x02\x01\x01{}"[..], b"\0\0\0\x02\x02\x01\x01{}"] {
        let header = frame.len() - 2;
        for end in 0..header {
            assert_eq!(announced(&frame[..end], LIMIT), Ok(None), "after {end} bytes");
        }
        for end in header..=frame.len() {
            assert_eq!(announced(&frame[..end], LIMIT), Ok(Some(frame.len())), "after {end} bytes");
        }
    }
    assert_eq!(announced(b"\0\0\0\x02\x02\x01\x01", 1), Err(FrameError::TooLarge { announced: 2, limit: 1 }));
}

#[test]
fn an_empty_payload_is_a_frame() {
    let bytes = header(0, FrameType::Heartbeat, Format::Json);
    assert_eq!(split(&bytes, LIMIT).unwrap().unwrap().0.payload, b"");
}

#[test]
fn each_header_byte_is_judged_as_soon_as_it_is_there() {
    assert_eq!(refused(b"\xff\xff\xff\xff\x03"), FrameError::Version(3));
    assert_eq!(refused(b"\xff\xff\xff\xff\x02\x0e"), FrameError::Type { byte: 14, version: Version::V2 });
    assert_eq!(refused(b"\xff\xff\xff\xff\x02\x00"), FrameError::Type { byte: 0, version: Version::V2 });
    assert_eq!(refused(b"\xff\xff\xff\xff\x02\x01\x03"), FrameError::Format(3));
    let too_large = FrameError::TooLarge { announced: 0xffff_ffff, limit: LIMIT };
    assert_eq!(refused(b"\xff\xff\xff\xff\x02\x01\x01"), too_large);
    assert_eq!(refused(b"\xff\xff\xff\xff\x01\x01"), too_large);
}

#[test]
fn version_one_knows_no_type_above_heartbeat() {
    assert_eq!(split(b"\0\0\0\0\x01\x04", LIMIT).unwrap().unwrap().0.kind, FrameType::Heartbeat);
    assert_eq!(refused(b"\0\0\0\0\x01\x05"), FrameError::Type { byte: 5, version: Version::V1 });
}

#[test]
fn the_limit_itself_is_accepted() {
    let header = header(LIMIT, FrameType::Request, Format::Json);
    assert_eq!(split(&header, LIMIT), Ok(None));
    assert!(split(&header, LIMIT - 1).is_err());
}

#[test]
fn clients_send_all_but_four_types() {
    let from_servers: Vec<u8> =
        FrameType::ALL.into_iter().filter(|kind| !kind.from_client()).map(FrameType::byte).collect();
    assert_eq!(from_servers, [2, 3, 5, 9]);
}

#[test]
fn every_type_and_format_comes_back_from_its_byte() {
    for kind in FrameType::ALL {
        assert_eq!(FrameType::from_byte(kind.byte()), Some(kind));
    }
    for format in [Format::Json, Format::MessagePack] {
        assert_eq!(Format::from_byte(format.byte()), Some(format));
    }
    assert_eq!((FrameType::from_byte(0), FrameType::from_byte(14), Format::from_byte(0)), (None, None, None));
}

#[test]
fn a_frame_too_large_has_its_own_code() {
    assert_eq!(FrameError::TooLarge { announced: 2, limit: 1 }.code(), ErrorCode::PayloadTooLarge);
    assert_eq!(FrameError::Version(9).code(), ErrorCode::ProtocolError);
}
