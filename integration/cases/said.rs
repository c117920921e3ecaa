//! What was said, held against what should be.

use serde_json::{Number, Value};

/// Whether `actual` is what was expected: the same, whichever way a language writes a number, and
/// anything at all where `{"any": true}` is expected.
pub fn holds(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::Object(_), _) if is_anything(expected) => true,
        (Value::Number(one), Value::Number(other)) => are_equal(one, other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| holds(one, other))
        }
        (Value::Object(one), Value::Object(other)) => one.len() == other.len() && has(expected, actual),
        _ => expected == actual,
    }
}

/// Whether `actual` has at least the fields that are expected, each as [`holds`] has it.
pub fn has(expected: &Value, actual: &Value) -> bool {
    let (Value::Object(expected), Value::Object(actual)) = (expected, actual) else {
        return holds(expected, actual);
    };
    expected.iter().all(|(name, value)| {
        let is_part = |its: &Value| {
            if its.is_object() && !is_anything(value) { has(value, its) } else { holds(value, its) }
        };
        actual.get(name).is_some_and(is_part)
    })
}

fn is_anything(expected: &Value) -> bool {
    *expected == serde_json::json!({"any": true})
}

/// 1 and 1.0 are one number: not every language can tell them apart.
fn are_equal(one: &Number, other: &Number) -> bool {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => one == other,
        _ => one.as_f64() == other.as_f64(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{has, holds};

    #[test]
    fn anything_holds_where_anything_is_expected_and_nothing_else_does() {
        let expected = json!({"value": {"any": true}, "more": [1, {"any": true}]});
        assert!(holds(&expected, &json!({"value": {"a": 1}, "more": [1, null]})));
        assert!(!holds(&expected, &json!({"value": 1, "more": [2, null]})));
        assert!(!holds(&expected, &json!({"value": 1, "more": [1, null], "most": 1})));
        assert!(!holds(&expected, &json!({"value": 1})));
        assert!(holds(&json!({"value": {"any": true}}), &json!({"value": {"a": 1}})));
    }

    #[test]
    fn numbers_are_equal_by_value_and_to_the_last_digit() {
        assert!(holds(&json!([1, 0.5]), &json!([1.0, 0.5])));
        assert!(holds(&json!(1e3), &json!(1000)));
        assert!(!holds(&json!(9_007_199_254_740_993_u64), &json!(9_007_199_254_740_992_u64)));
        assert!(!holds(&json!(1), &json!(true)));
    }

    #[test]
    fn a_part_is_had_by_a_whole_with_more_fields() {
        assert!(has(&json!({"a": {"b": 1}}), &json!({"a": {"b": 1, "c": 2}, "d": 3})));
        assert!(!has(&json!({"a": {"b": 1}}), &json!({"a": {"b": 2}})));
        assert!(!has(&json!({"a": null}), &json!({})));
    }
}
