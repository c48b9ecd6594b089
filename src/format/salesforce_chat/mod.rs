//! Salesforce chat transcripts (`LiveChatTranscript`): the whole chat in one `Body`, in a table or as JSON.
//!
//! People are announced in the body (`Agent …`), bots sometimes. A name that nobody announced is the visitor's where it
//! is the only one left; in sessions of bots it may be either.

mod body;

use std::collections::BTreeMap;

use serde_json::Value;

use self::body::{Piece, pieces};
use super::desk::{
    About, Desk, DeskReader, DeskTable, Draft, Header, Layout, Party, Record, Unfit, columns,
    first, flag, get, list, text, word,
};
use super::time::Clock;
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::{
    Capabilities, Conversation, EventKind, Meta, Moment, Speaker, Status, TurnKind,
};

static LAYOUT: Layout = Layout {
    pages: &["records", "result.records"],
    own: &["Body"],
    beside: &[],
    rows: None,
    read,
};

/// Columns of which a transcript has at least one beside its body.
const MARKS: [&str; 8] = [
    "ChatKey",
    "LiveChatButtonId",
    "LiveChatVisitorId",
    "LiveChatDeploymentId",
    "EndedBy",
    "OperatorMessageCount",
    "VisitorMessageCount",
    "IsChatbotSession",
];

/// How the body says when the chat began.
const STARTED: &str = "%A, %B %d, %Y, %H:%M:%S (%z)";

/// The format.
pub(super) struct SalesforceChat;

impl Format for SalesforceChat {
    fn id(&self) -> &'static str {
        "salesforce-chat"
    }

    fn title(&self) -> &'static str {
        "Salesforce chat transcripts (CSV, JSON)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, settings: &ReadSettings) -> Option<Evidence> {
        if let Some(header) = Header::with(head, &["Body"]).filter(|header| header.has_any(&MARKS))
        {
            let mark = MARKS.into_iter().find(|mark| header.has_any(&[mark]));
            return columns(head, settings, &["Body", mark.unwrap_or_default()]);
        }
        let shape = head.shape()?;
        for base in ["", "records[].", "result.records[]."] {
            let has = |key: &&str| shape.has(&format!("{base}{key}"));
            let mark = MARKS.iter().find(|mark| has(mark));
            if let Some(mark) = mark.filter(|_| has(&"Body") || has(&"Status")) {
                return Some(Evidence::new(95, &[&format!("{base}{mark}")]));
            }
        }
        None
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        match Header::with(head, &["Body"]) {
            Some(header) => DeskTable::open(&LAYOUT, self.id(), header, None, settings),
            None => DeskReader::open(&LAYOUT, self.id(), head, settings),
        }
    }
}

fn read(desk: &Desk, record: &Record<'_>) -> Result<Conversation<'static>, Unfit> {
    let value = record.value;
    let Some(id) = first(value, &["Id", "ChatKey", "Name"]) else {
        return Err(Unfit {
            what: "neither `Id` nor `ChatKey`, so no transcript",
            advice: "export the object LiveChatTranscript with Id, Body, Status, StartTime and EndTime",
        });
    };
    let mut draft = Draft::new(desk);
    let status = word(value, "Status").replace(' ', "");
    let was_missed = matches!(
        status.as_str(),
        "missed" | "dropped" | "waiting" | "blocked"
    );
    let is_bot_session = flag(value, "IsChatbotSession") == Some(true);
    let events = list(value, "LiveChatTranscriptEvents.records");
    if was_missed && !is_bot_session && events.is_empty() {
        draft.happen(EventKind::Queued, get(value, "RequestTime"), None, None);
    }
    let spoken = pieces(&text(value, "Body").unwrap_or_default());
    let names = Names::of(desk, value, &spoken);
    let mut start = ["StartTime", "RequestTime", "CreatedDate"]
        .iter()
        .find_map(|key| desk.moment(&text(value, key)?));
    for piece in spoken {
        match piece {
            Piece::Notice(notice) => {
                if let Some(began) = notice.strip_prefix("Chat Started:") {
                    start = began_at(began.trim()).or(start);
                } else if !notice.starts_with("Chat Origin:") {
                    announce(&mut draft, &names, notice, events.is_empty());
                }
            }
            Piece::Said {
                offset,
                name,
                words,
            } => {
                let at = start.map(|start| start.millis() + offset * 1000);
                let party = names.party(&name);
                draft.say(&party, Some(words), TurnKind::Text, &at.into());
            }
        }
    }
    for event in events {
        happening(&mut draft, event);
    }
    let end = get(value, "EndTime");
    if matches!(status.as_str(), "missed") && !draft.has(EventKind::HandoffFailed) {
        draft.happen(EventKind::HandoffFailed, end, None, None);
    }
    let status = match status.as_str() {
        "inprogress" | "waiting" => Status::Open,
        "" if end.is_null() => Status::Unknown,
        _ => Status::Closed,
    };
    if status == Status::Closed {
        draft.end(end);
    }
    Ok(draft.finish(about(value, id, status), Capabilities::ALL))
}

fn began_at(text: &str) -> Option<Moment> {
    let clock = Clock::new(None, Some(STARTED)).ok()?;
    clock.read(text).moment
}

/// A centred notice: a person or bot came, or the chat was passed on.
fn announce(draft: &mut Draft<'_>, names: &Names<'_>, notice: String, with_joins: bool) {
    let lower = notice.to_lowercase();
    if lower.contains("transfer") {
        draft.pass_on(EventKind::HandoffStarted, &Value::Null, None, None);
    } else if let Some(name) = announced(&notice, &AGENT) {
        let party = names.party(name);
        if party.is_human() && with_joins {
            draft.happen(EventKind::HumanJoined, &Value::Null, party.name, None);
        }
    } else if announced(&notice, &BOT).is_none() {
        draft.notice(Some(notice), &Value::Null);
    }
}

/// What stands before a person's name, and before a bot's.
const AGENT: [&str; 2] = ["Agent ", "الوكيل "];
const BOT: [&str; 3] = ["Chatbot ", "Bot ", "Einstein Bot "];

fn announced<'n>(notice: &'n str, words: &[&str]) -> Option<&'n str> {
    words
        .iter()
        .find_map(|word| notice.strip_prefix(word))
        .map(str::trim)
}

