//! The programs behind the rows: where each comes from, how it is built, and how it is started.

use crate::provision::{cargo, find, node, python};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program that serves, or keeps a server busy, or does both in one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    Raw,
    Ours,
    OursPolling,
    Acton10,
    Redis,
    Tonic,
    Tarpc,
    ZeroMq,
    Inside,
    Python,
    Node,
}

/// A program that can be started: the executable, and what comes before all other arguments.
#[derive(Clone, Debug)]
pub(crate) struct Executable(pub(crate) PathBuf, pub(crate) Option<PathBuf>);

/// The programs of one invocation: each can be started, or there is a reason why not.
pub(crate) struct Programs(Vec<(Program, Result<Executable, String>)>);

impl Programs {
    /// Builds or finds those that are `needed`.
    pub(crate) fn provide(needed: impl Fn(Program) -> bool) -> Self {
        let provide = |program: Program| {
            let provided = program.provide().map_err(|error| format!("missing: {error:#}"));
            if let Err(reason) = &provided {
                eprintln!("{reason}");
            }
            (program, provided)
        };
        Self(Program::ALL.into_iter().filter(|&program| needed(program)).map(provide).collect())
    }

    pub(crate) fn get(&self, wanted: Program) -> Result<&Executable, &str> {
        let found = self.0.iter().find(|(program, _)| *program == wanted);
        found.map_or(Err("missing: it was not built"), |(_, provided)| {
            provided.as_ref().map_err(String::as_str)
        })
    }
}

impl Executable {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.0);
        command.args(&self.1);
        command
    }
}

impl Program {
    /// All of them, in the order they are built.
    pub(crate) const ALL: [Self; 11] = [
        Self::Raw,
        Self::Ours,
        Self::OursPolling,
        Self::Acton10,
        Self::Redis,
        Self::Tonic,
        Self::Tarpc,
        Self::ZeroMq,
        Self::Inside,
        Self::Python,
        Self::Node,
    ];

    /// Builds it in the release profile, or finds it, and says where it lies.
    pub(crate) fn provide(self) -> anyhow::Result<Executable> {
        match self {
            Self::Raw => cargo("raw"),
            Self::Ours | Self::OursPolling => cargo("ours"),
            Self::Acton10 => cargo("peer-acton"),
            Self::Tonic => cargo("peers/tonic"),
            Self::Tarpc => cargo("peers/tarpc"),
            Self::ZeroMq => cargo("peers/zeromq"),
            Self::Inside => cargo("peers/inside"),
            Self::Redis => find("redis-server").map(|path| Executable(path, None)),
            Self::Python => python(),
            Self::Node => node(),
        }
    }

    /// The command that serves on `socket` and prints a line with `ready` in it.
    pub(crate) fn serve(self, executable: &Executable, socket: &Path) -> Command {
        let mut command = executable.command();
        if self == Self::Redis {
            // More connections than it takes by itself: some works make as many.
            command.args(["--port", "0", "--save", "", "--appendonly", "no", "--maxclients", "16384"]);
            command.arg("--unixsocket");
        } else {
            command.arg(if self == Self::OursPolling { "serve-polling" } else { "serve" });
        }
        command.arg(socket);
        command
    }

    /// The command that keeps what serves on `socket` busy, as its lines on stdin say.
    pub(crate) fn call(
        self,
        executable: &Executable,
        mode: Option<&str>,
        socket: Option<&Path>,
        work: &str,
        connections: Option<usize>,
    ) -> Command {
        let mut command = executable.command();
        if !matches!(self, Self::Python | Self::Node) {
            command.arg("call");
        }
        command.args(mode).args(socket).arg(work);
        command.args(connections.map(|number| number.to_string()));
        command
    }
}
