//! Sorting more records than fit in memory.
//!
//! Records are collected up to a budget, sorted and written as a run to an unlinked temporary file; at the end the runs
//! are merged. Order is by key, then by payload, both as bytes, so the same records come out in the same order however
//! they went in.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

/// How much is held in memory unless told otherwise: 8 MiB.
pub const BUDGET: usize = 8 << 20;

/// How many runs are merged at once. Runs of one size are merged into one of the next, so that a sort of any length
/// keeps few files open and reads each record a few times only.
const FAN_IN: usize = 32;

/// Collects records for sorting.
#[derive(Debug)]
pub struct Sorter {
    budget: usize,
    held: Held,
    runs: Vec<Run>,
}

/// Records in memory: bytes one after the other, and where each lies.
#[derive(Debug, Default)]
struct Held {
    bytes: Vec<u8>,
    places: Vec<Place>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    start: usize,
    key: usize,
    end: usize,
}

/// A sorted run in a file, and how often its records have been merged.
#[derive(Debug)]
struct Run {
    file: File,
    level: u32,
}

impl Default for Sorter {
    fn default() -> Self {
        Self::with_budget(BUDGET)
    }
}

impl Sorter {
    /// A sorter that holds at most about `budget` bytes in memory.
    #[must_use]
    pub fn with_budget(budget: usize) -> Self {
        Self {
            budget,
            held: Held::default(),
            runs: Vec::new(),
        }
    }

    /// Adds a record.
    ///
    /// # Errors
    /// Where the temporary file cannot be written.
    pub fn push(&mut self, key: &[u8], payload: &[u8]) -> io::Result<()> {
        let needed = key.len() + payload.len() + size_of::<Place>();
        if !self.held.places.is_empty() && self.held.size() + needed > self.budget {
            self.spill()?;
        }
        self.held.push(key, payload);
        Ok(())
    }

    /// Everything that was added, in order.
    ///
    /// # Errors
    /// Where the temporary files cannot be written or read.
    pub fn sorted(mut self) -> io::Result<Sorted> {
        if self.runs.is_empty() {
            self.held.sort();
            return Ok(Sorted {
                source: Source::Held {
                    held: self.held,
                    next: 0,
                },
            });
        }
        if !self.held.places.is_empty() {
            self.spill()?;
        }
        Ok(Sorted {
            source: Source::Merged(Merge::of(self.runs, self.budget)?),
        })
    }

    fn spill(&mut self) -> io::Result<()> {
        self.held.sort();
        let mut run = BufWriter::new(tempfile::tempfile()?);
        for place in &self.held.places {
            write_record(&mut run, self.held.key(*place), self.held.payload(*place))?;
        }
        self.held.bytes.clear();
        self.held.places.clear();
        self.runs.push(Run {
            file: rewound(run)?,
            level: 0,
        });
        self.settle()
    }

    /// Merges the youngest runs while there are [`FAN_IN`] of one level.
    fn settle(&mut self) -> io::Result<()> {
        while let Some(level) = self.runs.last().map(|run| run.level) {
            let same = self
                .runs
                .iter()
                .rev()
                .take_while(|run| run.level == level)
                .count();
            if same < FAN_IN {
                break;
            }
            let youngest = self.runs.split_off(self.runs.len() - same);
            let mut merge = Merge::of(youngest, self.budget)?;
            let mut run = BufWriter::new(tempfile::tempfile()?);
            while merge.advance()? {
                write_record(&mut run, &merge.last.key, &merge.last.payload)?;
            }
            self.runs.push(Run {
                file: rewound(run)?,
                level: level + 1,
            });
        }
        Ok(())
    }
}

impl Held {
    fn size(&self) -> usize {
        self.bytes.len() + self.places.len() * size_of::<Place>()
    }

    fn push(&mut self, key: &[u8], payload: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(payload);
        self.places.push(Place {
            start,
            key: start + key.len(),
            end: self.bytes.len(),
        });
    }

    fn sort(&mut self) {
        let bytes = &self.bytes;
        let parts = |place: &Place| (&bytes[place.start..place.key], &bytes[place.key..place.end]);
        self.places
            .sort_unstable_by(|left, right| parts(left).cmp(&parts(right)));
    }

    fn key(&self, place: Place) -> &[u8] {
        &self.bytes[place.start..place.key]
    }

    fn payload(&self, place: Place) -> &[u8] {
        &self.bytes[place.key..place.end]
    }
}

/// Records in order. Not an iterator, because each record is lent until the next is asked for.
#[derive(Debug)]
pub struct Sorted {
    source: Source,
}

#[derive(Debug)]
enum Source {
    Held { held: Held, next: usize },
    Merged(Merge),
}

