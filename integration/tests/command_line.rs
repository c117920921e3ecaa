//! Every program describes itself: to people, to their shell, and to `man`.

use std::process::Command;

use integration::binaries::binary;
use integration::program::{run, run_command};

const PROGRAMS: [&str; 11] = [
    "calculator",
    "calculator_client",
    "cookbook",
    "countdown",
    "countdown_client",
    "kv_store",
    "kv_store_client",
    "order_service",
    "order_service_client",
    "price_feed",
    "price_feed_client",
];

#[test]
fn every_program_says_its_version() {
    for name in PROGRAMS {
        let version = concat!(" ", env!("CARGO_PKG_VERSION"), "\n");
        assert_eq!(run(name, &["--version"]).succeeded(), format!("{name}{version}"));
    }
}

#[test]
fn every_program_completes_its_flags_in_each_shell() {
    for name in PROGRAMS {
        for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
            let script = run(name, &["--completions", shell]).succeeded();
            assert!(script.contains(name) && script.contains("socket"), "{name} in {shell}:\n{script}");
        }
    }
}

#[test]
fn every_program_has_a_manual_page_with_its_flags() {
    for name in PROGRAMS {
        let page = run(name, &["--man"]).succeeded();
        assert!(page.contains(&format!(".TH {name} 1")), "{name}:\n{page}");
        assert!(page.contains(r"\-\-socket"), "{name}:\n{page}");
    }
}

#[test]
fn a_shell_nobody_knows_is_answered_with_those_there_are() {
    let ended = run("calculator", &["--completions", "tcl"]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(ended.stderr.contains("bash") && ended.stderr.contains("zsh"), "{}", ended.stderr);
}

#[test]
fn a_manual_page_is_the_same_wherever_it_is_made() {
    let page = |runtime: &str| {
        let mut command = Command::new(binary("kv_store"));
        run_command(command.arg("--man").env_remove("ACTON_SOCKET").env("XDG_RUNTIME_DIR", runtime))
            .succeeded()
    };
    assert_eq!(page("/run/user/1"), page("/run/user/2"));
}
