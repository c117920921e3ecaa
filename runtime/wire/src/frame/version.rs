//! The version of a frame's header.

use super::FrameType;

/// The two headers in use. Both are read; version 2 is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Version {
    /// Six bytes without a format byte: JSON, types 01 to 04.
    V1 = 1,
    /// Seven bytes, every type.
    V2 = 2,
}

impl Version {
    /// The version byte.
    #[must_use]
    pub const fn byte(self) -> u8 {
        self as u8
    }

    /// The version of a version byte, or `None` for one nobody speaks.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::V1),
            2 => Some(Self::V2),
            _ => None,
        }
    }

    /// Bytes before the payload.
    #[must_use]
    pub const fn header_len(self) -> usize {
        match self {
            Self::V1 => super::HEADER_LEN - 1,
            Self::V2 => super::HEADER_LEN,
        }
    }

    /// The type a type byte names under this version.
    #[must_use]
    pub const fn frame_type(self, byte: u8) -> Option<FrameType> {
        match self {
            Self::V1 if byte > FrameType::Heartbeat.byte() => None,
            _ => FrameType::from_byte(byte),
        }
    }
}
