//! What `#[acton_message(ipc)]` makes of the types it stands on.
#![cfg(feature = "ipc")]

use std::borrow::Cow;

use acton_reactive::__private::{Message, serde};
use acton_reactive::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{from_str, to_string};

#[acton_message(ipc)]
struct HealthCheck;

#[acton_message(ipc)]
struct ListAll {}

#[acton_message(ipc)]
#[derive(PartialEq)]
struct PriceUpdate {
    symbol: String,
    price: f64,
}

fn is_portable(message: &dyn Message) -> bool {
    message.portable().is_some()
}

#[test]
fn a_struct_without_fields_decodes_from_every_way_to_say_nothing() {
    fn decodes<M: DeserializeOwned>() {
        for nothing in ["null", "[]", "{}", r#"{"ignored": [1]}"#] {
            assert!(from_str::<M>(nothing).is_ok(), "{nothing}");
        }
        assert!(from_str::<M>("1").is_err());
    }
    decodes::<HealthCheck>();
    decodes::<ListAll>();
}

#[test]
fn a_unit_struct_is_written_as_null_and_an_empty_one_as_a_map() {
    assert_eq!(to_string(&HealthCheck).unwrap(), "null");
    assert_eq!(to_string(&ListAll {}).unwrap(), "{}");
}

#[cfg(feature = "ipc-messagepack")]
#[test]
fn messagepack_writes_them_as_nil_and_as_a_map_too() {
    use acton_reactive::ipc::protocol::Format;

    fn messagepack(message: &dyn Message) -> Vec<u8> {
        let mut bytes = Vec::new();
        message.portable().unwrap().encode(Format::MessagePack, &mut bytes).unwrap();
        bytes
    }
    assert_eq!(messagepack(&HealthCheck), [0xc0]);
    assert_eq!(messagepack(&ListAll {}), [0x80]);
}

#[test]
fn a_message_with_fields_is_a_map_of_them() {
    let update = PriceUpdate { symbol: "ACME".to_string(), price: 1.5 };
    let json = to_string(&update).unwrap();
    assert_eq!(json, r#"{"symbol":"ACME","price":1.5}"#);
    assert_eq!(from_str::<PriceUpdate>(&json).unwrap(), update.clone());
}

#[test]
fn only_an_ipc_message_leaves_the_process() {
    #[acton_message]
    struct Inside;

    assert!(is_portable(&HealthCheck));
    assert!(is_portable(&PriceUpdate { symbol: String::new(), price: 0.0 }));
    assert!(!is_portable(&Inside));
}

#[test]
fn a_message_that_can_only_be_sent_may_borrow_what_lives_forever() {
    #[acton_message(ipc)]
    struct OrderConfirmed {
        order_id: &'static str,
    }

    let confirmed = OrderConfirmed { order_id: "A-1" };
    assert!(is_portable(&confirmed));
    assert_eq!(to_string(&confirmed).unwrap(), r#"{"order_id":"A-1"}"#);
}

#[test]
fn generic_messages_are_portable_where_their_parameters_are() {
    #[acton_message(ipc)]
    enum Page<'a, T> {
        Items(Vec<T>),
        Title(Cow<'a, str>),
    }
    #[acton_message(ipc)]
    struct Numbered<const N: usize>;

    assert!(is_portable(&Page::Items(vec![1])));
    assert!(is_portable(&Page::<u8>::Title("one".into())));
    assert!(is_portable(&Numbered::<4>));
    assert!(from_str::<Numbered<4>>("{}").is_ok());
}

#[test]
fn serde_attributes_of_the_author_keep_their_meaning() {
    #[acton_message(ipc)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct PlaceOrder {
        product_name: String,
        #[serde(default)]
        how_many: u8,
    }
    #[acton_message(ipc)]
    #[serde(crate = "acton_reactive::__private::serde")]
    struct OwnCrate(u8);
    #[acton_message(ipc)]
    #[serde(deny_unknown_fields)]
    struct Strict {}
    #[acton_message(ipc)]
    #[serde(rename = "renamed")]
    struct Renamed;

    let order: PlaceOrder = from_str(r#"{"productName":"tea"}"#).unwrap();
    assert_eq!((order.product_name.as_str(), order.how_many), ("tea", 0));
    assert!(from_str::<PlaceOrder>(r#"{"productName":"tea","x":1}"#).is_err());
    assert_eq!(from_str::<OwnCrate>("5").unwrap().0, 5);
    assert_eq!(to_string(&Renamed).unwrap(), "null");
    assert!(from_str::<Strict>("{}").is_ok());
    assert!(from_str::<Strict>(r#"{"x":1}"#).is_err());
}

#[test]
fn derives_of_the_author_stay_his() {
    #[acton_message(ipc)]
    #[derive(serde::Serialize, serde::Deserialize, Clone, Debug)]
    struct Own {
        a: u8,
    }
    #[acton_message(ipc)]
    #[derive(serde::Deserialize)]
    struct StrictUnit;
    #[acton_message(ipc)]
    #[derive(serde::Serialize)]
    struct DerivedUnit;

    fn json(message: &impl Serialize) -> String {
        to_string(message).unwrap()
    }
    assert_eq!(json(&Own { a: 1 }.clone()), r#"{"a":1}"#);
    assert_eq!(from_str::<Own>(r#"{"a":2}"#).unwrap().a, 2);
    assert!(from_str::<StrictUnit>("{}").is_err());
    assert_eq!(json(&StrictUnit), "null");
    assert_eq!(json(&DerivedUnit), "null");
}
