//! Records that hold messages of many conversations, or parts of one that is spread over many records.
//!
//! They become rows of a table on their way in: a row is one message, and its key says where it belongs. From there on
//! they are gathered, sorted and cut as the rows of any table, in bounded memory. What is counted as a record, and told in
//! a problem, is the row.

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::json::{fault, lines};
use super::{Chunk, Emit, Framing, Problem};

/// Turns records into rows.
pub trait Unfold: Send + Sync {
    /// How the records are cut.
    fn framing(&self) -> Framing;

    /// The names of the columns.
    fn header(&self) -> Vec<String>;

    /// Writes the rows of every record of a chunk.
    fn unfold(&self, chunk: Chunk<'_>, table: &mut Table);
}

/// The column in which a row says that it stands for a record that cannot be read, and why.
pub(super) const FAULT: usize = 0;
/// The column that holds the rows of one conversation together.
pub(super) const KEY: usize = 1;
/// The column of what was said, in tables of [`HEADER`].
const SAID: usize = 2;
/// The framing of every unfolded table.
pub(super) const ROWS: Framing = Framing::Rows {
    delimiter: b',',
    key: Some(KEY),
};
/// The columns of a table whose rows hold JSON that its reader understands.
pub(super) const HEADER: [&str; 3] = ["fault", "key", "said"];

/// Rows being written.
#[derive(Debug, Default)]
pub struct Table {
    bytes: Vec<u8>,
    /// How many rows were written, without the header.
    count: u64,
}

impl Table {
    /// Adds a row. A row is never joined to another by a blank key, so one without gets a key of its own.
    pub(super) fn push<'c>(&mut self, cells: impl Iterator<Item = &'c str>) {
        self.count += 1;
        self.line(cells);
    }

    fn line<'c>(&mut self, cells: impl Iterator<Item = &'c str>) {
        for (place, cell) in cells.enumerate() {
            if place > 0 {
                self.bytes.push(b',');
            }
            self.bytes.push(b'"');
            for byte in cell.bytes() {
                if byte == b'"' {
                    self.bytes.push(b'"');
                }
                self.bytes.push(byte);
            }
            self.bytes.push(b'"');
        }
        self.bytes.extend_from_slice(b"\r\n");
    }

    /// Adds a row that stands for record number `record` of the file, which cannot be read because of `what`; `bytes` are
    /// the record, as far as it is known.
    pub fn fault(&mut self, record: u64, what: &str, bytes: &str) {
        let key = format!("\u{1}{record}-{:x}", xxh3_64(bytes.as_bytes()));
        // Where a record is not one row, the number that is told would lead nowhere.
        let own = format!("{what} (the file's own record {record})");
        let what = if record == self.count + 1 { what } else { &own };
        self.push([what, &key].into_iter());
    }

    /// The bytes written so far, which are taken away.
    pub fn take(&mut self, into: &mut Vec<u8>) {
        into.append(&mut self.bytes);
    }

    /// Adds the header.
    pub fn head(&mut self, names: &[String]) {
        self.line(names.iter().map(String::as_str));
    }
}

/// Shows every value of a chunk of JSON to `rows`, which writes what it holds or says why it holds nothing.
pub(super) fn unfold_values(
    chunk: Chunk<'_>,
    table: &mut Table,
    rows: impl Fn(&Value, &mut Table) -> Result<(), &'static str>,
) {
    for (record, line) in lines(chunk) {
        let line = match line {
            Ok(line) => line,
            Err(problem) => {
                table.fault(record, &problem.what, "");
                continue;
            }
        };
        match serde_json::from_str::<Value>(line) {
            Ok(value) => {
                if let Err(what) = rows(&value, table) {
                    table.fault(record, what, line);
                }
            }
            Err(error) => table.fault(record, &fault(record, &error).what, line),
        }
    }
}

/// The problem of a row that stands for a damaged record.
pub(super) fn fault_of(row: u64, what: &str) -> Problem {
    Problem {
        record: row,
        what: what.to_owned(),
        advice: "mend, split or remove this record, or export it again",
    }
}

/// The rows of one key.
pub(super) struct Group {
    pub(super) key: String,
    /// Number and JSON of each row.
    pub(super) rows: Vec<(u64, String)>,
}

/// Shows the rows of every key in a chunk of a table of [`HEADER`] to `read`, and gives away the problems among them.
pub(super) fn groups<'a>(
    chunk: Chunk<'a>,
    emit: Emit<'_, 'a>,
    mut read: impl FnMut(Group, Emit<'_, 'a>),
) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(chunk.bytes);
    let mut open: Option<Group> = None;
    for (number, row) in (chunk.first_record..).zip(reader.byte_records()) {
        let Ok(row) = row else { continue };
        let cell = |place: usize| String::from_utf8_lossy(row.get(place).unwrap_or_default());
        let fault = cell(FAULT);
        if !fault.is_empty() {
            emit(Err(fault_of(number, &fault)));
            continue;
        }
        let key = cell(KEY);
        if open.as_ref().is_some_and(|group| group.key != *key)
            && let Some(done) = open.take()
        {
            read(done, emit);
        }
        let group = open.get_or_insert_with(|| Group {
            key: key.into_owned(),
            rows: Vec::new(),
        });
        group.rows.push((number, cell(SAID).into_owned()));
    }
    if let Some(done) = open {
        read(done, emit);
    }
}
