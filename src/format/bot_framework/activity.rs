//! What activities tell.

use std::collections::BTreeMap;

use super::card;
use crate::format::draft::Draft;
use crate::format::json::Node;
use crate::format::spoken;
use crate::transcript::{EventKind, Moment, Speaker, Status, Turn, TurnKind};

/// Types that say nothing about the way to a person.
const QUIET: [&str; 13] = [
    "typing",
    "conversationUpdate",
    "contactRelationUpdate",
    "invoke",
    "invokeResponse",
    "messageReaction",
    "messageUpdate",
    "messageDelete",
    "deleteUserData",
    "installationUpdate",
    "suggestion",
    "command",
    "commandResult",
];

/// Tells the draft what these activities of one conversation say, in their order.
pub(in crate::format) fn tell(draft: &mut Draft<'_>, activities: &[Node<'_>]) {
    let known = Known::of(activities);
    for activity in activities {
        if !draft.is_new(activity.get("id").word()) {
            continue;
        }
        if draft.conversation.id.is_empty()
            && let Some(id) = activity.at("conversation.id").word()
        {
            draft.conversation.id = id.into();
        }
        let stamp = ["timestamp", "localTimestamp"];
        let stamp = stamp
            .into_iter()
            .find(|key| !activity.get(key).is_nothing());
        let at = stamp.and_then(|key| draft.time(activity.get(key)));
        let kind = activity.get("type").word().unwrap_or_default();
        match kind.as_str() {
            "message" => message(draft, *activity, &known, at),
            "event" => event(draft, *activity, at),
            "trace" => trace(draft, *activity, at),
            "handoff" => draft.hand_over(at),
            "endOfConversation" => draft.end_bot(at),
            _ if QUIET.contains(&kind.as_str()) => {}
            _ => draft.unknown_event(),
        }
    }
}

/// Who is who, as far as any activity says.
struct Known(BTreeMap<String, Speaker>);

