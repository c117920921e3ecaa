//! Users' types by `rmp-serde`. Its recursion guard has gaps, so only spans that were checked for depth come here.

use rmp_serde::Serializer;
use serde::{Deserialize, Serialize};

use super::Reader;
use crate::{DecodeError, payload::path, reason};

pub(crate) fn encode<T: Serialize + ?Sized>(
    value: &T,
    out: &mut Vec<u8>,
) -> Result<(), rmp_serde::encode::Error> {
    value.serialize(&mut Serializer::new(out).with_struct_map())
}

/// Decodes a checked span, which is one value and has nothing behind it.
pub(crate) fn decode<'a, T: Deserialize<'a>>(span: &'a [u8]) -> Result<T, DecodeError> {
    rmp_serde::from_slice(span).map_err(|_| explain::<T>(span))
}

#[cold]
fn explain<'a, T: Deserialize<'a>>(span: &'a [u8]) -> DecodeError {
    let (path, reason) = match serde_path_to_error::deserialize::<_, T>(&mut Reader::new(span)) {
        Err(error) => (path::of(error.path()), error.inner().what().to_owned()),
        Ok(_) => (String::new(), reason::UNSAID.to_owned()),
    };
    DecodeError::Mismatch { path, reason }
}
