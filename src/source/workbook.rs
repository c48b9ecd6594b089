//! Workbooks (`.xlsx`, `.xlsm`): every sheet that holds a table is an input of its own, and its rows are read as those of
//! the CSV file that it would be saved as.
//!
//! A workbook cannot be read from the front to the back, so memory is bounded by the document. Sheets that are hidden,
//! or hold no table of conversations, are told as skipped; a workbook without any such table is told as one file.

use std::fs::File;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};

use super::file::FileError;
use super::open::SURE;
use super::sheet::{self, Cell, Row};
use super::walk::{Input, Place};
use crate::format::{Format, Head, ReadSettings, SniffError, recognise};

/// How many rows are looked at when a sheet is recognised, and how many of them may stand above the header.
const LOOK: usize = 40;
const ABOVE: usize = 20;

const HIDDEN: &str = "is a hidden sheet; unhide it in the workbook to have it read";

/// One sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    workbook: PathBuf,
    name: String,
    /// How many filled rows stand above the header.
    above: usize,
}

type Book = Xlsx<BufReader<File>>;

impl Sheet {
    /// The sheet's name for people: the workbook's path and its own name in it.
    pub(super) fn name(&self) -> String {
        format!("{}/{}", self.workbook.display(), self.name)
    }

    /// The rows from the header on, as CSV, and what ended them before their end.
    ///
    /// # Errors
    /// Where the workbook cannot be opened again.
    pub(super) fn rows(&self) -> Result<(Vec<u8>, Option<String>), String> {
        guarded(|| {
            let mut book = open(&self.workbook)?;
            let (rows, fault) = cells(&mut book, &self.name, usize::MAX);
            Ok((
                sheet::to_csv(rows.get(self.above..).unwrap_or_default()),
                fault,
            ))
        })
    }
}

/// The sheets of the workbook at `path`, in its order.
///
/// # Errors
/// Where it is damaged, or holds no table that any format knows.
pub(super) fn sheets(
    path: &Path,
    size: Option<u64>,
    settings: &ReadSettings,
    forced: Option<&'static dyn Format>,
) -> Result<Vec<Input>, FileError> {
    let found = guarded(|| look(path, settings, forced)).map_err(|what| {
        FileError::Unusable(format!(
            "is a workbook that cannot be read ({what}); open it and save it again, or save the sheet as CSV UTF-8"
        ))
    })?;
    if !found.iter().any(|(_, fault)| fault.is_none()) {
        let shown = found
            .iter()
            .find(|(_, fault)| fault.as_deref() != Some(HIDDEN));
        return Err(match shown.or(found.first()) {
            Some((sheet, Some(why)))
                if !found
                    .iter()
                    .all(|(_, fault)| fault.as_deref() == Some(EMPTY)) =>
            {
                FileError::Unrecognised(SniffError::Nothing {
                    why: format!("sheet `{}` {why}", sheet.name),
                })
            }
            _ => FileError::Empty,
        });
    }
    // The file is read once for all of its sheets, as far as progress is concerned.
    let mut left = size;
    let inputs = found.into_iter().map(|(sheet, fault)| Input {
        place: Place::Sheet(Box::new(sheet)),
        named: false,
        size: left.replace(0).or(Some(0)),
        fault,
    });
    Ok(inputs.collect())
}

const EMPTY: &str = "is empty";

/// Every sheet, with the reason why it is not read where it is not.
fn look(
    path: &Path,
    settings: &ReadSettings,
    forced: Option<&'static dyn Format>,
) -> Result<Vec<(Sheet, Option<String>)>, String> {
    let mut book = open(path)?;
    let all: Vec<_> = book.sheets_metadata().to_vec();
    let mut found = Vec::new();
    for one in all.iter().filter(|one| one.typ == SheetType::WorkSheet) {
        let mut sheet = Sheet {
            workbook: path.to_owned(),
            name: one.name.clone(),
            above: 0,
        };
        let fault = if one.visible == SheetVisible::Visible {
            let (rows, fault) = cells(&mut book, &one.name, LOOK);
            match header(&rows, &one.name, settings, forced) {
                Ok(above) => {
                    sheet.above = above;
                    None
                }
                Err(why) => Some(fault.unwrap_or(why)),
            }
        } else {
            Some(HIDDEN.to_owned())
        };
        found.push((sheet, fault));
    }
    Ok(found)
}

/// How many rows stand above the first one that reads like a header: titles, dates of the report.
fn header(
    rows: &[Row],
    name: &str,
    settings: &ReadSettings,
    forced: Option<&'static dyn Format>,
) -> Result<usize, String> {
    let mut why = EMPTY.to_owned();
    let candidates = rows.iter().enumerate().take(ABOVE);
    for (above, _) in candidates.filter(|(_, row)| row.filled() > 1) {
        let csv = sheet::to_csv(&rows[above..]);
        let text = String::from_utf8_lossy(&csv);
        let head = Head::new(name, &text, rows.len() < LOOK);
        let known = match forced {
            Some(format) => format.open(&head, settings).map(|_| ()),
            None => match recognise(&head, settings) {
                // What is not sure and cannot be read is another table; what is sure fails as a file would.
                Ok(one) if one.evidence.score < SURE => {
                    one.format.open(&head, settings).map(|_| ())
                }
                Ok(_) | Err(SniffError::Tie { .. }) => Ok(()),
                Err(SniffError::Nothing { why }) => Err(format!("holds no conversations: {why}")),
            },
        };
        match known {
            Ok(()) => return Ok(above),
            Err(missing) if why == EMPTY => why = missing,
            Err(_) => {}
        }
    }
    if why == EMPTY && !rows.is_empty() {
        "has no header row with two or more columns".clone_into(&mut why);
    }
    Err(why)
}

fn open(path: &Path) -> Result<Book, String> {
    let file = File::open(path).map_err(|error| error.kind().to_string())?;
    Xlsx::new(BufReader::new(file)).map_err(|error| error.to_string())
}

/// The filled rows of a sheet, at most `most` of them, and what ended them before their end.
fn cells(book: &mut Book, name: &str, most: usize) -> (Vec<Row>, Option<String>) {
    let mut rows: Vec<Row> = Vec::new();
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(error) => return (rows, Some(error.to_string())),
    };
    loop {
        let cell = match reader.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => return (rows, None),
            Err(error) => return (rows, Some(error.to_string())),
        };
        let (number, column) = cell.get_position();
        let Some(value) = value(cell.get_value()) else {
            continue;
        };
        if rows.last().is_none_or(|row| row.number != number) {
            if rows.len() == most {
                return (rows, None);
            }
            rows.push(Row::new(number));
        }
        if let Some(row) = rows.last_mut() {
            row.cells.push((column, value));
        }
    }
}

/// What a cell holds; `None` where it is blank.
fn value(cell: &DataRef<'_>) -> Option<Cell> {
    let text = match cell {
        DataRef::Empty => return None,
        DataRef::DateTime(time) => return Some(Cell::of_time(*time)),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => sheet::number(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => truth.to_string().to_uppercase(),
        DataRef::Error(error) => error.to_string(),
    };
    (!text.trim().is_empty()).then_some(Cell::Text(text))
}

/// Runs the reader of a foreign document: whatever it trips over is damage, never the end of the run.
fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("it is damaged".to_owned()))
}
