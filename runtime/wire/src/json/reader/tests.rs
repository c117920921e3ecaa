use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    fmt::Debug,
};

use proptest::{collection::vec, prelude::*};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::{Value, value::RawValue};

use super::*;
use unruly::{Idle, Lax, Null, Unruly, Whatever};

mod unruly;

/// Read, if it is usual; and the same as `serde_json` reads it.
fn same<'de, T: Deserialize<'de> + PartialEq + Debug>(text: &'de str) -> bool {
    let read = read::<T>(text);
    if let Ok(read) = &read {
        // What little the type asks for, all of it is JSON.
        serde_json::from_str::<IgnoredAny>(text).expect(text);
        assert_eq!(&serde_json::from_str::<T>(text).expect(text), read, "{text}");
    }
    read.is_ok()
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    item: String,
    count: u32,
    price: f64,
    weight: f32,
    is_urgent: bool,
    note: Option<String>,
    tags: Vec<String>,
    change: i64,
    size: Size,
    names: BTreeMap<String, i8>,
    pair: (u8, char),
    id: Id,
    #[serde(default)]
    extra: u8,
    nothing: (),
    mark: Mark,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Id(u64);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Mark;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
enum Size {
    Small,
    Sized(u16),
    Between(u8, u8),
    Named { width: u8 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    A { at: i32 },
    B(Numbered),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Numbered {
    id: u64,
}

#[derive(Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Name(String);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number(f64),
    Text(String),
    List(Vec<Untagged>),
    Flat(Flat),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flat {
    at: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

/// A key that makes do without a number.
#[derive(Debug, PartialEq, Eq, Hash)]
struct LenientKey(u8);

impl<'de> Deserialize<'de> for LenientKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(u8::deserialize(deserializer).unwrap_or_default()))
    }
}

/// Makes do without a number that does not fit.
#[derive(Debug, PartialEq, Deserialize)]
struct Lenient {
    #[serde(deserialize_with = "or_zero")]
    at: f64,
    then: u8,
}

#[expect(clippy::unnecessary_wraps, reason = "serde's signature")]
fn or_zero<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(f64::deserialize(deserializer).unwrap_or_default())
}

/// How many of all these types read it.
fn readers(text: &str) -> usize {
    let read = [
        same::<Order>(text),
        same::<Vec<Order>>(text),
        same::<Option<Size>>(text),
        same::<Vec<Size>>(text),
        same::<BTreeMap<Size, bool>>(text),
        same::<Tagged>(text),
        same::<Untagged>(text),
        same::<Flat>(text),
        same::<Lenient>(text),
        same::<Value>(text),
        same::<HashMap<String, f32>>(text),
        same::<HashMap<u8, Option<i8>>>(text),
        same::<HashMap<LenientKey, Value>>(text),
        same::<HashMap<Size, u8>>(text),
        same::<HashMap<Option<Name>, Id>>(text),
        same::<Cow<'_, str>>(text),
        same::<&str>(text),
        same::<&[u8]>(text),
        same::<Vec<u8>>(text),
        same::<[i8; 2]>(text),
        same::<(u64, i64, f64)>(text),
        same::<(i128, u128)>(text),
        same::<f32>(text),
        same::<char>(text),
        same::<()>(text),
        same::<IgnoredAny>(text),
        same::<Lax<Vec<Lax<Vec<u8>>>>>(text),
        same::<Vec<Lax<BTreeMap<String, Size>>>>(text),
        same::<HashMap<LenientKey, Lax<Size>>>(text),
        same::<Vec<Option<Idle>>>(text),
        same::<HashMap<String, Option<Idle>>>(text),
        same::<Lax<Idle>>(text),
        same::<HashMap<Whatever, u8>>(text),
        same::<Vec<Whatever>>(text),
        same::<Vec<Lax<Null>>>(text),
        same::<Unruly<0>>(text),
        same::<Unruly<1>>(text),
        same::<Unruly<2>>(text),
        same::<Unruly<5>>(text),
        same::<Unruly<6>>(text),
        same::<Unruly<10>>(text),
        same::<Unruly<12>>(text),
        same::<Unruly<14>>(text),
    ];
    read.into_iter().filter(|read| *read).count()
}

fn usual<T: DeserializeOwned + PartialEq + Debug>(texts: &[&str]) {
    for text in texts {
        assert!(same::<T>(text), "{text}");
    }
}

