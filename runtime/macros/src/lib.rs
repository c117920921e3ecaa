//! The attribute macros of acton-reactive, which re-exports them: users never name this crate.
//! They rewrite what they stand on and emit absolute paths into the runtime; they know nothing else of it.

use proc_macro::TokenStream;
use quote::quote;

mod actor;
mod derives;
mod entry;
mod flag;
mod item;
mod message;

/// Makes a struct or an enum a message: what actors receive, reply with and broadcast.
///
/// `#[acton_message]` derives `Clone` and `Debug`; the message stays inside the process.
///
/// `#[acton_message(ipc)]` also derives serde's `Serialize` and `Deserialize`, so that other processes can send,
/// receive and subscribe to the message. It needs the runtime's feature `ipc`, and no serde dependency of your own.
/// A struct without fields decodes from null, `[]` and any map, whatever the map holds, unless a serde attribute of
/// its own says how it decodes (`from`, `try_from`, `tag`, `deny_unknown_fields`). A unit struct is written as null,
/// unless it has a serde attribute of its own.
///
/// A trait that the type's own `#[derive(…)]` names is left to that derive. The macro sees only what stands below
/// it, so write it above `#[derive(…)]`; a derive inside `cfg_attr` it does not see.
///
/// # Errors
///
/// Compile errors: any other argument, an item that is neither struct nor enum, `ipc` without the feature.
#[proc_macro_attribute]
pub fn acton_message(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expansion_or_error(message::expand(arguments.into(), item.clone().into()), item)
}

/// Makes a struct or an enum the state of an actor: derives `Default` and `Debug`.
///
/// `#[acton_actor(no_default)]` leaves `Default` out, for state that has no sensible beginning of its own; start
/// such an actor with `new_actor_with`. An enum marks the variant it begins as with `#[default]`.
///
/// A trait that the type's own `#[derive(…)]` names is left to that derive. The macro sees only what stands below
/// it, so write it above `#[derive(…)]`; a derive inside `cfg_attr` it does not see.
///
/// # Errors
///
/// Compile errors: any other argument, an item that is neither struct nor enum, an enum without `#[default]`.
#[proc_macro_attribute]
pub fn acton_actor(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expansion_or_error(actor::expand(arguments.into(), item.clone().into()), item)
}

/// Runs an `async fn main`, with or without a return type, on the async runtime that actors need.
///
/// - `flavor = "multi_thread"` (the default) or `"current_thread"`, which runs everything on the calling thread;
/// - `worker_threads = 4`: threads of the multi-thread flavor, at least 1; the default is one a core.
///
/// # Errors
///
/// Compile errors: any other argument, an unknown flavor, no or pointless worker threads, a function that is not
/// async or takes arguments.
///
/// # Panics
///
/// The function panics when the operating system refuses the threads or descriptors that the runtime needs.
#[proc_macro_attribute]
pub fn acton_main(arguments: TokenStream, function: TokenStream) -> TokenStream {
    let expansion = entry::expand(arguments.into(), function.clone().into());
    expansion_or_error(expansion, entry::stand_in(function.into()).into())
}

/// On an error the item stays, so that the rest of the program finds its name and reports nothing further.
fn expansion_or_error(expansion: syn::Result<proc_macro2::TokenStream>, item: TokenStream) -> TokenStream {
    expansion
        .unwrap_or_else(|error| {
            let (error, item) = (error.into_compile_error(), proc_macro2::TokenStream::from(item));
            quote!(#error #item)
        })
        .into()
}
