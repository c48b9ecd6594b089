//! Rows of a conversation that a second file holds again: the same export given twice, or two that overlap.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_128;

use super::scan::Keyed;

/// What was joined over files in some conversations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Conversations to which more than one file gave rows.
    pub across: u64,
    /// The record, in its file, at which the first of them begins.
    pub record: u64,
    /// Conversations that a further file holds with no row of its own, counted once for each such file.
    pub duplicates: u64,
    /// Rows left out because an earlier file has them in the same conversation.
    pub rows: u64,
}

impl Joined {
    /// Adds what came later in the same file.
    pub fn add(&mut self, later: Self) {
        if self.across == 0 {
            self.record = later.record;
        }
        self.across += later.across;
        self.duplicates += later.duplicates;
        self.rows += later.rows;
    }
}

/// The rows of one conversation that are kept so far. A row that a file holds more often than every file before it is
/// new: people do say the same twice, and exports do not.
pub(super) struct Again {
    keyed: Keyed,
    kept: BTreeMap<u128, u64>,
    /// The file being looked at, how often it has each row, and how many rows of it were new and known.
    file: u32,
    here: BTreeMap<u128, u64>,
    new: u64,
    known: u64,
    files: u64,
    joined: Joined,
}

impl Again {
    /// Begins behind `rows` of the first file.
    pub(super) fn behind(rows: &[u8], keyed: Keyed, file: u32) -> Self {
        let mut kept = BTreeMap::new();
        keyed.each(rows, |row| {
            *kept.entry(hash(row)).or_default() += 1;
        });
        Self {
            keyed,
            kept,
            file,
            here: BTreeMap::new(),
            new: 1,
            known: 0,
            files: 0,
            joined: Joined::default(),
        }
    }

    /// Shows the rows among `rows`, of the file `file`, that no earlier file has, with their number among them.
    pub(super) fn new_of(&mut self, file: u32, rows: &[u8], mut keep: impl FnMut(u64, &[u8])) {
        if file != self.file {
            self.end_file();
            self.file = file;
        }
        let mut number = 0;
        self.keyed.each(rows, |row| {
            let key = hash(row);
            let here = self.here.entry(key).or_default();
            let kept = self.kept.entry(key).or_default();
            *here += 1;
            if *here > *kept {
                *kept = *here;
                self.new += 1;
                keep(number, row);
            } else {
                self.known += 1;
            }
            number += 1;
        });
    }

    /// What came of it, for a conversation that begins at `record`.
    pub(super) fn finish(mut self, record: u64) -> Joined {
        self.end_file();
        if self.files > 1 {
            self.joined.across = 1;
            self.joined.record = record;
        }
        self.joined
    }

    fn end_file(&mut self) {
        self.here.clear();
        self.files += u64::from(self.new > 0);
        self.joined.duplicates += u64::from(self.new == 0 && self.known > 0);
        self.joined.rows += self.known;
        (self.new, self.known) = (0, 0);
    }
}

fn hash(row: &[u8]) -> u128 {
    xxh3_128(row.trim_ascii())
}
