//! `#[acton_actor]`: the derives of an actor's state.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Data, DeriveInput, parse_quote};

use crate::{derives, flag, item};

const NAME: &str = "acton_actor";

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut item = item::parse(item, NAME)?;
    let default = flag::find(arguments, NAME, "no_default")?.is_none();
    if default && !derives::names(&item, "Default") {
        a_default_exists(&item)?;
        derives::complete(&mut item, [parse_quote!(::core::default::Default)]);
    }
    derives::complete(&mut item, [parse_quote!(::core::fmt::Debug)]);
    Ok(item.into_token_stream())
}

fn a_default_exists(item: &DeriveInput) -> syn::Result<()> {
    let Data::Enum(data) = &item.data else { return Ok(()) };
    let mut attributes = data.variants.iter().flat_map(|variant| &variant.attrs);
    if attributes.any(|attribute| attribute.path().is_ident("default")) {
        return Ok(());
    }
    let sentence = format!(
        "The actor `{}` has no state to begin with: mark a variant without fields with #[default], or write \
         #[acton_actor(no_default)] and start it with `new_actor_with`.",
        item.ident
    );
    Err(syn::Error::new(item.ident.span(), sentence))
}
