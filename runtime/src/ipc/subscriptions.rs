//! What one connection subscribed to, and how far each of its message types has counted.

use std::collections::BTreeSet;
use std::sync::Arc;

use acton_wire::Format;
use acton_wire::limits::MAX_NAME;
use rustc_hash::FxHashMap;

pub(crate) struct Subscriptions {
    types: BTreeSet<String>,
    patterns: BTreeSet<String>,
    /// Pushes leave in the format of the last SUBSCRIBE frame.
    format: Format,
    /// By registered type; lives as long as the connection, so that a gap shows across UNSUBSCRIBE.
    sequences: FxHashMap<Arc<str>, u64>,
}

impl Default for Subscriptions {
    fn default() -> Self {
        Self {
            types: BTreeSet::new(),
            patterns: BTreeSet::new(),
            format: Format::Json,
            sequences: FxHashMap::default(),
        }
    }
}

/// Why nothing was subscribed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error(
        "a connection may hold at most {limit} {what}: unsubscribe from some, or use a second connection"
    )]
    TooMany { what: &'static str, limit: usize },
    #[error("a name may have at most {MAX_NAME} bytes: subscribe by a shorter name or a pattern")]
    TooLong,
    #[error("a pattern is a prefix and one * at its end: write it so, or subscribe by the exact name")]
    BadPattern,
}

impl Subscriptions {
    pub(crate) fn is_empty(&self) -> bool {
        self.types.is_empty() && self.patterns.is_empty()
    }

    pub(crate) fn types(&self) -> impl Iterator<Item = &str> {
        self.types.iter().map(String::as_str)
    }

    pub(crate) fn patterns(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(String::as_str)
    }

    /// Adds all names or none.
    pub(crate) fn add_types<'n>(
        &mut self,
        names: impl Iterator<Item = &'n str> + Clone,
        format: Format,
        limit: usize,
    ) -> Result<(), Refused> {
        add(&mut self.types, names, limit, "exact subscriptions")?;
        self.format = format;
        Ok(())
    }

    /// Adds all patterns or none.
    pub(crate) fn add_patterns<'n>(
        &mut self,
        patterns: impl Iterator<Item = &'n str> + Clone,
        format: Format,
        limit: usize,
    ) -> Result<(), Refused> {
        let is_pattern = |pattern: &str| pattern.find('*').is_some_and(|star| star + 1 == pattern.len());
        if !patterns.clone().all(is_pattern) {
            return Err(Refused::BadPattern);
        }
        add(&mut self.patterns, patterns, limit, "pattern subscriptions")?;
        self.format = format;
        Ok(())
    }

    /// Removes the names; with none named, every exact and pattern subscription.
    pub(crate) fn remove_types<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        if remove(&mut self.types, names) == 0 {
            self.types.clear();
            self.patterns.clear();
        }
    }

    /// Removes the patterns; with none named, every pattern.
    pub(crate) fn remove_patterns<'n>(&mut self, patterns: impl Iterator<Item = &'n str>) {
        if remove(&mut self.patterns, patterns) == 0 {
            self.patterns.clear();
        }
    }

    /// The format in which a push of this type is wanted, if it is.
    pub(crate) fn wants(&self, name: &str) -> Option<Format> {
        let prefixed = |pattern: &String| name.starts_with(&pattern[..pattern.len() - 1]);
        (self.types.contains(name) || self.patterns.iter().any(prefixed)).then_some(self.format)
    }

    /// The number of the next push of this type.
    pub(crate) fn next(&mut self, name: &Arc<str>) -> u64 {
        let sequence = match self.sequences.get_mut(name) {
            Some(sequence) => sequence,
            None => self.sequences.entry(name.clone()).or_insert(0),
        };
        *sequence += 1;
        *sequence - 1
    }

    /// Ends every subscription; the counters go on.
    pub(crate) fn clear(&mut self) {
        self.types.clear();
        self.patterns.clear();
    }
}

fn add<'n>(
    set: &mut BTreeSet<String>,
    names: impl Iterator<Item = &'n str> + Clone,
    limit: usize,
    what: &'static str,
) -> Result<(), Refused> {
    if names.clone().any(|name| name.len() > MAX_NAME) {
        return Err(Refused::TooLong);
    }
    let new: BTreeSet<&str> = names.filter(|name| !set.contains(*name)).collect();
    if set.len() + new.len() > limit {
        return Err(Refused::TooMany { what, limit });
    }
    set.extend(new.into_iter().map(str::to_owned));
    Ok(())
}

/// Removes the names and says how many were named.
fn remove<'n>(set: &mut BTreeSet<String>, names: impl Iterator<Item = &'n str>) -> usize {
    names.map(|name| set.remove(name)).count()
}
