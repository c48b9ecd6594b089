//! Reading records as values, in groups where several make one conversation: lines, list elements, or rows of a table
//! whose cells are named by its header.

use csv::{ByteRecord, ReaderBuilder};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::node::is_same;
use super::{Node, fault, framing, lines, record_key};
use crate::format::time::Clock;
use crate::format::{Chunk, Emit, Framing, Head, JsonCut, JsonKey, Problem, ReadSettings, Reader};

/// One record and its number in the file.
pub(in crate::format) struct Record {
    pub(in crate::format) number: u64,
    pub(in crate::format) value: Value,
}

/// What reading a record needs to know beside the record.
pub(in crate::format) struct Context {
    pub(in crate::format) settings: ReadSettings,
    pub(in crate::format) clock: Clock,
}

/// Turns the records of one group, never none, into conversations and problems.
pub(in crate::format) type Read = fn(&Context, Vec<Record>, Emit<'_, '_>);

/// Reads groups of records.
pub(in crate::format) struct RecordReader {
    framing: Framing,
    header: Vec<String>,
    context: Context,
    read: Read,
}

impl RecordReader {
    /// A reader of the records that `framing` cuts. Those that it holds together are one group, every other is a group
    /// of its own.
    ///
    /// # Errors
    /// Where the settings' time zone is not known.
    pub(in crate::format) fn open(
        framing: Framing,
        read: Read,
        settings: &ReadSettings,
    ) -> Result<Box<dyn Reader>, String> {
        Self::of_table(framing, Vec::new(), read, settings)
    }

    /// The same for the rows of a table with this header.
    ///
    /// # Errors
    /// Where the settings' time zone is not known.
    pub(in crate::format) fn of_table(
        framing: Framing,
        header: Vec<String>,
        read: Read,
        settings: &ReadSettings,
    ) -> Result<Box<dyn Reader>, String> {
        let context = Context {
            settings: settings.clone(),
            clock: Clock::of(settings)?,
        };
        Ok(Box::new(Self {
            framing,
            header,
            context,
            read,
        }))
    }

    /// A reader of a table with all of `columns`, whose rows the first of them holds together, or else of JSON records that
    /// `key` does.
    ///
    /// # Errors
    /// Where the settings' time zone is not known.
    pub(in crate::format) fn of_either(
        head: &Head<'_>,
        columns: &[&str],
        key: JsonKey,
        read: Read,
        settings: &ReadSettings,
    ) -> Result<Box<dyn Reader>, String> {
        let Some((delimiter, header)) = table_with(head, columns) else {
            return Self::open(keyed(head, None, key), read, settings);
        };
        let key = columns.first().and_then(|column| {
            header
                .iter()
                .position(|name| name.eq_ignore_ascii_case(column))
        });
        Self::of_table(Framing::Rows { delimiter, key }, header, read, settings)
    }

    /// Reads a line from record `number` on. Gives how many records more than one it holds.
    fn read_line(&self, line: &str, number: u64, groups: &mut Groups<'_, '_, '_>) -> u64 {
        let key = |json: &str| match self.framing {
            Framing::JsonRows { key, .. } => record_key(json.as_bytes(), key),
            _ => None,
        };
        if let Ok(value) = serde_json::from_str(line) {
            groups.add(key(line), number, Ok(value));
            return 0;
        }
        let mut records = 0;
        for json in serde_json::Deserializer::from_str(line).into_iter::<&RawValue>() {
            let number = number + records;
            records += 1;
            match json {
                Ok(json) => {
                    let value = serde_json::from_str(json.get());
                    let value = value.map_err(|error| fault(number, &error));
                    groups.add(key(json.get()), number, value);
                }
                // A damaged record may have said its key before the damage.
                Err(error) => groups.add(key(line), number, Err(fault(number, &error))),
            }
        }
        records.saturating_sub(1)
    }

    fn read_rows(&self, chunk: Chunk<'_>, delimiter: u8, groups: &mut Groups<'_, '_, '_>) {
        let Framing::Rows { key, .. } = self.framing else {
            return;
        };
        let mut rows = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(chunk.bytes);
        let mut row = ByteRecord::new();
        let mut number = chunk.first_record;
        // Reading from memory cannot fail.
        while rows.read_byte_record(&mut row).unwrap_or(false) {
            let name = key
                .and_then(|place| row.get(place))
                .and_then(|cell| std::str::from_utf8(cell).ok())
                .map(|cell| cell.trim().to_owned())
                .filter(|cell| !cell.is_empty());
            groups.add(name, number, self.row(&row, number));
            number += 1;
        }
    }

