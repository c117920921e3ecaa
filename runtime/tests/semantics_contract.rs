//! The contract in `docs/semantics.md` and its tests: a test for every sentence, a sentence for every test.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// How often each id occurs.
type Ids = BTreeMap<String, usize>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn count(ids: impl IntoIterator<Item = String>) -> Ids {
    let mut counted = Ids::new();
    for id in ids {
        *counted.entry(id).or_default() += 1;
    }
    counted
}

/// `- **A1.** Messages start …` is `a1`.
fn sentence(line: &str) -> Option<String> {
    let (id, _) = line.strip_prefix("- **")?.split_once(".**")?;
    Some(id.to_lowercase())
}

/// `async fn a1_messages_start_…` is `a1`.
fn test(line: &str) -> Option<String> {
    let name = line.trim_start().trim_start_matches("async ").strip_prefix("fn ")?;
    let (id, _) = name.split_once('_')?;
    let digits = id.strip_prefix(|letter: char| letter.is_ascii_lowercase())?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| id.to_owned())
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn ids(file: &Path, of_line: fn(&str) -> Option<String>) -> Vec<String> {
    fs::read_to_string(file).unwrap().lines().filter_map(of_line).collect()
}

#[test]
fn every_sentence_has_one_test_and_every_test_one_sentence() {
    let promised = count(ids(&root().join("../docs/semantics.md"), sentence));
    let tested = ["tests", "src"].into_iter().flat_map(|folder| sources(&root().join(folder)));
    let tested = count(tested.flat_map(|file| ids(&file, test)));
    assert!(promised.len() > 50, "the sentences were not found: {promised:?}");
    assert!(promised.values().all(|times| *times == 1), "an id stands for two sentences: {promised:?}");
    assert!(tested.values().all(|times| *times == 1), "an id stands for two tests: {tested:?}");
    let missing: Vec<_> = promised.keys().filter(|id| !tested.contains_key(*id)).collect();
    let unknown: Vec<_> = tested.keys().filter(|id| !promised.contains_key(*id)).collect();
    assert_eq!((missing, unknown), (vec![], vec![]), "sentences without a test, tests without a sentence");
}
