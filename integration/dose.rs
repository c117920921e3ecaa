//! How much of an attack.

/// Whether the full dose is asked for, as `just hostile` does.
pub fn is_full() -> bool {
    std::env::var_os("HOSTILE").is_some_and(|dose| dose == "full")
}

/// So many times: `short` in `cargo test`, `full` in `just hostile`.
pub fn dose(short: u32, full: u32) -> u32 {
    if is_full() { full } else { short }
}
