//! The table of threats on the page about security: whatever test it names is there.

use std::collections::HashSet;

use integration::{sources, workspace};

/// Where tests are.
const PARTS: [&str; 6] =
    ["runtime/src", "runtime/tests", "runtime/wire", "cookbook", "integration/tests", "clients/python/tests"];

/// The rows of the table, as cells.
fn threats() -> Vec<Vec<String>> {
    let page = workspace::text("docs/security.md");
    let (_, table) = page.split_once("| threat | never | shown by |").expect("a table of threats");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

#[test]
fn every_threat_names_a_test_and_every_test_that_is_named_is_there() {
    let tests: HashSet<_> = PARTS.into_iter().flat_map(sources::tests).collect();
    let threats = threats();
    assert!(threats.len() > 15, "the table is read to its end: {threats:?}");
    for threat in threats {
        let [threat, never, shown_by, _figure] = threat.as_slice() else { panic!("four cells: {threat:?}") };
        let named: Vec<_> = shown_by.split('`').skip(1).step_by(2).collect();
        assert!(!never.is_empty() && !named.is_empty(), "{threat}: no test shows it");
        for name in named {
            assert!(tests.contains(name), "{threat}: there is no test {name}");
        }
    }
}
