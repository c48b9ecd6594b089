//! tau-bench: a list of `{"task_id", "trial", "reward", "traj": [messages]}`, runs of an agent against a simulated
//! customer. `info` holds the task's ground truth and is left out.

use std::borrow::Cow;

use super::json::framing;
use super::llm::{CAPABILITIES, Layout, LogReader, Record};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::{Capabilities, Conversation};

static LAYOUT: Layout = Layout {
    source: "tau-bench",
    messages: "traj",
    ignored: &["info"],
    advice: "each record needs `traj`, a list of objects with `role` and `content`",
    clean: strip_signals,
    describe: name_run,
};

/// What a simulated customer says to the test bench rather than to the agent.
const SIGNALS: [&str; 3] = ["###STOP###", "###TRANSFER###", "###OUT-OF-SCOPE###"];

/// The format.
pub(super) struct TauBench;

impl Format for TauBench {
    fn id(&self) -> &'static str {
        "tau-bench"
    }

    fn title(&self) -> &'static str {
        "tau-bench trajectories (JSON)"
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        Evidence::of_keys(head, &["task_id", "traj[].role"])
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        LogReader::open(&LAYOUT, framing(head), settings)
    }
}

/// A run is named by its task and trial; the task is the test case that trials and releases are compared by.
pub(super) fn name_run(conversation: &mut Conversation<'_>, record: &mut Record<'_>) {
    let case = record.fields.remove("task_id");
    let trial = record.fields.get("trial");
    let words = [case.as_ref(), trial]
        .into_iter()
        .flatten()
        .map(|value| match value.as_str() {
            Some(text) => text.to_owned(),
            None => value.to_string(),
        });
    conversation.id = words.collect::<Vec<_>>().join("/").into();
    conversation
        .meta
        .extend(case.map(|case| ("case".to_owned(), case)));
}

/// A customer's words without signals to the test bench, and without the space that these leave behind.
pub(super) fn strip_signals(text: Cow<'_, str>) -> Cow<'_, str> {
    let without = SIGNALS.iter().filter(|signal| text.contains(**signal));
    let spoken = without.fold(Cow::Borrowed(&*text), |text, signal| {
        Cow::Owned(text.replace(signal, ""))
    });
    let trimmed = spoken.trim();
    if trimmed.len() == text.len() {
        text
    } else {
        Cow::Owned(trimmed.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::strip_signals;

    #[test]
    fn signals_are_no_speech_and_headings_are() {
        for (said, speech) in [
            ("Thanks, that is all. ###STOP###", "Thanks, that is all."),
            ("###TRANSFER###", ""),
            ("### My order\nis late", "### My order\nis late"),
            (" as said ", "as said"),
        ] {
            assert_eq!(strip_signals(said.into()), speech);
        }
    }
}
