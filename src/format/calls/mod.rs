//! Records of calls without what was said: tables of telephone systems with a row for each call, or each leg of one.
//!
//! They show the menu's keys, who waited how long for which queue, and whether a person answered. What was said they
//! do not show, so that only the handoff can be judged.

mod leg;
mod path;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;

use csv::{ByteRecord, StringRecord};

use self::leg::{Leg, seconds};
use self::words::{Field, columns};
use super::table::{fold, plan};
use super::time::{Clock, Reading};
use super::{Chunk, Emit, Evidence, Format, Framing, Head, Problem, ReadSettings, Reader};
use crate::transcript::{Capabilities, Channel, Conversation, Event, EventKind, Item, Status};

/// The format.
pub(super) struct Calls;

/// What the records can show at best.
const SHOWN: Capabilities = Capabilities::ALL;

impl Format for Calls {
    fn id(&self) -> &'static str {
        "calls"
    }

    fn title(&self) -> &'static str {
        "Call records without text (CSV, TSV, Excel .xlsx)"
    }

    fn capabilities(&self) -> Capabilities {
        SHOWN
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, settings: &ReadSettings) -> Option<Evidence> {
        let layout = Layout::of(head)?;
        let has = |field| layout.columns.contains_key(&field);
        let is_record = is_telephone(&layout.header)
            && has(Field::Call)
            && has(Field::Outcome)
            && (has(Field::Wait) || has(Field::Path) || (has(Field::Queue) && has(Field::Agent)));
        let names = layout
            .columns
            .values()
            .map(|at| layout.header[*at].as_str());
        // A table with words in it is a table of messages; a plan is much to make for a table that is none of calls.
        let has_words = || plan(head, settings).is_some_and(|plan| plan.evidence().is_some());
        (is_record && !has_words()).then(|| Evidence::new(85, &names.collect::<Vec<_>>()))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        let layout = Layout::of(head)
            .filter(|layout| {
                layout.columns.contains_key(&Field::Call)
                    && layout.columns.contains_key(&Field::Outcome)
            })
            .ok_or("call records need a column `call_id` and a column `disposition` or `outcome`; rename them")?;
        Ok(Box::new(CallReader {
            clock: Clock::of(settings)?,
            layout,
        }))
    }
}

/// Whether a column speaks of calls, so that summaries of chats are none.
fn is_telephone(header: &[String]) -> bool {
    let speaks = |name: &String| {
        let name = fold(name);
        ["call", "ivr", "dtmf", "billsec", "مكالم"]
            .iter()
            .any(|word| name.contains(word))
    };
    header.iter().any(speaks)
}

/// The header of one file.
struct Layout {
    delimiter: u8,
    header: Vec<String>,
    columns: BTreeMap<Field, usize>,
}

impl Layout {
    /// The header row, cut by the delimiter under which most columns are known.
    fn of(head: &Head<'_>) -> Option<Self> {
        let tables = head.headers().iter().filter(|row| row.names.len() > 1);
        tables
            .map(|row| Self {
                delimiter: row.delimiter,
                header: row.names.clone(),
                columns: columns(&row.names),
            })
            .max_by_key(|layout| layout.columns.len())
    }

    fn cell<'r>(&self, row: &'r StringRecord, field: Field) -> &'r str {
        self.columns
            .get(&field)
            .and_then(|place| row.get(*place))
            .unwrap_or_default()
            .trim()
    }
}

fn rows(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes)
}

/// Reads the records of one file.
struct CallReader {
    layout: Layout,
    clock: Clock,
}

/// The records of one call, with their times and numbers.
#[derive(Default)]
struct Call {
    rows: Vec<(Reading, u64, StringRecord)>,
    problem: Option<Problem>,
}

impl Reader for CallReader {
    fn framing(&self) -> Framing {
        Framing::Rows {
            delimiter: self.layout.delimiter,
            key: self.layout.columns.get(&Field::Call).copied(),
        }
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        let mut rows = rows(chunk.bytes, self.layout.delimiter);
        let mut row = ByteRecord::new();
        let mut number = chunk.first_record;
        let mut id = String::new();
        let mut call = Call::default();
        // Reading from memory cannot fail, and a flexible reader takes rows of any length.
        while rows.read_byte_record(&mut row).unwrap_or(false) {
            let record = number;
            number += 1;
            let is_header = row
                .iter()
                .eq(self.layout.header.iter().map(String::as_bytes));
            if is_header {
                continue;
            }
            match self.whole(&row, record) {
                Ok(row) => {
                    let its_id = self.layout.cell(&row, Field::Call);
                    if its_id != id {
                        its_id.clone_into(&mut id);
                        self.close(std::mem::take(&mut call), emit);
                    }
                    let reading = self.clock.read(self.layout.cell(&row, Field::Start));
                    call.rows.push((reading, record, row));
                }
                Err(problem) if !id.is_empty() && self.is_of(&row, &id) => {
                    call.problem.get_or_insert(problem);
                }
                Err(problem) => emit(Err(problem)),
            }
        }
        self.close(call, emit);
    }
}

