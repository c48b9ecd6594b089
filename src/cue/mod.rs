//! Turns read once: what each one says, asks and gives.
//!
//! [`read`] folds and scans every turn of a conversation into a [`Reading`], whose buffers are reused from one
//! conversation to the next. Everything after this looks at the reading, never at the raw text, except to quote it.

mod asked;
mod reading;
mod request;
mod supposed;
mod value;

pub use reading::{Reading, TurnReading, read};
pub use request::{Request, RequestKind};
pub use value::{Value, ValueKind};
