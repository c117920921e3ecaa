//! The command line of a peer program.

use crate::Work;
use std::path::Path;
use std::process::ExitCode;

/// One peer program: what it is called, and what it can do.
#[derive(Debug)]
pub struct Program {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub about: &'static str,
    /// Whom its clients call.
    pub other: Other,
    /// What its clients can do.
    pub works: &'static [Work],
    /// Makes a client of the one named first and keeps to [`obey`](crate::obey).
    pub call: fn(&str, Work) -> anyhow::Result<()>,
}

/// The other side of a call.
#[derive(Debug)]
pub enum Other {
    /// This program again, which serves on a socket until it is killed.
    Socket(fn(&Path) -> anyhow::Result<()>),
    /// One of these, in the client's own process.
    Contender(&'static [&'static str]),
}

impl Program {
    /// Does what the arguments say.
    #[must_use]
    pub fn run(&self) -> ExitCode {
        let arguments: Option<Vec<String>> =
            std::env::args_os().skip(1).map(|argument| argument.into_string().ok()).collect();
        let arguments: Vec<&str> = arguments.iter().flatten().map(String::as_str).collect();
        let done = match (&self.other, &*arguments) {
            (_, ["--help" | "-h" | "help", ..]) => {
                print!("{}", self.help());
                Ok(())
            }
            (Other::Socket(serve), ["serve", socket]) => serve(Path::new(socket)),
            (Other::Contender(known), ["call", other, _]) if !known.contains(other) => {
                return self.refuse("contender", other, known);
            }
            (_, ["call", other, wanted, count @ ..]) if count.len() < 2 => {
                let Some(work) = self.works.iter().find(|work| work.word() == *wanted) else {
                    return self.refuse("work", wanted, &self.words());
                };
                match (work, count) {
                    (work, []) => (self.call)(other, *work),
                    (Work::Connections(_), [count])
                        if count.parse::<usize>().is_ok_and(|count| count > 0) =>
                    {
                        (self.call)(other, Work::Connections(count.parse().unwrap_or_default()))
                    }
                    (_, [count, ..]) => return self.refuse("number of connections", count, &["1 and more"]),
                }
            }
            _ => {
                eprintln!(
                    "{}: these arguments are not understood; `{} --help` tells which are",
                    self.name, self.name
                );
                return ExitCode::from(2);
            }
        };
        if let Err(error) = done {
            // One line, however many the library wrote.
            let words: Vec<_> = format!("{error:#}").split_whitespace().map(str::to_owned).collect();
            eprintln!("{}: {}", self.name, words.join(" "));
            return ExitCode::FAILURE;
        }
        ExitCode::SUCCESS
    }

    fn refuse(&self, kind: &str, word: &str, known: &[&str]) -> ExitCode {
        eprintln!("{}: there is no {kind} {word:?}; known are {}", self.name, known.join(", "));
        ExitCode::from(2)
    }

    fn words(&self) -> Vec<&'static str> {
        self.works.iter().map(|work| work.word()).collect()
    }

    fn help(&self) -> String {
        let Self { name, about, .. } = self;
        let (usage, other, meaning) = match self.other {
            Other::Socket(_) => {
                let serve =
                    format!("  {name} serve SOCKET\n    serves on that path until killed; says `ready`\n");
                (serve, "SOCKET", "the path of a server".to_owned())
            }
            Other::Contender(known) => (String::new(), "CONTENDER", known.join(", ")),
        };
        format!(
            "{about}\n\n{usage}  {name} call {other} WORK [COUNT]\n    \
             says `ready`, then answers each line `run SECONDS` on stdin with `COUNT SECONDS`\n\n\
             {other}: {meaning}\nWORK: {}\n\
             COUNT: of connections, where WORK is `connections`\n",
            self.words().join(", ")
        )
    }
}