    /// The cells of a row under their names. Blank ones are left out.
    fn row(&self, row: &ByteRecord, number: u64) -> Result<Value, Problem> {
        if row.len() != self.header.len() {
            return Err(Problem {
                record: number,
                what: format!("{} cells under {} columns", row.len(), self.header.len()),
                advice: "mend the row or export the table again",
            });
        }
        let mut fields = Map::new();
        for (name, cell) in self.header.iter().zip(row) {
            let cell = std::str::from_utf8(cell).map_err(|_| Problem {
                record: number,
                what: format!("column `{name}` is not UTF-8"),
                advice: "export the table again as UTF-8 (in Excel: CSV UTF-8)",
            })?;
            if !cell.trim().is_empty() {
                fields.insert(name.clone(), Value::String(cell.to_owned()));
            }
        }
        Ok(Value::Object(fields))
    }
}

impl Context {
    /// A number that grows with the time that a value names.
    pub(in crate::format) fn order(&self, time: Node<'_>) -> Option<i64> {
        self.clock.read(&time.word()?).order
    }
}

impl Reader for RecordReader {
    fn framing(&self) -> Framing {
        self.framing
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        let mut groups = Groups {
            reader: self,
            is_grouping: matches!(
                self.framing,
                Framing::JsonRows { .. } | Framing::Rows { key: Some(_), .. }
            ),
            open: Vec::new(),
            key: None,
            emit,
        };
        if let Framing::Rows { delimiter, .. } = self.framing {
            self.read_rows(chunk, delimiter, &mut groups);
        } else {
            // Values that nothing separates stand on one line; they count one by one.
            let mut more = 0;
            for (line_number, line) in lines(chunk) {
                let number = line_number + more;
                match line {
                    Ok(line) => more += self.read_line(line, number, &mut groups),
                    Err(problem) => groups.add(None, number, Err(problem)),
                }
            }
        }
        groups.close();
    }
}

/// The group that is being filled.
struct Groups<'r, 'e, 'a> {
    reader: &'r RecordReader,
    is_grouping: bool,
    open: Vec<Record>,
    key: Option<String>,
    emit: Emit<'e, 'a>,
}

impl Groups<'_, '_, '_> {
    /// Adds a record. One that cannot be read is a problem of its own, and the conversation around it stays one.
    fn add(&mut self, key: Option<String>, number: u64, value: Result<Value, Problem>) {
        let goes_on = self.is_grouping && (key.is_none() || key == self.key);
        if !goes_on {
            self.close();
            self.key = key;
        }
        match value {
            Ok(value) => self.open.push(Record { number, value }),
            Err(problem) => (self.emit)(Err(problem)),
        }
    }

    fn close(&mut self) {
        let records = std::mem::take(&mut self.open);
        if !records.is_empty() {
            (self.reader.read)(&self.reader.context, records, self.emit);
        }
    }
}

/// Puts records in the order of their times, where all have one; `None` of `at` is no time. Records of one time stay as
/// they are, unless the export lists the newest first: then all are turned round.
pub(in crate::format) fn by_time(records: &mut [Record], at: impl Fn(Node<'_>) -> Option<i64>) {
    let at = |record: &Record| at(Node::of(&record.value));
    if records.iter().any(|record| at(record).is_none()) || records.is_sorted_by_key(at) {
        return;
    }
    if records.iter().rev().is_sorted_by_key(at) {
        records.reverse();
    }
    records.sort_by_cached_key(at);
}

/// How JSON records lie in a file: under the key `list` of an envelope, where the head has it and is no list of its own,
/// else by lines or values.
pub(in crate::format) fn cut(head: &Head<'_>, list: Option<&'static str>) -> JsonCut {
    match (list, framing(head)) {
        (Some(list), _) => JsonCut::List(list),
        (None, Framing::Lines) => JsonCut::Lines,
        _ => JsonCut::Values,
    }
}

/// The same, for records of which several make one conversation.
pub(in crate::format) fn keyed(
    head: &Head<'_>,
    list: Option<&'static str>,
    key: JsonKey,
) -> Framing {
    Framing::JsonRows {
        records: cut(head, list),
        key,
    }
}

/// The delimiter and the header of a table that has all of these columns, in whatever spelling.
pub(in crate::format) fn table_with(
    head: &Head<'_>,
    columns: &[&str],
) -> Option<(u8, Vec<String>)> {
    let commonest = head.headers().iter().filter(|row| row.delimiter != b'|');
    commonest
        .map(|row| (row.delimiter, &row.names))
        .find(|(_, names)| {
            let has = |column: &&str| names.iter().any(|name| is_same(name, column));
            columns.iter().all(has)
        })
        .map(|(delimiter, names)| {
            let header = names.iter().map(|name| name.trim().to_owned());
            (delimiter, header.collect())
        })
}
