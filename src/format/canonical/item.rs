//! The items of a canonical record.

use std::fmt;
use std::mem::take;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Context;
use crate::format::json::Text;
use crate::transcript::{Event, EventKind, Item, Moment, Oddities, Speaker, Turn, TurnKind};

/// Words under `visibility` that mean a note among staff.
const INTERNAL: [&str; 4] = ["internal", "private", "note", "staff"];

/// Reads the list of items; `None` where it is `null`. Notes among staff are left out and counted.
pub(super) struct Items<'c, 'd> {
    pub(super) context: &'c Context,
    pub(super) dropped: &'d mut u32,
    pub(super) odd: &'d mut Oddities,
}

impl<'de> DeserializeSeed<'de> for Items<'_, '_> {
    type Value = Option<Vec<Item<'de>>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, '_> {
    type Value = Option<Vec<Item<'de>>>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of items")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::with_capacity(16);
        // Filled in place: a large export has millions of items.
        let mut fields = Fields::default();
        while list.next_element_seed(&mut fields)?.is_some() {
            if fields.internal {
                *self.dropped += 1;
            } else {
                items.push(fields.item(self.context, self.odd));
            }
            fields = Fields::default();
        }
        Ok(Some(items))
    }
}

fn is_internal(visibility: &str) -> bool {
    INTERNAL.contains(&visibility)
}

/// One item as it was written.
#[derive(Default)]
struct Fields<'a> {
    by: Text<'a>,
    text: Text<'a>,
    at: Text<'a>,
    name: Text<'a>,
    kind: Text<'a>,
    event: Text<'a>,
    team: Text<'a>,
    guessed: bool,
    internal: bool,
}

impl<'de> DeserializeSeed<'de> for &mut Fields<'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Fields<'de> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an item")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match key.as_str() {
                "by" => self.by = map.next_value()?,
                "text" => self.text = map.next_value()?,
                "at" => self.at = map.next_value()?,
                "name" => self.name = map.next_value()?,
                "kind" => self.kind = map.next_value()?,
                "event" => self.event = map.next_value()?,
                "team" => self.team = map.next_value()?,
                "guessed" => self.guessed = map.next_value::<Text<'de>>()?.is_true(),
                "internal" => self.internal |= map.next_value::<Text<'de>>()?.is_true(),
                "visibility" => {
                    self.internal |= is_internal(map.next_value::<Text<'de>>()?.as_str());
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

impl<'a> Fields<'a> {
    /// The item; its words are taken out of the fields.
    fn item(&mut self, context: &Context, odd: &mut Oddities) -> Item<'a> {
        let at = self.moment(context, odd);
        let Some(word) = take(&mut self.event).filled() else {
            return Item::Turn(self.turn(at, context, odd));
        };
        let (text, name, team) = (
            take(&mut self.text),
            take(&mut self.name).filled(),
            take(&mut self.team),
        );
        let Some(kind) = EventKind::named(&word) else {
            // An event that the model has no word for keeps its place as a notice of the platform.
            odd.events += 1;
            return Item::Turn(Turn {
                at,
                name,
                ..Turn::new(Speaker::System, text.filled().unwrap_or(word))
            });
        };
        Item::Event(Event {
            kind,
            at,
            text: text.filled(),
            team: team.filled(),
            name,
        })
    }

    /// Who spoke: `[roles]` first, then the canonical word. Another word is nobody we know, and is kept as the name.
    fn turn(&mut self, at: Option<Moment>, context: &Context, odd: &mut Oddities) -> Turn<'a> {
        let by = take(&mut self.by);
        let declared = Speaker::named(by.as_str());
        let speaker = context
            .settings
            .role_of(&[self.name.as_str(), by.as_str()])
            .or(declared);
        odd.speakers += u32::from(speaker.is_none());
        let name = take(&mut self.name).filled();
        Turn {
            by: speaker.unwrap_or(Speaker::Unknown),
            text: take(&mut self.text).or_empty(),
            at,
            name: if declared.is_some() {
                name
            } else {
                name.or_else(|| by.filled())
            },
            kind: TurnKind::named(take(&mut self.kind).as_str()).unwrap_or_default(),
            guessed: self.guessed,
        }
    }

    fn moment(&mut self, context: &Context, odd: &mut Oddities) -> Option<Moment> {
        let at = take(&mut self.at);
        if at.as_str().is_empty() {
            return None;
        }
        let reading = context.clock.read(at.as_str());
        reading.count(odd);
        reading.moment
    }
}
