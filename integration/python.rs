//! Python as the clients' users have it: an environment of its own, with the package and its locked tools.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use crate::prepared::{self, step};
use crate::workspace;

/// The oldest Python the client runs on.
const OLDEST: (u32, u32) = (3, 11);

/// The interpreter of an environment in which the client is installed with `MessagePack`, beside what tests it.
///
/// `$ACTON_TEST_PYTHON` names one that is there already, where nothing can be fetched.
pub fn interpreter() -> PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        if let Some(made) = std::env::var_os("ACTON_TEST_PYTHON") {
            return made.into();
        }
        let sources = ["clients/python/requirements-dev.txt", "clients/python/pyproject.toml"];
        let folder = prepared::folder("python", &sources, |folder| {
            step("making a virtual environment", Command::new(system()).args(["-m", "venv"]).arg(folder));
            let pip = |what: &str, arguments: &[&str]| {
                let mut command = Command::new(folder.join("bin/python"));
                let quiet = ["-m", "pip", "--disable-pip-version-check", "--quiet", "install"];
                step(
                    what,
                    command.args(quiet).args(arguments).current_dir(workspace::path("clients/python")),
                );
            };
            pip("installing the locked tools", &["--requirement", "requirements-dev.txt"]);
            // Editable: the tests see the sources as they are.
            pip("installing the client", &["--no-deps", "--no-build-isolation", "--editable", "."]);
        });
        folder.join("bin/python")
    })
    .clone()
}

/// A command of that interpreter, which leaves nothing behind in the sources.
pub fn command() -> Command {
    let mut command = Command::new(interpreter());
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// The Python of this machine, or one clear line.
fn system() -> String {
    let name = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let version = Command::new(&name)
        .args(["-c", "import sys, venv, ensurepip; print(*sys.version_info[:2])"])
        .output()
        .ok()
        .filter(|said| said.status.success())
        .and_then(|said| parse(&String::from_utf8_lossy(&said.stdout)));
    let (major, minor) = OLDEST;
    match version {
        Some(version) if version >= OLDEST => name,
        Some((old_major, old_minor)) => panic!(
            "{name} is Python {old_major}.{old_minor} and {major}.{minor} or newer is needed: install one, or name it in $PYTHON"
        ),
        None => panic!(
            "no Python is found as {name}, with venv and pip: install Python {major}.{minor} or newer \
             (Debian: python3 and python3-venv), or name one in $PYTHON"
        ),
    }
}

fn parse(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
