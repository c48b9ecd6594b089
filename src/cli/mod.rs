//! The commands, one file a verb. Each is a plain function from its arguments to what it writes.

pub mod convert;
pub mod formats;
pub mod inspect;
pub mod read;
