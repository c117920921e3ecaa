//! Adds derives to an item, leaving those it has: what its own `#[derive(…)]` names stays its author's.

use syn::punctuated::Punctuated;
use syn::{Attribute, DeriveInput, Ident, Path, Token, parse_quote};

/// Whether one of the item's own derives is called `name`, by whatever path.
pub(crate) fn names(item: &DeriveInput, name: &str) -> bool {
    derived(&item.attrs).iter().any(|derive| derive == name)
}

/// Derives those of `wanted` whose last path segment the item does not derive already.
pub(crate) fn complete(item: &mut DeriveInput, wanted: impl IntoIterator<Item = Path>) {
    let present = derived(&item.attrs);
    let absent: Vec<Path> =
        wanted.into_iter().filter(|path| !last(path).is_some_and(|name| present.contains(name))).collect();
    if absent.is_empty() {
        return;
    }
    // Above serde's attributes, which belong to the derives, but below attribute macros that rewrite the item first.
    let place = item
        .attrs
        .iter()
        .position(|attribute| attribute.path().is_ident("derive") || attribute.path().is_ident("serde"))
        .unwrap_or(item.attrs.len());
    item.attrs.insert(place, parse_quote!(#[derive(#(#absent),*)]));
}

fn derived(attributes: &[Attribute]) -> Vec<Ident> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
        // A malformed derive is the compiler's to report.
        .filter_map(|attribute| {
            attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).ok()
        })
        .flatten()
        .filter_map(|path| last(&path).cloned())
        .collect()
}

fn last(path: &Path) -> Option<&Ident> {
    path.segments.last().map(|segment| &segment.ident)
}

#[cfg(test)]
mod tests;
