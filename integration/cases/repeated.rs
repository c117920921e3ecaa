//! What a list abbreviates: `{"repeat": "x", "times": 3}` stands for `"xxx"`.

use serde_json::Value;

/// The value with every abbreviation spelled out.
pub fn spelled_out(value: Value) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(spelled_out).collect(),
        Value::Object(fields) => match (fields.get("repeat"), fields.get("times")) {
            (Some(Value::String(text)), Some(times)) if fields.len() == 2 => {
                let times = times.as_u64().and_then(|times| usize::try_from(times).ok());
                text.repeat(times.expect("a text is repeated a number of times")).into()
            }
            _ => fields.into_iter().map(|(name, value)| (name, spelled_out(value))).collect(),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::spelled_out;

    #[test]
    fn a_repeated_text_is_spelled_out_wherever_it_stands() {
        let short = json!([{"key": {"repeat": "ab", "times": 2}}, {"repeat": "x", "times": 1, "more": 0}]);
        let long = json!([{"key": "abab"}, {"repeat": "x", "times": 1, "more": 0}]);
        assert_eq!(spelled_out(short), long);
    }
}
