//! The links of a page and the headings that links lead to. What blocks of code hold is neither.

/// Where the links of `page` lead, as they are written.
pub fn targets(page: &str) -> impl Iterator<Item = &str> {
    prose(page).flat_map(|line| line.split("](").skip(1)).filter_map(|rest| rest.split(')').next())
}

/// The anchors of the headings of `page`, as forges make them: small letters, hyphens for spaces, no
/// punctuation.
pub fn anchors(page: &str) -> impl Iterator<Item = String> {
    prose(page)
        .filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')))
        .map(anchor)
}

fn anchor(heading: &str) -> String {
    let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
    let hyphened = |letter: char| if letter == ' ' { '-' } else { letter };
    heading.trim().to_lowercase().chars().filter(kept).map(hyphened).collect()
}

fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    page.lines().filter(move |line| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !inside && !fence
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str =
        "# I. Other `processes`\n[a](b.md#c) [d](e)\n```sh\n# no heading [no](link)\n```\n#tag\n";

    #[test]
    fn a_heading_has_the_anchor_that_a_forge_gives_it() {
        assert_eq!(anchors(PAGE).collect::<Vec<_>>(), ["i-other-processes"]);
    }

    #[test]
    fn links_are_found_in_prose_and_not_in_code() {
        assert_eq!(targets(PAGE).collect::<Vec<_>>(), ["b.md#c", "e"]);
    }
}
