//! What exports of help desks share: pages of records as their APIs give them out, rows that belong together, lenient
//! look-ups in JSON that every account fills differently, and the making of a conversation from it.
//!
//! Nothing here knows a platform. A platform is a [`Layout`] with a function that reads one record.

mod draft;
mod fields;
mod layout;
mod page;
mod reader;
mod table;

pub(super) use draft::{About, Desk, Draft, Party};
pub(super) use fields::{first, flag, get, list, text, word};
pub(super) use layout::{Layout, Record, Rows, Unfit};
pub(super) use reader::DeskReader;
pub(super) use table::{DeskTable, Header, columns};
