//! Look-ups that never fail: what is missing, `null` or of another kind than expected is nothing.

use serde_json::Value;

static NULL: Value = Value::Null;

/// The value at a dotted path; `null` where there is none.
pub(in crate::format) fn get<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.')
        .try_fold(value, |value, key| value.get(key))
        .unwrap_or(&NULL)
}

/// The text or number at a dotted path, unless it is blank or one of the words that programs write for nothing.
pub(in crate::format) fn text(value: &Value, path: &str) -> Option<String> {
    match get(value, path) {
        Value::String(text) => {
            let is_nothing = matches!(text.trim(), "" | "null" | "undefined");
            (!is_nothing).then(|| text.clone())
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What [`text`] finds at the first of several paths that has something.
pub(in crate::format) fn first(value: &Value, paths: &[&str]) -> Option<String> {
    paths.iter().find_map(|path| text(value, path))
}

/// What [`text`] finds, in lower case; empty where there is nothing. For words of a fixed vocabulary, which some
/// interfaces write in capitals.
pub(in crate::format) fn word(value: &Value, path: &str) -> String {
    text(value, path).map_or_else(String::new, |text| text.trim().to_lowercase())
}

/// The elements of the list at a dotted path; an object stands for its only element.
pub(in crate::format) fn list<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    match get(value, path) {
        Value::Array(elements) => elements,
        single @ Value::Object(_) => std::slice::from_ref(single),
        _ => &[],
    }
}

/// What a yes-or-no field says, however it is written; `None` where it says nothing.
pub(in crate::format) fn flag(value: &Value, path: &str) -> Option<bool> {
    match get(value, path) {
        Value::Bool(flag) => Some(*flag),
        _ => match word(value, path).as_str() {
            "true" | "1" | "yes" => Some(true),
            "false" | "0" | "no" => Some(false),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_odd_is_nothing() {
        let value = serde_json::json!({
            "a": {"b": 7, "c": "null", "d": [1, 2], "e": {"x": 1}, "f": "TRUE", "g": 0},
        });
        assert_eq!(text(&value, "a.b").as_deref(), Some("7"));
        assert_eq!(first(&value, &["a.c", "a.z", "a.b"]).as_deref(), Some("7"));
        assert_eq!(
            (list(&value, "a.d").len(), list(&value, "a.e").len()),
            (2, 1)
        );
        assert_eq!(
            (
                flag(&value, "a.f"),
                flag(&value, "a.g"),
                flag(&value, "a.c")
            ),
            (Some(true), Some(false), None)
        );
        assert!(list(&value, "a.b.c").is_empty() && get(&value, "q").is_null());
    }
}
