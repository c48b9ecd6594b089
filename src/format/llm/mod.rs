//! What logs of language models share: a list of messages with a role each, tool calls, and a handful of fields
//! around it.
//!
//! System prompts and tool results are not speech and leave no trace. A tool call leaves one only where its name says
//! that the customer was handed to people. Such logs tell who spoke and what the bot called, and nothing of what
//! people did afterwards.

mod content;
mod handoff;
mod log;
mod message;
mod record;
mod timeline;

pub(super) use handoff::is_handoff;
pub(super) use log::{Layout, Log, LogReader};
use message::Message;
pub(super) use record::Record;
pub(super) use timeline::cell;

use crate::transcript::Capabilities;

/// What every log of a language model can show.
pub(super) const CAPABILITIES: Capabilities =
    Capabilities::ROLES.with(Capabilities::HANDOFF_EVENTS);
