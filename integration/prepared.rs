//! A folder under the target directory that is made from sources once, and again when they change.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace;

/// The folder `name` under the target directory, up to date with the files below `sources`; `make` fills it when it is not.
///
/// Test programs that run at the same time wait for each other.
pub fn folder(name: &str, sources: &[&str], make: impl FnOnce(&Path)) -> PathBuf {
    let base = target_directory().join("interpreters");
    fs::create_dir_all(&base).expect("the target directory can be written to");
    let lock =
        File::create(base.join(format!("{name}.lock"))).expect("the target directory can be written to");
    lock.lock().expect("a file of the target directory can be locked");
    let (folder, stamp) = (base.join(name), base.join(format!("{name}.stamp")));
    let wanted = format!("{:016x}", fingerprint(sources));
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return folder;
    }
    // A folder that was begun and not finished is no start.
    let _ = fs::remove_file(&stamp);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target directory can be written to");
    make(&folder);
    fs::write(&stamp, wanted).expect("the target directory can be written to");
    folder
}

/// Where cargo puts what it builds, this test program included.
fn target_directory() -> PathBuf {
    let own = std::env::current_exe().expect("a program knows where it is");
    // target/PROFILE/deps/PROGRAM
    own.ancestors().nth(3).expect("cargo puts tests four levels deep").to_owned()
}

fn fingerprint(sources: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for relative in sources {
        for file in files(&workspace::path(relative)) {
            file.hash(&mut hasher);
            fs::read(&file).expect("a source can be read").hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// Every file below `path` that is a source, in order.
pub fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let made = ["node_modules", "dist", "build", "__pycache__", ".mypy_cache", ".pytest_cache", ".venv"];
    let entries =
        fs::read_dir(path).unwrap_or_else(|error| panic!("cannot list {}: {error}", path.display()));
    let mut entries: Vec<_> = entries.map(|entry| entry.expect("a folder can be listed").path()).collect();
    entries.sort();
    let is_source =
        |path: &PathBuf| !made.iter().any(|made| path.file_name().is_some_and(|name| name == *made));
    entries.into_iter().filter(is_source).flat_map(|entry| files(&entry)).collect()
}

/// Copies the sources of `from` into the folder `to`.
pub fn copy_sources(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).expect("a file is below its folder"));
        fs::create_dir_all(target.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::copy(&file, &target).expect("a source can be copied");
    }
}

/// Runs a step of making a folder; what it says is shown only if it fails.
pub fn step(what: &str, command: &mut Command) {
    let done = command.output().unwrap_or_else(|error| panic!("{what}: cannot run {command:?}: {error}"));
    assert!(
        done.status.success(),
        "{what} failed: {command:?}\n{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
}
