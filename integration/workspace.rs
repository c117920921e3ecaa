//! Where the repository is.

use std::path::{Path, PathBuf};

/// The path of `relative` in the repository.
pub fn path(relative: &str) -> PathBuf {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate is a folder of the repository");
    root.join(relative)
}

/// The text of a file of the repository.
pub fn text(relative: &str) -> String {
    std::fs::read_to_string(path(relative)).unwrap_or_else(|error| panic!("cannot read {relative}: {error}"))
}

/// Asserts that the file holds `actual`, or writes it there under `just bless`.
pub fn assert_holds(relative: &str, actual: &str) {
    if std::env::var_os("BLESS").is_some() {
        // Whole or not at all: another test may be reading it.
        let (old, new) = (path(relative), path(&format!("{relative}.new")));
        std::fs::write(&new, actual)
            .and_then(|()| std::fs::rename(&new, &old))
            .unwrap_or_else(|error| panic!("cannot write {relative}: {error}"));
        return;
    }
    let expected = text(relative);
    assert!(
        expected == actual,
        "{relative} says otherwise; `just bless` rewrites it.\n--- it says\n{expected}\n--- but in fact\n{actual}"
    );
}
