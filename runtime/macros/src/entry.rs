//! `#[acton_main]`: an `async fn main` that runs on a tokio runtime built for it.

use std::num::NonZeroUsize;

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Error, Expr, ExprLit, ItemFn, Lit, MetaNameValue, Token};

/// The tokio runtime that the arguments ask for.
enum Flavor {
    CurrentThread,
    MultiThread { workers: Option<usize> },
}

pub(crate) fn expand(arguments: TokenStream, function: TokenStream) -> syn::Result<TokenStream> {
    let function: ItemFn = syn::parse2(function).map_err(|error| {
        Error::new(error.span(), "#[acton_main] stands on an async function, as in `async fn main()`.")
    })?;
    check(&function)?;
    let builder = builder(&flavor(arguments)?);

    let ItemFn { attrs, vis, sig, block, .. } = &function;
    let name = &sig.ident;
    let mut outer = sig.clone();
    outer.asyncness = None;
    Ok(quote! {
        #(#attrs)*
        #vis #outer {
            #[allow(clippy::unused_async)] // the author's main may have nothing to await yet
            #sig #block
            ::acton_reactive::__private::run(&mut #builder, #name())
        }
    })
}

/// What keeps the program's entry in place beside an error, so that the compiler does not also miss `main`.
pub(crate) fn stand_in(function: TokenStream) -> TokenStream {
    syn::parse2::<ItemFn>(function.clone()).map_or(function, |function| {
        let name = function.sig.ident;
        quote!(fn #name() {})
    })
}

fn check(function: &ItemFn) -> syn::Result<()> {
    let sig = &function.sig;
    if sig.asyncness.is_none() {
        let sentence = format!("#[acton_main] runs an async function: write `async fn {}()`.", sig.ident);
        return Err(Error::new(sig.fn_token.span, sentence));
    }
    if !sig.inputs.is_empty() {
        let sentence = "The function under #[acton_main] takes no arguments: nobody could pass them.";
        return Err(Error::new_spanned(&sig.inputs, sentence));
    }
    if !sig.generics.params.is_empty() {
        let sentence = "The function under #[acton_main] takes no type parameters: nobody could choose them.";
        return Err(Error::new_spanned(&sig.generics.params, sentence));
    }
    Ok(())
}

fn flavor(arguments: TokenStream) -> syn::Result<Flavor> {
    let takes = "#[acton_main] takes `flavor = \"…\"` and `worker_threads = N`, each once.";
    let settings = Punctuated::<MetaNameValue, Token![,]>::parse_terminated
        .parse2(arguments)
        .map_err(|error| Error::new(error.span(), takes))?;
    let mut flavor = None;
    let mut workers = None;
    for MetaNameValue { path, value, .. } in settings {
        if path.is_ident("flavor") && flavor.is_none() {
            flavor = Some(value);
        } else if path.is_ident("worker_threads") && workers.is_none() {
            workers = Some(value);
        } else {
            return Err(Error::new_spanned(path, takes));
        }
    }

    let current_thread = flavor.as_ref().map_or(Ok(false), is_current_thread)?;
    match workers {
        Some(workers) if current_thread => {
            let sentence = "The flavor \"current_thread\" has no worker threads: leave `worker_threads` out.";
            Err(Error::new_spanned(workers, sentence))
        }
        None if current_thread => Ok(Flavor::CurrentThread),
        workers => Ok(Flavor::MultiThread { workers: workers.as_ref().map(count).transpose()? }),
    }
}

fn is_current_thread(flavor: &Expr) -> syn::Result<bool> {
    let name = match flavor {
        Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) => name.value(),
        _ => String::new(),
    };
    match name.as_str() {
        "current_thread" => Ok(true),
        "multi_thread" => Ok(false),
        _ => {
            let sentence = "There are two flavors: \"multi_thread\", the default, and \"current_thread\".";
            Err(Error::new_spanned(flavor, sentence))
        }
    }
}

fn count(workers: &Expr) -> syn::Result<usize> {
    let count = match workers {
        Expr::Lit(ExprLit { lit: Lit::Int(count), .. }) => count.base10_parse().ok(),
        _ => None,
    };
    count
        .map(NonZeroUsize::get)
        .ok_or_else(|| Error::new_spanned(workers, "`worker_threads` is a whole number, at least 1."))
}

fn builder(flavor: &Flavor) -> TokenStream {
    let builder = quote!(::acton_reactive::__private::tokio::runtime::Builder);
    match flavor {
        Flavor::CurrentThread => quote!(#builder::new_current_thread()),
        Flavor::MultiThread { workers: None } => quote!(#builder::new_multi_thread()),
        Flavor::MultiThread { workers: Some(workers) } => {
            quote!(#builder::new_multi_thread().worker_threads(#workers))
        }
    }
}
