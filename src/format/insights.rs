//! Google's contact-centre conversations: Conversational Insights (upload files with `entries`, conversations as the API
//! lists them, rows of its `BigQuery` export with `sentences`) and the messages of Agent Assist.
//!
//! Roles are declared: the customer, the automated agent, the human agent. Speech of a channel without a role, or of any
//! agent, may be the bot's or a person's, and stays unknown until `[roles]` says. Nothing records transfers.

use super::draft::{Draft, after};
use super::json::{Context, Node, Record, RecordReader, cut, unfold};
use super::{Emit, Evidence, Format, Head, Problem, ReadSettings, Reader};
use crate::transcript::{Capabilities, Moment, Speaker, Turn};

const SOURCE: &str = "google-insights";

const SHOWN: Capabilities = Capabilities::ROLES
    .with(Capabilities::HUMAN_SIDE)
    .with(Capabilities::TIMES);

/// Where the turns stand, in each of the shapes.
const LISTS: [&str; 4] = [
    "transcript.transcriptSegments",
    "entries",
    "sentences",
    "messages",
];

/// The format.
pub(super) struct Insights;

impl Format for Insights {
    fn id(&self) -> &'static str {
        SOURCE
    }

    fn title(&self) -> &'static str {
        "Google Conversational Insights and Agent Assist (JSON)"
    }

    fn capabilities(&self) -> Capabilities {
        SHOWN
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        let sure = [
            "transcript.transcriptSegments[]",
            "transcript.transcript_segments[]",
            "conversations[].transcript.transcriptSegments[]",
            "conversations[].transcript.transcript_segments[]",
            "entries[].start_timestamp_usec",
            "entries[].startTimestampUsec",
            "sentences[].participantRole",
            "sentences[].participant_role",
            "messages[].participantRole",
            "messages[].participant_role",
        ];
        if let Some(key) = shape.first(&sure) {
            return Some(Evidence::new(96, &[key]));
        }
        let is_upload = shape.has("conversation_info") && shape.has("entries[].role");
        is_upload.then(|| Evidence::new(95, &["conversation_info", "entries[].role"]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        let page = head
            .shape()
            .filter(|shape| shape.has("conversations[].transcript"));
        let framing = cut(head, page.map(|_| "conversations")).framing();
        RecordReader::open(framing, read, settings)
    }
}

/// One conversation.
fn read(context: &Context, records: Vec<Record>, emit: Emit<'_, '_>) {
    for Record { number, mut value } in records {
        for key in ["transcript", "labels"] {
            unfold(&mut value, key);
        }
        let whole = Node::of(&value);
        let Some(turns) = LISTS
            .iter()
            .map(|list| whole.at(list))
            .find(|list| list.is_list())
        else {
            emit(Err(Problem {
                record: number,
                what: "no list of turns (`transcript.transcriptSegments`, `entries`, `sentences` or `messages`)".to_owned(),
                advice: "list the conversations with their transcripts (view=FULL)",
            }));
            continue;
        };
        let mut draft = Draft::new(context, SOURCE, number);
        let start = describe(&mut draft, whole, turns);
        for turn in turns.list() {
            add(&mut draft, turn, start);
        }
        emit(Ok(draft.finish(SHOWN)));
    }
}

/// Sets what stands around the turns. Gives the moment that offsets count from.
fn describe(draft: &mut Draft<'_>, whole: Node<'_>, turns: Node<'_>) -> Option<Moment> {
    let name = whole.first(&[
        "name",
        "conversationName",
        "conversation_info.conversation_id",
    ]);
    let name = name.or_else(|| turns.list().next()?.get("name").word());
    if let Some(name) = name {
        let id = name
            .rsplit_once("/conversations/")
            .map_or(&*name, |(_, id)| id);
        let id = id.split('/').next().unwrap_or_default();
        draft.conversation.id = id.to_owned().into();
    }
    let spoken = whole.first(&[
        "callMetadata.customerChannel",
        "audioFileUri",
        "dataSource.gcsSource.audioUri",
    ]);
    let medium = whole
        .first(&["medium"])
        .filter(|medium| medium != "MEDIUM_UNSPECIFIED");
    draft.channel(medium.or_else(|| spoken.map(|_| "voice".to_owned())));
    draft.language(
        whole
            .first(&["languageCode"])
            .or_else(|| turns.list().next()?.get("languageCode").word()),
    );
    draft.conversation.customer = whole.first(&["obfuscatedUserId"]).map(Into::into);
    draft.conversation.csat = whole
        .at("qualityMetadata.customerSatisfactionRating")
        .number();
    for category in whole.at("conversation_info.categories").list() {
        draft
            .conversation
            .tags
            .extend(category.get("display_name").word().map(Into::into));
    }
    draft.keep(
        whole,
        &[
            "name",
            "conversationName",
            "medium",
            "languageCode",
            "obfuscatedUserId",
            "transcript",
            "startTime",
            "startTimestampUtc",
        ],
    );
    let start = ["startTime", "startTimestampUtc"]
        .into_iter()
        .find(|key| !whole.get(key).is_nothing())?;
    draft.time(whole.get(start))
}

fn add(draft: &mut Draft<'_>, turn: Node<'_>, start: Option<Moment>) {
    let role = turn.first(&["segmentParticipant.role", "participantRole", "role"]);
    let user = turn.first(&[
        "segmentParticipant.userId",
        "user_id",
        "participantId",
        "participant",
    ]);
    let declared = match role.as_deref().unwrap_or_default() {
        "END_USER" | "CUSTOMER" => Some(Speaker::Customer),
        "AUTOMATED_AGENT" => Some(Speaker::Bot),
        "HUMAN_AGENT" | "AGENT" => Some(Speaker::Human),
        // It is known to be known of nobody.
        "ANY_AGENT" | "ROLE_UNSPECIFIED" | "" => Some(Speaker::Unknown),
        _ => None,
    };
    let names = [
        user.as_deref().unwrap_or_default(),
        role.as_deref().unwrap_or_default(),
    ];
    let by = draft.speaker(&names, declared);
    let at = at(draft, turn, start);
    let text = ["text", "sentence", "content"]
        .into_iter()
        .find_map(|key| turn.get(key).text());
    draft.say(Turn {
        at,
        ..Turn::new(by, text.unwrap_or_default())
    });
}

/// When a turn was: a time, or an offset from the start. Without a start an offset is no time.
fn at(draft: &mut Draft<'_>, turn: Node<'_>, start: Option<Moment>) -> Option<Moment> {
    let stamps = ["messageTime", "createTime", "sendTime"];
    if let Some(key) = stamps
        .into_iter()
        .find(|key| turn.get(key).word().is_some())
    {
        return draft.time(turn.get(key));
    }
    let nanos = turn
        .get("createTimeNanos")
        .number()
        .map(|nanos| nanos / 1e3);
    if let Some(micros) = nanos.or_else(|| turn.get("start_timestamp_usec").number()) {
        // A conversation of the year 1970 is one that counts from its own beginning.
        return if micros >= 1e14 {
            Moment::from_epoch(micros)
        } else {
            after(start, micros / 1e3)
        };
    }
    if let Some(nanos) = turn.get("startOffsetNanos").number() {
        return after(start, nanos / 1e6);
    }
    let words = turn.get("words").list().next()?;
    let seconds = words.get("startOffset").word()?;
    let seconds: f64 = seconds.strip_suffix('s')?.parse().ok()?;
    after(start, seconds * 1e3)
}
