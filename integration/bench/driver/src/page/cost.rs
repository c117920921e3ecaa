//! What is said of how cost grows: computed where it can be, and the reasons where it is worse than linear.

use crate::growth::{Growth, Step};
use crate::table::{count, number};
use crate::work::Work;
use std::fmt::Write as _;

/// What is compared.
pub(super) const HEAD: &str = "\
Cost grows linearly if a call costs the same however many connections or actors there are, a delivery however many subscribers,
and a byte however long its payload. A step from one size to the next that makes it dearer by more than 15 % is named below each
table, beside what the same step costs the limit, which only moves the bytes.
";

/// Whether ours grows worse than linearly, where, and why.
pub(super) fn told(growth: &Growth<'_>) -> String {
    let (ours, limit) = (growth.work.ours(), growth.work.limit());
    let (each, sized) = (growth.each(), growth.work.sized());
    let Some(whole) = growth.whole(ours) else { return String::new() };
    let times = |step: Step| format!("{} ×", number(step.factor));
    let beside = |from: usize, to: usize| {
        let its = growth.steps(limit).into_iter().chain(growth.whole(limit));
        let its = its.into_iter().find(|step| (step.from, step.to) == (from, to));
        its.map_or_else(String::new, |step| format!(" (the limit: {})", times(step)))
    };
    let mut text = format!(
        "With {} {sized}, {each} costs ours {} what it costs with {}{}.\n\n",
        count(whole.to),
        times(whole),
        count(whole.from),
        beside(whole.from, whole.to)
    );
    let worse: Vec<_> = growth.steps(ours).into_iter().filter(Step::is_worse_than_linear).collect();
    if worse.is_empty() {
        text.push_str("No step is worse than linear.\n");
        return text;
    }
    for step in worse {
        let _ = writeln!(
            text,
            "- **Worse than linear** from {} to {} {sized}: {each} costs {}{}.",
            count(step.from),
            count(step.to),
            times(step),
            beside(step.from, step.to)
        );
    }
    let _ = writeln!(text, "\n{}", reason(growth.work));
    text
}

/// Why a step may be worse than linear.
fn reason(work: Work) -> &'static str {
    match work {
        Work::GrowingConnections => {
            "The more connections there are, the less of each is still in the processor's caches when its next call comes, in the \
             kernel, in the driver and in the server alike; the limit pays the first two."
        }
        Work::GrowingFanOut => {
            "A push is encoded once and its bytes are shared, but each subscriber has a queue and a socket of its own, which leave the \
             caches when there are many."
        }
        Work::GrowingPayload => {
            "A payload that is longer than a socket's buffer crosses in pieces, each of which wakes both processes, and what is longer \
             than a cache is read from memory at each copy."
        }
        _ => {
            "Calls to one actor are handled in one turn of it; spread over many, each wakes an actor of its own, whose state has to come \
             back into the caches."
        }
    }
}
