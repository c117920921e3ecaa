//! An error by which a handler says that it did not do what was asked, under a code of its own.

use std::fmt;
use std::time::Duration;

/// The longest code.
const MOST_CODE: usize = 64;

/// A handler did nothing, and why: returned as the error of a `try_` handler, it reaches the caller under its own code and
/// with `executed: no`, so that the same message may be sent again without a second thought.
///
/// A handler that may also fail in another way returns `Box<dyn Error + Send + Sync>`, which `?` makes of either.
///
/// ```
/// # use acton_reactive::prelude::*;
/// # #[acton_actor]
/// # struct Archive { is_full: bool }
/// #[acton_message]
/// struct Keep(String);
/// #[acton_message]
/// struct Kept;
///
/// # #[acton_main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let mut runtime = ActonApp::launch();
/// # let mut archive = runtime.new_actor_with("archive", || Archive { is_full: true });
/// archive.try_mutate_on::<Keep>(|actor, _ctx| {
///     if actor.model.is_full {
///         return Reply::try_err(Declined::new("STORAGE_FULL", "no room is left; delete something first"));
///     }
///     Reply::try_ok(Kept)
/// });
/// # let archive = archive.start().await;
/// let Err(AskError::Declined(declined)) = archive.ask::<Kept>(Keep("this".to_owned())).await else {
///     panic!("an archive that is full keeps nothing");
/// };
/// assert_eq!(declined.code(), "STORAGE_FULL");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct Declined {
    code: &'static str,
    sentence: String,
    retry_after: Option<Duration>,
    perhaps_done: bool,
}

impl Declined {
    /// Declines under a code for programs, such as `STORAGE_FULL`, with a sentence for people.
    ///
    /// # Panics
    /// A code is made of capital letters, digits and underscores, begins with a letter, and has at most 64 bytes.
    pub fn new(code: &'static str, sentence: impl fmt::Display) -> Self {
        let letters =
            code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        let begins = code.starts_with(|letter: char| letter.is_ascii_uppercase());
        assert!(letters && begins && code.len() <= MOST_CODE, "{code:?} is not a code such as STORAGE_FULL");
        Self { code, sentence: sentence.to_string(), retry_after: None, perhaps_done: false }
    }

    /// Says when the same message has a chance.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Says that nobody can tell whether it was done after all: the caller receives `executed: maybe`.
    #[must_use]
    pub fn perhaps_done(mut self) -> Self {
        self.perhaps_done = true;
        self
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Whether it may have been done after all.
    #[must_use]
    pub fn is_perhaps_done(&self) -> bool {
        self.perhaps_done
    }

    /// When a retry has a chance, if that is known.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        self.retry_after
    }
}

#[cfg(test)]
mod tests {
    use super::Declined;

    #[test]
    fn a_code_is_what_the_others_are() {
        for wrong in ["", "full", "Full", "_FULL", "1", "A-B", "A B", &"A".repeat(65)] {
            let wrong: &'static str = String::leak(wrong.to_owned());
            assert!(std::panic::catch_unwind(|| Declined::new(wrong, "no")).is_err(), "{wrong}");
        }
        assert_eq!(Declined::new("A1_B", "no").to_string(), "no");
    }
}
