//! What a program says to whoever started it: results on stdout, everything else on stderr. Either may
//! be closed, and nobody panics over it.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use tracing_subscriber::EnvFilter;

/// Sends logs to stderr, filtered by `RUST_LOG`. Default: warnings and errors, and what the recipes
/// themselves report.
pub fn log() {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,acton_cookbook=info"));
    // A second call keeps the first subscriber. Without `log_internal_errors(false)` a closed stderr
    // would be reported on stderr, which panics.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .without_time()
        .with_target(false)
        .log_internal_errors(false)
        .try_init();
}

/// The one line on stdout: the server accepts connections at `socket`.
pub fn ready(socket: &Path) {
    print(format_args!("ready unix:{}", socket.display()));
}

/// One line on stdout; false if nobody reads it any more.
pub fn print(line: impl Display) -> bool {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).is_ok()
}

/// One line for people, on stderr.
pub fn note(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// The line to type in another terminal that runs `program`, of the same build as this one, against
/// `socket`.
#[must_use]
pub fn command(program: &str, socket: &Path) -> String {
    let socket = std::path::absolute(socket).unwrap_or_else(|_| socket.to_owned());
    let socket = quoted(&socket.to_string_lossy());
    let program = match std::env::args_os().next() {
        // Set by `cargo run`, whose user thinks in `cargo run`.
        _ if std::env::var_os("CARGO").is_some() => format!("cargo run --bin {program} --"),
        Some(own) => quoted(&Path::new(&own).with_file_name(program).to_string_lossy()),
        None => program.to_owned(),
    };
    format!("{program} --socket {socket}")
}

/// As a shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+,@%=:".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_path_with_spaces_or_quotes_survives_the_shell() {
        assert_eq!(quoted("/tmp/acton.sock"), "/tmp/acton.sock");
        assert_eq!(quoted("/tmp/my socket"), "'/tmp/my socket'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
