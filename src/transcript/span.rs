//! A place in the raw text of one item.

/// A byte range of one item's raw text, always on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Number of the item in its conversation, from 0.
    pub item: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}
