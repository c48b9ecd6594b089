//! Chat logs in the shape of `OpenAI`'s API: `{"messages": [{"role", "content"}]}`, one a line, in a list, or alone; also
//! a bare list of such messages.

use serde::de::IgnoredAny;

use super::json::{Shape, framing};
use super::llm::{CAPABILITIES, Layout, LogReader, Record};
use super::{Evidence, Format, Framing, Head, ReadSettings, Reader};
use crate::transcript::{Capabilities, Channel, Conversation};

static LAYOUT: Layout = Layout {
    source: "openai",
    messages: "messages",
    ignored: &["tools", "functions"],
    advice: "each record needs `messages`, a list of objects with `role` and `content`",
    clean: |text| text,
    describe,
};

/// The format.
pub(super) struct OpenAi;

impl Format for OpenAi {
    fn id(&self) -> &'static str {
        "openai"
    }

    fn title(&self) -> &'static str {
        "OpenAI chat messages (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES.with(Capabilities::TIMES)
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        let said =
            |list: &str| shape.has(&format!("{list}role")) && shape.has(&format!("{list}content"));
        if said("messages[].") {
            return Some(Evidence::new(
                90,
                &["messages[].role", "messages[].content"],
            ));
        }
        let is_list = head.text.trim_ascii_start().starts_with('[');
        let bare = (said("[].") || said("")) && is_list;
        bare.then(|| Evidence::new(80, &["[].role", "[].content"]))
    }

    fn lacks(&self, head: &Head<'_>, _: &ReadSettings) -> Option<String> {
        head.shape()
            .map(|_| "needs `messages[].role` with `content`".to_owned())
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        LogReader::open(&LAYOUT, cut(head), settings)
    }
}

/// A bare list of messages is one conversation, so it must not be cut; several of them stand on a line each.
fn cut(head: &Head<'_>) -> Framing {
    let text = head.text.trim_ascii_start();
    let is_bare = text.starts_with('[') && Shape::of(text).is_some_and(|shape| shape.has("role"));
    if !is_bare {
        return framing(head);
    }
    let first = text.lines().next().unwrap_or_default();
    if serde_json::from_str::<IgnoredAny>(first).is_ok() {
        Framing::Lines
    } else {
        Framing::Whole
    }
}

/// The API knows no conversations; these are the names under which exporters keep them.
fn describe(conversation: &mut Conversation<'_>, record: &mut Record<'_>) {
    let ids = [
        "id",
        "conversation_id",
        "thread_id",
        "session_id",
        "chat_id",
    ];
    conversation.id = record.take(&ids).unwrap_or_default().into();
    conversation.customer = record
        .take(&["customer", "customer_id", "user_id"])
        .map(Into::into);
    conversation.language = record.take(&["language"]).map(Into::into);
    if let Some(channel) = record.take(&["channel"]) {
        conversation.channel = Channel::new(channel.into());
    }
}
