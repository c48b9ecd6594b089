//! Links in the machine-readable records, and their counts with what each means.

use serde::Serialize;

use super::Report;
use super::v1::{Decimal, ShareRecord};
use super::words::count;
use crate::link::{Joined, Link, Linked};
use crate::tally::{Counts, wilson};

/// What the counts of links mean.
pub(super) const DEFINITIONS: [(&str, &str); 6] = [
    (
        "links.named",
        "conversations whose customer the source names for certain: an e-mail address, a full telephone number, an id with at least four digits, or the thread that the conversation is a session of",
    ),
    (
        "links.cross_channel_repeats",
        "conversations in which a customer brings the same matter again, within the window, after a conversation that had not settled it",
    ),
    (
        "links.recontacts",
        "conversations in which a customer brings the same matter again, within the window, after it had looked settled",
    ),
    (
        "links.returning",
        "conversations of a customer who had been there within the window, about another matter",
    ),
    (
        "links.came_again",
        "conversations that looked contained before the same customer came again with the same matter",
    ),
    (
        "links.false_containment",
        "share of judged conversations without a person that looped, met a dead end, left a need unmet, or were followed by another about the same matter",
    ),
];

/// Customers who cannot be joined because nobody says in which country their telephones are; nothing where there are none.
#[must_use]
pub fn national(links: &Joined) -> Option<String> {
    (links.national > 0).then(|| {
        format!(
            "{} no country; set country under [customers] to link those who also appear with one.",
            if links.national == 1 {
                "1 customer's telephone number has".to_owned()
            } else {
                format!(
                    "{} customers' telephone numbers have",
                    count(links.national)
                )
            }
        )
    })
}

/// One link.
#[derive(Serialize)]
pub(super) struct LinkRecord<'a> {
    r#type: &'static str,
    kind: &'static str,
    from: &'a str,
    to: &'a str,
    from_channel: &'a str,
    to_channel: &'a str,
    #[serde(flatten)]
    again: Option<AgainRecord>,
}

/// How one matter was brought again.
#[derive(Serialize)]
struct AgainRecord {
    at: u32,
    reason: &'static str,
    similarity: Decimal,
    hours: Decimal,
    time: u32,
    confidence: Decimal,
    severity: &'static str,
}

impl<'a> LinkRecord<'a> {
    pub(super) fn of(link: &'a Link) -> Self {
        let again = link.again.as_ref().map(|again| AgainRecord {
            at: again.at,
            reason: again.reason.as_str(),
            similarity: Decimal::hundredths(again.similarity),
            hours: Decimal::hours(again.seconds),
            time: again.time,
            confidence: Decimal::hundredths(again.confidence),
            severity: again.severity().as_str(),
        });
        Self {
            r#type: "link",
            kind: link.kind.as_str(),
            from: &link.from,
            to: &link.to,
            from_channel: &link.from_channel,
            to_channel: &link.to_channel,
            again,
        }
    }
}

/// What was joined, over all and by channel.
#[derive(Serialize)]
pub(super) struct JoinedRecord<'a> {
    duplicates: u64,
    collisions: u64,
    all: LinkedRecord<'a>,
    channels: Vec<LinkedRecord<'a>>,
}

impl<'a> JoinedRecord<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let (tally, links): (_, &Joined) = (&report.tally, &report.links);
        let counts = |channel: &str| tally.channels.get(channel);
        Self {
            duplicates: links.duplicates,
            collisions: links.collisions,
            all: LinkedRecord::of(None, &links.all, Some(&tally.all)),
            channels: links
                .channels
                .iter()
                .map(|(channel, linked)| LinkedRecord::of(Some(channel), linked, counts(channel)))
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct LinkedRecord<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    conversations: u64,
    named: u64,
    cross_channel_repeats: u64,
    recontacts: u64,
    returning: u64,
    came_again: u64,
    false_containment: ShareRecord,
}

impl<'a> LinkedRecord<'a> {
    fn of(channel: Option<&'a str>, linked: &Linked, counts: Option<&Counts>) -> Self {
        let (failed, judged) =
            counts.map_or((0, 0), |counts| (counts.falsely_contained, counts.judged));
        Self {
            channel,
            conversations: linked.conversations,
            named: linked.named,
            cross_channel_repeats: linked.cross_channel_repeats,
            recontacts: linked.recontacts,
            returning: linked.returning,
            came_again: linked.came_again,
            false_containment: ShareRecord::of(wilson(failed + linked.came_again, judged), judged),
        }
    }
}
