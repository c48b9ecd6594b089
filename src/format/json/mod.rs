//! What all JSON-shaped formats share: lines, lenient values, and telling shapes apart.

mod key;
mod lines;
pub(super) mod look;
mod node;
mod records;
mod shape;
mod text;

pub use key::record_key;
pub(super) use lines::{document, documents, fault, framing, lines, values};
pub(super) use node::{Node, is_same, parse, unfold};
pub(super) use records::{Context, Record, RecordReader, by_time, cut, keyed, table_with};
pub(super) use shape::Shape;
pub(super) use text::Text;
