//! What traces of language models share: calls that each repeat what was said before, spread over spans and records, and
//! held together by the id of a conversation or session.
//!
//! Every call is a row on its way in. The rows of one conversation are put together again: a call inside another one that
//! has words says nothing of its own, and of the others only what was not said yet is taken.

mod merge;
mod messages;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use self::merge::add;
pub(super) use self::messages::{Side, messages};
use super::json::look::{list, plain, word};
use super::llm::{CAPABILITIES, cell};
use super::time::Clock;
use super::unfold::{Group, HEADER, ROWS, fault_of, groups, unfold_values};
use super::{Chunk, Emit, Framing, ReadSettings, Reader, Table, Unfold};
use crate::transcript::{Capabilities, Channel, Conversation, Event, Item, Moment, Speaker, Turn};

/// Stands among the calls that know only their trace, and says that the trace is told in a conversation of a name.
const ELSEWHERE: &str = "{\"told\":true}";

/// What sets one kind of trace apart.
pub(super) struct Layout {
    /// The format's id.
    pub(super) source: &'static str,
    /// The calls of one record; `None` where it is no record of this kind.
    pub(super) calls: fn(&Value) -> Option<Vec<Call>>,
    /// What a record needs to have.
    pub(super) lacks: &'static str,
}

/// One call of a model, or whatever stands around several.
#[derive(Clone, Debug, Default)]
pub(super) struct Call {
    /// The conversation or session; empty where only the trace is known.
    pub(super) session: String,
    pub(super) trace: String,
    pub(super) id: String,
    pub(super) parent: String,
    pub(super) start: String,
    pub(super) end: String,
    /// Messages with a role each, or nothing.
    pub(super) input: Vec<Value>,
    pub(super) output: Vec<Value>,
    pub(super) customer: String,
    pub(super) variant: String,
    pub(super) tags: Vec<String>,
}

impl Call {
    fn has_words(&self) -> bool {
        !self.input.is_empty() || !self.output.is_empty()
    }
}

/// One opened file of traces.
pub(super) struct Traces {
    framing: Framing,
    layout: &'static Layout,
    clock: Clock,
    settings: ReadSettings,
}

impl Traces {
    /// A reader of traces of `layout`, cut as `framing` says.
    ///
    /// # Errors
    /// Where the settings' time zone is not known.
    pub(super) fn open(
        layout: &'static Layout,
        framing: Framing,
        settings: &ReadSettings,
    ) -> Result<Box<dyn Reader>, String> {
        Ok(Box::new(Self {
            framing,
            layout,
            clock: Clock::of(settings)?,
            settings: settings.clone(),
        }))
    }
}

impl Reader for Traces {
    fn framing(&self) -> Framing {
        ROWS
    }

    fn unfold(&self) -> Option<&dyn Unfold> {
        Some(self)
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        groups(chunk, emit, |group, emit| self.conversation(&group, emit));
    }
}

impl Unfold for Traces {
    fn framing(&self) -> Framing {
        self.framing
    }

    fn header(&self) -> Vec<String> {
        HEADER.map(str::to_owned).to_vec()
    }

    fn unfold(&self, chunk: Chunk<'_>, table: &mut Table) {
        unfold_values(chunk, table, |value, table| {
            let calls = (self.layout.calls)(value).ok_or(self.layout.lacks)?;
            push(calls, table);
            Ok(())
        });
    }
}

/// Writes the rows of one record. A call that names no conversation belongs to the one that another call of its trace
/// names; calls without words are written where their trace has some, because others stand inside of them.
fn push(calls: Vec<Call>, table: &mut Table) {
    let mut sessions: BTreeMap<String, String> = BTreeMap::new();
    let mut spoken: BTreeMap<String, bool> = BTreeMap::new();
    for call in &calls {
        if !call.session.is_empty() {
            sessions.insert(call.trace.clone(), call.session.clone());
        }
        *spoken.entry(call.trace.clone()).or_default() |= call.has_words();
    }
    let mut told = BTreeSet::new();
    for call in calls {
        if !spoken.get(&call.trace).copied().unwrap_or_default() {
            continue;
        }
        let session = if call.session.is_empty() {
            sessions.get(&call.trace)
        } else {
            Some(&call.session)
        };
        let key = session.unwrap_or(&call.trace);
        let key = if key.is_empty() { &call.id } else { key };
        let is_elsewhere = key != &call.trace && !call.trace.is_empty() && call.has_words();
        if is_elsewhere && told.insert(call.trace.clone()) {
            // Calls of this trace that stand in other records may not know of the conversation.
            table.push(["", &call.trace, ELSEWHERE].into_iter());
        }
        let row = json!({
            "trace": call.trace, "id": call.id, "parent": call.parent, "start": call.start, "end": call.end,
            "in": call.input, "out": call.output, "customer": call.customer, "variant": call.variant, "tags": call.tags,
        });
        table.push(
            [
                "",
                if key.is_empty() { "nobody" } else { key },
                &row.to_string(),
            ]
            .into_iter(),
        );
    }
}

