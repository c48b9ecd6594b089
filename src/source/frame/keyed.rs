//! JSON records, kept together while the value that names their conversation stays the same.

use super::{Cutter, Unit};
use crate::format::{JsonKey, record_key};

/// Follows the key of whole records.
pub(in crate::source) struct KeyedCutter {
    records: Cutter,
    key: JsonKey,
    /// The key of the records that are held together; `None` before the first.
    held: Option<String>,
    count: u64,
    /// Where the record being read begins, and whether its beginning was dropped.
    end: usize,
    is_torn: bool,
}

impl KeyedCutter {
    pub(super) const fn new(records: Cutter, key: JsonKey) -> Self {
        Self {
            records,
            key,
            held: None,
            count: 0,
            end: 0,
            is_torn: false,
        }
    }

    pub(super) fn next(&mut self, buffer: &mut [u8]) -> Option<Unit> {
        while let Some(unit) = self.records.next(buffer) {
            let start = std::mem::replace(&mut self.end, unit.end);
            let is_torn = std::mem::take(&mut self.is_torn);
            let key = (!is_torn).then(|| record_key(&buffer[start..unit.end], self.key));
            let before = self.count;
            self.count += unit.records;
            let Some(key) = key.flatten().filter(|key| self.held.as_ref() != Some(key)) else {
                continue;
            };
            self.held = Some(key);
            if before > 0 {
                self.count = unit.records;
                return Some(Unit {
                    end: start,
                    records: before,
                    last: false,
                });
            }
        }
        None
    }

    pub(super) fn forget(&mut self, count: usize) {
        self.records.forget(count);
        self.is_torn |= count > self.end;
        self.end = self.end.saturating_sub(count);
    }

    pub(super) fn spare(&self) -> usize {
        if self.is_torn {
            self.records.spare()
        } else {
            self.end
        }
    }

    pub(super) fn is_inside(&self) -> bool {
        self.records.is_inside()
    }

    pub(super) const fn held(&self) -> u64 {
        self.count
    }
}
