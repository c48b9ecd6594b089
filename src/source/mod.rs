//! Where bytes come from: files, folders, globs, stdin; plain or compressed; cut into chunks of whole records.
//!
//! [`walk()`] turns paths into an ordered list of inputs. A [`Feed`] opens them one after the other, recognises their
//! format and hands out chunks of whole records to whoever asks, so that any number of workers can share one feed and
//! memory stays flat however large the input is.

mod again;
mod archive;
mod decompress;
mod drain;
mod encoding;
mod feed;
mod file;
mod frame;
mod gather;
mod letters;
mod open;
mod own;
mod place;
mod reopen;
mod scan;
mod sheet;
mod survey;
mod unfolded;
mod walk;
mod workbook;

pub use again::Joined;
pub use archive::{ATTACHMENT, Member};
pub use drain::{Found, drain};
pub use feed::{Delivered, Delivery, Feed, Limits};
pub use file::{FileError, SourceFile};
pub use own::is_own_output;
pub use place::Rows;
pub use walk::{Input, Place, WalkError, walk};
pub use workbook::Sheet;
