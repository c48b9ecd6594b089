//! The table of sessions that Copilot Studio offers to download: one row a session, its words in one cell.

use super::super::Emit;
use super::super::draft::Draft;
use super::super::json::{Context, Node, Record};
use super::SOURCE;
use crate::transcript::{Capabilities, EventKind, Speaker, Status, Turn};

/// Who speaks behind each mark.
const MARKS: [(&str, Speaker); 2] = [
    ("User says:", Speaker::Customer),
    ("Bot says:", Speaker::Bot),
];

/// Turns rows into conversations.
pub(super) fn read(context: &Context, records: Vec<Record>, emit: Emit<'_, '_>) {
    for record in records {
        let row = Node::of(&record.value);
        let mut draft = Draft::new(context, SOURCE, record.number);
        draft.conversation.id = row.first(&["SessionId"]).unwrap_or_default().into();
        draft.channel(row.first(&["Channel", "ChannelId"]));
        draft.keep(
            row,
            &[
                "ChatTranscript",
                "SessionId",
                "InitialUserMessage",
                "Channel",
                "ChannelId",
            ],
        );
        let words = row.get("ChatTranscript").text().unwrap_or_default();
        for (by, text) in turns(&words) {
            draft.say(Turn::new(by, text));
        }
        if draft.is_empty() {
            // A session whose transcript was not kept still has what it began with.
            let first = row.get("InitialUserMessage").text().unwrap_or_default();
            draft.say(Turn::new(Speaker::Customer, first));
        }
        match row
            .get("SessionOutcome")
            .word()
            .unwrap_or_default()
            .as_str()
        {
            "Escalated" | "HandOff" => draft.happen(EventKind::HandoffStarted, None),
            "Resolved" | "Abandoned" => draft.conversation.status = Status::Closed,
            _ => {}
        }
        let shown = Capabilities::ROLES.with(Capabilities::HANDOFF_EVENTS);
        emit(Ok(draft.finish(shown)));
    }
}

/// The turns of a cell such as `User says: hello; Bot says: Hi; …`. A mark counts at the beginning and behind a separator.
fn turns(cell: &str) -> Vec<(Speaker, String)> {
    let mut starts: Vec<(usize, usize, Speaker)> = Vec::new();
    for (mark, by) in MARKS {
        for (at, _) in cell.match_indices(mark) {
            let before = cell[..at].trim_end();
            if before.is_empty() || before.ends_with([';', '>']) || cell[..at].ends_with('\n') {
                starts.push((at, at + mark.len(), by));
            }
        }
    }
    starts.sort_by_key(|start| start.0);
    let ends = starts.iter().skip(1).map(|next| next.0).chain([cell.len()]);
    let spans = starts.iter().zip(ends);
    spans
        .map(|((_, from, by), to)| {
            let text = cell[*from..to].trim();
            (
                *by,
                text.strip_suffix(';').unwrap_or(text).trim_end().to_owned(),
            )
        })
        .collect()
}
