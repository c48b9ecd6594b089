//! A value of an export, asked for what it should hold and never failing where it holds something else.
//!
//! Platforms write one schema in several spellings (`messageTime`, `message_time`, `MessageTime`), numbers as strings,
//! and JSON inside of strings; a node does not mind.

use serde_json::{Map, Value};

/// A value, or nothing.
#[derive(Clone, Copy, Debug)]
pub(in crate::format) struct Node<'v>(&'v Value);

static NOTHING: Value = Value::Null;

impl<'v> Node<'v> {
    /// The value as a node.
    pub(in crate::format) const fn of(value: &'v Value) -> Self {
        Self(value)
    }

    /// What stands under `key`, in whatever spelling; nothing where there is no such key.
    pub(in crate::format) fn get(self, key: &str) -> Self {
        let Value::Object(fields) = self.0 else {
            return Self(&NOTHING);
        };
        let loose = || {
            let same = |(name, _): &(&String, &Value)| is_same(name, key);
            fields.iter().find(same).map(|(_, value)| value)
        };
        Self(fields.get(key).or_else(loose).unwrap_or(&NOTHING))
    }

    /// What stands at a dotted path.
    pub(in crate::format) fn at(self, path: &str) -> Self {
        path.split('.').fold(self, Self::get)
    }

    /// The first of the paths that holds words.
    pub(in crate::format) fn first(self, paths: &[&str]) -> Option<String> {
        paths.iter().find_map(|path| self.at(path).word())
    }

    /// The words of a string, number or boolean, as they were written; `None` where they are blank.
    pub(in crate::format) fn text(self) -> Option<String> {
        match self.0 {
            Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        }
    }

    /// A name, id, time or enum value: trimmed, and none of the words that stand for nothing.
    pub(in crate::format) fn word(self) -> Option<String> {
        let text = self.text()?;
        let word = text.trim();
        (!matches!(word, "null" | "undefined" | "None" | "nil")).then(|| word.to_owned())
    }

    /// A number, also where it was written as a string.
    pub(in crate::format) fn number(self) -> Option<f64> {
        match self.0 {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
        .filter(|number: &f64| number.is_finite())
    }

    /// Whether it says yes.
    pub(in crate::format) fn is_true(self) -> bool {
        match self.0 {
            Value::Bool(flag) => *flag,
            Value::String(text) => text.eq_ignore_ascii_case("true"),
            Value::Number(number) => number.as_u64() == Some(1),
            _ => false,
        }
    }

    /// Whether there is nothing.
    pub(in crate::format) const fn is_nothing(self) -> bool {
        matches!(self.0, Value::Null)
    }

    /// The elements of a list; a value that stands alone where a list should is one.
    pub(in crate::format) fn list(self) -> impl DoubleEndedIterator<Item = Self> {
        let elements: &[Value] = match self.0 {
            Value::Array(list) => list,
            Value::Null => &[],
            other => std::slice::from_ref(other),
        };
        elements.iter().map(Node)
    }

    /// Whether it is a list.
    pub(in crate::format) const fn is_list(self) -> bool {
        matches!(self.0, Value::Array(_))
    }

    /// The fields of an object.
    pub(in crate::format) const fn fields(self) -> Option<&'v Map<String, Value>> {
        match self.0 {
            Value::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// The first words at or below it under one of `keys`, in the order of the keys, then in depth.
    pub(in crate::format) fn find(self, keys: &[&str]) -> Option<String> {
        if let Some(words) = keys.iter().find_map(|key| self.get(key).text()) {
            return Some(words);
        }
        match self.0 {
            Value::Object(fields) => fields.values().find_map(|value| Node(value).find(keys)),
            Value::Array(list) => list.iter().find_map(|value| Node(value).find(keys)),
            _ => None,
        }
    }
}

/// Puts in the place of a string that holds a JSON object or list what it holds.
pub(in crate::format) fn unfold(value: &mut Value, key: &str) {
    let Some(inner) = value.get_mut(key) else {
        return;
    };
    if let Some(parsed) = inner.as_str().and_then(parse) {
        *inner = parsed;
    }
}

/// The JSON object or list that a text holds.
pub(in crate::format) fn parse(text: &str) -> Option<Value> {
    let text = text.trim();
    if text.starts_with(['{', '[']) {
        serde_json::from_str(text).ok()
    } else {
        None
    }
}

/// Whether two keys differ in letter case and separators only.
pub(in crate::format) fn is_same(one: &str, other: &str) -> bool {
    letters(one).eq(letters(other))
}

/// A key without letter case and separators.
fn letters(key: &str) -> impl Iterator<Item = u8> {
    key.bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{Node, unfold};
    use serde_json::json;

    #[test]
    fn spellings_kinds_and_absences() {
        let mut value = json!({"Message_Time": "12", "list": {"a": [{"text": "x"}]}, "no": "null", "in": "{\"k\": 1}"});
        unfold(&mut value, "in");
        let node = Node::of(&value);
        assert_eq!(node.get("messageTime").number(), Some(12.0));
        assert_eq!(node.get("list").list().count(), 1);
        assert_eq!(node.find(&["text"]).as_deref(), Some("x"));
        assert_eq!(
            node.first(&["no", "gone.deep", "in.k"]).as_deref(),
            Some("1")
        );
        assert!(node.at("list.b").is_nothing() && node.get("no").word().is_none());
    }
}
