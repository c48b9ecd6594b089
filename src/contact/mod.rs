//! The contact ledger: when a need for a person arose, and what became of it.

mod need;
mod outcome;

pub use need::{Need, NeedKind};
pub use outcome::Outcome;
