//! The order in which the rows of one conversation are taken: by time, however the export is sorted.

use std::ops::Range;

/// The rows of a conversation, as they came.
#[derive(Default)]
pub(super) struct Rows {
    rows: Vec<Placed>,
    /// Whether a row that says something has no time: then the rows stay as they are.
    is_timeless: bool,
}

struct Placed {
    at: Option<i64>,
    number: u64,
    bytes: Range<usize>,
}

impl Rows {
    /// Adds the file's row `number` at `bytes`; `says` tells whether anything of it stands in the conversation.
    pub(super) fn add(&mut self, at: Option<i64>, says: bool, number: u64, bytes: Range<usize>) {
        self.is_timeless |= says && at.is_none();
        self.rows.push(Placed { at, number, bytes });
    }

    /// The rows' numbers and where they lie, as they came.
    pub(super) fn as_they_came(&self) -> Vec<(u64, Range<usize>)> {
        self.rows
            .iter()
            .map(|row| (row.number, row.bytes.clone()))
            .collect()
    }

    /// The rows' numbers and where they lie, in the order of their times; `None` where that is the order in which they came. Rows of one
    /// time stay as they are, unless the export lists the newest first: then all are turned round. A row that has no
    /// time, and says nothing, stays with the one before it.
    pub(super) fn by_time(mut self) -> Option<Vec<(u64, Range<usize>)>> {
        if self.is_timeless || self.rows.is_sorted_by_key(|row| row.at) {
            return None;
        }
        let mut last = self.rows.iter().find_map(|row| row.at);
        for row in &mut self.rows {
            last = row.at.or(last);
            row.at = last;
        }
        if self.rows.iter().rev().is_sorted_by_key(|row| row.at) {
            self.rows.reverse();
        }
        self.rows.sort_by_key(|row| row.at);
        let places = self.rows.into_iter().map(|row| (row.number, row.bytes));
        Some(places.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Rows;

    /// The numbers of the rows in the order in which they are taken; a time of -1 is none.
    fn order(times: &[(i64, bool)]) -> Vec<usize> {
        let mut rows = Rows::default();
        for (number, (at, says)) in times.iter().enumerate() {
            rows.add(
                (*at >= 0).then_some(*at),
                *says,
                number as u64,
                number..number,
            );
        }
        rows.by_time().map_or((0..times.len()).collect(), |rows| {
            rows.into_iter().map(|(_, row)| row.start).collect()
        })
    }

    #[test]
    fn times_decide_and_ties_stay() {
        assert_eq!(order(&[(1, true), (1, true), (2, true)]), [0, 1, 2]);
        assert_eq!(order(&[(2, true), (1, true), (2, true)]), [1, 0, 2]);
        assert_eq!(order(&[(3, true), (3, true), (1, true)]), [2, 1, 0]);
        assert_eq!(order(&[(3, true), (-1, true), (1, true)]), [0, 1, 2]);
        assert_eq!(order(&[(3, true), (-1, false), (1, true)]), [2, 1, 0]);
        assert_eq!(
            order(&[(-1, false), (3, true), (1, true), (2, true)]),
            [2, 3, 0, 1]
        );
    }
}
