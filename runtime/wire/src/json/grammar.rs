//! Where things end in JSON text. Each function takes bytes and the place where something should begin, and says where
//! it is over; `None`: it is not what it should be, or deeper than anybody nests.

/// Levels of nesting, told apart by one bit each.
const MAX_DEPTH: u32 = u128::BITS;

/// White space, of any length.
#[inline]
pub(super) fn blank(bytes: &[u8], at: usize) -> usize {
    // Programs write none, so one comparison must do.
    if bytes.get(at).is_none_or(|byte| *byte > b' ') { at } else { spaces(bytes, at) }
}

#[cold]
fn spaces(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\t' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

/// One value of any kind, passed over without recursion.
pub(super) fn value(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0;
    // The lowest bit is the innermost container: set for an object.
    let mut objects = 0_u128;
    loop {
        at = match *bytes.get(at)? {
            b'"' => string(bytes, at)?,
            b'-' | b'0'..=b'9' => number(bytes, at)?,
            b't' => word(bytes, at, b"true")?,
            b'f' => word(bytes, at, b"false")?,
            b'n' => word(bytes, at, b"null")?,
            opening @ (b'{' | b'[') => {
                let inside = blank(bytes, at + 1);
                let is_object = opening == b'{';
                if *bytes.get(inside)? == closing(is_object) {
                    inside + 1
                } else if depth < MAX_DEPTH {
                    depth += 1;
                    objects = objects << 1 | u128::from(is_object);
                    at = element(bytes, inside, is_object)?;
                    continue;
                } else {
                    return None;
                }
            }
            _ => return None,
        };
        while depth > 0 {
            at = blank(bytes, at);
            let in_object = objects & 1 == 1;
            match *bytes.get(at)? {
                b',' => {
                    at = element(bytes, blank(bytes, at + 1), in_object)?;
                    break;
                }
                byte if byte == closing(in_object) => {
                    at += 1;
                    depth -= 1;
                    objects >>= 1;
                }
                _ => return None,
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

const fn closing(is_object: bool) -> u8 {
    if is_object { b'}' } else { b']' }
}

/// What precedes a value inside its container: a key and a colon, or nothing.
#[inline]
fn element(bytes: &[u8], at: usize, in_object: bool) -> Option<usize> {
    if in_object { colon(bytes, string(bytes, at)?) } else { Some(at) }
}

/// The colon after a key, and white space around it.
#[inline]
pub(super) fn colon(bytes: &[u8], at: usize) -> Option<usize> {
    let at = blank(bytes, at);
    (*bytes.get(at)? == b':').then(|| blank(bytes, at + 1))
}

/// A string, its escapes checked and not decoded.
#[inline]
fn string(bytes: &[u8], at: usize) -> Option<usize> {
    let end = plain(bytes, at)?;
    if bytes.get(end) == Some(&b'"') { Some(end + 1) } else { escaped(bytes, end) }
}

/// The rest of a string, from an escape on.
#[cold]
fn escaped(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at = escape(bytes, at + 1)?,
            _ => return None,
        }
        at += ordinary(bytes.get(at..)?);
    }
}

/// The part of a string that stands for itself, without what ends it.
#[inline]
pub(super) fn plain(bytes: &[u8], at: usize) -> Option<usize> {
    if *bytes.get(at)? == b'"' { Some(at + 1 + ordinary(&bytes[at + 1..])) } else { None }
}

/// An escape behind its backslash. Halves of surrogate pairs pass, as they do where `serde_json` ignores a value.
fn escape(bytes: &[u8], at: usize) -> Option<usize> {
    match *bytes.get(at)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 1),
        b'u' => {
            let digits = bytes.get(at + 1..at + 5)?;
            digits.iter().all(u8::is_ascii_hexdigit).then_some(at + 5)
        }
        _ => None,
    }
}

fn number(bytes: &[u8], mut at: usize) -> Option<usize> {
    if bytes[at] == b'-' {
        at += 1;
    }
    at = if bytes.get(at) == Some(&b'0') { at + 1 } else { digits(bytes, at)? };
    if bytes.get(at) == Some(&b'.') {
        at = digits(bytes, at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        let signed = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
        at = digits(bytes, if signed { at + 2 } else { at + 1 })?;
    }
    Some(at)
}

/// At least one digit.
#[inline]
fn digits(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at += 1;
    }
    (at > from).then_some(at)
}

/// `true`, `false` or `null`.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    bytes[at..].starts_with(word).then_some(at + word.len())
}

/// How many bytes stand for themselves inside a string before the first that does not: a quote, a backslash, or a
/// control character. Looks at eight at a time: in each comparison the lowest byte that is hit has its highest bit set.
#[inline]
pub(crate) fn ordinary(bytes: &[u8]) -> usize {
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // Turning this bit puts the quote right behind the control characters, and nothing else there.
        let low = word ^ each(0x02);
        let backslash = word ^ each(b'\\');
        let is_low = low.wrapping_sub(each(0x21)) & !low;
        let is_backslash = backslash.wrapping_sub(each(1)) & !backslash;
        let hits = (is_low | is_backslash) & each(0x80);
        if hits != 0 {
            return index * 8 + hits.trailing_zeros() as usize / 8;
        }
    }
    let is_hit = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
    words.len() * 8 + rest.iter().position(is_hit).unwrap_or(rest.len())
}
