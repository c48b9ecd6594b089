//! What all JSON-shaped formats share: lines, lenient values, and telling shapes apart.

mod lines;
pub(super) mod look;
mod shape;
mod text;

pub(super) use lines::{documents, fault, framing, lines, values};
pub(super) use shape::Shape;
pub(super) use text::Text;
