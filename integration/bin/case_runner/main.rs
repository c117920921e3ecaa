//! The Rust face of the cases that every client runs: performs one case and prints what each step came to.

use std::io::{self, Write};
use std::path::PathBuf;

use acton_reactive::ipc::protocol::Format;
use clap::Parser;
use integration::cases::case::{BAD, Case, FORMATS, GOOD};
use integration::cases::repeated::spelled_out;
use serde_json::Value;

mod client;
mod performance;
mod step;

use client::Client;
use step::Step;

#[derive(Parser)]
struct Flags {
    /// The server's socket
    #[arg(long, value_name = "PATH")]
    socket: PathBuf,

    /// json or msgpack
    #[arg(long, value_parser = format)]
    format: Format,

    /// The name of the case
    #[arg(long)]
    case: String,

    /// Where cases are listed
    #[arg(long, num_args = 1.., value_name = "FILE", default_values = [GOOD, BAD])]
    list: Vec<String>,
}

fn format(word: &str) -> Result<Format, String> {
    let named = FORMATS.into_iter().find(|(name, _)| *name == word);
    named.map(|(_, format)| format).ok_or_else(|| "it is json or msgpack".to_owned())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let Flags { socket, format, case: name, list } = Flags::parse();
    let case = list.iter().flat_map(|list| Case::listed(list)).find(|case| case.name == name);
    let case = case.unwrap_or_else(|| panic!("no list has a case called {name:?}"));
    let client = Client::new(socket, format);
    for step in case.does {
        let step: Step = serde_json::from_value(spelled_out(step)).expect("a step that runners know");
        for said in performance::perform(&client, &step).await {
            print(&said);
        }
    }
}

/// One line of JSON: keys sorted, no spaces, ASCII.
fn print(said: &Value) {
    let mut line = String::new();
    for letter in said.to_string().chars() {
        if letter.is_ascii() {
            line.push(letter);
        } else {
            let mut units = [0; 2];
            line.extend(letter.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    writeln!(io::stdout(), "{line}").expect("stdout can be written to");
}
