//! Threads of a messenger, which never end: cut into conversations wherever nobody wrote for longer than a session's gap.

use std::borrow::Cow;

use super::{Emit, SessionGap};
use crate::transcript::{Capabilities, Channel, Conversation, Item, Oddities, Speaker};

/// What all conversations of one thread share.
pub(super) struct Thread<'t> {
    /// The thread's own id.
    pub(super) id: &'t str,
    /// The format's id.
    pub(super) source: &'static str,
    /// The channel's word.
    pub(super) channel: &'t str,
    /// The silence that ends a conversation.
    pub(super) gap: SessionGap,
}

/// One item of a thread.
pub(super) struct Entry {
    /// Seconds that grow with time; `None` where the source has no time, and the entry stays behind the one before it.
    pub(super) at: Option<i64>,
    /// The time as the thread's id shows it.
    pub(super) stamp: String,
    /// The item.
    pub(super) item: Item<'static>,
    /// The key of whoever wrote it, kept as the customer's where the customer did.
    pub(super) who: String,
    /// The record it stands in, where its time is no time.
    pub(super) odd: Option<u64>,
}

impl Thread<'_> {
    /// Gives away a conversation for every session among `entries`, in the order of their times. A session in which
    /// nobody wrote (notices alone) is none.
    pub(super) fn sessions(&self, mut entries: Vec<Entry>, emit: Emit<'_, '_>) {
        let mut last = entries.iter().find_map(|entry| entry.at);
        for entry in &mut entries {
            last = entry.at.or(last);
            entry.at = last;
        }
        entries.sort_by_key(|entry| entry.at);
        let mut latest = None;
        let mut session = Vec::new();
        for entry in entries {
            if entry.at.is_some_and(|at| self.gap.parts(latest, at)) {
                self.close(std::mem::take(&mut session), emit);
            }
            latest = entry.at;
            session.push(entry);
        }
        self.close(session, emit);
    }

    fn close(&self, session: Vec<Entry>, emit: Emit<'_, '_>) {
        let Some(first) = session.first() else { return };
        let id = if first.stamp.is_empty() {
            self.id.to_owned()
        } else {
            format!("{}#{}", self.id, first.stamp)
        };
        let mut one = Conversation::new(id, Channel::new(Cow::Owned(self.channel.to_owned())));
        one.source = Some(Cow::Borrowed(self.source));
        for entry in session {
            if one.customer.is_none()
                && entry.item.is_by(Speaker::Customer)
                && !entry.who.is_empty()
            {
                one.customer = Some(Cow::Owned(entry.who));
            }
            if let Some(record) = entry.odd {
                if one.odd == Oddities::default() {
                    one.odd.record = record;
                }
                one.odd.times += 1;
            }
            one.items.push(entry.item);
        }
        if one.turns().all(|(_, turn)| turn.by == Speaker::System) {
            return;
        }
        one.capabilities = shown(&one);
        emit(Ok(one));
    }
}

/// What a log shows that knows nobody's role by itself: people of the company only where one speaks, times where it has
/// some.
pub(super) fn shown(one: &Conversation<'_>) -> Capabilities {
    let when = |shows: bool, what: Capabilities| if shows { what } else { Capabilities::NONE };
    when(!one.has(Speaker::Unknown), Capabilities::ROLES)
        .with(when(one.has(Speaker::Human), Capabilities::HUMAN_SIDE))
        .with(when(
            one.items.iter().any(|item| item.at().is_some()),
            Capabilities::TIMES,
        ))
}

/// The wall's clock as text, seconds since 1970 on it.
pub(super) fn civil(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| seconds.to_string(),
        |stamp| stamp.to_string().trim_end_matches('Z').to_owned(),
    )
}
