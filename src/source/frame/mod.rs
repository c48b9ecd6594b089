//! Finding where whole records end in a growing buffer, without ever looking at a byte twice.

mod keyed;
mod rows;
mod sessions;
#[cfg(test)]
mod tests;
mod values;

pub(super) use rows::{RowCutter, first_row};

use memchr::memchr;

use self::keyed::KeyedCutter;
use self::sessions::SessionCutter;
use self::values::ValueCutter;
use crate::format::Framing;

/// A run of bytes that must stay together: a record, or all rows of one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// One past its last byte in the buffer.
    pub(super) end: usize,
    /// How many records it is.
    pub(super) records: u64,
    /// Whether a chunk has to end here, because nothing separates this record from the next.
    pub(super) last: bool,
}

/// Cuts one file. All positions count from the start of the buffer that is shown to [`Cutter::next`]; whoever drops
/// bytes from its front says so with [`Cutter::forget`].
pub(super) enum Cutter {
    /// One record a line; remembers how far it has looked.
    Lines(usize),
    Values(ValueCutter),
    Rows(Box<RowCutter>),
    Sessions(SessionCutter),
    Keyed(Box<KeyedCutter>),
    /// The document has no parts.
    Whole,
}

impl Cutter {
    pub(super) fn new(framing: Framing) -> Self {
        match framing {
            Framing::Lines => Self::Lines(0),
            Framing::JsonValues => Self::Values(ValueCutter::default()),
            Framing::JsonList(name) => Self::Values(ValueCutter::within(name)),
            Framing::JsonRows { records, key } => {
                let records = Self::new(records.framing());
                Self::Keyed(Box::new(KeyedCutter::new(records, key)))
            }
            Framing::Rows { delimiter, key } => {
                Self::Rows(Box::new(RowCutter::new(delimiter, key)))
            }
            Framing::Letters { .. } => Self::Rows(Box::new(RowCutter::new(b',', Some(0)))),
            Framing::Sessions { stamps, gap } => Self::Sessions(SessionCutter::new(stamps, gap)),
            Framing::Whole => Self::Whole,
        }
    }

    /// The next whole unit in `buffer`, which holds what it held before and perhaps more. Separators between JSON
    /// values are rewritten in place, so that every chunk holds one value a line.
    pub(super) fn next(&mut self, buffer: &mut [u8]) -> Option<Unit> {
        match self {
            Self::Lines(seen) => {
                let found = memchr(b'\n', &buffer[*seen..]).map(|at| *seen + at + 1);
                *seen = found.unwrap_or(buffer.len());
                found.map(|end| Unit {
                    end,
                    records: 1,
                    last: false,
                })
            }
            Self::Values(cutter) => cutter.next(buffer),
            Self::Rows(cutter) => cutter.next(buffer),
            Self::Sessions(cutter) => cutter.next(buffer),
            Self::Keyed(cutter) => cutter.next(buffer),
            Self::Whole => None,
        }
    }

    /// Tells that `count` bytes were dropped from the front of the buffer.
    pub(super) fn forget(&mut self, count: usize) {
        match self {
            Self::Lines(seen) => *seen -= count,
            Self::Values(cutter) => cutter.forget(count),
            Self::Rows(cutter) => cutter.forget(count),
            Self::Sessions(cutter) => cutter.forget(count),
            Self::Keyed(cutter) => cutter.forget(count),
            Self::Whole => {}
        }
    }

    /// How many of the bytes looked at so far are not needed to find the next unit's end, though it has not come yet.
    pub(super) fn spare(&self) -> usize {
        match self {
            Self::Lines(seen) => *seen,
            Self::Values(cutter) => cutter.spare(),
            Self::Rows(cutter) => cutter.spare(),
            Self::Sessions(cutter) => cutter.spare(),
            Self::Keyed(cutter) => cutter.spare(),
            Self::Whole => 0,
        }
    }

    /// Whether the input, if it ended here, would have ended inside a record or list that was begun.
    pub(super) fn is_inside(&self) -> bool {
        match self {
            Self::Values(cutter) => cutter.is_inside(),
            Self::Rows(cutter) => cutter.is_inside(),
            Self::Keyed(cutter) => cutter.is_inside(),
            Self::Lines(_) | Self::Sessions(_) | Self::Whole => false,
        }
    }

    /// How many whole records are held together before the one being read.
    pub(super) fn held(&self) -> u64 {
        match self {
            Self::Rows(cutter) => cutter.held_rows(),
            Self::Keyed(cutter) => cutter.held(),
            _ => 0,
        }
    }

    /// Whether a unit may be as large as it likes.
    pub(super) const fn is_whole(&self) -> bool {
        matches!(self, Self::Whole)
    }
}