#[test]
fn what_programs_write_is_read() {
    usual::<Size>(&[r#""Small""#, r#"{"Sized":7}"#, r#"{"Between":[1,2]}"#, r#"{"Named":{"width":1}}"#]);
    usual::<Size>(&[r#"{"Named":[1]}"#, r#"{"Small":null}"#]);
    usual::<Tagged>(&[r#"{"kind":"A","at":-4}"#, r#"{"id":1,"kind":"B"}"#]);
    usual::<Untagged>(&["1", r#""a""#, r#"[1,"a",[]]"#, r#"{"at":1,"b":[null,true,-1.5e-3]}"#]);
    usual::<Value>(&["[ 1 , { \"a\" : [ ] } ]", "18446744073709551615", "-9223372036854775808", "1e3"]);
    usual::<HashMap<Option<Name>, u8>>(&[r#"{"a":1}"#]);
    usual::<BTreeMap<Size, bool>>(&[r#"{"Small":true}"#]);
    usual::<(f32, f64)>(&["[0.1,0.1]", "[16777217.0,1.7976931348623157e308]", "[5,-5]"]);
    usual::<String>(&[r#""a\n\"\\\u00e9\ud83d\ude00""#, r#""""#]);
    usual::<HashMap<String, Size>>(&[r#"{"\t":"\u0053mall"}"#, r#"{"":{"S\u0069zed":1}}"#]);
    usual::<Lenient>(&[r#"{"at":1.5,"then":3}"#]);
}

#[test]
fn what_is_unusual_is_left_to_serde_json() {
    for text in ["-0", "18446744073709551616", "-9223372036854775809", "1e999", r#""\ud800""#] {
        assert!(!same::<Value>(text) && !same::<f64>(text), "{text}");
    }
    assert!(!same::<i128>("1") && !same::<HashMap<u8, u8>>(r#"{"1":2}"#));
    assert_eq!(read::<Box<RawValue>>("1").map(|_| ()), Err(Unusual));
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert!(same::<Value>(&deep(127)) && !same::<Value>(&deep(128)));
    let without_end = "[".repeat(100_000) + &"]".repeat(100_000);
    assert_eq!(read::<Value>(&without_end), Err(Unusual));
}

#[test]
fn who_makes_do_without_a_value_or_a_key_does_not_lose_one_that_serde_json_reads() {
    assert_eq!(serde_json::from_str::<Lenient>(r#"{"at":-0,"then":3}"#).unwrap().then, 3);
    assert!(!same::<HashMap<LenientKey, u8>>(r#"{"5":1}"#));
    for text in [r#"{"at":-0,"then":3}"#, r#"{"at":36893488147419103232,"then":3}"#] {
        assert!(!same::<Lenient>(text), "{text}");
    }
}

#[test]
fn what_is_no_json_is_read_by_no_type_however_little_it_asks_for() {
    for text in [
        "",
        " ",
        "01",
        "-",
        "-01",
        "1.",
        "1e",
        "[1,]",
        "[,1]",
        "[ ,]",
        "[1 2]",
        "[[1,300]",
        "[[1,300]]]",
        "{:1}",
        "{ : }",
        r#"{"a":}"#,
        r#"{"a": ,"b":1}"#,
        r#"{"a"}"#,
        r#"{"a":1,}"#,
        r#"{,"a":1}"#,
        r#"{"a":{"Sized":300}"#,
        r#"["a"#,
        "[\"\u{1}\"]",
        r#"["\x"]"#,
        "nul",
        "[null1]",
        "1 1",
        "{1:2}",
        "{null:2}",
        "{[1]:2}",
        r#"{"a":1:2}"#,
        r#"{"a":null:null}"#,
        r#"{"a","b":1}"#,
        r#"{"a","b":null}"#,
        r#"{"a""b":null}"#,
        r#"{"a":null,}"#,
        r#"{"a" null}"#,
    ] {
        assert_eq!(readers(text), 0, "{text}");
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z é]{0,9}", any::<String>()]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i8>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let key = prop_oneof!["at|then|kind|id|Small|Sized|Between|Named|width", text(), "[0-9]{1,3}"];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(key.clone(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn size() -> impl Strategy<Value = Size> {
    prop_oneof![
        Just(Size::Small),
        any::<u16>().prop_map(Size::Sized),
        any::<(u8, u8)>().prop_map(|(from, to)| Size::Between(from, to)),
        any::<u8>().prop_map(|width| Size::Named { width }),
    ]
}

prop_compose! {
    fn order()(
        (item, count, price, weight) in (text(), any::<u32>(), -1e9..1e9, -1e9_f32..1e9),
        (is_urgent, note, tags) in (any::<bool>(), proptest::option::of(text()), vec(text(), 0..3)),
        (change, size, pair, id) in (any::<i64>(), size(), any::<(u8, char)>(), any::<u64>()),
        names in proptest::collection::btree_map(text(), any::<i8>(), 0..3),
        extra in any::<u8>(),
    ) -> Order {
        let (id, nothing, mark) = (Id(id), (), Mark);
        Order { item, count, price, weight, is_urgent, note, tags, change, size, names, pair, id, extra, nothing, mark }
    }
}

proptest! {
    #[test]
    fn any_json_is_read_as_serde_json_reads_it(json in json()) {
        readers(&json.to_string());
        readers(&serde_json::to_string_pretty(&json).unwrap());
    }

    #[test]
    fn what_is_no_json_any_more_is_read_by_no_type(
        json in json(),
        changes in vec((any::<proptest::sample::Index>(), 0_usize..3, "[-\"\\\\{}\\[\\],:0-9a. ]{0,2}"), 1..4),
    ) {
        let mut text = json.to_string();
        for (at, len, other) in changes {
            let at = at.index(text.len() + 1);
            let end = (at + len).min(text.len());
            if text.is_char_boundary(at) && text.is_char_boundary(end) {
                text.replace_range(at..end, &other);
            }
        }
        readers(&text);
    }

    #[test]
    fn a_message_is_read_and_comes_back_whole(order in order(), at in any::<proptest::sample::Index>()) {
        let text = serde_json::to_string(&order).unwrap();
        prop_assert!(same::<Order>(&text), "{}", text);
        prop_assert_eq!(read::<Order>(&text), Ok(order));
        // With one byte gone it may be another message, or none.
        let mut cut = text.clone();
        let at = at.index(text.len());
        if text.is_char_boundary(at) {
            cut.remove(at);
            readers(&cut);
        }
    }

    #[test]
    fn any_number_is_read_as_serde_json_reads_it(text in "-?[0-9]{0,24}([.][0-9]{1,20})?([eE][+-]?[0-9]{1,3})?") {
        readers(&text);
        same::<f64>(&text);
        same::<i16>(&text);
        same::<u64>(&text);
    }
}
