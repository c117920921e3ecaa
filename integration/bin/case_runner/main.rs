//! The Rust face of the cases that every client runs: performs the cases it is told and prints what each step came to.

use std::io::{self, Write};

use acton_reactive::ipc::protocol::Format;
use clap::Parser;
use integration::cases::case::{BAD, Case, FORMATS, GOOD};
use integration::cases::repeated::spelled_out;
use serde_json::Value;
use tokio::runtime::Builder;

mod client;
mod performance;
mod step;

use client::Client;
use step::Step;

#[derive(Parser)]
struct Flags {
    /// json or msgpack
    #[arg(long, value_parser = format)]
    format: Format,

    /// Where cases are listed
    #[arg(long, num_args = 1.., value_name = "FILE", default_values = [GOOD, BAD])]
    list: Vec<String>,
}

fn format(word: &str) -> Result<Format, String> {
    let named = FORMATS.into_iter().find(|(name, _)| *name == word);
    named.map(|(_, format)| format).ok_or_else(|| "it is json or msgpack".to_owned())
}

fn main() {
    let Flags { format, list } = Flags::parse();
    let cases: Vec<Case> = list.iter().flat_map(|list| Case::listed(list)).collect();
    for line in io::stdin().lines() {
        let line = line.expect("stdin can be read");
        let (socket, name) =
            line.split_once('\t').expect("a line has a socket, a tab and the name of a case");
        let case = cases.iter().find(|case| case.name == name);
        let case = case.unwrap_or_else(|| panic!("no list has a case called {name:?}"));
        // Of its own, so that nothing of a case is left once it has ended.
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
        runtime.block_on(perform(case, Client::new(socket.into(), format)));
        drop(runtime);
        writeln!(io::stdout()).expect("stdout can be written to");
    }
}

async fn perform(case: &Case, client: Client) {
    for step in &case.does {
        let step = spelled_out(step.clone());
        let step: Step = serde_json::from_value(step).expect("a step that runners know");
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
