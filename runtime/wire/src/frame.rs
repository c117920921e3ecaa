//! A frame: header and payload, borrowed from received bytes or written into a buffer. Knows nothing of what a
//! payload means.

mod error;
mod kind;
mod version;

#[cfg(test)]
mod tests;

pub use crate::format::Format;
pub use error::FrameError;
pub use kind::FrameType;
pub use version::Version;

/// Bytes of a v2 header: length, version, type, format. Everything we write has one.
pub const HEADER_LEN: usize = 7;

/// One received frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Version of the header it came under; answers are v2 all the same.
    pub version: Version,
    /// What the payload is.
    pub kind: FrameType,
    /// How the payload is written; JSON under v1.
    pub format: Format,
    /// Exactly the announced bytes, not looked into.
    pub payload: &'a [u8],
}

/// Cuts the first frame off `bytes` and says how many of them it took; `None` as long as it is not complete.
///
/// Each header byte is judged as soon as it is there: version, type, format, then the length against `max_payload`
/// bytes. A frame that will be refused never waits for its body.
pub fn split(bytes: &[u8], max_payload: usize) -> Result<Option<(Frame<'_>, usize)>, FrameError> {
    let Some(Head { version, kind, format, announced }) = Head::read(bytes, max_payload)? else {
        return Ok(None);
    };
    let total = version.header_len() + announced;
    let Some(payload) = bytes.get(version.header_len()..total) else { return Ok(None) };
    Ok(Some((Frame { version, kind, format, payload }, total)))
}

/// How many bytes the first frame of `bytes` has, its header included; `None` as long as the header is not complete.
///
/// Judges the header as [`split`] does. For readers that fetch exactly one frame.
pub fn announced(bytes: &[u8], max_payload: usize) -> Result<Option<usize>, FrameError> {
    let head = Head::read(bytes, max_payload)?;
    Ok(head.map(|head| head.version.header_len() + head.announced))
}

/// A complete header that was accepted.
struct Head {
    version: Version,
    kind: FrameType,
    format: Format,
    /// Bytes of payload.
    announced: usize,
}

impl Head {
    #[inline]
    fn read(bytes: &[u8], max_payload: usize) -> Result<Option<Self>, FrameError> {
        let Some(&version) = bytes.get(4) else { return Ok(None) };
        let version = Version::from_byte(version).ok_or(FrameError::Version(version))?;
        let Some(&kind) = bytes.get(5) else { return Ok(None) };
        let kind = version.frame_type(kind).ok_or(FrameError::Type { byte: kind, version })?;
        let format = match version {
            Version::V1 => Format::Json,
            Version::V2 => {
                let Some(&format) = bytes.get(6) else { return Ok(None) };
                Format::from_byte(format).ok_or(FrameError::Format(format))?
            }
        };
        let announced = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
        if announced > max_payload {
            return Err(FrameError::TooLarge { announced, limit: max_payload });
        }
        Ok(Some(Self { version, kind, format, announced }))
    }
}

/// The v2 header of a payload of `payload_len` bytes.
///
/// The length field holds 32 bits; callers stay far below, at [`MAX_PAYLOAD`](crate::limits::MAX_PAYLOAD).
#[must_use]
pub fn header(payload_len: usize, kind: FrameType, format: Format) -> [u8; HEADER_LEN] {
    let [a, b, c, d] = length(payload_len);
    [a, b, c, d, Version::V2.byte(), kind.byte(), format.byte()]
}

/// Appends a frame to `out`: a v2 header, then whatever `body` appends.
pub fn write(out: &mut Vec<u8>, kind: FrameType, format: Format, body: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&header(0, kind, format));
    body(out);
    let payload_len = out.len() - start - HEADER_LEN;
    announce(out, start, payload_len);
}

/// Corrects the length in the header that begins at `start`.
pub(crate) fn announce(out: &mut [u8], start: usize, payload_len: usize) {
    out[start..start + 4].copy_from_slice(&length(payload_len));
}

fn length(payload_len: usize) -> [u8; 4] {
    u32::try_from(payload_len).unwrap_or(u32::MAX).to_be_bytes()
}
