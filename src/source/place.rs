//! Where gathered rows were read, so that a problem can still name its file and row.

use std::sync::Arc;

use super::again::Joined;
use crate::format::Problem;

/// The places of the rows of one chunk, which counts them from 1.
#[derive(Debug, Default)]
pub struct Rows {
    pieces: Vec<Place>,
    count: u64,
    /// What was joined over files.
    joined: Joined,
}

#[derive(Debug)]
struct Place {
    /// The chunk's number of the first row here.
    first: u64,
    /// Its number in its own file.
    record: u64,
    /// Its file, where that is not the one that the chunk is told to come from.
    file: Option<Arc<str>>,
}

impl Rows {
    pub(super) fn add(&mut self, record: u64, records: u64, file: Option<Arc<str>>) {
        self.pieces.push(Place {
            first: self.count + 1,
            record,
            file,
        });
        self.count += records;
    }

    /// What was joined over files in these rows.
    #[must_use]
    pub const fn joined(&self) -> Joined {
        self.joined
    }

    pub(super) fn join(&mut self, joined: Joined) {
        self.joined.add(joined);
    }

    /// How many pieces there are, for [`Rows::back_to`].
    pub(super) fn mark(&self) -> (usize, u64) {
        (self.pieces.len(), self.count)
    }

    /// Forgets the pieces added since `mark`.
    pub(super) fn back_to(&mut self, mark: (usize, u64)) {
        self.pieces.truncate(mark.0);
        self.count = mark.1;
    }

    /// Turns the chunk's number of a record into that of its file.
    pub fn locate(&self, problem: &mut Problem) {
        let behind = self
            .pieces
            .partition_point(|piece| piece.first <= problem.record);
        let Some(piece) = behind.checked_sub(1).and_then(|at| self.pieces.get(at)) else {
            return;
        };
        problem.record = piece.record + (problem.record - piece.first);
        if let Some(file) = &piece.file {
            problem.what = format!("in {file}: {}", problem.what);
        }
    }
}

/// The problem as its file counts records.
pub(super) fn located(rows: Option<&Rows>, mut problem: Problem) -> Problem {
    if let Some(rows) = rows {
        rows.locate(&mut problem);
    }
    problem
}