impl Sorted {
    /// The next record's key and payload; `None` after the last.
    ///
    /// # Errors
    /// Where a temporary file cannot be read.
    pub fn next_record(&mut self) -> io::Result<Option<(&[u8], &[u8])>> {
        match &mut self.source {
            Source::Held { held, next } => {
                let place = held.places.get(*next).copied();
                *next += 1;
                Ok(place.map(|place| (held.key(place), held.payload(place))))
            }
            Source::Merged(merge) => Ok(merge
                .advance()?
                .then_some((&merge.last.key, &merge.last.payload))),
        }
    }
}

/// Runs being merged: the head of each waits in a heap.
#[derive(Debug)]
struct Merge {
    runs: Vec<BufReader<File>>,
    heads: BinaryHeap<Reverse<Head>>,
    last: Head,
}

/// The next record of one run. Ordered by key and payload; the run only settles ties, which are equal records.
#[derive(Debug, Default, PartialEq, Eq)]
struct Head {
    key: Vec<u8>,
    payload: Vec<u8>,
    run: usize,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.key, &self.payload, self.run).cmp(&(&other.key, &other.payload, other.run))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Merge {
    fn of(runs: Vec<Run>, budget: usize) -> io::Result<Self> {
        let buffer = (budget / runs.len().max(1)).clamp(4 << 10, 256 << 10);
        let runs = runs
            .into_iter()
            .map(|run| BufReader::with_capacity(buffer, run.file))
            .collect();
        let mut merge = Self {
            runs,
            heads: BinaryHeap::new(),
            last: Head::default(),
        };
        for run in 0..merge.runs.len() {
            merge.refill(Head {
                run,
                ..Head::default()
            })?;
        }
        Ok(merge)
    }

    /// Moves the least head into `last`; `false` where there is none.
    fn advance(&mut self) -> io::Result<bool> {
        let Some(Reverse(least)) = self.heads.pop() else {
            return Ok(false);
        };
        let spent = std::mem::replace(&mut self.last, least);
        // The spent record's buffers take the next record of the run that just gave its head.
        self.refill(Head {
            run: self.last.run,
            ..spent
        })?;
        Ok(true)
    }

    fn refill(&mut self, mut head: Head) -> io::Result<()> {
        if read_record(&mut self.runs[head.run], &mut head)? {
            self.heads.push(Reverse(head));
        }
        Ok(())
    }
}

fn write_record(out: &mut impl Write, key: &[u8], payload: &[u8]) -> io::Result<()> {
    for part in [key, payload] {
        let length = u32::try_from(part.len())
            .map_err(|_| io::Error::other("a record is longer than 4 GiB"))?;
        out.write_all(&length.to_le_bytes())?;
    }
    out.write_all(key)?;
    out.write_all(payload)
}

fn read_record(run: &mut impl Read, into: &mut Head) -> io::Result<bool> {
    let mut lengths = [0; 8];
    match run.read(&mut lengths[..1])? {
        0 => return Ok(false),
        _ => run.read_exact(&mut lengths[1..])?,
    }
    let (key, payload) = lengths.split_at(4);
    for (length, part) in [(key, &mut into.key), (payload, &mut into.payload)] {
        let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
        part.resize(length as usize, 0);
        run.read_exact(part)?;
    }
    Ok(true)
}

fn rewound(run: BufWriter<File>) -> io::Result<File> {
    let mut file = run.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::Sorter;
    use proptest::prelude::*;

    type Records = Vec<(Vec<u8>, Vec<u8>)>;

    fn sort(input: &Records, budget: usize) -> Records {
        let mut sorter = Sorter::with_budget(budget);
        for (key, payload) in input {
            sorter.push(key, payload).unwrap();
        }
        let mut records = sorter.sorted().unwrap();
        let mut out = Vec::new();
        while let Some((key, payload)) = records.next_record().unwrap() {
            out.push((key.to_vec(), payload.to_vec()));
        }
        out
    }

    #[test]
    fn many_runs_are_merged_level_by_level() {
        let records: Records = (0..5000_u32)
            .map(|n| {
                (
                    n.wrapping_mul(2_654_435_761).to_be_bytes().to_vec(),
                    vec![1],
                )
            })
            .collect();
        let mut expected = records.clone();
        expected.sort();
        assert_eq!(sort(&records, 100), expected);
        assert_eq!(sort(&Vec::new(), 100), Records::new());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn sorts_as_memory_does(
            mut records in prop::collection::vec((prop::collection::vec(0..4_u8, 0..4), prop::collection::vec(any::<u8>(), 0..6)), 0..200),
            budget in 1..2000_usize,
        ) {
            let sorted = sort(&records, budget);
            records.sort();
            prop_assert_eq!(sorted, records);
        }
    }
}
