//! The programs behind the rows: where each comes from, how it is built, and how it is started on a socket.

use anyhow::{Context as _, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A server's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    Raw,
    Ours,
    Acton10,
    Redis,
}

impl Program {
    /// All of them, in the order they are built.
    pub(crate) const ALL: [Self; 4] = [Self::Raw, Self::Ours, Self::Acton10, Self::Redis];

    /// Builds it in the release profile (Redis: finds it) and says where it lies.
    pub(crate) fn provide(self) -> anyhow::Result<PathBuf> {
        match self {
            Self::Raw => build("raw"),
            Self::Ours => build("ours"),
            Self::Acton10 => build("peer-acton"),
            Self::Redis => find("redis-server"),
        }
    }

    /// The command that serves on `socket` and prints a line with `ready` in it.
    pub(crate) fn command(self, executable: &Path, socket: &Path) -> Command {
        let mut command = Command::new(executable);
        if self == Self::Redis {
            command.args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"]);
        }
        command.arg(socket);
        command
    }
}

fn build(folder: &str) -> anyhow::Result<PathBuf> {
    // Run where the package lies: the toolchain file above it decides which compiler builds it.
    let output = Command::new("cargo")
        .args(["build", "--release", "--message-format=json-render-diagnostics"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder))
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo to build the servers")?;
    if !output.status.success() {
        bail!("`{folder}` does not build; cargo's words are above");
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find_map(|message| Some(PathBuf::from(message.get("executable")?.as_str()?)))
        .with_context(|| format!("cargo built `{folder}` but named no executable"))
}

fn find(name: &str) -> anyhow::Result<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
        .with_context(|| {
            format!("{name} is not on PATH; on Debian or Ubuntu `apt-get install {name}` brings it")
        })
}
