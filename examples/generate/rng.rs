//! Numbers that are the same on every machine.

/// `SplitMix64`: one addition and three mixes a number, good enough to choose sentences by.
pub(crate) struct Rng(u64);

impl Rng {
    /// The numbers of one conversation, so that each can be made by itself.
    pub(crate) const fn new(seed: u64, number: u64) -> Self {
        let mut rng = Self(
            seed.wrapping_mul(0xd6e8_feb8_6659_fd93) ^ number.wrapping_mul(0xa076_1d64_78bd_642f),
        );
        // The first state still shows its parts.
        rng.next();
        rng
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `end`.
    pub(crate) const fn below(&mut self, end: u64) -> u64 {
        // The bias is one in 2^50 for ends as small as ours.
        self.next() % end
    }

    /// True in `percent` of a hundred cases.
    pub(crate) const fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `list`.
    pub(crate) fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len() as u64) as usize]
    }
}
