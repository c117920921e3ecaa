//! Node as the clients' users have it: the package built from its locked sources, and a place from which programs import it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::prepared::{self, copy_sources, step};
use crate::workspace;

/// The oldest Node the client runs on.
const OLDEST: u32 = 20;

/// Where the package lies.
const PACKAGE: &str = "clients/node";

/// A copy of the package's folder: installed, built, and checked for types.
///
/// `$ACTON_TEST_NODE_MODULES` names its `node_modules`, where nothing can be fetched.
pub fn package() -> PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        // Laid out as in the repository, for its suite reads the golden frames.
        let sources = [PACKAGE, "runtime/wire/vectors"];
        let folder = prepared::folder("node", &sources, |folder| {
            check();
            for source in sources {
                copy_sources(&workspace::path(source), &folder.join(source));
            }
            let package = folder.join(PACKAGE);
            match std::env::var_os("ACTON_TEST_NODE_MODULES") {
                Some(made) => symlink(made, package.join("node_modules")).expect("a link can be made"),
                None => npm(
                    "installing the locked packages",
                    &package,
                    &["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                ),
            }
            npm("building the client", &package, &["run", "build"]);
        });
        folder.join(PACKAGE)
    })
    .clone()
}

/// A copy of `program` that imports the package by its name, as an installed program does.
pub fn program(program: &Path) -> PathBuf {
    let name = program.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "-");
    let folder = package().join("programs");
    fs::create_dir_all(&folder).expect("the target directory can be written to");
    // Written under another name first: another test may run the same program at this moment.
    let own = tempfile::NamedTempFile::new_in(&folder).expect("the target directory can be written to");
    let copy = folder.join(&name);
    fs::copy(workspace::path(&program.to_string_lossy()), own.path()).expect("a program can be copied");
    own.persist(&copy).expect("a program can be put in its place");
    copy
}

/// Runs npm in `folder`.
pub fn npm(what: &str, folder: &Path, arguments: &[&str]) {
    step(
        what,
        Command::new("npm").args(arguments).current_dir(folder).env("npm_config_update_notifier", "false"),
    );
}

/// The Node of this machine, or one clear line.
fn check() {
    let said = Command::new("node").arg("--version").output().ok().filter(|said| said.status.success());
    let said = said.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned());
    let major =
        said.as_deref().and_then(|said| said.strip_prefix('v')?.split('.').next()?.parse::<u32>().ok());
    match (major, said) {
        (Some(major), _) if major >= OLDEST => {}
        (_, Some(said)) => {
            panic!("node is {said} and {OLDEST} or newer is needed: install it from nodejs.org")
        }
        (_, None) => panic!("no Node is found: install Node {OLDEST} or newer with npm (nodejs.org)"),
    }
    assert!(
        Command::new("npm").arg("--version").output().is_ok_and(|said| said.status.success()),
        "no npm is found beside Node: install it (it comes with Node from nodejs.org)"
    );
}
