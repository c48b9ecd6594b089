//! One canonical record.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;

use super::Context;
use super::item::Items;
use crate::format::json::Text;
use crate::format::write::{SCHEMA, content_id};
use crate::transcript::{Capabilities, Channel, Conversation, Status};

/// Why a line is no conversation.
pub(super) enum Unfit {
    /// It is not the JSON that was expected.
    Json(serde_json::Error),
    /// It is an object of another kind.
    NoItems,
    /// It says that it follows another schema.
    Schema,
}

/// Reads one line.
///
/// # Errors
/// Why it is no conversation.
pub(super) fn read_record<'a>(line: &'a str, context: &Context) -> Result<Conversation<'a>, Unfit> {
    let mut json = serde_json::Deserializer::from_str(line);
    let draft = json
        .deserialize_map(RecordVisitor(context))
        .map_err(Unfit::Json)?;
    json.end().map_err(Unfit::Json)?;
    draft.finish()
}

/// A conversation while its fields come in.
struct Draft<'a> {
    conversation: Conversation<'a>,
    has_id: bool,
    has_items: bool,
    foreign: bool,
}

impl<'a> Draft<'a> {
    fn finish(self) -> Result<Conversation<'a>, Unfit> {
        if self.foreign {
            return Err(Unfit::Schema);
        }
        if !self.has_id && !self.has_items {
            return Err(Unfit::NoItems);
        }
        let mut conversation = self.conversation;
        if !self.has_id {
            conversation.id = Cow::Owned(content_id(&conversation.items));
        }
        Ok(conversation)
    }
}

struct RecordVisitor<'c>(&'c Context);

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = Draft<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a conversation")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut draft = Draft {
            conversation: Conversation::new("", Channel::new(Cow::Borrowed(""))),
            has_id: false,
            has_items: false,
            foreign: false,
        };
        let mut has_channel = false;
        while let Some(key) = map.next_key::<Text<'de>>()? {
            let one = &mut draft.conversation;
            match key.as_str() {
                "id" => {
                    if let Some(id) = map.next_value::<Text<'de>>()?.filled() {
                        one.id = id;
                        draft.has_id = true;
                    }
                }
                "items" => {
                    let seed = Items {
                        context: self.0,
                        dropped: &mut one.dropped_notes,
                        odd: &mut one.odd,
                    };
                    if let Some(items) = map.next_value_seed(seed)? {
                        one.items = items;
                        draft.has_items = true;
                    }
                }
                "channel" => {
                    if let Some(word) = map.next_value::<Text<'de>>()?.filled() {
                        one.channel = Channel::new(word);
                        has_channel = true;
                    }
                }
                "schema" => draft.foreign = is_foreign(map.next_value::<Text<'de>>()?.as_str()),
                "customer" => one.customer = map.next_value::<Text<'de>>()?.filled(),
                "source" => one.source = map.next_value::<Text<'de>>()?.filled(),
                "language" => one.language = map.next_value::<Text<'de>>()?.filled(),
                _ => set(one, &key.or_empty(), map.next_value()?),
            }
        }
        if !has_channel && let Some(word) = &self.0.settings.channel {
            draft.conversation.channel = Channel::new(Cow::Owned(word.clone()));
        }
        Ok(draft)
    }
}

fn is_foreign(schema: &str) -> bool {
    schema.starts_with("lamsa/") && schema != SCHEMA
}

/// Sets a field that few records have. A value that does not fit the model, or is no part of it, goes to `meta`.
fn set(one: &mut Conversation<'_>, key: &str, value: Value) {
    if value.is_null() {
        return;
    }
    let unfit = match key {
        "meta" => set_meta(one, value),
        "status" => set_status(one, value),
        "csat" => set_csat(one, value),
        "tags" => set_tags(one, value),
        "capabilities" => set_capabilities(one, value),
        _ => Some(value),
    };
    if let Some(value) = unfit {
        // What `meta` itself says is meant; a stray field of the same name is not.
        one.meta.entry(key.to_owned()).or_insert(value);
    }
}

fn set_meta(one: &mut Conversation<'_>, value: Value) -> Option<Value> {
    let Value::Object(fields) = value else {
        return Some(value);
    };
    one.meta.extend(fields);
    None
}

fn set_status(one: &mut Conversation<'_>, value: Value) -> Option<Value> {
    let Some(status) = value.as_str().and_then(Status::named) else {
        return Some(value);
    };
    one.status = status;
    None
}

fn set_csat(one: &mut Conversation<'_>, value: Value) -> Option<Value> {
    let written = || value.as_str().and_then(|text| text.trim().parse().ok());
    let Some(csat) = value
        .as_f64()
        .or_else(written)
        .filter(|csat| csat.is_finite())
    else {
        return Some(value);
    };
    one.csat = Some(csat);
    None
}

fn set_tags(one: &mut Conversation<'_>, value: Value) -> Option<Value> {
    let word = |tag: &Value| match tag {
        Value::String(text) => Some(Cow::Owned(text.clone())),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    };
    let tags: Option<Vec<_>> = match &value {
        Value::Array(tags) => tags.iter().map(word).collect(),
        single => word(single).map(|tag| vec![tag]),
    };
    let Some(tags) = tags else { return Some(value) };
    one.tags = tags;
    None
}

/// Sets the abilities that we know and returns the others.
fn set_capabilities(one: &mut Conversation<'_>, value: Value) -> Option<Value> {
    let Value::Array(names) = value else {
        return Some(value);
    };
    let known = |name: &Value| name.as_str().and_then(Capabilities::named);
    one.capabilities = names
        .iter()
        .filter_map(known)
        .fold(Capabilities::NONE, Capabilities::with);
    let others: Vec<Value> = names
        .into_iter()
        .filter(|name| known(name).is_none())
        .collect();
    (!others.is_empty()).then_some(Value::Array(others))
}
