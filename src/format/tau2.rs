//! tau2-bench: one object `{"simulations": [{"id", "task_id", "trial", "messages"}]}`, read as a whole document.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::json::{document, fault};
use super::llm::{CAPABILITIES, Layout, Log, Record};
use super::tau_bench::{name_run, strip_signals};
use super::{Chunk, Emit, Evidence, Format, Framing, Head, ReadSettings, Reader};
use crate::transcript::{Capabilities, Conversation};

static LAYOUT: Layout = Layout {
    source: "tau2-bench",
    messages: "messages",
    ignored: &["reward_info"],
    advice: "each simulation needs `messages`, a list of objects with `role` and `content`",
    clean: strip_signals,
    describe,
};

/// The format.
pub(super) struct Tau2;

impl Format for Tau2 {
    fn id(&self) -> &'static str {
        "tau2-bench"
    }

    fn title(&self) -> &'static str {
        "tau2-bench simulations (JSON)"
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES.with(Capabilities::TIMES)
    }

    fn streams(&self) -> bool {
        false
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        // Long lists of tasks may come first; the key of the simulations then lies beyond the head.
        let run = shape.first(&[
            "simulations[].messages[].role",
            "simulations[].task_id",
            "tasks[].user_scenario",
        ])?;
        let score = if run.starts_with("simulations") {
            95
        } else {
            60
        };
        Some(Evidence::new(score, &[run]))
    }

    fn open(&self, _: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        Ok(Box::new(Tau2Reader(Log::new(&LAYOUT, settings)?)))
    }
}

/// The simulation's own id is a random one, so the run keeps its name and the id goes to `meta`.
fn describe(conversation: &mut Conversation<'_>, record: &mut Record<'_>) {
    name_run(conversation, record);
    let simulation = record.fields.remove("id");
    if conversation.id.is_empty() {
        conversation.id = simulation
            .as_ref()
            .and_then(|id| id.as_str())
            .unwrap_or_default()
            .to_owned()
            .into();
    }
    conversation
        .meta
        .extend(simulation.map(|id| ("simulation".to_owned(), id)));
}

/// The document, its simulations still unparsed, so that a damaged one costs no other.
#[derive(Deserialize)]
struct Results<'a> {
    #[serde(borrow, default)]
    simulations: Vec<&'a RawValue>,
}

struct Tau2Reader(Log);

impl Reader for Tau2Reader {
    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        let results = document(chunk).and_then(|text| {
            serde_json::from_str::<Results<'a>>(text)
                .map_err(|error| fault(chunk.first_record, &error))
        });
        match results {
            Ok(results) => {
                for (record, simulation) in (chunk.first_record..).zip(results.simulations) {
                    emit(self.0.conversation(record, simulation.get()));
                }
            }
            Err(problem) => emit(Err(problem)),
        }
    }
}
