//! Stamped lines, kept together until nobody wrote for longer than a session's gap.

use memchr::memchr;

use super::Unit;
use crate::format::{SessionGap, Stamps};

/// Follows the latest time of the session being read.
pub(in crate::source) struct SessionCutter {
    stamps: Stamps,
    gap: SessionGap,
    /// Where the line begins that has not ended yet.
    seen: usize,
    latest: Option<i64>,
    lines: u64,
}

impl SessionCutter {
    pub(super) const fn new(stamps: Stamps, gap: SessionGap) -> Self {
        Self {
            stamps,
            gap,
            seen: 0,
            latest: None,
            lines: 0,
        }
    }

    pub(super) fn next(&mut self, buffer: &[u8]) -> Option<Unit> {
        while let Some(length) = memchr(b'\n', &buffer[self.seen..]) {
            let start = self.seen;
            self.seen += length + 1;
            let before = self.lines;
            self.lines += 1;
            let Some((at, _)) = self.stamps.read(&buffer[start..self.seen]) else {
                continue;
            };
            let cuts = self.gap.parts(self.latest, at);
            self.latest = Some(
                self.latest
                    .filter(|latest| !cuts && *latest > at)
                    .unwrap_or(at),
            );
            if cuts {
                self.lines = 1;
                return Some(Unit {
                    end: start,
                    records: before,
                    last: false,
                });
            }
        }
        None
    }

    pub(super) const fn forget(&mut self, count: usize) {
        self.seen -= count;
    }

    pub(super) const fn spare(&self) -> usize {
        self.seen
    }
}
