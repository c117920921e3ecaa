//! The flag of servers that can keep what they acknowledged.

use std::path::PathBuf;

use super::{Store, StoreError};

/// Where a server keeps its store.
#[derive(Clone, Debug, clap::Args)]
pub struct DataFlags {
    /// Keep everything acknowledged in this directory, over restarts and crashes [default: in memory, forgotten at the end]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

impl DataFlags {
    /// Opens the store of a recipe.
    pub fn open(&self, recipe: &str) -> Result<Store, StoreError> {
        Store::open(self.data.as_deref(), recipe)
    }
}
