//! The sources of a part of the repository, without their comments.

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
    let mut files = Vec::new();
    collect(&workspace::path(relative), &mut files);
    assert!(!files.is_empty(), "there is no source at {relative}");
    files.sort();
    files.iter().flat_map(|file| lines_of(file)).collect()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.file_stem().is_some_and(|stem| stem == "tests") {
        return;
    }
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
    let text = fs::read_to_string(file).expect("a source can be read");
    let shown = file.strip_prefix(workspace::path("")).unwrap_or(file).display().to_string();
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
