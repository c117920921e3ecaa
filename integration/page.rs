//! A page of the book, held against the code it shows.
//!
//! Above each block of code stands where it came from, as a comment that a reader does not see:
//! `<!-- from FILE -->` for a whole file, `<!-- from FILE: TEXT -->` for the [`region`] that begins with a
//! line that begins with TEXT.

use crate::workspace;

pub mod link;
pub mod region;

/// What a page would say if it were right, or what is wrong with it as a page.
///
/// Blocks of commands (`sh`) and of a reader's own manifest (`toml`) come from nowhere and need no
/// marker; every other block does.
pub fn corrected(page: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut lines = page.lines().enumerate();
    let mut marker = None;
    while let Some((index, line)) = lines.next() {
        push(&mut out, line);
        if let Some(from) = line.trim().strip_prefix("<!-- from ").and_then(|rest| rest.strip_suffix(" -->"))
        {
            marker = Some(from.to_owned());
        } else if let Some(language) = line.strip_prefix("```") {
            let number = index + 1;
            let shown = block(&mut lines).ok_or_else(|| format!("the block at line {number} has no end"))?;
            match marker.take() {
                Some(from) => push(&mut out, &source(&from)?),
                None if matches!(language, "sh" | "toml") => push(&mut out, &shown),
                None => return Err(format!("the block at line {number} does not say where it came from")),
            }
            push(&mut out, "```");
        } else if !line.trim().is_empty()
            && let Some(from) = marker.take()
        {
            return Err(format!("no block follows the marker of {from}"));
        }
    }
    Ok(out)
}

/// Takes the lines up to the closing fence.
fn block<'a>(lines: &mut impl Iterator<Item = (usize, &'a str)>) -> Option<String> {
    let mut shown = String::new();
    for (_, line) in lines {
        if line == "```" {
            return Some(shown.trim_end_matches('\n').to_owned());
        }
        push(&mut shown, line);
    }
    None
}

fn source(from: &str) -> Result<String, String> {
    let (file, begins) = from.split_once(": ").map_or((from, None), |(file, begins)| (file, Some(begins)));
    let text = workspace::text(file);
    let found = match begins {
        None => Some(text.trim_end().to_owned()),
        Some(begins) => region::find(&text, begins),
    };
    found.ok_or_else(|| format!("{file} has no line that begins with {:?}", begins.unwrap_or_default()))
}

fn push(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_takes_what_its_marker_names_and_the_rest_stays() {
        let page = "Read this:\n\n<!-- from integration/Cargo.toml: [lints] -->\n```toml\nold\n```\nBye.\n";
        let right = page.replace("old", "[lints]");
        assert_eq!(corrected(page), Ok(right));
    }

    #[test]
    fn a_block_without_a_marker_is_refused_unless_it_is_commands() {
        assert!(corrected("```rust\nlet x = 1;\n```\n").is_err());
        let commands = "```sh\nls\n\n```\n";
        assert_eq!(corrected(commands).as_deref(), Ok("```sh\nls\n```\n"));
    }

    #[test]
    fn a_marker_that_names_nothing_or_stands_above_nothing_is_refused() {
        assert!(corrected("<!-- from integration/Cargo.toml: [nothing] -->\n```toml\n```\n").is_err());
        assert!(corrected("<!-- from integration/Cargo.toml -->\ntext\n").is_err());
    }
}
