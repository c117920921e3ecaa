//! The workspace's programs, built once by whoever needs one first: a cold `cargo test --workspace`
//! finds them as well as a warm one.

use std::collections::HashMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::workspace;

/// The path of a program or an example of the cookbook, which is up to date.
pub fn binary(name: &str) -> &'static Path {
    static BUILT: OnceLock<HashMap<String, PathBuf>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        // With the features that `cargo test --workspace` has built everything with already; optimised, as it is shipped.
        let which: &[&str] = if cfg!(debug_assertions) {
            &["--workspace"]
        } else {
            &["--package", "acton-cookbook", "--release"]
        };
        build(&[which, &["--bins", "--examples"]].concat())
    });
    built.get(name).unwrap_or_else(|| panic!("the cookbook has no program called {name}"))
}

/// The path of a program of the cookbook as it is shipped.
pub fn shipped(name: &str) -> PathBuf {
    let mut built = build(&["--package", "acton-cookbook", "--bin", name, "--release"]);
    built.remove(name).unwrap_or_else(|| panic!("cargo built {name} and named no program"))
}

/// Builds programs in the target directory of this test.
fn build(which: &[&str]) -> HashMap<String, PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--message-format=json-render-diagnostics"])
        .args(which)
        .current_dir(workspace::path(""))
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo can be run");
    assert!(built.status.success(), "the programs do not build");
    String::from_utf8_lossy(&built.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| {
            let name = message["target"]["name"].as_str()?.to_owned();
            Some((name, message["executable"].as_str()?.into()))
        })
        .collect()
}