impl CallReader {
    /// The row as text.
    ///
    /// # Errors
    /// Where it is no UTF-8, names no call, or has cells that belong to no column.
    fn whole(&self, row: &ByteRecord, record: u64) -> Result<StringRecord, Problem> {
        let problem = |what: String| Problem {
            record,
            what: format!("{what}, so its call was left out"),
            advice: "mend the row or export the records again",
        };
        let width = self.layout.header.len();
        if row
            .iter()
            .skip(width)
            .any(|cell| !cell.trim_ascii().is_empty())
        {
            return Err(problem(format!(
                "{} cells where the header has {width}",
                row.len()
            )));
        }
        let text = StringRecord::from_byte_record(row.clone())
            .map_err(|_| problem("the row is not UTF-8".to_owned()))?;
        for (field, name) in [(Field::Call, "call's id"), (Field::Outcome, "outcome")] {
            if self.layout.cell(&text, field).is_empty() {
                return Err(problem(format!("the cell of the {name} is blank")));
            }
        }
        Ok(text)
    }

    fn is_of(&self, row: &ByteRecord, id: &str) -> bool {
        let place = self.layout.columns.get(&Field::Call);
        place
            .and_then(|place| row.get(*place))
            .is_some_and(|cell| cell.trim_ascii() == id.as_bytes())
    }

    /// Gives the call away, its legs in the order of their times.
    fn close(&self, mut call: Call, emit: Emit<'_, '_>) {
        if let Some(problem) = call.problem {
            emit(Err(problem));
            return;
        }
        if call
            .rows
            .iter()
            .all(|(reading, ..)| reading.order.is_some())
        {
            call.rows.sort_by_key(|(reading, ..)| reading.order);
        }
        let Some((_, _, first)) = call.rows.first() else {
            return;
        };
        let said = |row, field| self.layout.cell(row, field);
        let mut one = Conversation::new(
            said(first, Field::Call).to_owned(),
            Channel::new(Cow::Borrowed("voice")),
        );
        one.source = Some(Cow::Borrowed("calls"));
        let owned = |text: &str| (!text.is_empty()).then(|| Cow::Owned(text.to_owned()));
        one.customer = owned(said(first, Field::Caller));
        one.language = owned(said(first, Field::Language));
        let mut last = None;
        for (at, (reading, record, row)) in call.rows.iter().enumerate() {
            let leg = Leg {
                start: reading.moment,
                path: said(row, Field::Path),
                queue: said(row, Field::Queue),
                wait: seconds(said(row, Field::Wait)),
                outcome: said(row, Field::Outcome),
                agent: said(row, Field::Agent),
                talk: seconds(said(row, Field::Talk)),
            };
            let bad_time = !said(row, Field::Start).is_empty() && *reading == Reading::default();
            let bad_wait = !said(row, Field::Wait).is_empty() && leg.wait.is_none();
            one.odd.times += u32::from(bad_time) + u32::from(bad_wait);
            one.odd.events += u32::from(leg.is_odd());
            if one.odd.record == 0 && (bad_time || bad_wait || leg.is_odd()) {
                one.odd.record = *record;
            }
            if at > 0 {
                one.items.push(Item::Event(Event {
                    at: reading.moment,
                    ..Event::new(EventKind::Transferred)
                }));
            }
            leg.tell(&mut one.items);
            last = Some(leg);
        }
        if let Some(leg) = last {
            if !leg.is_odd() {
                one.status = Status::Closed;
            }
            leg.close(&mut one.items);
        }
        one.capabilities = SHOWN;
        if one.items.iter().all(|item| item.at().is_none()) {
            one.capabilities = one.capabilities.without(Capabilities::TIMES);
        }
        emit(Ok(one));
    }
}
