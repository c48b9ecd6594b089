//! One message of a log.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::content::Content;
use crate::format::json::Text;

/// A message as it was written. The first of several keys for the same thing that holds something is taken.
#[derive(Debug, Default)]
pub(in crate::format) struct Message<'a> {
    pub(super) role: Text<'a>,
    pub(super) name: Text<'a>,
    pub(super) at: Text<'a>,
    pub(super) content: Content<'a>,
    pub(super) calls: Calls<'a>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Message<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MessageVisitor)
    }
}

struct MessageVisitor;

impl<'de> Visitor<'de> for MessageVisitor {
    type Value = Message<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut message = Message::default();
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match key.as_str() {
                "role" | "from" => first(&mut message.role, map.next_value()?),
                "name" => message.name = map.next_value()?,
                "content" | "value" | "parts" => {
                    let content: Content<'de> = map.next_value()?;
                    if message.content.text.is_none() {
                        message.content = content;
                    }
                }
                "tool_calls" | "function_call" => {
                    let calls: Calls<'de> = map.next_value()?;
                    message.calls.0.extend(calls.0);
                }
                "created_at" | "timestamp" | "created" | "time" | "date" => {
                    first(&mut message.at, map.next_value()?);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(message)
    }
}

fn first<'a>(slot: &mut Text<'a>, value: Text<'a>) {
    if slot.as_str().is_empty() {
        *slot = value;
    }
}

/// The names of called tools, from `[{"function": {"name"}}]`, `[{"name"}]`, or a single one of these.
#[derive(Debug, Default)]
pub(super) struct Calls<'a>(pub(super) Vec<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Calls<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CallsVisitor)
    }
}

struct CallsVisitor;

impl<'de> Visitor<'de> for CallsVisitor {
    type Value = Calls<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("tool calls")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Calls::default())
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Calls(vec![Cow::Borrowed(name)]))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Calls(vec![Cow::Owned(name.to_owned())]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut calls = Calls::default();
        while let Some(inner) = list.next_element::<Calls<'de>>()? {
            calls.0.extend(inner.0);
        }
        Ok(calls)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut calls = Calls::default();
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match key.as_str() {
                "name" => calls.0.extend(map.next_value::<Text<'de>>()?.filled()),
                "function" => calls.0.extend(map.next_value::<Calls<'de>>()?.0),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(calls)
    }
}
