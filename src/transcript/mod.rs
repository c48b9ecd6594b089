//! The model that everything else speaks: conversations, their items, who spoke, where, and what a source can show.
//!
//! A conversation borrows its text from the bytes it was read from, so reading costs no copies.

mod capabilities;
mod channel;
mod conversation;
mod item;
mod moment;
mod span;
mod speaker;

pub use capabilities::Capabilities;
pub use channel::{Channel, ChannelKind};
pub use conversation::{Conversation, Meta, Oddities, Status};
pub use item::{Event, EventKind, Item, Turn, TurnKind};
pub use moment::Moment;
pub use span::Span;
pub use speaker::Speaker;
