//! The arguments of an attribute that takes one optional word, as in `#[acton_message(ipc)]`.

use proc_macro2::{Span, TokenStream};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Error, Ident, Token};

/// Where `word` stands among the arguments of the attribute `name`, if it does.
pub(crate) fn find(arguments: TokenStream, name: &str, word: &str) -> syn::Result<Option<Span>> {
    let refused = |span| Error::new(span, format!("#[{name}] takes one argument, `{word}`, or none."));
    let words = Punctuated::<Ident, Token![,]>::parse_terminated
        .parse2(arguments)
        .map_err(|error| refused(error.span()))?;
    let strange = words.iter().enumerate().find(|(place, found)| *place > 0 || *found != word);
    match strange {
        Some((_, found)) => Err(refused(found.span())),
        None => Ok(words.first().map(Ident::span)),
    }
}
