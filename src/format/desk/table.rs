//! Tables whose rows are the same records that the platform's interface gives as JSON: a row becomes an object, and the
//! rows of one conversation the list of one record.

use csv::{ByteRecord, ReaderBuilder, StringRecord};
use serde_json::{Map, Value, json};

use super::{Desk, Layout, Record, get};
use crate::format::table::plan;
use crate::format::{Chunk, Emit, Evidence, Framing, Head, Problem, ReadSettings, Reader};
use crate::transcript::Oddities;

/// The header row of a table.
pub(in crate::format) struct Header {
    delimiter: u8,
    names: Vec<String>,
}

impl Header {
    /// The header row, where it has all of `columns`.
    pub(in crate::format) fn with(head: &Head<'_>, columns: &[&str]) -> Option<Self> {
        let has = |names: &[String], column: &str| names.iter().any(|name| name.trim() == column);
        head.headers()
            .iter()
            .find(|row| columns.iter().all(|column| has(&row.names, column)))
            .map(|row| Self {
                delimiter: row.delimiter,
                names: row
                    .names
                    .iter()
                    .map(|name| name.trim().to_owned())
                    .collect(),
            })
    }

    /// Whether one of `columns` is there.
    pub(in crate::format) fn has_any(&self, columns: &[&str]) -> bool {
        columns.iter().any(|column| self.place(column).is_some())
    }

    fn place(&self, column: &str) -> Option<usize> {
        self.names.iter().position(|name| name == column)
    }
}

/// The evidence of a platform's own columns, which are surer than those of tables in general; `None` where the user has
/// described this table.
pub(in crate::format) fn columns(
    head: &Head<'_>,
    settings: &ReadSettings,
    keys: &[&str],
) -> Option<Evidence> {
    const GENERIC: u8 = 90;
    let general = plan(head, settings).and_then(|plan| plan.evidence());
    let is_described = general.is_some_and(|general| general.score > GENERIC);
    (!is_described).then(|| Evidence::new(100, keys))
}

/// Reads the rows of one table.
pub(in crate::format) struct DeskTable {
    layout: &'static Layout,
    header: Header,
    /// The column that names the conversation, and the key of the list of its rows; `None` where a row is one.
    key: Option<(usize, &'static str)>,
    desk: Desk,
}

impl DeskTable {
    /// A reader of the table under `header`. Rows with the same value in the column `key` are one conversation.
    ///
    /// # Errors
    /// Where the settings' time zone is not known, or the table has no such column.
    pub(in crate::format) fn open(
        layout: &'static Layout,
        source: &'static str,
        header: Header,
        key: Option<&str>,
        settings: &ReadSettings,
    ) -> Result<Box<dyn Reader>, String> {
        let list = layout.rows.as_ref().map_or("", |rows| rows.list);
        let key = match key {
            None => None,
            Some(column) => {
                let place = header.place(column).ok_or_else(|| {
                    format!("no column `{column}`; export the table with it, so that its rows can be joined")
                })?;
                Some((place, list))
            }
        };
        Ok(Box::new(Self {
            layout,
            header,
            key,
            desk: Desk::new(source, settings)?,
        }))
    }

    /// The row as an object; dotted names are objects in objects, as in JSON.
    fn value(&self, row: &StringRecord) -> Value {
        let mut fields = Map::new();
        for (name, cell) in self.header.names.iter().zip(row) {
            if !cell.trim().is_empty() {
                insert(&mut fields, name, cell);
            }
        }
        Value::Object(fields)
    }

    fn give(&self, open: Open, emit: Emit<'_, '_>) {
        if let Some(problem) = open.problem {
            return emit(Err(problem));
        }
        let value = match self.key {
            Some((_, list)) => json!({"id": open.key, list: open.rows}),
            None => open.rows.into_iter().next().unwrap_or_default(),
        };
        let record = Record {
            value: &value,
            beside: &Value::Null,
        };
        emit(
            (self.layout.read)(&self.desk, &record)
                .map(|mut conversation| {
                    if conversation.odd != Oddities::default() {
                        conversation.odd.record = open.first;
                    }
                    conversation
                })
                .map_err(|unfit| unfit.at(open.first)),
        );
    }

    /// What is wrong with a row; half a conversation would be judged as all of it.
    fn damage(&self, row: &ByteRecord, record: u64) -> Option<Problem> {
        let blank = |cell: &[u8]| cell.trim_ascii().is_empty();
        let is_long = row
            .iter()
            .skip(self.header.names.len())
            .any(|cell| !blank(cell));
        let what = if row.len() < self.header.names.len() {
            "a row with fewer cells than the header"
        } else if is_long {
            "a row with more cells than the header"
        } else if row.iter().any(|cell| std::str::from_utf8(cell).is_err()) {
            "a row that is not UTF-8"
        } else {
            return None;
        };
        Some(Problem {
            record,
            what: format!("{what}; its conversation was left out"),
            advice: "mend the row or export the table again as UTF-8",
        })
    }
}

/// The conversation being read.
struct Open {
    key: String,
    first: u64,
    rows: Vec<Value>,
    problem: Option<Problem>,
}

impl Reader for DeskTable {
    fn framing(&self) -> Framing {
        Framing::Rows {
            delimiter: self.header.delimiter,
            key: self.key.map(|(place, _)| place),
        }
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        let mut rows = builder(self.header.delimiter).from_reader(chunk.bytes);
        let mut row = ByteRecord::new();
        let mut open: Option<Open> = None;
        let mut number = chunk.first_record;
        // Reading from memory cannot fail, and a flexible reader takes rows of any length.
        while rows.read_byte_record(&mut row).unwrap_or(false) {
            let record = number;
            number += 1;
            let is_header = row
                .iter()
                .eq(self.header.names.iter().map(String::as_bytes));
            if is_header {
                continue;
            }
            let cell = self
                .key
                .and_then(|(place, _)| row.get(place))
                .unwrap_or_default();
            let key = String::from_utf8_lossy(cell).trim().to_owned();
            let goes_on = self.key.is_some()
                && open
                    .as_ref()
                    .is_some_and(|open| key.is_empty() || open.key == key);
            if !goes_on && let Some(done) = open.take() {
                self.give(done, emit);
            }
            let open = open.get_or_insert_with(|| Open {
                key,
                first: record,
                rows: Vec::new(),
                problem: None,
            });
            let problem = self.damage(&row, record);
            open.problem = open.problem.take().or(problem);
            if let Ok(row) = StringRecord::from_byte_record(row.clone()) {
                open.rows.push(self.value(&row));
            }
        }
        if let Some(done) = open {
            self.give(done, emit);
        }
    }
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true);
    builder
}

fn insert(fields: &mut Map<String, Value>, name: &str, cell: &str) {
    match name.split_once('.') {
        None => {
            fields.insert(name.to_owned(), cell.into());
        }
        Some((outer, rest)) => {
            let inner = fields.entry(outer).or_insert_with(|| json!({}));
            if get(inner, rest).is_null()
                && let Some(inner) = inner.as_object_mut()
            {
                insert(inner, rest, cell);
            }
        }
    }
}
