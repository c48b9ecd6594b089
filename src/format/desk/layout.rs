//! What sets one platform apart from the others.

use serde_json::Value;

use super::Desk;
use super::fields::list;
use crate::format::Problem;
use crate::format::json::framing;
use crate::format::{Framing, Head};
use crate::transcript::Conversation;

/// How one platform's export is laid out.
pub(in crate::format) struct Layout {
    /// Dotted paths of the lists in which the platform's pages hold their records.
    pub(in crate::format) pages: &'static [&'static str],
    /// Keys that only a record has: an object with one of them is no page, whatever lists it holds.
    pub(in crate::format) own: &'static [&'static str],
    /// Keys of lists that stand on a page beside the records and that these refer to (people, their messages).
    pub(in crate::format) beside: &'static [&'static str],
    /// Where records may also be single messages of one conversation.
    pub(in crate::format) rows: Option<Rows>,
    /// Reads one record.
    pub(in crate::format) read: fn(&Desk, &Record<'_>) -> Result<Conversation<'static>, Unfit>,
}

/// Messages or events that stand alone and name their conversation.
pub(in crate::format) struct Rows {
    /// Key paths by which the beginning of a file shows that it holds such rows.
    pub(in crate::format) marks: &'static [&'static str],
    /// The conversation that a value belongs to; `None` where it is no such row.
    pub(in crate::format) key: fn(&Value) -> Option<String>,
    /// Under which key the rows of one conversation stand in the record that is made of them.
    pub(in crate::format) list: &'static str,
}

/// One record and what stood on its page beside it.
pub(in crate::format) struct Record<'r> {
    /// The record.
    pub(in crate::format) value: &'r Value,
    /// An object with the page's lists named in [`Layout::beside`].
    pub(in crate::format) beside: &'r Value,
}

impl Record<'_> {
    /// The elements of a list that stands in the record or on its page.
    pub(in crate::format) fn all(&self, key: &str) -> impl Iterator<Item = &Value> {
        list(self.value, key).iter().chain(list(self.beside, key))
    }
}

/// Why a record is no conversation, and what to do about it.
pub(in crate::format) struct Unfit {
    /// What was found and what was expected.
    pub(in crate::format) what: &'static str,
    /// What to do.
    pub(in crate::format) advice: &'static str,
}

impl Unfit {
    /// The problem of record `record`.
    pub(super) fn at(self, record: u64) -> Problem {
        Problem {
            record,
            what: self.what.to_owned(),
            advice: self.advice,
        }
    }
}

impl Layout {
    /// How a file of this layout is cut. Rows of one conversation, and records that refer to something beside them, need
    /// the whole document; pages are streamed by their list; everything else by its records.
    pub(super) fn framing(&self, head: &Head<'_>) -> Framing {
        let Some(shape) = head.shape() else {
            return Framing::JsonValues;
        };
        if let Some(rows) = &self.rows
            && shape.first(rows.marks).is_some()
        {
            return Framing::Whole;
        }
        let is_page = shape.first(self.own).is_none();
        let page = self
            .pages
            .iter()
            .find(|page| is_page && shape.has(&format!("{page}[]")));
        let Some(page) = page else {
            return framing(head);
        };
        if !self.beside.is_empty() {
            return Framing::Whole;
        }
        let text = head.text.trim_ascii_start();
        let is_line = |line: &str| {
            line.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()
        };
        if !text.starts_with('{') || text.lines().take(3).any(is_line) {
            return framing(head);
        }
        Framing::JsonList(page.rsplit('.').next().unwrap_or(page))
    }
}
