//! What one event of a tracker tells.

use super::super::draft::Draft;
use super::super::handoff::goes_to_people;
use super::super::json::Node;
use crate::transcript::{EventKind, Moment, Speaker, Turn, TurnKind};

/// Events that say nothing about the way to a person.
const QUIET: [&str; 26] = [
    "slot",
    "restart",
    "session_started",
    "rewind",
    "reset_slots",
    "reminder",
    "cancel_reminder",
    "undo",
    "export",
    "followup",
    "active_loop",
    "form",
    "form_validation",
    "loop_interrupted",
    "action_execution_rejected",
    "entities",
    "user_featurization",
    "stack",
    "dialogue_stack_updated",
    "flow_completed",
    "flow_cancelled",
    "flow_interrupted",
    "flow_resumed",
    "flow_step_completed",
    "routing_session_ended",
    "undefined",
];

/// Whether a session begins with this event.
pub(super) fn begins_session(event: Node<'_>) -> bool {
    let word = event.get("event").word().unwrap_or_default();
    let is_start = || event.get("name").word().as_deref() == Some("action_session_start");
    matches!(word.as_str(), "session_started" | "restart") || (word == "action" && is_start())
}

/// Tells the draft what the event says.
pub(super) fn tell(draft: &mut Draft<'_>, event: Node<'_>) {
    let word = event.get("event").word().unwrap_or_default();
    let at = draft.time(event.get("timestamp"));
    match word.as_str() {
        "user" => said(draft, event, at),
        "bot" => answered(draft, event, Speaker::Bot, at),
        "agent" => answered(draft, event, Speaker::Human, at),
        "action" => {
            let name = event.get("name").word().unwrap_or_default();
            if goes_to_people(draft, &name) {
                draft.hand_over(at);
            }
        }
        // A flow for handing over begins because the customer asked for it; whether it can is for its actions to say.
        "flow_started" => {
            let name = event.get("flow_id").word().unwrap_or_default();
            if goes_to_people(draft, &name) {
                draft.happen(EventKind::HandoffRequested, at);
            }
        }
        "pause" => draft.hand_over(at),
        "resume" if draft.is_handed_over => draft.happen(EventKind::ReturnedToBot, at),
        "resume" => {}
        "session_ended" => draft.end_bot(at),
        _ if QUIET.contains(&word.as_str()) => {}
        _ => draft.unknown_event(),
    }
}

/// What the customer wrote or tapped. A tapped button comes as its payload, `/intent{…}`.
fn said(draft: &mut Draft<'_>, event: Node<'_>, at: Option<Moment>) {
    draft.channel(event.get("input_channel").word());
    if draft.conversation.language.is_none() {
        draft.language(event.first(&["metadata.language", "metadata.locale"]));
    }
    let text = event
        .first(&["text", "parse_data.text"])
        .unwrap_or_default();
    let payload = text
        .strip_prefix('/')
        .filter(|name| name.starts_with(|letter: char| letter.is_ascii_alphabetic()));
    let Some(payload) = payload else {
        let is_tapped = draft.is_offered(&text);
        let kind = if is_tapped {
            TurnKind::Choice
        } else {
            TurnKind::Text
        };
        draft.say(Turn {
            at,
            kind,
            ..Turn::new(Speaker::Customer, text)
        });
        return;
    };
    let name = payload.split(['{', '@', ' ']).next().unwrap_or_default();
    if matches!(name, "session_start" | "restart" | "back") {
        return;
    }
    let label = draft.label_of(&text);
    draft.say(Turn {
        at,
        kind: TurnKind::Choice,
        ..Turn::new(
            Speaker::Customer,
            label.unwrap_or_else(|| name.replace('_', " ")),
        )
    });
    if goes_to_people(draft, name) {
        draft.happen(EventKind::HandoffRequested, at);
    }
}

/// What the bot, or a person through it, wrote or sent.
fn answered(draft: &mut Draft<'_>, event: Node<'_>, by: Speaker, at: Option<Moment>) {
    let data = event.get("data");
    if by == Speaker::Bot {
        let buttons = ["buttons", "quick_replies"]
            .into_iter()
            .flat_map(|list| data.get(list).list());
        let choices = buttons.map(|button| {
            (
                button.first(&["title"]),
                button.first(&["payload", "title"]),
            )
        });
        draft.offer(choices.filter_map(|(title, payload)| Some((title?, payload?))));
    }
    let words = event.get("text").text().or_else(|| {
        // Cards of channels: what they say first, not what they offer.
        ["custom", "elements"]
            .into_iter()
            .find_map(|part| data.get(part).find(&["text", "title", "body"]))
    });
    let sent = [
        "image",
        "attachment",
        "custom",
        "elements",
        "buttons",
        "quick_replies",
    ];
    let has_sent = sent
        .into_iter()
        .any(|key| data.get(key).list().next().is_some());
    let kind = if words.is_none() && has_sent {
        TurnKind::Attachment
    } else {
        TurnKind::Text
    };
    draft.say(Turn {
        at,
        kind,
        ..Turn::new(by, words.unwrap_or_default())
    });
}
