//! A list of messages with what stands around it.

use std::fmt;

use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{Layout, Message};
use crate::format::json::Text;
use crate::transcript::Meta;

/// One logged conversation.
#[derive(Default)]
pub(in crate::format) struct Record<'a> {
    /// The messages; `None` where the record has no such list.
    pub(in crate::format) messages: Option<Vec<Message<'a>>>,
    /// Every other field that is not `null`.
    pub(in crate::format) fields: Meta,
}

impl<'a> Record<'a> {
    /// Reads one record: an object with a list of messages, or such a list alone.
    ///
    /// # Errors
    /// Those of JSON.
    pub(in crate::format) fn read(json: &'a str, layout: &Layout) -> serde_json::Result<Self> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let record = deserializer.deserialize_any(RecordVisitor(layout))?;
        deserializer.end()?;
        Ok(record)
    }

    /// Takes the first of `keys` that holds a string or number, as text.
    pub(in crate::format) fn take(&mut self, keys: &[&str]) -> Option<String> {
        let key = keys.iter().find(|key| {
            self.fields
                .get(**key)
                .is_some_and(|value| text(value).is_some())
        })?;
        self.fields.remove(*key).as_ref().and_then(text)
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

struct RecordVisitor<'l>(&'l Layout);

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = Record<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "an object with a list `{}`", self.0.messages)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut messages = Vec::new();
        while let Some(message) = list.next_element()? {
            messages.push(message);
        }
        Ok(Record {
            messages: Some(messages),
            fields: Meta::new(),
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut record = Record::default();
        while let Some(key) = map.next_key::<Text<'de>>()? {
            if key.as_str() == self.0.messages {
                record.messages = map.next_value()?;
            } else if self.0.ignored.contains(&key.as_str()) {
                map.next_value::<IgnoredAny>()?;
            } else {
                let value: Value = map.next_value()?;
                if !value.is_null() {
                    record.fields.insert(key.or_empty().into_owned(), value);
                }
            }
        }
        Ok(record)
    }
}
