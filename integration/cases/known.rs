//! Failures that are known, and how a run is judged by them.

/// A case that one face fails in one format, and why that is left so. It is run all the same, and must fail.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The face.
    pub face: &'static str,
    /// The format.
    pub format: &'static str,
    /// The case.
    pub case: &'static str,
    /// Why it fails.
    pub reason: &'static str,
}

/// All there are.
pub const KNOWN: &[Known] = &[];

/// What became of one case.
pub type Outcome = (String, Result<(), String>);

/// What is wrong with a run of one face in one format: failures that are not known, and known ones that did
/// not fail.
pub fn surprises(face: &str, format: &str, outcomes: &[Outcome], known: &[Known]) -> Vec<String> {
    let reason = |case: &str| {
        let its = |known: &&Known| known.face == face && known.format == format && known.case == case;
        known.iter().find(its).map(|known| known.reason)
    };
    let surprise = |(case, outcome): &Outcome| match (outcome, reason(case)) {
        (Err(failure), None) => Some(format!("{case}: {failure}")),
        (Ok(()), Some(reason)) => {
            Some(format!("{case}: this passes now, so it is not a known failure any more ({reason})"))
        }
        _ => None,
    };
    outcomes.iter().filter_map(surprise).collect()
}

#[cfg(test)]
mod tests {
    use super::{Known, surprises};

    #[test]
    fn a_failure_is_a_surprise_unless_it_is_known_and_a_pass_is_one_if_it_is() {
        let known = [
            Known { face: "rust", format: "json", case: "fails", reason: "so it is" },
            Known { face: "rust", format: "json", case: "passes", reason: "so it was" },
            Known { face: "rust", format: "msgpack", case: "is new", reason: "another format" },
        ];
        let failure = Err("it fell".to_owned());
        let outcomes = [
            ("fails".to_owned(), failure.clone()),
            ("passes".to_owned(), Ok(())),
            ("is new".to_owned(), failure.clone()),
            ("is well".to_owned(), Ok(())),
        ];
        assert_eq!(
            surprises("rust", "json", &outcomes, &known),
            ["passes: this passes now, so it is not a known failure any more (so it was)", "is new: it fell"]
        );
        assert_eq!(surprises("node", "json", &outcomes[..1], &known), ["fails: it fell"]);
    }
}
