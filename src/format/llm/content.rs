//! What a message says: a string, or a list of parts.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::format::json::Text;

/// The content of one message.
#[derive(Debug, Default)]
pub(super) struct Content<'a> {
    /// The words; the text parts, one a line.
    pub(super) text: Option<Cow<'a, str>>,
    /// Whether there were parts that are not text (pictures, files, sound).
    pub(super) attachment: bool,
    /// Names of the tools that parts call.
    pub(super) calls: Vec<Cow<'a, str>>,
}

impl<'a> Content<'a> {
    fn say(&mut self, words: Cow<'a, str>) {
        match &mut self.text {
            Some(text) => {
                let text = text.to_mut();
                text.push('\n');
                text.push_str(&words);
            }
            None => self.text = Some(words),
        }
    }

    fn add(&mut self, part: Part<'a>) {
        match part.kind.as_str() {
            "tool_use" | "tool_call" | "function_call" => self.calls.extend(part.name.filled()),
            "tool_result"
            | "tool_call_response"
            | "function_call_output"
            | "thinking"
            | "reasoning" => {}
            _ => match part.text {
                Some(words) => self.say(words),
                None => self.attachment |= !part.kind.as_str().is_empty(),
            },
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Content<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Content<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the content of a message")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Content {
            text: Some(Cow::Borrowed(text)),
            ..Content::default()
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Content {
            text: Some(Cow::Owned(text.to_owned())),
            ..Content::default()
        })
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Content {
            text: Some(Cow::Owned(text)),
            ..Content::default()
        })
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.visit_string(value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.visit_string(value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.visit_string(value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        self.visit_string(value.to_string())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Content::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut content = Content::default();
        while let Some(part) = list.next_element::<Part<'de>>()? {
            content.add(part);
        }
        Ok(content)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut content = Content::default();
        content.add(PartVisitor.visit_map(map)?);
        Ok(content)
    }
}

/// One part of a content.
#[derive(Default)]
struct Part<'a> {
    kind: Text<'a>,
    text: Option<Cow<'a, str>>,
    name: Text<'a>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Part<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartVisitor)
    }
}

struct PartVisitor;

impl<'de> Visitor<'de> for PartVisitor {
    type Value = Part<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a part of a message")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Part {
            text: Some(Cow::Borrowed(text)),
            ..Part::default()
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Part {
            text: Some(Cow::Owned(text.to_owned())),
            ..Part::default()
        })
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Part::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut part = Part::default();
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match key.as_str() {
                "type" => part.kind = map.next_value()?,
                // OpenTelemetry and some exporters put the words under `content`, assistants under `text.value`.
                "text" | "content" | "value" => {
                    part.text = map.next_value::<Content<'de>>()?.text.or(part.text);
                }
                "name" => part.name = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(part)
    }
}
