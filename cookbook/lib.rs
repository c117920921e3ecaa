//! The recipes: each a folder with its messages, its actor, its server and its clients.
//!
//! What all of them share: [`server`] has the flags, the ready line and the end of a server, [`client`]
//! the flags of a client, [`console`] what both print, [`health`] the question every actor answers.

pub mod client;
pub mod console;
pub mod health;
pub mod server;

/// Request and response.
pub mod calculator {
    pub mod actor;
    pub mod messages;
}

/// Subscriptions.
pub mod price_feed {
    pub mod actor;
    pub mod messages;
    pub mod quote_lines;
    pub mod source;
    pub mod tape;
    pub mod walk;
}
