//! Looking into JSON whose shape is not certain.
//!
//! Exports change: fields go missing, numbers turn into strings, `null` stands where a list was. Nothing here fails; what
//! is not there is empty.

use std::borrow::Cow;

use serde_json::Value;

/// What broken exporters write for nothing, where a word or an id is expected.
const NOTHING: [&str; 4] = ["null", "undefined", "None", "NaN"];

/// The value at `path`: keys with dots between them, a number for the place in a list. Nothing for `null`.
pub(in crate::format) fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let mut here = value;
    for key in path.split('.') {
        here = match here {
            Value::Array(list) => list.get(key.parse::<usize>().ok()?)?,
            other => other.get(key)?,
        };
    }
    (!here.is_null()).then_some(here)
}

/// The list at `path`; empty where there is none.
pub(in crate::format) fn list<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    at(value, path)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A string, number or boolean as text; empty for anything else.
pub(in crate::format) fn plain(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Number(number) => Cow::Owned(number.to_string()),
        Value::Bool(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
        _ => Cow::Borrowed(""),
    }
}

/// What somebody wrote at the first of `paths` that is filled.
pub(in crate::format) fn words<'v>(value: &'v Value, paths: &[&str]) -> Cow<'v, str> {
    let mut found = paths.iter().filter_map(|path| at(value, path)).map(plain);
    found
        .find(|text| !text.trim().is_empty())
        .unwrap_or_default()
}

/// An id or a word of the exporter at the first of `paths` that is filled, without the space around it.
pub(in crate::format) fn word(value: &Value, paths: &[&str]) -> String {
    let mut found = paths.iter().filter_map(|path| at(value, path)).map(plain);
    found
        .find_map(|text| {
            let text = text.trim();
            (!text.is_empty() && !NOTHING.contains(&text)).then(|| text.to_owned())
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whatever_stands_there_is_taken_or_left() {
        let value =
            json!({"a": {"b": [{"c": 7}, {"c": " x "}]}, "n": null, "s": "null", "t": true});
        assert_eq!(word(&value, &["a.b.0.c"]), "7");
        assert_eq!(word(&value, &["n", "s", "missing.deep", "a.b.1.c"]), "x");
        assert_eq!(words(&value, &["n", "a.b", "s"]), "null");
        assert_eq!(list(&value, "a.b").len(), 2);
        assert!(list(&value, "a").is_empty() && at(&value, "n").is_none());
        assert_eq!(word(&value, &["t"]), "true");
    }
}
