//! The pages show the code that is there, and link to what exists.

use std::path::Path;

use acton_reactive::ipc::Limits;
use acton_wire::ErrorCode;
use integration::page::link;
use integration::{page, workspace};

/// Every page for people, wherever it lies: those outside `docs` by name, and all of `docs`.
fn pages() -> Vec<String> {
    let outside = [
        "README.md",
        "CHANGELOG.md",
        "clients/README.md",
        "clients/cases/README.md",
        "clients/node/README.md",
        "clients/python/README.md",
        "integration/bench/README.md",
        "runtime/wire/vectors/README.md",
    ];
    let mut pages: Vec<String> = outside.map(str::to_owned).into();
    collect("docs", &mut pages);
    pages
}

fn collect(folder: &str, pages: &mut Vec<String>) {
    for entry in workspace::path(folder).read_dir().expect("the pages can be listed") {
        let name = format!("{folder}/{}", entry.expect("a page can be listed").file_name().display());
        if workspace::path(&name).is_dir() {
            collect(&name, pages);
        } else if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
            pages.push(name);
        }
    }
}

#[test]
fn every_block_of_code_is_what_its_marker_names() {
    for name in &pages() {
        let shown = workspace::text(name);
        let right = page::corrected(&shown).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        workspace::assert_holds(name, &right);
    }
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    for name in &pages() {
        let own = workspace::path(name);
        let text = workspace::text(name);
        for link in link::targets(&text).filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').map_or((link, None), |(file, at)| (file, Some(at)));
            let target = if file.is_empty() { own.clone() } else { own.with_file_name(file) };
            assert!(target.exists(), "{name} links to {link}, which is not there");
            if let Some(anchor) = anchor {
                let page = std::fs::read_to_string(&target).expect("an anchor is in a file");
                assert!(link::anchors(&page).any(|its| its == anchor), "{name}: nothing is at {link}");
            }
        }
    }
}

#[test]
fn every_page_is_a_chapter_of_the_book() {
    const CONTENTS: &str = "docs/contents/SUMMARY.md";
    let contents = workspace::text(CONTENTS);
    for name in pages().iter().filter(|name| *name != CONTENTS) {
        let link =
            name.strip_prefix("docs/").map_or(format!("(../../{name})"), |page| format!("(../{page})"));
        assert!(contents.contains(&link), "{CONTENTS} has no chapter {name}");
    }
}

#[test]
fn the_page_on_errors_has_every_code_and_what_it_says_of_execution() {
    let page = workspace::text("docs/errors.md");
    for code in ErrorCode::ALL {
        let row = format!("| `{code}` | {} |", code.executed().as_str());
        assert!(page.contains(&row), "docs/errors.md has no row that begins with {row}");
    }
}

#[test]
fn the_page_on_configuration_has_every_limit_and_its_default() {
    let page = workspace::text("docs/configuration.md");
    let limits = format!("{:?}", Limits::default());
    let fields = limits.trim_start_matches("Limits { ").trim_end_matches(" }").split(", ");
    let mut count = 0;
    for (name, value) in fields.filter_map(|field| field.split_once(": ")) {
        let row = format!("| `{name}` | {} |", shown(value));
        assert!(page.contains(&row), "docs/configuration.md has no row that begins with {row}");
        count += 1;
    }
    assert!(count > 10, "the limits were not found in {limits}");
}

/// A default as people write it: `1 MiB`, `1,024`, `10 s`.
fn shown(value: &str) -> String {
    if let Some(seconds) = value.strip_suffix('s') {
        return format!("{seconds} s");
    }
    let number: usize = value.parse().expect("a limit is a number or a time");
    if number.is_multiple_of(1024 * 1024) {
        return format!("{} MiB", number / 1024 / 1024);
    }
    let digits = value.len();
    if digits > 3 { format!("{},{}", &value[..digits - 3], &value[digits - 3..]) } else { value.to_owned() }
}

#[test]
fn the_readme_names_the_two_commands() {
    let readme = workspace::text("README.md");
    for command in ["cargo run --bin price_feed", "cargo test --workspace"] {
        assert!(readme.contains(&format!("```sh\n{command}\n```")), "the README does not show `{command}`");
    }
}
