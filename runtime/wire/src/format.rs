//! How a payload is written: the frame's format byte.

use std::fmt;

/// The notation of a payload. Both exist in every build; [`Format::is_supported`] tells which one it can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Format {
    /// UTF-8 JSON, byte 01.
    Json = 1,
    /// MessagePack with string keys, byte 02; needs the feature `messagepack`.
    MessagePack = 2,
}

impl Format {
    /// The frame's format byte.
    #[must_use]
    pub const fn byte(self) -> u8 {
        self as u8
    }

    /// The format of a format byte, or `None` for a byte that names none.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Json),
            2 => Some(Self::MessagePack),
            _ => None,
        }
    }

    /// Whether this build reads and writes the format.
    #[must_use]
    pub const fn is_supported(self) -> bool {
        match self {
            Self::Json => true,
            Self::MessagePack => cfg!(feature = "messagepack"),
        }
    }

    /// The format an answer asked for in `self` is written in: itself if this build has it, JSON otherwise.
    #[must_use]
    pub const fn written(self) -> Self {
        if self.is_supported() { self } else { Self::Json }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "JSON",
            Self::MessagePack => "MessagePack",
        })
    }
}
