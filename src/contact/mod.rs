//! The contact ledger: when a need for a person arose, and what became of it.

mod allowance;
mod arising;
pub mod beside;
pub mod course;
mod ledger;
mod need;
mod outcome;

pub use allowance::{Allowance, Allowances};
pub use arising::{Arising, Reason};
pub use beside::Beside;
pub use ledger::{Ledger, Terms, has_human};
pub use need::{Need, NeedKind};
pub use outcome::Outcome;
