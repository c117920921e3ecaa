//! A region of a source: an item with what stands above it, found by how it begins. Works for any
//! language whose blocks are indented.

/// The first region that begins with a line that, its indentation aside, begins with `begins`: the
/// attributes and comments directly above it, the line, everything indented deeper below it, and the
/// bracket that closes it. Moved to the left margin.
pub fn find(text: &str, begins: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.trim_start().starts_with(begins))?;
    let margin = indentation(lines[at]);
    let above = lines[..at]
        .iter()
        .rev()
        .take_while(|line| {
            let line = line.trim_start();
            ["///", "#[", "@"].iter().any(|start| line.starts_with(start))
        })
        .count();
    let deeper = |line: &&&str| line.is_empty() || indentation(line) > margin;
    let mut end = at + 1 + lines[at + 1..].iter().take_while(deeper).count();
    let closes = |line: &&str| indentation(line) == margin && line.trim_start().starts_with(['}', ')', ']']);
    if lines.get(end).is_some_and(closes) {
        end += 1;
    }
    let region: Vec<&str> =
        lines[at - above..end].iter().map(|line| line.get(margin..).unwrap_or_default()).collect();
    Some(region.join("\n").trim_end().to_owned())
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::find;

    const SOURCE: &str =
        "use x;\n\n/// Doc.\n#[y]\nfn a() {\n    b(|c| {\n        d\n    });\n\n    e\n}\n\nfn f() {}\n";

    #[test]
    fn an_item_comes_with_its_attributes_and_its_closing_bracket() {
        let item = "/// Doc.\n#[y]\nfn a() {\n    b(|c| {\n        d\n    });\n\n    e\n}";
        assert_eq!(find(SOURCE, "fn a").as_deref(), Some(item));
    }

    #[test]
    fn an_inner_block_moves_to_the_margin() {
        assert_eq!(find(SOURCE, "b(").as_deref(), Some("b(|c| {\n    d\n});"));
    }

    #[test]
    fn a_line_alone_is_a_region_and_what_is_not_there_is_none() {
        assert_eq!(find(SOURCE, "fn f").as_deref(), Some("fn f() {}"));
        assert_eq!(find(SOURCE, "fn g"), None);
    }
}
