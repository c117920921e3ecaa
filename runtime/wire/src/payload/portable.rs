//! What can travel: anything serde can write.

use serde::Serialize;

use super::EncodeError;
use crate::Format;

/// A value that becomes bytes in either format. Everything that is `Serialize` is portable.
pub trait Portable {
    /// Appends the encoded value to `out`; on an error `out` is as before.
    ///
    /// MessagePack structs are written as maps with their field names.
    fn encode(&self, format: Format, out: &mut Vec<u8>) -> Result<(), EncodeError>;
}

impl<T: Serialize + ?Sized> Portable for T {
    fn encode(&self, format: Format, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        let start = out.len();
        let written = match format {
            Format::Json => serde_json::to_writer(&mut *out, self).map_err(EncodeError::Json),
            #[cfg(feature = "messagepack")]
            Format::MessagePack => crate::msgpack::typed::encode(self, out).map_err(EncodeError::MessagePack),
            #[cfg(not(feature = "messagepack"))]
            Format::MessagePack => Err(EncodeError::Unsupported),
        };
        written.inspect_err(|_| out.truncate(start))
    }
}
