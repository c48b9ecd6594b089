//! Mergeable integer counts over verdicts, and the figures that follow from them.
//!
//! Everything here is integers in sorted maps, so that merging is associative and commutative bit for bit.

mod beside;
pub(crate) mod channels;
mod counts;
mod histogram;
mod interval;
mod without;
mod word;

pub use beside::{BesideCounts, Waits};
pub use counts::{Counts, Other, Tally};
pub use histogram::Histogram;
pub use interval::{Interval, wilson};
