//! What one connection subscribed to, and how far each of its message types has counted.

use std::collections::BTreeSet;
use std::sync::Arc;

use acton_wire::Format;
use acton_wire::limits::MAX_NAME;

pub(crate) struct Subscriptions {
    types: BTreeSet<String>,
    patterns: BTreeSet<String>,
    /// Pushes leave in the format of the last SUBSCRIBE frame.
    format: Format,
    /// By name. A broadcast looks at each subscriber, so it finds here in one place all that it asks.
    topics: Vec<Topic>,
}

/// A registered type that was broadcast; lives as long as the connection, so that a gap shows across UNSUBSCRIBE.
struct Topic {
    name: Arc<str>,
    is_wanted: bool,
    /// The number of the next push.
    next: u64,
}

impl Default for Subscriptions {
    fn default() -> Self {
        Self { types: BTreeSet::new(), patterns: BTreeSet::new(), format: Format::Json, topics: Vec::new() }
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
        self.look_again();
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
        self.look_again();
        Ok(())
    }

    /// Removes the names; with none named, every exact and pattern subscription.
    pub(crate) fn remove_types<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        if remove(&mut self.types, names) == 0 {
            self.types.clear();
            self.patterns.clear();
        }
        self.look_again();
    }

    /// Removes the patterns; with none named, every pattern.
    pub(crate) fn remove_patterns<'n>(&mut self, patterns: impl Iterator<Item = &'n str>) {
        if remove(&mut self.patterns, patterns) == 0 {
            self.patterns.clear();
        }
        self.look_again();
    }

    /// Whether pushes of this type are wanted.
    pub(crate) fn wants(&self, name: &str) -> bool {
        wants(&self.types, &self.patterns, name)
    }

    /// The format in which a push of this type is wanted, if it is, and the number it is to have, which whoever pushes it counts on.
    pub(crate) fn next(&mut self, name: &Arc<str>) -> Option<(Format, &mut u64)> {
        let at = self.topics.binary_search_by(|topic| topic.name.cmp(name)).unwrap_or_else(|at| {
            let topic = Topic { name: name.clone(), is_wanted: self.wants(name), next: 0 };
            self.topics.insert(at, topic);
            at
        });
        let topic = &mut self.topics[at];
        topic.is_wanted.then_some((self.format, &mut topic.next))
    }

    /// After every change of what is wanted.
    fn look_again(&mut self) {
        let Self { types, patterns, topics, .. } = self;
        for topic in topics {
            topic.is_wanted = wants(types, patterns, &topic.name);
        }
    }

    /// Ends every subscription; the counters go on.
    pub(crate) fn clear(&mut self) {
        self.types.clear();
        self.patterns.clear();
        self.look_again();
    }
}

fn wants(types: &BTreeSet<String>, patterns: &BTreeSet<String>, name: &str) -> bool {
    let prefixed = |pattern: &String| name.starts_with(&pattern[..pattern.len() - 1]);
    types.contains(name) || patterns.iter().any(prefixed)
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
