//! `#[acton_message]`: the derives of a message and its `Message` impl, with a face to other processes under `ipc`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Fields, Generics, Meta, Token, parse_quote};

use crate::{derives, flag, item};

const NAME: &str = "acton_message";

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut item = item::parse(item, NAME)?;
    let ipc = flag::find(arguments, NAME, "ipc")?;
    derives::complete(&mut item, [parse_quote!(::core::clone::Clone), parse_quote!(::core::fmt::Debug)]);
    Ok(match ipc {
        None => {
            let message = implementation(&item, false);
            quote!(#item #message)
        }
        Some(span) => portable(item, span),
    })
}

fn portable(mut item: DeriveInput, span: Span) -> TokenStream {
    let private = quote!(::acton_reactive::__private);
    let unit = !derives::names(&item, "Serialize") && encodes_as_nothing(&item);
    let encode = unit.then(|| unit_serialize(&item));
    let empty = !derives::names(&item, "Deserialize") && decodes_from_nothing(&item);
    let decode = empty.then(|| empty_deserialize(&item));

    if !unit {
        derives::complete(&mut item, [parse_quote!(#private::serde::Serialize)]);
    }
    if !empty {
        derives::complete(&mut item, [parse_quote!(#private::serde::Deserialize)]);
    }
    let derived = ["Serialize", "Deserialize"].iter().any(|name| derives::names(&item, name));
    if derived && !serde_words(&item).any(|word| word == "crate") {
        // Last, so that it follows every derive it belongs to.
        item.attrs.push(parse_quote!(#[serde(crate = "::acton_reactive::__private::serde")]));
    }

    let with = implementation(&item, true);
    let without = implementation(&item, false);
    let missing = missing_feature(&item, span);
    quote! {
        #item
        #encode
        #decode
        #private::if_ipc! { { #with } { #without #missing } }
    }
}

/// The `Message` impl. A generic message is one for those parameters with which it can be shared and sent out.
fn implementation(item: &DeriveInput, portable: bool) -> TokenStream {
    let mut generics = item.generics.clone();
    if !generics.params.is_empty() {
        let bounds = &mut generics.make_where_clause().predicates;
        bounds.push(parse_quote!(Self: ::core::marker::Send + ::core::marker::Sync + 'static));
        if portable {
            bounds.push(parse_quote!(Self: ::acton_reactive::__private::Portable));
        }
    }
    let name = &item.ident;
    let method = portable.then(|| {
        quote! {
            fn portable(&self) -> ::core::option::Option<&dyn ::acton_reactive::__private::Portable> {
                ::core::option::Option::Some(self)
            }
        }
    });
    let (parameters, arguments, bounds) = split(&generics, &item.generics);
    quote! {
        #[automatically_derived]
        impl #parameters ::acton_reactive::__private::Message for #name #arguments #bounds { #method }
    }
}

/// Writes a unit struct as null in every format: rmp-serde makes `[]` of a derived one.
fn unit_serialize(item: &DeriveInput) -> TokenStream {
    let name = &item.ident;
    let (parameters, arguments, bounds) = split(&item.generics, &item.generics);
    quote! {
        #[automatically_derived]
        impl #parameters ::acton_reactive::__private::serde::Serialize for #name #arguments #bounds {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: ::acton_reactive::__private::serde::Serializer,
            {
                serializer.serialize_unit()
            }
        }
    }
}

/// Decodes a struct without fields from whatever a client in another language may call "nothing".
fn empty_deserialize(item: &DeriveInput) -> TokenStream {
    let mut generics = item.generics.clone();
    generics.params.insert(0, parse_quote!('de));
    let name = &item.ident;
    let called = name.to_string();
    let (parameters, arguments, bounds) = split(&generics, &item.generics);
    quote! {
        #[automatically_derived]
        impl #parameters ::acton_reactive::__private::serde::Deserialize<'de> for #name #arguments #bounds {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: ::acton_reactive::__private::serde::Deserializer<'de>,
            {
                ::acton_reactive::__private::deserialize_empty(deserializer, #called)?;
                ::core::result::Result::Ok(Self {})
            }
        }
    }
}

/// The parameters and bounds of `extended`, and the type's own arguments.
fn split<'a>(extended: &'a Generics, own: &'a Generics) -> (TokenStream, TokenStream, TokenStream) {
    let (parameters, _, bounds) = extended.split_for_impl();
    let (_, arguments, _) = own.split_for_impl();
    (quote!(#parameters), quote!(#arguments), quote!(#bounds))
}

/// A unit struct, unless a serde attribute of its own wants a derive.
fn encodes_as_nothing(item: &DeriveInput) -> bool {
    let Data::Struct(data) = &item.data else { return false };
    matches!(data.fields, Fields::Unit) && serde_words(item).next().is_none()
}

/// A struct without fields, unless a serde attribute of its own says how it decodes.
fn decodes_from_nothing(item: &DeriveInput) -> bool {
    let Data::Struct(data) = &item.data else { return false };
    let decided = ["from", "try_from", "tag", "deny_unknown_fields"];
    data.fields.is_empty() && !serde_words(item).any(|word| decided.contains(&word.as_str()))
}

/// The words that the item's own `#[serde(…)]` attributes begin with: `crate`, `rename_all`, `tag`…
fn serde_words(item: &DeriveInput) -> impl Iterator<Item = String> {
    item.attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
        // A malformed serde attribute is serde's to report.
        .filter_map(|attribute| {
            attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()
        })
        .flatten()
        .filter_map(|meta| meta.path().get_ident().map(ToString::to_string))
}

fn missing_feature(item: &DeriveInput, span: Span) -> TokenStream {
    let sentence = format!(
        "#[acton_message(ipc)] on `{}` needs acton-reactive's feature `ipc`: add features = [\"ipc\"] to \
         Cargo.toml",
        item.ident
    );
    syn::Error::new(span, sentence).into_compile_error()
}
