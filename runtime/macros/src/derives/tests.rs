use quote::ToTokens;
use syn::{DeriveInput, parse_quote};

use super::{complete, names};

fn attributes(item: &DeriveInput) -> Vec<String> {
    item.attrs.iter().map(|attribute| attribute.to_token_stream().to_string()).collect()
}

#[test]
fn a_derive_is_recognised_by_the_last_segment_of_its_path() {
    let item: DeriveInput = parse_quote!(
        #[derive(PartialEq, ::core::clone::Clone, serde::Serialize)]
        struct Order;
    );
    assert!(names(&item, "Clone"));
    assert!(names(&item, "Serialize"));
    assert!(!names(&item, "Debug"));
    assert!(!names(&item, "serde"));
}

#[test]
fn only_absent_derives_are_added() {
    let mut item: DeriveInput = parse_quote!(
        #[derive(Clone)]
        struct Order;
    );
    complete(&mut item, [parse_quote!(::core::clone::Clone), parse_quote!(::core::fmt::Debug)]);
    assert_eq!(attributes(&item), ["# [derive (:: core :: fmt :: Debug)]", "# [derive (Clone)]"]);
}

#[test]
fn an_item_that_derives_everything_stays_as_it_is() {
    let mut item: DeriveInput = parse_quote!(
        #[derive(Debug, Clone)]
        struct Order;
    );
    complete(&mut item, [parse_quote!(::core::clone::Clone), parse_quote!(::core::fmt::Debug)]);
    assert_eq!(attributes(&item), ["# [derive (Debug , Clone)]"]);
}

#[test]
fn derives_stand_below_other_macros_and_above_the_attributes_that_belong_to_them() {
    let mut item: DeriveInput = parse_quote!(
        #[serde_as]
        #[serde(tag = "kind")]
        enum Order {}
    );
    complete(&mut item, [parse_quote!(Serialize)]);
    assert_eq!(attributes(&item), ["# [serde_as]", "# [derive (Serialize)]", "# [serde (tag = \"kind\")]"]);
}
