//! Whatever the pieces in which bytes arrive, the same records come out.

use proptest::prelude::*;
use serde_json::Value;

use super::Cutter;
use crate::format::{Framing, JsonCut};

/// Feeds `bytes` to a cutter in pieces of the given sizes (over and over) and returns the chunks it allows, the way
/// the feed takes them, with the number of records told for each.
fn chunks(framing: Framing, bytes: &[u8], sizes: &[usize]) -> Vec<(Vec<u8>, u64)> {
    let mut cutter = Cutter::new(framing);
    let (mut buffer, mut out) = (Vec::new(), Vec::new());
    let mut rest = bytes;
    for size in sizes.iter().cycle() {
        let (piece, behind) = rest.split_at((*size).clamp(1, rest.len().max(1)).min(rest.len()));
        buffer.extend_from_slice(piece);
        rest = behind;
        loop {
            let (mut end, mut records, mut glued) = (0, 0, false);
            while let Some(unit) = cutter.next(&mut buffer) {
                (end, records, glued) = (unit.end, records + unit.records, unit.last);
                if glued {
                    break;
                }
            }
            if end > 0 {
                out.push((buffer.drain(..end).collect(), records));
                cutter.forget(end);
            }
            if !glued {
                break;
            }
        }
        if rest.is_empty() {
            break;
        }
    }
    if !buffer.trim_ascii().is_empty() {
        out.push((buffer, 1));
    }
    out
}

fn lines(chunks: &[(Vec<u8>, u64)]) -> Vec<Value> {
    let mut values = Vec::new();
    for (chunk, records) in chunks {
        let text = std::str::from_utf8(chunk).unwrap();
        let before = values.len();
        values.extend(
            text.lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| serde_json::from_str(line).unwrap()),
        );
        assert_eq!((values.len() - before) as u64, *records);
    }
    values
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("]}\"\\\"[{,".to_owned()),
        Just("سطر\nثانٍ".to_owned()),
        Just("\\".to_owned()),
        "[a-z,\"\\\\\n{}\\[\\] ]{0,12}",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        text().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        Just(Value::Null)
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..3)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn record() -> impl Strategy<Value = Value> {
    prop::collection::btree_map(text(), value(), 0..4).prop_map(|map| map.into_iter().collect())
}

