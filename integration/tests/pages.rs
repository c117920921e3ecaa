//! The pages show the code that is there, and link to what exists.

use std::path::Path;

use integration::page::link;
use integration::{page, workspace};

/// Every page for people, wherever it lies: those outside `docs` by name, and all of `docs`.
fn pages() -> Vec<String> {
    let outside = [
        "README.md",
        "CHANGELOG.md",
        "clients/README.md",
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
fn the_readme_names_the_two_commands() {
    let readme = workspace::text("README.md");
    for command in ["cargo run --bin price_feed", "cargo test --workspace"] {
        assert!(readme.contains(&format!("```sh\n{command}\n```")), "the README does not show `{command}`");
    }
}
