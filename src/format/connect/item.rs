//! One document of a contact and its items.

use std::collections::BTreeMap;

use super::super::draft::{Draft, after};
use super::super::json::{Node, parse};
use crate::format::JsonKey;
use crate::transcript::{Event, EventKind, Moment, Speaker, Status, Turn, TurnKind};

/// Events that say nothing about the way to a person.
const QUIET: [&str; 14] = [
    "typing",
    "connection_ack",
    "connection_acknowledged",
    "message_delivered",
    "message_read",
    "participant_active",
    "participant_inactive",
    "participant_idle",
    "participant_returned",
    "participant_autodisconnection",
    "participant_displayname_updated",
    "message_metadata",
    "chat_rehydrated",
    "authentication_initiated",
];

/// A transcript with what stands around it.
pub(super) struct Document<'v> {
    whole: Node<'v>,
    items: Vec<Node<'v>>,
    is_list: bool,
    /// Role and name of every participant that the document lists.
    people: BTreeMap<String, (Option<String>, Option<String>)>,
}

impl<'v> Document<'v> {
    pub(super) fn of(whole: Node<'v>) -> Self {
        let kinds = ["Transcript", "Event", "Attachments"];
        let segments = whole.get("Segments");
        let of_segments = segments
            .list()
            .flat_map(|segment| kinds.map(|kind| segment.get(kind)));
        let items = whole.get("Transcript").list().chain(of_segments);
        let people = whole.get("Participants").list().filter_map(|one| {
            let name = one.get("DisplayName").word();
            Some((
                one.get("ParticipantId").word()?,
                (one.get("ParticipantRole").word(), name),
            ))
        });
        Self {
            whole,
            items: items.filter(|item| item.fields().is_some()).collect(),
            is_list: whole.get("Transcript").is_list() || segments.is_list(),
            people: people.collect(),
        }
    }

    /// Whether there is a transcript at all; it may be empty.
    pub(super) const fn has_items(&self) -> bool {
        self.is_list
    }

    pub(super) fn id(&self, key: JsonKey) -> Option<String> {
        self.whole.first(key)
    }

    /// Tells the draft what the document says.
    pub(super) fn tell(&self, draft: &mut Draft<'_>, id: Option<String>) {
        let whole = self.whole;
        if draft.is_empty() {
            draft.keep(
                whole,
                &["ContactId", "Channel", "LanguageCode", "NextToken"],
            );
        }
        draft.conversation.id = id.unwrap_or_default().into();
        let is_call = self
            .items
            .iter()
            .any(|item| !item.get("BeginOffsetMillis").is_nothing());
        let subtype = whole
            .at("SegmentAttributes.connect:Subtype")
            .find(&["ValueString"]);
        let channel = whole
            .first(&["Channel"])
            .or_else(|| is_call.then(|| "voice".to_owned()));
        draft.channel(subtype.or(channel));
        draft.language(whole.first(&["LanguageCode"]));
        if let Some(customer) = whole.first(&["CustomerId", "CustomerEndpoint.Address"]) {
            draft.conversation.customer = Some(customer.into());
        }
        for tag in whole
            .at("Categories.MatchedCategories")
            .list()
            .filter_map(Node::word)
        {
            if !draft.conversation.tags.iter().any(|known| *known == tag) {
                draft.conversation.tags.push(tag.into());
            }
        }
        let start = self.start(draft);
        for item in &self.items {
            if draft.is_new(item.get("Id").word()) {
                self.add(draft, *item, start);
            }
        }
    }

