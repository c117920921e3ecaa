use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::*;

/// The one value in `text` by our grammar; `serde_json` must find the same.
fn span(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let start = grammar::blank(bytes, 0);
    let end = grammar::value(bytes, start).filter(|end| grammar::blank(bytes, *end) == text.len())?;
    let span = &text[start..end];
    assert_eq!(serde_json::from_str::<&RawValue>(text).map(RawValue::get).ok(), Some(span), "{text}");
    Some(span)
}

#[test]
fn what_programs_write_is_plain() {
    for text in [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "12.5e+3",
        "1E9",
        "-7.25",
        "\"\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
        "[]",
        "{}",
        "[ ]",
        "{ }",
        "[1,[2,{\"a\":[]}],{}]",
        "{\"a\":{\"b\":[null,\"é\"]},\"\":0}",
    ] {
        assert_eq!(span(text), Some(text));
        assert_eq!(span(&format!(" \t{text}\r\n")), Some(text));
    }
}

#[test]
fn what_is_no_json_is_not_plain() {
    for text in [
        "",
        " ",
        "nul",
        "truee",
        "01",
        "-",
        "-a",
        "1.",
        ".5",
        "1e",
        "1e+",
        "+1",
        "0x1",
        "\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12\"",
        "\"\n\"",
        "\"\u{0}\"",
        "[",
        "]",
        "[1",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "[1}",
        "{\"a\":1]",
        "1 2",
        "{} {}",
        "nan",
        "'a'",
    ] {
        assert_eq!(span(text), None, "{text}");
        assert!(serde_json::from_str::<IgnoredAny>(text).is_err(), "{text}");
    }
}

#[test]
fn nesting_is_followed_as_deep_as_it_is_plain() {
    for depth in [1, 127, 128] {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        assert!(span(&text).is_some(), "{depth}");
    }
    assert_eq!(span(&("[".repeat(129) + "1" + &"]".repeat(129))), None);
}

#[test]
fn ordinary_bytes_end_at_each_that_needs_an_escape() {
    for special in [b'"', b'\\', 0, 0x1f, b'\n'] {
        for before in 0..40 {
            let mut bytes = vec![b'x'; before];
            bytes.extend_from_slice(&[special, b'"', 0xc3, 0xa9, b'x', b'x', b'x', b'x', b'x', b'x']);
            assert_eq!(ordinary(&bytes), before);
        }
    }
    for plain in (b' '..=b'~').filter(|byte| !matches!(byte, b'"' | b'\\')) {
        assert_eq!(ordinary(&[plain; 3]), 3);
        assert_eq!(ordinary(&[plain; 11]), 11);
    }
    let text = "é\u{7f}\u{20}!#[]^\u{80}\u{ff}~".repeat(5);
    assert_eq!(ordinary(text.as_bytes()), text.len());
}
