//! What a script leaves open until a client has spoken.

use serde_json::Value;

/// `value` with its placeholders filled: `"$2"` is the correlation id of the second frame that was read,
/// `"$2.payload"` another field of it, `"$i"` the number of the round.
pub(super) fn filled(value: &Value, read: &[Value], round: usize) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some("i") => round.into(),
            Some(place) => {
                field(place, read).ok_or_else(|| format!("nothing was read that {text} could be"))?
            }
            None => value.clone(),
        },
        Value::Array(values) => {
            values.iter().map(|value| filled(value, read, round)).collect::<Result<_, _>>()?
        }
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| Ok((name.clone(), filled(value, read, round)?)))
            .collect::<Result<_, String>>()?,
        other => other.clone(),
    })
}

fn field(place: &str, read: &[Value]) -> Option<Value> {
    let (number, name) = place.split_once('.').unwrap_or((place, "correlation_id"));
    let body = read.get(number.parse::<usize>().ok()?.checked_sub(1)?)?;
    body.get(name).cloned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::filled;

    #[test]
    fn a_placeholder_becomes_what_was_read_and_all_else_stays() {
        let read = [json!({"correlation_id": "a"}), json!({"correlation_id": "b", "payload": [1]})];
        let value = json!({"id": "$2", "first": ["$1", "$2.payload", "$i"], "text": "a $1", "n": 1});
        let right = json!({"id": "b", "first": ["a", [1], 7], "text": "a $1", "n": 1});
        assert_eq!(filled(&value, &read, 7), Ok(right));
        for nothing in ["$3", "$0", "$1.payload", "$"] {
            assert!(filled(&json!(nothing), &read, 0).is_err(), "{nothing}");
        }
    }
}
