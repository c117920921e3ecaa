//! The cores this process may run on.

use std::sync::LazyLock;
use std::thread::available_parallelism;

/// As it was when first asked: to ask reads files.
static COUNT: LazyLock<usize> = LazyLock::new(|| available_parallelism().map_or(1, usize::from));

pub(crate) fn count() -> usize {
    *COUNT
}

/// Whether there is only one, so that peers on the same machine may have to wait for this process to give it up.
pub(crate) fn is_alone() -> bool {
    count() == 1
}
