//! Users' types by `rmp-serde`. Its recursion guard has gaps, so only spans that were checked for depth come here.

use rmp::Marker;
use rmp_serde::Serializer;
use serde::{Deserialize, Serialize};

use super::Reader;
use crate::{DecodeError, payload::path, reason};

pub(crate) fn encode<T: Serialize + ?Sized>(
    value: &T,
    out: &mut Vec<u8>,
) -> Result<(), rmp_serde::encode::Error> {
    let start = out.len();
    value.serialize(&mut Serializer::new(&mut *out).with_struct_map())?;
    // `rmp-serde` has an empty array for a unit struct; on the wire it is null, as in JSON.
    if is_unit(value) && out[start..] == [Marker::FixArray(0).to_u8()] {
        out[start] = Marker::Null.to_u8();
    }
    Ok(())
}

/// Whether `value` holds nothing by its type; an empty slice, behind a wide reference, is a list all the same.
fn is_unit<T: ?Sized>(value: &T) -> bool {
    size_of_val(value) == 0 && size_of::<&T>() == size_of::<usize>()
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
