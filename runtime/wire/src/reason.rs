//! What of a decoder's message may reach the peer: the part that comes from the type, never the part that comes from
//! the input.

pub(crate) const UNSAID: &str = "expected a value this type accepts";

/// The part of serde's `message` that the decoded type wrote.
pub(crate) fn of(message: &str) -> String {
    const QUOTES_INPUT: [&str; 5] =
        ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant `", "unknown field `"];
    const NAMES_A_FIELD: [&str; 2] = ["missing field `", "duplicate field `"];

    if QUOTES_INPUT.iter().any(|start| message.starts_with(start)) {
        // The input comes first and may hold the separator too, so the last one counts.
        if let Some((_, expected)) = message.rsplit_once(", expected ") {
            return format!("expected {expected}");
        }
    }
    for start in NAMES_A_FIELD {
        let name = message.strip_prefix(start).and_then(|rest| rest.strip_suffix('`'));
        if name.is_some_and(is_plain) {
            return message.to_owned();
        }
    }
    UNSAID.to_owned()
}

/// Whether `name` can be shown: short, and made of what names are made of.
pub(crate) fn is_plain(name: &str) -> bool {
    name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_that_imitates_the_separator_stays_unsaid() {
        let message = "unknown variant `x, expected secret`, expected `A` or `B`";
        assert_eq!(of(message), "expected `A` or `B`");
    }

    #[test]
    fn a_message_of_unknown_origin_stays_unsaid() {
        assert_eq!(of("hunter2 is no colour, expected red"), UNSAID);
        assert_eq!(of("missing field `hunter 2`"), UNSAID);
    }

    #[test]
    fn a_missing_field_is_named() {
        assert_eq!(of("missing field `price`"), "missing field `price`");
    }
}
