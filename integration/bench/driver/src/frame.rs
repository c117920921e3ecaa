//! The v2 frame header, which is all of a reply the driver reads while it measures.

/// Bytes of a v2 header: length, version, type, format.
pub(crate) const HEADER: usize = 7;
pub(crate) const JSON: u8 = 1;
pub(crate) const MESSAGE_PACK: u8 = 2;

/// The frame types the driver meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Request = 1,
    Response = 2,
    Push = 5,
    Subscribe = 6,
    Stream = 9,
}

/// A frame at the start of some bytes.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) kind: u8,
    pub(crate) format: u8,
    pub(crate) payload: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The first frame of `bytes`, or nothing while it is not whole.
    pub(crate) fn decode(bytes: &'a [u8]) -> Option<Self> {
        let (&[a, b, c, d, _version, kind, format], rest) = bytes.split_first_chunk::<HEADER>()?;
        let payload = rest.get(..u32::from_be_bytes([a, b, c, d]) as usize)?;
        Some(Self { kind, format, payload })
    }

    /// Its bytes on the wire.
    pub(crate) fn len(&self) -> usize {
        HEADER + self.payload.len()
    }
}

pub(crate) fn encode(kind: Kind, format: u8, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("the driver's payloads are small");
    [&length.to_be_bytes(), [2, kind as u8, format].as_slice(), payload].concat()
}
