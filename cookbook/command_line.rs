//! What stands on a program's command line: its own flags, and two that every program has, which describe it
//! to the shell and to `man`.

use std::io::{self, Write};
use std::process;

use clap::{Arg, ArgAction, Command, Parser, value_parser};
use clap_complete::Shell;
use clap_mangen::Man;

const COMPLETIONS: &str = "completions";
const MAN: &str = "man";

/// The flags this process was started with. Where they are wrong, or ask what the program is rather than to
/// run it, the answer is printed and the process ends.
#[must_use]
pub fn read<F: Parser>() -> F {
    let mut command = F::command().args(about_itself());
    let matches = command.get_matches_mut();
    if let Some(shell) = matches.get_one::<Shell>(COMPLETIONS) {
        end_with(&completions(command, *shell));
    }
    if matches.get_flag(MAN) {
        end_with(&manual(command));
    }
    F::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut command).exit())
}

fn about_itself() -> [Arg; 2] {
    let alone = |name| Arg::new(name).long(name).exclusive(true).help_heading("About itself");
    [
        alone(COMPLETIONS)
            .value_name("SHELL")
            .value_parser(value_parser!(Shell))
            .help("Print what the shell needs to complete these flags"),
        alone(MAN).action(ArgAction::SetTrue).help("Print the manual page, for `man -l -`"),
    ]
}

fn completions(mut command: Command, shell: Shell) -> Vec<u8> {
    let name = command.get_name().to_owned();
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut text);
    text
}

fn manual(command: Command) -> Vec<u8> {
    let mut text = Vec::new();
    Man::new(command).render(&mut text).expect("a vector takes everything");
    text
}

fn end_with(text: &[u8]) -> ! {
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(text).and_then(|()| stdout.flush());
    process::exit(i32::from(written.is_err()));
}
