//! Conversations as canonical JSON, one a line, always with the same keys in the same order.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use xxhash_rust::xxh3::xxh3_64;

use crate::transcript::{Capabilities, Conversation, Event, Item, Moment, Status, Turn, TurnKind};

/// The schema that canonical conversations name.
pub(super) const SCHEMA: &str = "lamsa/conversation@1";

/// Writes `conversation` as one line of canonical JSON. What is absent or at its default is left out, so reading the
/// line gives the same conversation and writing that gives the same bytes.
///
/// # Errors
/// Those of `out`.
pub fn to_canonical(conversation: &Conversation<'_>, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Record(conversation))?;
    out.write_all(b"\n")
}

/// The id of a conversation whose source gave it none: `x-` and a hash of its canonical items.
#[must_use]
pub fn content_id(items: &[Item<'_>]) -> String {
    // Writing to memory cannot fail, and the items hold nothing that JSON cannot say.
    let bytes = serde_json::to_vec(&Items(items)).unwrap_or_default();
    format!("x-{:016x}", xxh3_64(&bytes))
}

struct Record<'c>(&'c Conversation<'c>);
struct Items<'c>(&'c [Item<'c>]);
struct Time(Moment);

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let one = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", SCHEMA)?;
        map.serialize_entry("id", &one.id)?;
        map.serialize_entry("channel", one.channel.as_str())?;
        optional(&mut map, "customer", one.customer.as_ref())?;
        optional(&mut map, "source", one.source.as_ref())?;
        if one.capabilities != Capabilities::ALL {
            map.serialize_entry(
                "capabilities",
                &one.capabilities.names().collect::<Vec<_>>(),
            )?;
        }
        optional(&mut map, "language", one.language.as_ref())?;
        if one.status != Status::Unknown {
            map.serialize_entry("status", one.status.as_str())?;
        }
        optional(&mut map, "csat", one.csat.as_ref())?;
        if !one.tags.is_empty() {
            map.serialize_entry("tags", &one.tags)?;
        }
        if !one.meta.is_empty() {
            map.serialize_entry("meta", &one.meta)?;
        }
        map.serialize_entry("items", &Items(&one.items))?;
        map.end()
    }
}

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for item in self.0 {
            match item {
                Item::Turn(turn) => list.serialize_element(&TurnRecord(turn))?,
                Item::Event(event) => list.serialize_element(&EventRecord(event))?,
            }
        }
        list.end()
    }
}

struct TurnRecord<'c>(&'c Turn<'c>);
struct EventRecord<'c>(&'c Event<'c>);

impl Serialize for TurnRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let turn = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("by", turn.by.as_str())?;
        map.serialize_entry("text", &turn.text)?;
        optional(&mut map, "at", turn.at.map(Time).as_ref())?;
        optional(&mut map, "name", turn.name.as_ref())?;
        if turn.kind != TurnKind::Text {
            map.serialize_entry("kind", turn.kind.as_str())?;
        }
        if turn.guessed {
            map.serialize_entry("guessed", &true)?;
        }
        map.end()
    }
}

impl Serialize for EventRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let event = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("event", event.kind.as_str())?;
        optional(&mut map, "at", event.at.map(Time).as_ref())?;
        optional(&mut map, "text", event.text.as_ref())?;
        optional(&mut map, "team", event.team.as_ref())?;
        optional(&mut map, "name", event.name.as_ref())?;
        map.end()
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

fn optional<M: SerializeMap, V: Serialize>(
    map: &mut M,
    key: &'static str,
    value: Option<&V>,
) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(key, value))
}