impl Traces {
    fn conversation(&self, group: &Group, emit: Emit<'_, '_>) {
        let mut rows = Vec::new();
        for (record, row) in &group.rows {
            match serde_json::from_str::<Value>(row) {
                Ok(value) => rows.push(value),
                Err(_) => emit(Err(fault_of(*record, "not valid JSON"))),
            }
        }
        if rows.iter().any(|row| row.get("told").is_some()) {
            return;
        }
        let parents: BTreeMap<String, (String, bool)> = rows
            .iter()
            .map(|row| (word(row, &["id"]), (word(row, &["parent"]), has_words(row))))
            .collect();
        let order = |row: &Value| self.clock.read(&word(row, &["start"])).order;
        rows.retain(|row| has_words(row) && !is_inside(row, &parents));
        rows.sort_by_cached_key(order);
        let mut one = Conversation::new(
            group.key.clone(),
            Channel::new(Cow::Owned(
                self.settings.channel.clone().unwrap_or_default(),
            )),
        );
        one.source = Some(Cow::Borrowed(self.layout.source));
        self.fill(&mut one, &rows);
        for row in &rows {
            describe(&mut one, row);
        }
        let bad = group.rows.first().map_or(0, |(record, _)| *record);
        if one.odd.times > 0 {
            one.odd.record = bad;
        }
        if one.items.is_empty() {
            return;
        }
        one.capabilities = shown(&one);
        emit(Ok(one));
    }

    fn fill(&self, one: &mut Conversation<'static>, rows: &[Value]) {
        let calls: Vec<(String, Vec<Item<'static>>)> = rows
            .iter()
            .map(|row| {
                let mut said = self.items(row, "in", "start", &mut one.odd.times);
                add(
                    &mut said,
                    self.items(row, "out", "end", &mut one.odd.times),
                    true,
                );
                (word(row, &["trace"]), said)
            })
            .collect();
        // Where no call brings more than one message of the customer, calls do not repeat what was said before, and the
        // same words again are said again.
        let of_customer = |items: &[Item<'_>]| {
            items
                .iter()
                .filter(|item| item.is_by(Speaker::Customer))
                .count()
        };
        let repeats = calls.iter().any(|(_, items)| of_customer(items) > 1);
        let mut last = String::new();
        for (trace, items) in calls {
            let is_history = repeats || (!trace.is_empty() && trace == last);
            add(&mut one.items, items, is_history);
            last = trace;
        }
    }

    fn items(
        &self,
        row: &Value,
        side: &str,
        when: &str,
        bad_times: &mut u32,
    ) -> Vec<Item<'static>> {
        let written = word(row, &[when, "start"]);
        let reading = self.clock.read(&written);
        *bad_times += u32::from(!written.is_empty() && reading.order.is_none());
        let messages = Value::from(list(row, side).to_vec()).to_string();
        let items = cell(&messages, &self.settings, &self.clock).unwrap_or_default();
        items
            .into_iter()
            .map(|item| dated(item, reading.moment))
            .collect()
    }
}

fn dated(item: Item<'static>, at: Option<Moment>) -> Item<'static> {
    match item {
        Item::Turn(turn) => Item::Turn(Turn {
            at: turn.at.or(at),
            ..turn
        }),
        Item::Event(event) => Item::Event(Event {
            at: event.at.or(at),
            ..event
        }),
    }
}

fn has_words(row: &Value) -> bool {
    !list(row, "in").is_empty() || !list(row, "out").is_empty()
}

/// Whether a call stands, at any depth, inside another one that has words.
fn is_inside(row: &Value, parents: &BTreeMap<String, (String, bool)>) -> bool {
    let own = word(row, &["id"]);
    let mut next = word(row, &["parent"]);
    // Damaged logs may name calls that stand inside each other.
    for _ in 0..64 {
        if next.is_empty() || next == own {
            return false;
        }
        match parents.get(&next) {
            Some((_, true)) => return true,
            Some((parent, false)) => next.clone_from(parent),
            None => return false,
        }
    }
    false
}

fn describe(one: &mut Conversation<'static>, row: &Value) {
    let customer = word(row, &["customer"]);
    if one.customer.is_none() && !customer.is_empty() {
        one.customer = Some(Cow::Owned(customer));
    }
    let variant = word(row, &["variant"]);
    if !variant.is_empty() {
        one.meta
            .entry("variant".to_owned())
            .or_insert_with(|| variant.into());
    }
    for tag in list(row, "tags").iter().map(plain) {
        if !tag.is_empty() && !one.tags.contains(&tag) {
            one.tags.push(Cow::Owned(tag.into_owned()));
        }
    }
}

/// Traces tell who spoke and what was called, and people only where somebody logged them.
fn shown(one: &Conversation<'_>) -> Capabilities {
    let mut shown = CAPABILITIES;
    if one.has(Speaker::Unknown) {
        shown = shown.without(Capabilities::ROLES);
    }
    if one.has(Speaker::Human) {
        shown = shown.with(Capabilities::HUMAN_SIDE);
    }
    if one.items.iter().all(|item| item.at().is_some()) {
        shown = shown.with(Capabilities::TIMES);
    }
    shown
}
