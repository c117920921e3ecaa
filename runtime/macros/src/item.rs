//! What `#[acton_message]` and `#[acton_actor]` stand on: a struct or an enum.

use proc_macro2::TokenStream;
use syn::spanned::Spanned;
use syn::{DeriveInput, Item};

/// Parses the item below the attribute `name`.
pub(crate) fn parse(item: TokenStream, name: &str) -> syn::Result<DeriveInput> {
    let (kind, span) = match syn::parse2(item)? {
        Item::Struct(item) => return Ok(item.into()),
        Item::Enum(item) => return Ok(item.into()),
        Item::Fn(item) => ("a function", item.sig.fn_token.span),
        Item::Union(item) => ("a union", item.union_token.span),
        Item::Trait(item) => ("a trait", item.trait_token.span),
        Item::Type(item) => ("a type alias", item.type_token.span),
        Item::Impl(item) => ("an impl block", item.impl_token.span),
        other => ("this item", other.span()),
    };
    Err(syn::Error::new(span, format!("#[{name}] stands on a struct or an enum, not on {kind}.")))
}
