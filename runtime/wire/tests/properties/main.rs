//! What holds for every input, in every format this build has.

mod chunks;
mod hostile;
mod round_trip;
mod templates;

use acton_wire::{Format, Portable};
use proptest::prelude::*;
use serde_json::Value;

fn formats() -> impl Strategy<Value = Format> {
    let all = [Format::Json, Format::MessagePack];
    proptest::sample::select(all.into_iter().filter(|format| format.is_supported()).collect::<Vec<_>>())
}

/// A user's value of any shape, numbers that both formats keep.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has no other numbers", |number| number.is_finite())
            .prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 18, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..18).prop_map(Value::from),
            proptest::collection::btree_map(any::<String>(), inner, 0..18)
                .prop_map(|entries| entries.into_iter().collect::<Value>()),
        ]
    })
}

fn encoded(format: Format, value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    value.encode(format, &mut out).expect("every value has its form");
    out
}
