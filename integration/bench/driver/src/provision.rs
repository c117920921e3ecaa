//! Where programs come from: built from this repository, found on this machine, or fetched as locked.

use crate::program::Executable;
use anyhow::{Context as _, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The benchmark's folder.
fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Builds the package in `folder`.
pub(crate) fn cargo(folder: &str) -> anyhow::Result<Executable> {
    // Run where the package lies: the toolchain file above it decides which compiler builds it.
    let output = Command::new("cargo")
        .args(["build", "--release", "--locked", "--message-format=json-render-diagnostics"])
        .current_dir(here().join(folder))
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo to build the servers")?;
    if !output.status.success() {
        bail!("`{folder}` does not build; cargo's words are above");
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| Some(PathBuf::from(message.get("executable")?.as_str()?)))
        .next_back()
        .map(|path| Executable(path, None))
        .with_context(|| format!("cargo built `{folder}` but named no executable"))
}

/// The program called `name`.
pub(crate) fn find(name: &str) -> anyhow::Result<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
        .with_context(|| {
            format!("{name} is not on PATH; on Debian or Ubuntu `apt-get install {name}` brings it")
        })
}

/// A Python that has our client and its peers, in an environment of its own.
pub(crate) fn python() -> anyhow::Result<Executable> {
    let (clients, environment) = (here().join("clients"), here().join("target/python"));
    let python = environment.join("bin/python");
    run(Command::new(find("python3")?).args(["-m", "venv"]).arg(&environment))?;
    let install = || {
        let mut command = Command::new(&python);
        command.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        command
    };
    run(install().arg("--requirement").arg(clients.join("requirements.txt")))?;
    // What builds it is among the requirements.
    run(install().args(["--no-deps", "--no-build-isolation"]).arg(here().join("../../clients/python")))?;
    Ok(Executable(python, Some(clients.join("calls.py"))))
}

/// Node, and a copy of the folders that have our client and its peers, which stand to each other as here.
pub(crate) fn node() -> anyhow::Result<Executable> {
    let root = here().join("target/node");
    let (client, peers) = (root.join("clients/node"), root.join("integration/bench/clients"));
    copy(&here().join("../../clients/node"), &client)?;
    copy(&here().join("clients"), &peers)?;
    let npm = |folder: &Path, words: &[&str]| {
        run(Command::new(find("npm")?).args(words).arg("--loglevel=error").current_dir(folder))
    };
    let fetch = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    npm(&client, &fetch)?;
    npm(&client, &["run", "build"])?;
    npm(&peers, &fetch)?;
    Ok(Executable(find("node")?, Some(peers.join("calls.mjs"))))
}

/// Copies what is in a folder, without what was fetched or built there.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in from.read_dir().with_context(|| format!("cannot list {}", from.display()))? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_name() == "node_modules" || entry.file_name() == "dist" {
            continue;
        }
        if source.is_dir() {
            copy(&source, &target)?;
        } else {
            std::fs::copy(&source, &target).with_context(|| format!("cannot copy {}", source.display()))?;
        }
    }
    Ok(())
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.stdout(Stdio::null()).status();
    let status = status.with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{} ended with {status}; its words are above", command.get_program().display());
    }
    Ok(())
}