/// An entry of the transcript's list of events, for those who export it.
fn happening(draft: &mut Draft<'_>, event: &Value) {
    let kind = match word(event, "Type").as_str() {
        "accept" => EventKind::HumanJoined,
        "enqueue" => EventKind::Queued,
        "pushassignment" | "chatrequest" => EventKind::HandoffStarted,
        "cancelnoagent" | "cancelblocked" | "agentblocked" => EventKind::HandoffFailed,
        "leaveagent" => EventKind::HumanLeft,
        "transferredtobot" => EventKind::ReturnedToBot,
        other if other.starts_with("transfer") => EventKind::Transferred,
        _ => return,
    };
    let at = match get(event, "Time") {
        Value::Null => get(event, "CreatedDate"),
        at => at,
    };
    draft.happen(kind, at, text(event, "Agent.Name"), None);
}

/// Who is behind each name of one transcript.
struct Names<'d> {
    desk: &'d Desk,
    known: BTreeMap<String, Party>,
}

impl<'d> Names<'d> {
    fn of(desk: &'d Desk, value: &Value, spoken: &[Piece]) -> Self {
        let mut declared: BTreeMap<String, Speaker> = BTreeMap::new();
        let keys = [
            "LiveChatVisitor.Name",
            "Contact.Name",
            "VisitorName",
            "ContactName",
        ];
        declared.extend(
            keys.iter()
                .filter_map(|key| Some((text(value, key)?, Speaker::Customer))),
        );
        declared.insert("Visitor".to_owned(), Speaker::Customer);
        // A person who has the visitor's name is announced, and the visitor is not.
        for piece in spoken {
            if let Piece::Notice(notice) = piece {
                let agent = announced(notice, &AGENT).map(|name| (name, Speaker::Human));
                let bot = announced(notice, &BOT).map(|name| (name, Speaker::Bot));
                declared.extend(agent.or(bot).map(|(name, by)| (name.to_owned(), by)));
            }
        }
        let mut known: BTreeMap<String, Party> = BTreeMap::new();
        for piece in spoken {
            if let Piece::Said { name, .. } = piece {
                let by = declared.get(name).copied();
                known
                    .entry(name.clone())
                    .or_insert_with(|| desk.party(by, Some(name.clone()), &[]));
            }
        }
        let is_bot_session = flag(value, "IsChatbotSession") == Some(true);
        let has_customer = known
            .values()
            .any(|party| party.by == Some(Speaker::Customer));
        let likely = if has_customer && is_bot_session {
            Some(Speaker::Bot)
        } else if !has_customer && !is_bot_session {
            Some(Speaker::Customer)
        } else {
            None
        };
        let open: Vec<String> = known
            .iter()
            .filter(|(_, party)| party.by.is_none())
            .map(|(name, _)| name.clone())
            .collect();
        if let ([name], Some(likely)) = (open.as_slice(), likely) {
            known.insert(name.clone(), desk.likely(likely, Some(name.clone()), &[]));
        }
        Self { desk, known }
    }

    /// Who speaks under a name. Somebody who was announced and never wrote is a person all the same.
    fn party(&self, name: &str) -> Party {
        self.known.get(name).cloned().unwrap_or_else(|| {
            self.desk
                .party(Some(Speaker::Human), Some(name.to_owned()), &[])
        })
    }
}

fn about(value: &Value, id: String, status: Status) -> About {
    let mut meta = Meta::new();
    for key in ["Status", "EndedBy", "Abandoned", "WaitTime", "CaseId"] {
        if let Some(found) = text(value, key) {
            meta.insert(key.to_owned(), found.into());
        }
    }
    About {
        id: Some(id),
        channel: Some("chat".to_owned()),
        customer: first(
            value,
            &[
                "Contact.Email",
                "Contact.Phone",
                "ContactEmail",
                "ContactId",
                "LiveChatVisitorId",
            ],
        ),
        status,
        language: first(value, &["BrowserLanguage", "ChatLanguage"]),
        meta,
        ..About::default()
    }
}
