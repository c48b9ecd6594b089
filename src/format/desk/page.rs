//! Taking pages apart: `{"tickets": […], "users": […], "next_page": …}` into its records and what stands beside them.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::Layout;

/// The parts of one JSON value, still unparsed, so that a damaged record costs no other.
pub(super) enum Parts<'a> {
    /// A list of records or pages.
    List(Vec<&'a RawValue>),
    /// The records of one page.
    Page {
        /// The records.
        records: Vec<&'a RawValue>,
        /// The lists that stand beside them.
        beside: Value,
    },
    /// Something that stands alone.
    Single,
}

/// What `json` is made of.
///
/// # Errors
/// Those of JSON.
pub(super) fn parts<'a>(json: &'a str, layout: &Layout) -> serde_json::Result<Parts<'a>> {
    let json = json.trim_ascii();
    if json.starts_with('[') {
        return serde_json::from_str(json).map(Parts::List);
    }
    if !json.starts_with('{') {
        return Ok(Parts::Single);
    }
    let fields: BTreeMap<String, &'a RawValue> = serde_json::from_str(json)?;
    if layout.own.iter().any(|key| fields.contains_key(*key)) {
        return Ok(Parts::Single);
    }
    let mut records = None;
    for path in layout.pages {
        if let Some(found) = list_at(&fields, path) {
            records.get_or_insert_with(Vec::new).extend(found);
        }
    }
    let Some(records) = records else {
        return Ok(Parts::Single);
    };
    let mut beside = Map::new();
    for key in layout.beside {
        if let Some(raw) = fields.get(*key) {
            beside.insert((*key).to_owned(), serde_json::from_str(raw.get())?);
        }
    }
    Ok(Parts::Page {
        records,
        beside: Value::Object(beside),
    })
}

fn list_at<'a>(fields: &BTreeMap<String, &'a RawValue>, path: &str) -> Option<Vec<&'a RawValue>> {
    match path.split_once('.') {
        None => serde_json::from_str(fields.get(path)?.get()).ok(),
        Some((key, rest)) => {
            let inner = serde_json::from_str(fields.get(key)?.get()).ok()?;
            list_at(&inner, rest)
        }
    }
}