fn sizes() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1_usize..40, 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn json_values_in_every_layout(values in prop::collection::vec(record(), 0..6), sizes in sizes(), pretty: bool) {
        let written: Vec<String> = values
            .iter()
            .map(|value| if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) }.unwrap())
            .collect();
        for (open, between, close) in
            [("", "\n", "\n"), ("", "", ""), ("", " \r\n\t", ""), ("[", ",", "]"), ("\n[\n  ", ",\n  ", "\n]\n"), ("[", " , ", "]\n")]
        {
            let bytes = [open, &written.join(between), close].concat();
            prop_assert_eq!(&lines(&chunks(Framing::JsonValues, bytes.as_bytes(), &sizes)), &values);
        }
    }

    #[test]
    fn a_list_inside_a_document(
        values in prop::collection::vec(value(), 0..6),
        around in record(),
        sizes in sizes(),
        pages in 1_usize..4,
    ) {
        let mut around = around;
        around["other"] = Value::from(vec![Value::from("wanted"), serde_json::json!({"wanted": [1, 2]})]);
        let (mut bytes, mut expected) = (String::new(), Vec::new());
        for _ in 0..pages {
            around["wanted"] = Value::from(values.clone());
            around["z"] = Value::from("\\\"wanted\": [3]");
            bytes += &serde_json::to_string_pretty(&around).unwrap();
            expected.extend(values.clone());
        }
        prop_assert_eq!(lines(&chunks(Framing::JsonList("wanted"), bytes.as_bytes(), &sizes)), expected);
    }

    /// Every chunk holds whole conversations, whatever the pieces, and all records are there.
    #[test]
    fn records_of_one_key_stay_together(
        keys in prop::collection::vec(prop::option::of(0_u8..3), 0..12),
        sizes in sizes(),
        way in 0..3,
    ) {
        let records: Vec<Value> = keys
            .iter()
            .enumerate()
            .map(|(number, key)| serde_json::json!({"n": number, "in": {"key": key}}))
            .collect();
        let framing = |records| Framing::JsonRows { records, key: &["in.key"] };
        let joined = |between: &str| records.iter().map(Value::to_string).collect::<Vec<_>>().join(between);
        let (cut, bytes) = match way {
            0 => (JsonCut::Lines, joined("\n") + "\n"),
            1 => (JsonCut::Values, format!("[{}]", joined(","))),
            _ => (JsonCut::Values, joined("")),
        };
        let found = chunks(framing(cut), bytes.as_bytes(), &sizes);
        let mut read = Vec::new();
        for (at, (chunk, count)) in found.iter().enumerate() {
            let text = std::str::from_utf8(chunk).unwrap();
            let values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
            let values: Vec<Value> = values.map(Result::unwrap).collect();
            // What is left at the end is given as it is, its records not counted.
            prop_assert!(at + 1 == found.len() || values.len() as u64 == *count);
            // Whatever comes first in a later chunk begins a conversation.
            let key = &values[0]["in"]["key"];
            let before = read.iter().rev().map(|value: &Value| &value["in"]["key"]).find(|key| !key.is_null());
            prop_assert!(at == 0 || (!key.is_null() && before != Some(key)));
            read.extend(values);
        }
        prop_assert_eq!(read, records);
    }

    #[test]
    fn list_elements_of_every_kind(values in prop::collection::vec(value(), 0..6), sizes in sizes()) {
        let bytes = serde_json::to_vec_pretty(&values).unwrap();
        prop_assert_eq!(lines(&chunks(Framing::JsonValues, &bytes, &sizes)), values);
    }

    #[test]
    fn the_lists_of_pages(
        pages in prop::collection::vec((prop::collection::vec(record(), 0..3), value()), 0..4), sizes in sizes(), pretty: bool
    ) {
        let mut bytes = String::new();
        for (records, beside) in &pages {
            // What stands around the list may hold a list under the same key's name, but never the key itself.
            let page = serde_json::json!({"a": {"list": 1, "x": [records]}, "b": "\"list\":[", "list": records, "next": beside});
            let text = if pretty { serde_json::to_string_pretty(&page) } else { serde_json::to_string(&page) };
            bytes += &(text.unwrap() + "\n");
        }
        let values: Vec<Value> = pages.iter().flat_map(|(records, _)| records.clone()).collect();
        prop_assert_eq!(lines(&chunks(Framing::JsonList("list"), bytes.as_bytes(), &sizes)), values);
    }

    #[test]
    fn lines_of_every_length(values in prop::collection::vec(record(), 0..6), sizes in sizes()) {
        let bytes: String = values.iter().map(|value| value.to_string() + "\n").collect();
        prop_assert_eq!(lines(&chunks(Framing::Lines, bytes.as_bytes(), &sizes)), values);
    }

    #[test]
    fn rows_end_where_the_parser_says(text in "[a\";\n\r]{0,40}", sizes in sizes()) {
        let rows = |bytes: &[u8]| -> Vec<csv::StringRecord> {
            let mut builder = csv::ReaderBuilder::new();
            builder.delimiter(b';').has_headers(false).flexible(true);
            builder.from_reader(bytes).records().map(Result::unwrap).collect()
        };
        let chunks = chunks(Framing::Rows { delimiter: b';', key: None }, text.as_bytes(), &sizes);
        let read: Vec<_> = chunks.iter().flat_map(|(chunk, _)| rows(chunk)).collect();
        prop_assert_eq!(read, rows(text.as_bytes()));
        for (chunk, records) in chunks.split_last().map_or(&[][..], |(_, before)| before) {
            prop_assert_eq!(rows(chunk).len() as u64, *records);
        }
    }

    #[test]
    fn rows_stay_with_their_conversation(
        rows in prop::collection::vec(("[ab]{0,1}|\"[;\n]\"", text()), 0..12), sizes in sizes(), crlf: bool
    ) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().delimiter(b';').terminator(terminator).from_writer(Vec::new());
        for (key, cell) in &rows {
            writer.write_record([cell, key, "x"]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let chunks = chunks(Framing::Rows { delimiter: b';', key: Some(1) }, &bytes, &sizes);
        let read: Vec<_> = chunks.iter().flat_map(|(chunk, _)| groups(&parse(chunk))).collect();
        prop_assert_eq!(read, groups(&rows));
        for (chunk, records) in chunks.split_last().map_or(&[][..], |(_, before)| before) {
            prop_assert_eq!(parse(chunk).len() as u64, *records);
        }
    }
}

fn parse(chunk: &[u8]) -> Vec<(String, String)> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .from_reader(chunk);
    reader
        .records()
        .map(Result::unwrap)
        .map(|row| (row[1].to_owned(), row[0].to_owned()))
        .collect()
}

/// Adjacent rows of one key; a blank key belongs to the row above it.
fn groups(rows: &[(String, String)]) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut held = "";
    for (key, cell) in rows {
        let key = key.trim();
        if groups.is_empty() || (!key.is_empty() && key != held) {
            groups.push(Vec::new());
        }
        if !key.is_empty() {
            held = key;
        }
        groups.last_mut().unwrap().push(cell.clone());
    }
    groups
}

#[test]
fn a_value_that_never_closes_is_noticed() {
    for (text, inside) in [
        ("[{\"a\":1}", true),
        ("[{\"a\":1}]", false),
        ("{\"a\":", true),
        ("{} 12", false),
        ("{\"a\":\"", true),
    ] {
        let mut cutter = Cutter::new(Framing::JsonValues);
        let mut bytes = text.as_bytes().to_vec();
        while cutter.next(&mut bytes).is_some() {}
        assert_eq!(cutter.is_inside(), inside, "{text}");
    }
}
