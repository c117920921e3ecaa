//! The pages show the code that is there, and link to what exists.

use std::fs::DirEntry;
use std::io;
use std::path::PathBuf;

use integration::{page, workspace};

/// Pages whose blocks are code of this repository: the first ones, and every recipe's.
fn pages() -> Vec<String> {
    let recipes = workspace::path("docs/recipes").read_dir().expect("the recipes have pages");
    let recipe = |entry: io::Result<DirEntry>| {
        format!("docs/recipes/{}", entry.expect("a page can be listed").file_name().display())
    };
    ["README.md", "docs/start.md"].map(str::to_owned).into_iter().chain(recipes.map(recipe)).collect()
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
        let page = workspace::path(name);
        let folder = page.parent().unwrap();
        for link in workspace::text(name).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") {
                continue;
            }
            let target: PathBuf = folder.join(file);
            assert!(target.exists(), "{name} links to {link}, which is not there");
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