    /// When the recording of a call began: said, or in the name that Connect gave it (`…_20260105T10:00_UTC.wav`).
    fn start(&self, draft: &mut Draft<'_>) -> Option<Moment> {
        let said = ["InitiationTimestamp", "StartTimestamp", "StartTime"];
        if let Some(key) = said
            .into_iter()
            .find(|key| !self.whole.get(key).is_nothing())
        {
            return draft.time(self.whole.get(key));
        }
        let name = self
            .whole
            .first(&["CustomerMetadata.InputS3Uri", "InputS3Uri"])?;
        let name = name.replace("%3A", ":");
        let (before, _) = name.split_once("_UTC")?;
        let (_, stamp) = before.rsplit_once('_')?;
        let (day, time) = stamp.split_once('T')?;
        let is_day = day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit());
        let day = is_day.then(|| format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]))?;
        Moment::from_rfc3339(&format!("{day}T{time}:00Z"))
    }

    fn add(&self, draft: &mut Draft<'_>, item: Node<'v>, start: Option<Moment>) {
        let id = item.get("ParticipantId").word().unwrap_or_default();
        let (role, name) = self.people.get(&id).cloned().unwrap_or_default();
        let role = item
            .get("ParticipantRole")
            .word()
            .or(role)
            .unwrap_or_else(|| id.clone());
        // What Connect calls its own messages is nobody's name.
        let name = item
            .get("DisplayName")
            .word()
            .or(name)
            .filter(|name| !matches!(name.as_str(), "SYSTEM_MESSAGE" | "BOT"));
        let at = at(draft, item, start);
        let content_type = item
            .get("ContentType")
            .word()
            .unwrap_or_default()
            .to_lowercase();
        let kind = item
            .first(&["EventType", "Type"])
            .unwrap_or_default()
            .to_lowercase();
        let event = content_type
            .split_once(".event.")
            .map(|(_, word)| word.replace('.', "_"));
        let is_said = matches!(kind.as_str(), "" | "message" | "attachment");
        if event.is_some() || !is_said {
            let word = event.unwrap_or_else(|| match kind.split_once(".event.") {
                Some((_, word)) => word.replace('.', "_"),
                None => kind,
            });
            happen(draft, &word, &role, name, at);
            return;
        }
        let declared = match role.as_str() {
            "CUSTOMER" => Some(Speaker::Customer),
            "AGENT" | "SUPERVISOR" => Some(Speaker::Human),
            "CUSTOM_BOT" | "SYSTEM" => Some(Speaker::Bot),
            _ => None,
        };
        let by = draft.speaker(&[name.as_deref().unwrap_or_default(), &id, &role], declared);
        let has_files = kind == "attachment"
            || item.get("Attachments").list().next().is_some()
            || !item.get("AttachmentName").is_nothing();
        let (text, turn_kind) = words(item, &content_type);
        let turn_kind = if has_files {
            TurnKind::Attachment
        } else {
            turn_kind
        };
        draft.say(Turn {
            at,
            name: name.map(Into::into),
            kind: turn_kind,
            ..Turn::new(by, text)
        });
    }
}

/// When an item happened; an offset counts from the start of the call.
fn at(draft: &mut Draft<'_>, item: Node<'_>, start: Option<Moment>) -> Option<Moment> {
    let stamp = ["AbsoluteTime", "Time.AbsoluteTime"];
    if let Some(path) = stamp.into_iter().find(|path| !item.at(path).is_nothing()) {
        return draft.time(item.at(path));
    }
    let offset = ["BeginOffsetMillis", "Time.BeginOffsetMillis"];
    let offset = offset.into_iter().find_map(|path| item.at(path).number())?;
    after(start, offset)
}

fn happen(draft: &mut Draft<'_>, word: &str, role: &str, name: Option<String>, at: Option<Moment>) {
    let is_person = matches!(role, "AGENT" | "SUPERVISOR");
    let had_person = draft
        .conversation
        .items
        .iter()
        .any(|item| item.is_event(EventKind::HumanJoined));
    let kind = match word {
        "participant_invited" if is_person => EventKind::HandoffStarted,
        "participant_joined" if is_person => EventKind::HumanJoined,
        "participant_left" if is_person => EventKind::HumanLeft,
        "participant_invited" | "participant_joined" | "participant_left" => return,
        "transfer_succeeded" if had_person => EventKind::Transferred,
        "transfer_succeeded" => EventKind::HandoffStarted,
        "transfer_failed" => EventKind::HandoffFailed,
        "chat_ended" => {
            draft.conversation.status = Status::Closed;
            EventKind::Closed
        }
        _ if QUIET.contains(&word) => return,
        _ => return draft.unknown_event(),
    };
    draft.event(Event {
        at,
        name: name.filter(|_| is_person).map(Into::into),
        ..Event::new(kind)
    });
}

/// The words of a message. Of a card these are its title and what stands below it, not the choices it offers; of a choice
/// what was chosen.
fn words(item: Node<'_>, content_type: &str) -> (String, TurnKind) {
    let text = item.get("Content").text().unwrap_or_default();
    let Some(content) = parse(&text).filter(|_| !content_type.starts_with("text/")) else {
        return (text, TurnKind::Text);
    };
    let content = Node::of(&content);
    let is_form = content
        .find(&["templateType"])
        .is_some_and(|kind| kind.to_lowercase().contains("form"));
    if content_type.contains("response") {
        let chosen = content.find(&["title", "label", "text", "value", "content"]);
        let kind = if is_form {
            TurnKind::Form
        } else {
            TurnKind::Choice
        };
        return (chosen.unwrap_or_default(), kind);
    }
    let card = content.at("data.content");
    let card = if card.is_nothing() { content } else { card };
    let lines = ["title", "subtitle", "text", "message", "body"].into_iter();
    let lines: Vec<String> = lines.filter_map(|key| card.get(key).text()).collect();
    let kind = if lines.is_empty() {
        TurnKind::Attachment
    } else {
        TurnKind::Text
    };
    (lines.join("\n"), kind)
}