impl Known {
    fn of(activities: &[Node<'_>]) -> Self {
        let mut known = BTreeMap::new();
        for activity in activities {
            for end in ["from", "recipient"] {
                let end = activity.get(end);
                if let (Some(id), Some(by)) = (end.get("id").word(), role(end)) {
                    known.insert(id, by);
                }
            }
            // Only the bot is told that members came or went.
            if activity.get("type").word().as_deref() == Some("conversationUpdate")
                && let Some(id) = activity.at("recipient.id").word()
            {
                known.entry(id).or_insert(Speaker::Bot);
            }
        }
        Self(known)
    }

    /// The speaker of an activity: said of the one it is from, else the one that it is not to.
    fn speaker(&self, activity: Node<'_>) -> Option<Speaker> {
        let of = |end: &str| {
            let end = activity.get(end);
            role(end).or_else(|| self.0.get(&end.get("id").word()?).copied())
        };
        of("from").or_else(|| match of("recipient")? {
            Speaker::Bot => Some(Speaker::Customer),
            Speaker::Customer => Some(Speaker::Bot),
            _ => None,
        })
    }
}

/// The declared role; Dataverse writes it as a number.
fn role(end: Node<'_>) -> Option<Speaker> {
    match end.get("role").word()?.to_lowercase().as_str() {
        "0" | "bot" | "skill" => Some(Speaker::Bot),
        "1" | "user" => Some(Speaker::Customer),
        _ => None,
    }
}

fn message(draft: &mut Draft<'_>, activity: Node<'_>, known: &Known, at: Option<Moment>) {
    let from = activity.get("from");
    let (id, name) = (from.get("id").word(), from.get("name").word());
    let names = [
        name.as_deref().unwrap_or_default(),
        id.as_deref().unwrap_or_default(),
    ];
    let by = draft.speaker(&names, known.speaker(activity));
    describe(draft, activity);
    if by == Speaker::Customer && draft.conversation.customer.is_none() {
        draft.conversation.customer = from.get("aadObjectId").word().or(id).map(Into::into);
    }
    let text = activity.get("text").text();
    let text = text.or_else(|| activity.get("speak").text().map(spoken::words));
    let card = card::words(activity);
    let mut words = text.unwrap_or_default();
    for line in card.lines {
        if !words.contains(&line) {
            words.push_str(if words.is_empty() { "" } else { "\n" });
            words.push_str(&line);
        }
    }
    let value = activity.get("value");
    let is_tapped = !value.is_nothing()
        || activity.at("channelData.postBack").is_true()
        || !activity.at("channelData.postback").is_nothing()
        || draft.is_offered(&words);
    let kind = match by {
        Speaker::Customer if words.is_empty() && value.fields().is_some() => {
            let answers = value.fields().into_iter().flatten();
            let answers: Vec<String> = answers
                .filter_map(|(_, one)| Node::of(one).text())
                .collect();
            words = answers.join("\n");
            TurnKind::Form
        }
        _ if words.is_empty() && (card.has_files || by == Speaker::Bot) => {
            // A bot whose words are missing has answered: they were left out of the export.
            TurnKind::Attachment
        }
        Speaker::Customer if is_tapped => TurnKind::Choice,
        _ => TurnKind::Text,
    };
    if by == Speaker::Bot {
        draft.offer(card.choices.into_iter());
    }
    draft.say(Turn {
        at,
        name: name.map(Into::into),
        kind,
        ..Turn::new(by, words)
    });
}

fn describe(draft: &mut Draft<'_>, activity: Node<'_>) {
    let channel = activity.get("channelId").word();
    if channel.as_deref() == Some("pva-studio") || activity.at("channelData.testMode").is_true() {
        mark_test(draft);
    }
    draft.channel(channel);
    if draft.conversation.language.is_none() {
        draft.language(activity.get("locale").word());
    }
}

/// Conversations of the bot's makers with their bot are used, and say what they are.
fn mark_test(draft: &mut Draft<'_>) {
    draft
        .conversation
        .meta
        .insert("design_mode".to_owned(), true.into());
}

fn event(draft: &mut Draft<'_>, activity: Node<'_>, at: Option<Moment>) {
    let name = activity.get("name").word().unwrap_or_default();
    if name == "handoff.initiate" {
        draft.hand_over(at);
    } else if name == "handoff.status" {
        let state = activity.at("value.state").word().unwrap_or_default();
        match state.to_lowercase().as_str() {
            "accepted" => draft.happen(EventKind::HumanJoined, at),
            "failed" => draft.happen(EventKind::HandoffFailed, at),
            "completed" => draft.happen(EventKind::HumanLeft, at),
            _ => draft.unknown_event(),
        }
    }
}

/// What Copilot Studio writes beside the messages.
fn trace(draft: &mut Draft<'_>, activity: Node<'_>, at: Option<Moment>) {
    let value = activity.get("value");
    let kind = activity.first(&["valueType", "name"]).unwrap_or_default();
    match kind.as_str() {
        // Who requested it, the customer or the bot's makers, is not said.
        "HandOff" | "EscalationRequested" => draft.hand_over(at),
        "ConversationInfo" => {
            if value.get("isDesignMode").is_true() {
                mark_test(draft);
            }
            draft.language(value.get("locale").word());
        }
        "SessionInfo" => {
            let outcome = value.get("outcome").word().unwrap_or_default();
            if !draft.is_handed_over
                && matches!(outcome.as_str(), "Resolved" | "Abandoned" | "None")
            {
                draft.conversation.status = Status::Closed;
            }
            if !outcome.is_empty() {
                draft
                    .conversation
                    .meta
                    .insert("outcome".to_owned(), outcome.into());
            }
        }
        "CSATSurveyResponse" => {
            let score = ["score", "rating", "value", "csat"];
            draft.conversation.csat = score
                .iter()
                .find_map(|key| value.get(key).number())
                .or_else(|| value.number())
                .or(draft.conversation.csat);
        }
        _ => {}
    }
}
