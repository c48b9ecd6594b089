//! Turns with roles: `{"id": "…", "turns": [{"role": "…", "content": "…"}]}`, as data sets and home-made exports write them.

use super::json::framing;
use super::llm::{CAPABILITIES, Layout, LogReader};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::Capabilities;

static LAYOUT: Layout = Layout {
    source: "turns",
    messages: "turns",
    ignored: &["tools"],
    advice: "each record needs `turns`, a list of objects with `role` and `content`",
    clean: |text| text,
    describe: |conversation, record| {
        conversation.id = record.take(&["id"]).unwrap_or_default().into();
    },
};

/// The format.
pub(super) struct Turns;

impl Format for Turns {
    fn id(&self) -> &'static str {
        "turns"
    }

    fn title(&self) -> &'static str {
        "Turns with roles (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        Evidence::of_keys(head, &["turns[].role", "turns[].content"])
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        LogReader::open(&LAYOUT, framing(head), settings)
    }
}
