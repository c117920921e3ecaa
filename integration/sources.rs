//! The sources of a part of the repository: their lines without comments, and the tests in them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace;

/// One line of code and where it stands.
#[derive(Debug)]
pub struct Line {
    /// The file and the line's number, as compilers write it.
    pub place: String,
    /// The line up to its comment.
    pub code: String,
}

/// Every line of code of a file or folder, tests in `tests.rs` and `tests/` excepted.
pub fn lines(relative: &str) -> Vec<Line> {
    let is_test = |file: &&PathBuf| shown(file).with_extension("").iter().any(|part| part == "tests");
    files(relative).iter().filter(|file| !is_test(file)).flat_map(|file| lines_of(file)).collect()
}

/// The names of all tests in a file or folder.
pub fn tests(relative: &str) -> Vec<String> {
    files(relative).iter().flat_map(|file| tests_of(file)).collect()
}

fn files(relative: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&workspace::path(relative), &mut files);
    assert!(!files.is_empty(), "there is no source at {relative}");
    files.sort();
    files
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder of the repository can be listed") {
            collect(&entry.expect("a folder of the repository can be listed").path(), files);
        }
    } else if path
        .extension()
        .is_some_and(|extension| ["rs", "py", "ts"].iter().any(|ours| extension == *ours))
    {
        files.push(path.to_owned());
    }
}

/// The code above a file's own `#[cfg(test)]` module.
fn lines_of(file: &Path) -> Vec<Line> {
    let text = text_of(file);
    let shown = shown(file).display();
    let comment = if file.extension().is_some_and(|extension| extension == "py") { "#" } else { "//" };
    let code = text.lines().map(|line| line.split(comment).next().unwrap_or_default());
    let own_tests = text
        .lines()
        .zip(text.lines().skip(1))
        .position(|(line, next)| line == "#[cfg(test)]" && next.ends_with('{'))
        .unwrap_or(usize::MAX);
    code.take(own_tests)
        .enumerate()
        .map(|(index, code)| Line { place: format!("{shown}:{}", index + 1), code: code.to_owned() })
        .collect()
}

/// What a runner would find: functions under an attribute that says so or, in Python, by their name.
fn tests_of(file: &Path) -> Vec<String> {
    let (mut names, mut is_marked) = (Vec::new(), false);
    for line in text_of(file).lines().map(str::trim_start) {
        let signature = line.strip_prefix("async ").unwrap_or(line);
        if let Some(rest) = signature.strip_prefix("fn ") {
            if std::mem::take(&mut is_marked) {
                names.extend(name_in(rest));
            }
        } else if let Some(rest) = signature.strip_prefix("def ").filter(|rest| rest.starts_with("test_")) {
            names.extend(name_in(rest));
        } else if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_marked = true;
        }
    }
    names
}

fn name_in(signature: &str) -> Option<String> {
    signature.split_once(['(', '<']).map(|(name, _)| name.to_owned())
}

/// Its path in the repository.
fn shown(file: &Path) -> &Path {
    file.strip_prefix(workspace::path("")).unwrap_or(file)
}

fn text_of(file: &Path) -> String {
    fs::read_to_string(file).expect("a source can be read")
}
