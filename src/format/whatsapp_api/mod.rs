//! What passes through the `WhatsApp` Business API: the webhooks that a company receives (messages and statuses) and the
//! requests by which it sends, as whoever sends them logged them; one conversation for every session.
//!
//! Who wrote a message of the company is said nowhere, unless the log has a role; `[roles]` tells by the sender's name or
//! the company's number. A message of which only the statuses were logged was sent and stays without words.

mod body;
mod read;
mod rows;

use self::read::thread;
use self::rows::rows;
use super::json::framing;
use super::time::Clock;
use super::unfold::{HEADER, ROWS, groups, unfold_values};
use super::{Chunk, Emit, Evidence, Format, Framing, Head, ReadSettings, Reader, Table, Unfold};
use crate::transcript::Capabilities;

/// The format.
pub(super) struct WhatsAppApi;

impl Format for WhatsAppApi {
    fn id(&self) -> &'static str {
        "whatsapp-api"
    }

    fn title(&self) -> &'static str {
        "WhatsApp Business API webhooks and sent messages (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ROLES
            .with(Capabilities::HUMAN_SIDE)
            .with(Capabilities::TIMES)
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        if shape.has_key(&["messaging_product"]) {
            return Some(Evidence::new(95, &["messaging_product"]));
        }
        // The API that companies hosted themselves had no envelope.
        let is_bare = shape.has("contacts[].wa_id") && shape.has("messages[].from");
        is_bare.then(|| Evidence::new(90, &["contacts[].wa_id", "messages[].from"]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        Ok(Box::new(Log {
            framing: framing(head),
            clock: Clock::of(settings)?,
            settings: settings.clone(),
        }))
    }
}

/// One opened log.
struct Log {
    framing: Framing,
    clock: Clock,
    settings: ReadSettings,
}

impl Reader for Log {
    fn framing(&self) -> Framing {
        ROWS
    }

    fn unfold(&self) -> Option<&dyn Unfold> {
        Some(self)
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        groups(chunk, emit, |group, emit| {
            thread(&group, &self.settings, &self.clock, emit);
        });
    }
}

impl Unfold for Log {
    fn framing(&self) -> Framing {
        self.framing
    }

    fn header(&self) -> Vec<String> {
        HEADER.map(str::to_owned).to_vec()
    }

    fn unfold(&self, chunk: Chunk<'_>, table: &mut Table) {
        unfold_values(chunk, table, |value, table| {
            if rows(value, table) {
                Ok(())
            } else {
                Err("neither a webhook (`entry`) nor a sent message (`to`)")
            }
        });
    }
}
