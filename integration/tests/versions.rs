//! One version everywhere: `Cargo.toml` at the root says it, and who repeats it says the same.

use integration::workspace;
use serde_json::Value;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What stands between `before` and the next quote or line's end in a file.
fn said(file: &str, before: &str) -> String {
    let text = workspace::text(file);
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{file} has no {before}"));
    rest.split(['"', '\n']).next().unwrap_or_default().to_owned()
}

fn json(file: &str) -> Value {
    serde_json::from_str(&workspace::text(file)).expect("a manifest is JSON")
}

#[test]
fn the_packages_of_each_language_have_the_workspaces_version() {
    assert_eq!(said("clients/python/pyproject.toml", "\nversion = \""), VERSION);
    assert_eq!(json("clients/node/package.json")["version"], VERSION);
    let lock = json("clients/node/package-lock.json");
    assert_eq!(lock["version"], VERSION);
    assert_eq!(lock["packages"][""]["version"], VERSION);
}

#[test]
fn one_rust_is_asked_for_wherever_one_is() {
    let channel = said("rust-toolchain.toml", "channel = \"");
    let oldest = env!("CARGO_PKG_RUST_VERSION");
    assert!(channel.starts_with(oldest), "rust-toolchain.toml has {channel}, Cargo.toml {oldest}");
    for (file, asks) in [
        ("justfile", format!("(_need \"cargo\" \"{oldest}\")")),
        ("cookbook/demo.sh", format!("need cargo {oldest} ")),
        ("integration/bench/Cargo.toml", format!("rust-version = \"{oldest}\"")),
    ] {
        assert!(workspace::text(file).contains(&asks), "{file} asks for another Rust");
    }
    let setup = workspace::text("docs/setup.md");
    assert!(
        setup.contains(&format!("[Rust](https://rustup.rs) {oldest}")),
        "docs/setup.md asks for another Rust"
    );
}

#[test]
fn the_oldest_python_and_node_are_those_of_their_packages() {
    let python = said("clients/python/pyproject.toml", "requires-python = \">=");
    let node = json("clients/node/package.json")["engines"]["node"].to_string();
    let node = node.trim_matches(|letter: char| !letter.is_ascii_digit());
    for page in ["README.md", "docs/setup.md", "clients/README.md"] {
        let text = workspace::text(page);
        for (language, oldest) in [("Python", python.as_str()), ("Node", node)] {
            assert!(
                text.contains(&format!("{language} {oldest} or newer")),
                "{page} asks for another {language}"
            );
        }
    }
}
