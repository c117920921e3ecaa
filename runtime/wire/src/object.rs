//! Objects and lists, written once for both formats: every struct of ours goes through here.

use crate::{Format, FrameType, Headers, Portable, frame, notation::Notation};

/// A JSON object, or a MessagePack map whose count is kept right as keys are written.
pub(crate) struct Object<'o> {
    out: &'o mut Vec<u8>,
    notation: Notation,
    #[cfg_attr(not(feature = "messagepack"), expect(dead_code, reason = "only MessagePack counts its keys"))]
    start: usize,
}

/// Appends a whole frame of one object.
pub(crate) fn frame(out: &mut Vec<u8>, kind: FrameType, format: Format, fill: impl FnOnce(&mut Object<'_>)) {
    let format = format.written();
    frame::write(out, kind, format, |out| {
        let mut object = Object::open(out, Notation::of(format));
        fill(&mut object);
        object.close();
    });
}

impl<'o> Object<'o> {
    pub(crate) fn open(out: &'o mut Vec<u8>, notation: Notation) -> Self {
        let start = out.len();
        out.push(match notation {
            Notation::Json => b'{',
            #[cfg(feature = "messagepack")]
            Notation::MessagePack => crate::msgpack::write::EMPTY_MAP,
        });
        Self { out, notation, start }
    }

    /// Writes a key of ours, which needs no escaping, and gives the buffer its value goes to.
    pub(crate) fn key(&mut self, key: &'static str) -> &mut Vec<u8> {
        match self.notation {
            Notation::Json => {
                if self.out.last() != Some(&b'{') {
                    self.out.push(b',');
                }
                self.out.push(b'"');
                self.out.extend_from_slice(key.as_bytes());
                self.out.extend_from_slice(b"\":");
            }
            #[cfg(feature = "messagepack")]
            Notation::MessagePack => {
                self.count_one();
                self.notation.text(self.out, key);
            }
        }
        self.out
    }

    /// Counts a key that is written later, after this object has been let go of unclosed.
    pub(crate) fn count_one(&mut self) {
        match self.notation {
            Notation::Json => {}
            #[cfg(feature = "messagepack")]
            Notation::MessagePack => self.out[self.start] += 1,
        }
    }

    pub(crate) fn text(&mut self, key: &'static str, value: &str) {
        let notation = self.notation;
        notation.text(self.key(key), value);
    }

    pub(crate) fn number(&mut self, key: &'static str, value: u64) {
        let notation = self.notation;
        notation.number(self.key(key), value);
    }

    pub(crate) fn flag(&mut self, key: &'static str, value: bool) {
        let notation = self.notation;
        notation.flag(self.key(key), value);
    }

    /// A value that is already encoded.
    pub(crate) fn raw(&mut self, key: &'static str, value: &[u8]) {
        self.key(key).extend_from_slice(value);
    }

    pub(crate) fn headers(&mut self, key: &'static str, value: &Headers) {
        let format = self.notation.format();
        value.encode(format, self.key(key)).expect("strings encode in every format");
    }

    pub(crate) fn object(&mut self, key: &'static str, fill: impl FnOnce(&mut Object<'_>)) {
        let notation = self.notation;
        let mut object = Object::open(self.key(key), notation);
        fill(&mut object);
        object.close();
    }

    pub(crate) fn texts<'t>(&mut self, key: &'static str, values: impl IntoIterator<Item = &'t str>) {
        let notation = self.notation;
        list(self.key(key), notation, values, |out, value| notation.text(out, value));
    }

    pub(crate) fn objects<T>(
        &mut self,
        key: &'static str,
        values: impl IntoIterator<Item = T>,
        mut fill: impl FnMut(&mut Object<'_>, T),
    ) {
        let notation = self.notation;
        list(self.key(key), notation, values, |out, value| {
            let mut object = Object::open(out, notation);
            fill(&mut object, value);
            object.close();
        });
    }

    pub(crate) fn close(self) {
        self.out.extend_from_slice(close(self.notation));
    }
}

/// What ends an object.
pub(crate) const fn close(notation: Notation) -> &'static [u8] {
    match notation {
        Notation::Json => b"}",
        #[cfg(feature = "messagepack")]
        Notation::MessagePack => b"",
    }
}

fn list<T>(
    out: &mut Vec<u8>,
    notation: Notation,
    values: impl IntoIterator<Item = T>,
    mut item: impl FnMut(&mut Vec<u8>, T),
) {
    match notation {
        Notation::Json => {
            out.push(b'[');
            for (index, value) in values.into_iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                item(out, value);
            }
            out.push(b']');
        }
        #[cfg(feature = "messagepack")]
        Notation::MessagePack => crate::msgpack::write::list(out, values, item),
    }
}
