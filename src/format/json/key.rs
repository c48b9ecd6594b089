//! What names the conversation of a record, found without reading the rest of it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Text;
use crate::format::JsonKey;

/// The value at the first of the paths that holds a string or a number; `None` where none does, or where the record is
/// no JSON object.
#[must_use]
pub fn record_key(record: &[u8], paths: JsonKey) -> Option<String> {
    let record = record.trim_ascii();
    let record = record.strip_prefix("\u{feff}".as_bytes()).unwrap_or(record);
    let text = std::str::from_utf8(record).ok()?;
    let mut found: Found = vec![None; paths.len()];
    let paths: Vec<Path> = paths.iter().copied().enumerate().collect();
    look(text, &paths, &mut found);
    found.into_iter().flatten().next()
}

/// A path that is still to go, with its rank among the paths.
type Path = (usize, &'static str);
/// What was found, by rank.
type Found = Vec<Option<String>>;

/// Looks into a text of JSON as far as it goes. Text that ends too early may have said its key before.
fn look(text: &str, paths: &[Path], found: &mut Found) {
    let mut json = serde_json::Deserializer::from_str(text);
    // A damaged record keeps what was found before the damage, so that it stays with its conversation.
    let _ = Seed { paths, found }.deserialize(&mut json);
}

struct Seed<'s> {
    paths: &'s [Path],
    found: &'s mut Found,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Seed<'_> {
    fn take(self, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        for (rank, path) in self.paths {
            if path.is_empty() {
                self.found[*rank] = Some(value.to_owned());
            } else if value.starts_with('{') {
                look(value, &[(*rank, path)], self.found);
            }
        }
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a record")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.take(text);
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.take(&number.to_string());
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.take(&number.to_string());
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.take(&number.to_string());
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Text<'de>>()? {
            let below: Vec<Path> = self
                .paths
                .iter()
                .filter_map(|(rank, path)| {
                    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
                    (first == key.as_str()).then_some((*rank, rest))
                })
                .collect();
            if below.is_empty() {
                map.next_value::<IgnoredAny>()?;
            } else {
                map.next_value_seed(Seed {
                    paths: &below,
                    found: self.found,
                })?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::record_key;

    #[test]
    fn the_first_path_that_holds_something_decides() {
        let key = |record: &str| {
            record_key(
                record.as_bytes(),
                &["session", "message.session", "user.id"],
            )
        };
        for (record, expected) in [
            (r#"{"user":{"id":7,"x":[1]},"session":" s1 "}"#, Some("s1")),
            (r#"{"user":{"id":7},"session":null}"#, Some("7")),
            (r#"{"message":"{\"session\":\"s2\"}","at":1}"#, Some("s2")),
            (r#"{"message":{"session":"s3"}}"#, Some("s3")),
            ("\u{feff}{\"session\":\"s4\",", Some("s4")),
            (r#"{"session":{"x":1},"user":[]}"#, None),
            ("[1]", None),
            ("", None),
        ] {
            assert_eq!(key(record).as_deref(), expected, "{record}");
        }
    }
}
