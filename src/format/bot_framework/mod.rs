//! Microsoft Bot Framework: lists of activities, as `.transcript` files, as lines, or as Direct Line pages
//! (`{"activities": […], "watermark"}`). Activities of one conversation are put together.
//!
//! A bot's transcript holds the customer and the bot. People answer in another system, so a handoff is seen to begin and
//! what came of it only where that system tells the bot (`handoff.status`).

mod activity;
mod card;

pub(super) use activity::tell;

use super::draft::Draft;
use super::json::{Context, Node, Record, RecordReader, by_time, keyed};
use super::{Emit, Evidence, Format, Head, JsonKey, Problem, ReadSettings, Reader};
use crate::transcript::Capabilities;

const SOURCE: &str = "bot-framework";

/// What every list of activities can show.
pub(super) const SHOWN: Capabilities = Capabilities::ROLES
    .with(Capabilities::HANDOFF_EVENTS)
    .with(Capabilities::TIMES);

const KEY: JsonKey = &["conversation.id"];

/// The format.
pub(super) struct BotFramework;

impl Format for BotFramework {
    fn id(&self) -> &'static str {
        SOURCE
    }

    fn title(&self) -> &'static str {
        "Microsoft Bot Framework activities (.transcript, JSON)"
    }

    fn capabilities(&self) -> Capabilities {
        SHOWN
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        if shape.has("activities[].type") && shape.has("watermark") {
            return Some(Evidence::new(97, &["activities[].type", "watermark"]));
        }
        let from = shape.first(&["from.role", "from.id"])?;
        let place = shape.first(&["conversation.id", "channelId", "replyToId", "valueType"])?;
        shape
            .has("type")
            .then(|| Evidence::new(95, &["type", from, place]))
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        let pages = head.shape().filter(|shape| shape.has("activities[].type"));
        let list = pages.map(|_| "activities");
        RecordReader::open(keyed(head, list, KEY), read, settings)
    }
}

/// The activities of one conversation.
fn read(context: &Context, mut records: Vec<Record>, emit: Emit<'_, '_>) {
    let first = records[0].number;
    records.retain(|record| {
        let has_type = Node::of(&record.value).first(&["type"]).is_some();
        if !has_type {
            emit(Err(Problem {
                record: record.number,
                what: "no `type`, so no activity".to_owned(),
                advice: "export the transcript again; each activity needs `type`, `from` and `timestamp`",
            }));
        }
        has_type
    });
    if records.is_empty() {
        return;
    }
    by_time(&mut records, |one| context.order(one.get("timestamp")));
    let mut draft = Draft::new(context, SOURCE, first);
    let activities: Vec<Node<'_>> = records.iter().map(|one| Node::of(&one.value)).collect();
    tell(&mut draft, &activities);
    emit(Ok(draft.finish(SHOWN)));
}
