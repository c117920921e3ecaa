//! One failure as it is answered. Knows the words of the wire, not the frame they travel in.

use std::borrow::Cow;

use super::{ErrorCode, Executed};
use crate::{DecodeError, FrameError, limits::MAX_ERROR_TEXT};

/// A failure on its way to a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure<'a> {
    /// What programs decide by, unless the handler has a word of its own.
    pub code: ErrorCode,
    /// The handler's own code, in place of [`code`](Self::code).
    pub own_code: Option<Cow<'a, str>>,
    /// The sentence after the code's prefix; never holds raw input.
    pub detail: Cow<'a, str>,
    /// Whether the handler ran.
    pub executed: Executed,
    /// How many milliseconds to wait before a retry has a chance.
    pub retry_after_ms: Option<u64>,
    /// The limit that was hit; the payload of a refused connection.
    pub limit: Option<u64>,
}

impl<'a> Failure<'a> {
    /// A failure with what its code says about execution.
    #[must_use]
    pub fn new(code: ErrorCode, detail: impl Into<Cow<'a, str>>) -> Self {
        Self {
            code,
            own_code: None,
            detail: detail.into(),
            executed: code.executed(),
            retry_after_ms: None,
            limit: None,
        }
    }

    /// A handler did nothing, for a reason that has a code of its own, such as `STORAGE_FULL`.
    #[must_use]
    pub fn declined(own_code: impl Into<Cow<'a, str>>, detail: impl Into<Cow<'a, str>>) -> Self {
        Self { own_code: Some(own_code.into()), ..Self::new(ErrorCode::HandlerError, detail) }
            .executed(Executed::No)
    }

    /// The code on the wire.
    #[must_use]
    pub fn code_str(&self) -> &str {
        self.own_code.as_deref().unwrap_or(self.code.as_str())
    }

    /// What the `error` text begins with: `StorageFull` for `STORAGE_FULL`.
    fn prefix(&self) -> Cow<'static, str> {
        let Some(own_code) = &self.own_code else { return self.code.prefix().into() };
        let word = |word: &str| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_owned() + &rest.to_ascii_lowercase()
        };
        own_code.split('_').map(word).collect::<String>().into()
    }

    /// Says whether the handler ran, where more is known than the code tells.
    #[must_use]
    pub fn executed(mut self, executed: Executed) -> Self {
        self.executed = executed;
        self
    }

    /// Says when to come again, in milliseconds.
    #[must_use]
    pub fn retry_after(mut self, ms: u64) -> Self {
        self.retry_after_ms = Some(ms);
        self
    }

    /// Names the limit that was hit, as payload.
    #[must_use]
    pub fn limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// The `error` text: prefix, colon, detail, at most [`MAX_ERROR_TEXT`] bytes.
    ///
    /// An [`ErrorCode::IoError`] has one text whatever its detail, because peers compare it whole.
    #[must_use]
    pub fn text(&self) -> String {
        let (lead, detail) = match self.code {
            ErrorCode::IoError => (": ", "Response channel closed without receiving a response"),
            ErrorCode::ConnectionLimitReached => (": Server refused the connection: ", &*self.detail),
            _ => (": ", &*self.detail),
        };
        let mut text = self.prefix().into_owned();
        text.push_str(lead);
        let room = detail.floor_char_boundary(MAX_ERROR_TEXT - text.len());
        text.push_str(&detail[..room]);
        text
    }
}

impl From<&DecodeError> for Failure<'_> {
    fn from(error: &DecodeError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<&FrameError> for Failure<'_> {
    fn from(error: &FrameError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}
