//! The recipes: each a folder with its messages, its actors, its server and its clients.
//!
//! What all of them share: [`command_line`] reads the flags, [`server`] has those of a server, its ready line
//! and its end, [`client`] the flags of a client, [`console`] what both print, [`health`] the question every actor answers,
//! [`store`] where durable recipes keep what they acknowledged.

pub mod client;
pub mod command_line;
pub mod console;
pub mod health;
pub mod server;
pub mod store;

/// Request and response.
pub mod calculator {
    pub mod actor;
    pub mod messages;
}

/// Request and stream.
pub mod countdown {
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

/// State that outlives its server.
pub mod kv_store {
    pub mod actor;
    pub mod messages;
    mod table;
}

/// Handlers that may fail, several actors, and what watches them.
pub mod order_service {
    mod books;
    pub mod inventory;
    pub mod messages;
    pub mod monitor;
    pub mod orders;
    pub mod shop;

    pub use books::OrderError;
}
