//! `ShareGPT`: `{"conversations": [{"from": "human", "value": "…"}]}`, the layout of many chat data sets.

use super::json::framing;
use super::llm::{CAPABILITIES, Layout, LogReader};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::Capabilities;

static LAYOUT: Layout = Layout {
    source: "sharegpt",
    messages: "conversations",
    ignored: &["tools"],
    advice: "each record needs `conversations`, a list of objects with `from` and `value`",
    clean: |text| text,
    describe: |conversation, record| {
        conversation.id = record.take(&["id"]).unwrap_or_default().into();
    },
};

/// The format.
pub(super) struct ShareGpt;

impl Format for ShareGpt {
    fn id(&self) -> &'static str {
        "sharegpt"
    }

    fn title(&self) -> &'static str {
        "ShareGPT conversations (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        Evidence::of_keys(head, &["conversations[].from", "conversations[].value"])
    }

    fn lacks(&self, head: &Head<'_>, _: &ReadSettings) -> Option<String> {
        head.shape()
            .map(|_| "needs `conversations[].from` with `value`".to_owned())
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        LogReader::open(&LAYOUT, framing(head), settings)
    }
}
