//! The rows of a sheet as the CSV that it would be saved as: times in one form, numbers with their digits.

use std::collections::BTreeSet;

use calamine::ExcelDateTime;

/// The last number that a sheet's cell holds with all of its digits.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A row with something in it.
#[derive(Debug)]
pub(super) struct Row {
    /// Its number in the sheet, from 0.
    pub(super) number: u32,
    /// The cells that are not blank, with their columns from 0.
    pub(super) cells: Vec<(u32, Cell)>,
}

/// What a cell holds.
#[derive(Debug)]
pub(super) enum Cell {
    /// Words, or a number as it is written.
    Text(String),
    /// A day, and seconds of it where the cell says more than the day.
    Day(String, String),
    /// A time of day, or a length of time.
    Time(String),
}

impl Row {
    pub(super) const fn new(number: u32) -> Self {
        Self {
            number,
            cells: Vec::new(),
        }
    }

    /// How many cells are not blank.
    pub(super) fn filled(&self) -> usize {
        self.cells.len()
    }
}

impl Cell {
    /// A serial number that its cell's format shows as a time.
    pub(super) fn of_time(time: ExcelDateTime) -> Self {
        let serial = time.as_f64();
        if time.is_duration() || (0.0..1.0).contains(&serial) {
            let seconds = (serial * 86_400.0).round() as i64;
            let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            return Self::Time(format!(
                "{hours:02}:{:02}:{:02}",
                minutes.abs(),
                seconds.abs()
            ));
        }
        let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
        let fraction = if milli == 0 {
            String::new()
        } else {
            format!(".{milli:03}")
        };
        Self::Day(
            format!("{year:04}-{month:02}-{day:02}"),
            format!("{hour:02}:{minute:02}:{second:02}{fraction}"),
        )
    }
}

/// A number as ids are written: whole ones without a point, none with an exponent.
pub(super) fn number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() <= EXACT {
        (number as i64).to_string()
    } else {
        number.to_string()
    }
}

/// Rows as CSV, the first of them being the header. What lies beside the header's columns belongs to no column and is
/// left out. In a column of days alone a day stays a day; where any has a time of day, the others were at midnight.
pub(super) fn to_csv(rows: &[Row]) -> Vec<u8> {
    const MIDNIGHT: &str = "00:00:00";
    let width = rows
        .first()
        .and_then(|header| header.cells.iter().map(|(column, _)| column + 1).max())
        .unwrap_or_default();
    let timed: BTreeSet<u32> = rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|(_, cell)| matches!(cell, Cell::Day(_, time) if time != MIDNIGHT))
        .map(|(column, _)| *column)
        .collect();
    let mut csv = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let mut record = vec![String::new(); width as usize];
        for (column, cell) in &row.cells {
            let Some(place) = record.get_mut(*column as usize) else {
                continue;
            };
            *place = match cell {
                Cell::Text(text) | Cell::Time(text) => text.clone(),
                Cell::Day(day, time) if timed.contains(column) => format!("{day} {time}"),
                Cell::Day(day, _) => day.clone(),
            };
        }
        // Writing to memory cannot fail, and every record is as long as the header.
        let _ = csv.write_record(&record);
    }
    csv.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        for (value, text) in [
            (4711.0, "4711"),
            (966_501_234_567.0, "966501234567"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (0.5, "0.5"),
            (-3.0, "-3"),
            (1e20, "100000000000000000000"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn serials_are_days_times_and_lengths() {
        let of = |serial, kind| Cell::of_time(ExcelDateTime::new(serial, kind, false));
        let text = |cell| match cell {
            Cell::Text(text) | Cell::Time(text) => text,
            Cell::Day(day, time) => format!("{day} {time}"),
        };
        let day = ExcelDateTimeType::DateTime;
        assert_eq!(text(of(46_266.420_138_888_9, day)), "2026-09-01 10:05:00");
        assert_eq!(text(of(46_266.0, day)), "2026-09-01 00:00:00");
        assert_eq!(text(of(0.420_138_888_9, day)), "10:05:00");
        let length = ExcelDateTimeType::TimeDelta;
        assert_eq!(text(of(1.5, length)), "36:00:00");
        let old = ExcelDateTime::new(44_804.5, day, true);
        assert_eq!(text(Cell::of_time(old)), "2026-09-01 12:00:00");
    }
}
