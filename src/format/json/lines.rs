//! One JSON value a line.

use std::borrow::Cow;

use memchr::memchr;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::error::Category;

use crate::format::{Chunk, Framing, Head, Problem};

/// The non-blank lines of a chunk with their record numbers. The whole chunk is checked for UTF-8 at once; only where
/// that fails is each line looked at by itself, so that one damaged line costs one record.
pub(in crate::format) fn lines(
    chunk: Chunk<'_>,
) -> impl Iterator<Item = (u64, Result<&str, Problem>)> {
    let whole = std::str::from_utf8(chunk.bytes).ok();
    let mut start = 0;
    let mut next_record = chunk.first_record;
    std::iter::from_fn(move || {
        while start < chunk.bytes.len() {
            let rest = &chunk.bytes[start..];
            let end = start + memchr(b'\n', rest).unwrap_or(rest.len());
            let record = next_record;
            next_record += 1;
            let line = match whole {
                Some(text) => Ok(without_mark(&text[start..end])),
                None => std::str::from_utf8(&chunk.bytes[start..end])
                    .map(without_mark)
                    .map_err(|error| not_utf8(record, error)),
            };
            start = end + 1;
            if !matches!(line, Ok(text) if text.trim_ascii().is_empty()) {
                return Some((record, line));
            }
        }
        None
    })
}

/// The chunk as one text.
///
/// # Errors
/// Where it is not UTF-8.
pub(in crate::format) fn document(chunk: Chunk<'_>) -> Result<&str, Problem> {
    std::str::from_utf8(chunk.bytes).map_err(|error| not_utf8(chunk.first_record, error))
}

/// Files that were put behind each other keep their byte order marks.
fn without_mark(line: &str) -> &str {
    line.strip_prefix('\u{feff}').unwrap_or(line)
}

fn not_utf8(record: u64, error: std::str::Utf8Error) -> Problem {
    Problem {
        record,
        what: format!("not UTF-8 from byte {} on", error.valid_up_to() + 1),
        advice: "export it again as UTF-8",
    }
}

/// What `error` says about record `record`, without any of the record's own words.
pub(in crate::format) fn fault(record: u64, error: &serde_json::Error) -> Problem {
    let column = error.column();
    let what: Cow<'static, str> = match error.classify() {
        // The messages of serde_json about types quote the value, so they are never passed on.
        Category::Data => "a field holds another kind of value than expected".into(),
        Category::Eof => "the JSON value ends too early".into(),
        Category::Syntax | Category::Io => "not valid JSON".into(),
    };
    let at = if column > 0 {
        format!("{what} (near column {column})")
    } else {
        what.into_owned()
    };
    Problem {
        record,
        what: at,
        advice: "mend or remove this record, or export it again",
    }
}

/// How a file of JSON records is cut: by lines where one of its first lines is a whole object, so that a damaged line
/// costs one record only; by values where they span lines or stand in a list.
pub(in crate::format) fn framing(head: &Head<'_>) -> Framing {
    let text = head.text.trim_ascii_start();
    let is_object =
        |line: &str| line.starts_with('{') && serde_json::from_str::<IgnoredAny>(line).is_ok();
    // Streams that were written to a file put objects behind each other with nothing between them.
    let is_glued = || {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
        matches!(values.next(), Some(Ok(_)))
    };
    let one_long_line = !text.contains('\n') && !head.complete && !is_glued();
    if text.starts_with('{') && (one_long_line || text.lines().take(3).any(is_object)) {
        Framing::Lines
    } else {
        Framing::JsonValues
    }
}

/// How a file of large JSON documents is cut: one object alone is one document, however long it is.
pub(in crate::format) fn documents(head: &Head<'_>) -> Framing {
    let text = head.text.trim_ascii();
    match framing(head) {
        Framing::Lines if text.contains('\n') => Framing::Lines,
        _ if text.starts_with('{') => Framing::Whole,
        other => other,
    }
}

/// Shows every JSON value of a chunk that was cut as [`documents`] says, or what is wrong with it, to `see`.
pub(in crate::format) fn values(
    chunk: Chunk<'_>,
    framing: Framing,
    mut see: impl FnMut(u64, Result<Value, Problem>),
) {
    let mut read = |record: u64, text: &str| {
        let values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        for (number, value) in (record..).zip(values) {
            // Behind each other stand only the values of a whole document; a line is one record.
            let number = if framing == Framing::Whole {
                number
            } else {
                record
            };
            see(number, value.map_err(|error| fault(number, &error)));
        }
    };
    let mut broken = Vec::new();
    if framing == Framing::Whole {
        match document(chunk) {
            Ok(text) => read(chunk.first_record, text),
            Err(problem) => broken.push(problem),
        }
    } else {
        for (record, line) in lines(chunk) {
            match line {
                Ok(line) => read(record, line),
                Err(problem) => broken.push(problem),
            }
        }
    }
    for problem in broken {
        see(problem.record, Err(problem));
    }
}
