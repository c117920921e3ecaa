//! What an input says beside its bytes: how they are cut, and how the peer that sends them behaves.

/// The input's bytes, and what its first ones say of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Script<'a> {
    sizes: &'a [u8],
    bytes: &'a [u8],
    /// The peer goes away without waiting for anything.
    pub(crate) vanishes: bool,
    /// Something is broadcast after each chunk.
    pub(crate) broadcasts: bool,
}

impl<'a> Script<'a> {
    /// The first byte: three bits for how many sizes follow, and a bit for each habit.
    pub(crate) fn of(input: &'a [u8]) -> Self {
        let (habits, rest) = input.split_first().map_or((0, input), |(habits, rest)| (*habits, rest));
        let (sizes, bytes) = rest.split_at(rest.len().min(usize::from(habits & 7)));
        Self { sizes, bytes, vanishes: habits & 8 != 0, broadcasts: habits & 16 != 0 }
    }

    /// All bytes that are sent.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The bytes cut into these sizes, over and over; without sizes, all at once.
    pub(crate) fn chunks(&self) -> impl Iterator<Item = &'a [u8]> {
        let (mut rest, mut sizes) = (self.bytes, self.sizes.iter().cycle());
        std::iter::from_fn(move || {
            let size = sizes.next().map_or(usize::MAX, |size| usize::from(*size).max(1));
            let (chunk, later) = rest.split_at(size.min(rest.len()));
            rest = later;
            (!chunk.is_empty()).then_some(chunk)
        })
    }
}
