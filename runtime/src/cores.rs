//! The cores this process may run on.

use std::sync::LazyLock;
use std::thread::available_parallelism;

/// As it was when first asked: to ask reads files.
static ALONE: LazyLock<bool> = LazyLock::new(|| available_parallelism().is_ok_and(|cores| cores.get() == 1));

/// Whether there is only one, so that peers on the same machine may have to wait for this process to give it up.
pub(crate) fn is_alone() -> bool {
    *ALONE
}
