//! Reading files of one layout.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::page::{Parts, parts};
use super::{Desk, Layout, Record};
use crate::format::json::{document, fault, lines};
use crate::format::{Chunk, Emit, Framing, Head, Problem, ReadSettings, Reader};
use crate::transcript::Oddities;

/// Reads the records of one file.
pub(in crate::format) struct DeskReader {
    layout: &'static Layout,
    framing: Framing,
    desk: Desk,
}

/// How deep pages may stand in lists of pages.
const NESTING: usize = 3;

/// The rows of one conversation and the number of the first.
type Group = (u64, Vec<Value>);

/// Rows by conversation, in the order in which their conversations began.
#[derive(Default)]
struct Groups {
    order: Vec<String>,
    rows: BTreeMap<String, Group>,
}

impl DeskReader {
    /// A reader of files of `layout`.
    ///
    /// # Errors
    /// Where the settings' time zone is not known.
    pub(in crate::format) fn open(
        layout: &'static Layout,
        source: &'static str,
        head: &Head<'_>,
        settings: &ReadSettings,
    ) -> Result<Box<dyn Reader>, String> {
        Ok(Box::new(Self {
            layout,
            framing: layout.framing(head),
            desk: Desk::new(source, settings)?,
        }))
    }
}

impl Reader for DeskReader {
    fn framing(&self) -> Framing {
        self.framing
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        let mut groups = Groups::default();
        let mut pass = Pass {
            reader: self,
            groups: &mut groups,
            emit,
            next: chunk.first_record,
        };
        if self.framing == Framing::Whole {
            pass.document(chunk);
        } else {
            for (record, line) in lines(chunk) {
                pass.next = record;
                match line {
                    Ok(json) => pass.value(json, &Value::Null, 0),
                    Err(problem) => (pass.emit)(Err(problem)),
                }
            }
        }
        pass.close();
    }
}

/// One chunk being read.
struct Pass<'p, 'e, 'a> {
    reader: &'p DeskReader,
    groups: &'p mut Groups,
    emit: Emit<'e, 'a>,
    /// The number of the record being read.
    next: u64,
}

impl Pass<'_, '_, '_> {
    /// Reads a whole document: one value a line where its first line is one, else values one after the other.
    fn document(&mut self, chunk: Chunk<'_>) {
        let text = match document(chunk) {
            Ok(text) => text.trim_ascii(),
            Err(problem) => return (self.emit)(Err(problem)),
        };
        let first = text.lines().next().unwrap_or_default();
        if serde_json::from_str::<IgnoredAny>(first).is_ok() {
            for line in text.lines().filter(|line| !line.trim_ascii().is_empty()) {
                self.value(line, &Value::Null, 0);
                self.next += 1;
            }
            return;
        }
        for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
            match value {
                Ok(raw) => self.value(raw.get(), &Value::Null, 0),
                Err(error) => return (self.emit)(Err(fault(self.next, &error))),
            }
            self.next += 1;
        }
    }

    /// Reads one value: a record, a page of records, or a list of either.
    fn value(&mut self, json: &str, beside: &Value, depth: usize) {
        let parts = match parts(json, self.reader.layout) {
            Ok(parts) if depth < NESTING => parts,
            Ok(_) => Parts::Single,
            Err(error) => return (self.emit)(Err(fault(self.next, &error))),
        };
        match parts {
            Parts::Single => self.record(json, beside),
            Parts::List(elements) => self.each(&elements, beside, depth),
            Parts::Page { records, beside } => self.each(&records, &beside, depth),
        }
    }

    fn each(&mut self, elements: &[&RawValue], beside: &Value, depth: usize) {
        for (place, element) in elements.iter().enumerate() {
            // The elements of a line are that line's; those of a document are records of their own.
            self.next += u64::from(place > 0 && self.reader.framing == Framing::Whole);
            self.value(element.get(), beside, depth + 1);
        }
    }

    fn record(&mut self, json: &str, beside: &Value) {
        let value: Value = match serde_json::from_str(json) {
            Ok(value) => value,
            Err(error) => return (self.emit)(Err(fault(self.next, &error))),
        };
        let layout = self.reader.layout;
        if let Some(key) = layout.rows.as_ref().and_then(|rows| (rows.key)(&value)) {
            self.groups.add(key, self.next, value);
            return;
        }
        if !value.is_object() {
            return (self.emit)(Err(Problem {
                record: self.next,
                what: "no object, so no conversation".to_owned(),
                advice: "mend or remove this record, or export it again",
            }));
        }
        self.give(self.next, &value, beside);
    }

    fn give(&mut self, number: u64, value: &Value, beside: &Value) {
        let read = (self.reader.layout.read)(&self.reader.desk, &Record { value, beside });
        (self.emit)(
            read.map(|mut conversation| {
                if conversation.odd != Oddities::default() {
                    conversation.odd.record = number;
                }
                conversation
            })
            .map_err(|unfit| unfit.at(number)),
        );
    }

    /// Reads the conversations whose rows have come together.
    fn close(mut self) {
        let Some(rows) = &self.reader.layout.rows else {
            return;
        };
        let mut groups = std::mem::take(self.groups);
        for key in groups.order {
            if let Some((number, list)) = groups.rows.remove(&key) {
                let value = json!({"id": key, rows.list: list});
                self.give(number, &value, &Value::Null);
            }
        }
    }
}

impl Groups {
    fn add(&mut self, key: String, number: u64, row: Value) {
        if !self.rows.contains_key(&key) {
            self.order.push(key.clone());
        }
        let (_, rows) = self.rows.entry(key).or_insert((number, Vec::new()));
        rows.push(row);
    }
}
