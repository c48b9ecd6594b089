//! `lamsa/conversation@1`: this program's own transcript, one JSON object a line.
//!
//! The path of the largest inputs, so text is borrowed from the chunk and nothing is parsed twice. Lenient all the
//! same: a field of another kind than expected costs one record, an unknown one goes to `meta`, an unknown speaker or
//! event keeps its place in the timeline.

mod item;
mod record;

use super::json::{fault, framing, lines};
use super::time::Clock;
use super::{Chunk, Emit, Evidence, Format, Framing, Head, Problem, ReadSettings, Reader};
use crate::transcript::{Capabilities, Oddities};
use record::{Unfit, read_record};

/// The format.
pub(super) struct Canonical;

impl Format for Canonical {
    fn id(&self) -> &'static str {
        "canonical"
    }

    fn title(&self) -> &'static str {
        "lamsa conversations (JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        let item = shape.first(&["items[].by", "items[].event"]);
        match (item, shape.has("id"), shape.has("items[]")) {
            (Some(item), true, _) => Some(Evidence::new(95, &["id", item])),
            (Some(item), false, _) => Some(Evidence::new(85, &[item])),
            (None, true, true) => Some(Evidence::new(60, &["id", "items[]"])),
            _ => None,
        }
    }

    fn lacks(&self, head: &Head<'_>, _: &ReadSettings) -> Option<String> {
        head.shape()
            .map(|_| "needs the keys `id` and `items[].by`".to_owned())
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        let clock = Clock::of(settings)?;
        Ok(Box::new(CanonicalReader {
            framing: framing(head),
            context: Context {
                settings: settings.clone(),
                clock,
            },
        }))
    }
}

/// What reading a record needs to know beside the record.
struct Context {
    settings: ReadSettings,
    clock: Clock,
}

struct CanonicalReader {
    framing: Framing,
    context: Context,
}

impl Reader for CanonicalReader {
    fn framing(&self) -> Framing {
        self.framing
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        for (record, line) in lines(chunk) {
            emit(line.and_then(|line| {
                let mut one =
                    read_record(line, &self.context).map_err(|unfit| problem(record, unfit))?;
                if one.odd != Oddities::default() {
                    one.odd.record = record;
                }
                Ok(one)
            }));
        }
    }
}

fn problem(record: u64, unfit: Unfit) -> Problem {
    match unfit {
        Unfit::Json(error) => fault(record, &error),
        Unfit::NoItems => Problem {
            record,
            what: "neither `id` nor `items`, so no conversation".to_owned(),
            advice: "give each record an `id` and a list of `items`",
        },
        Unfit::Schema => Problem {
            record,
            what: "of another schema than lamsa/conversation@1".to_owned(),
            advice: "write it with the version of lamsa that reads it",
        },
    }
}
