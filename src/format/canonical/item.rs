//! The items of a canonical record.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::Context;
use crate::format::json::Text;
use crate::transcript::{Event, EventKind, Item, Moment, Speaker, Turn, TurnKind};

/// Words under `visibility` that mean a note among staff.
const INTERNAL: [&str; 4] = ["internal", "private", "note", "staff"];

/// Reads the list of items; `None` where it is `null`. Notes among staff are left out and counted.
pub(super) struct Items<'c, 'd> {
    pub(super) context: &'c Context,
    pub(super) dropped: &'d mut u32,
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
        while let Some(fields) = list.next_element::<Fields<'de>>()? {
            if fields.internal {
                *self.dropped += 1;
            } else {
                items.push(fields.item(self.context));
            }
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

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an item")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Fields::default();
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match key.as_str() {
                "by" => fields.by = map.next_value()?,
                "text" => fields.text = map.next_value()?,
                "at" => fields.at = map.next_value()?,
                "name" => fields.name = map.next_value()?,
                "kind" => fields.kind = map.next_value()?,
                "event" => fields.event = map.next_value()?,
                "team" => fields.team = map.next_value()?,
                "guessed" => fields.guessed = map.next_value::<Text<'de>>()?.is_true(),
                "internal" => fields.internal |= map.next_value::<Text<'de>>()?.is_true(),
                "visibility" => {
                    fields.internal |= is_internal(map.next_value::<Text<'de>>()?.as_str());
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(fields)
    }
}

impl<'a> Fields<'a> {
    fn item(mut self, context: &Context) -> Item<'a> {
        let at = self.moment(context);
        let Some(word) = std::mem::take(&mut self.event).filled() else {
            return Item::Turn(self.turn(at, context));
        };
        match EventKind::named(&word) {
            Some(kind) => Item::Event(Event {
                kind,
                at,
                text: self.text.filled(),
                team: self.team.filled(),
                name: self.name.filled(),
            }),
            // An event that the model has no word for keeps its place as a notice of the platform.
            None => Item::Turn(Turn {
                at,
                name: self.name.filled(),
                ..Turn::new(Speaker::System, self.text.filled().unwrap_or(word))
            }),
        }
    }

    /// Who spoke: `[roles]` first, then the canonical word. Another word is nobody we know, and is kept as the name.
    fn turn(self, at: Option<Moment>, context: &Context) -> Turn<'a> {
        let declared = Speaker::named(self.by.as_str());
        let speaker = context
            .settings
            .role_of(&[self.name.as_str(), self.by.as_str()])
            .or(declared);
        let name = self.name.filled();
        Turn {
            name: if declared.is_some() {
                name
            } else {
                name.or_else(|| self.by.filled())
            },
            at,
            kind: TurnKind::named(self.kind.as_str()).unwrap_or_default(),
            guessed: self.guessed,
            ..Turn::new(speaker.unwrap_or(Speaker::Unknown), self.text.or_empty())
        }
    }

    fn moment(&self, context: &Context) -> Option<Moment> {
        let text = self.at.as_str();
        if text.is_empty() {
            None
        } else {
            context.clock.read(text).moment
        }
    }
}
