//! What a platform's export looks like: one file a format, one line in [`FORMATS`].
//!
//! A format recognises its files by content ([`Format::sniff`]) and opens them ([`Format::open`]); the [`Reader`] it
//! gives back turns chunks of whole records into conversations, on any thread, in any order.

mod bot_framework;
mod calls;
mod canonical;
mod captions;
mod channel;
mod chatwoot;
mod connect;
mod copilot;
mod csv;
mod data;
mod desk;
mod dialogflow;
mod draft;
mod genesys;
mod handoff;
mod html;
mod insights;
mod intercom;
mod json;
mod json_rows;
mod langfuse;
mod lex;
mod liveperson;
mod llm;
mod mail;
mod openai;
mod opentelemetry;
mod preset;
mod problem;
mod rasa;
mod read;
mod salesforce_chat;
mod salesforce_messaging;
mod sharegpt;
mod sniff;
mod spans;
mod spoken;
mod sunshine;
mod table;
mod tau2;
mod tau_bench;
mod telegram;
mod thread;
mod time;
mod turns;
mod unfold;
mod vcon;
mod whatsapp;
mod whatsapp_api;
mod write;
mod zendesk;
mod zendesk_chat;

pub use data::holds_data;
pub use json::record_key;
pub use mail::{Letter, Threads, is_mail, is_separator};
pub use problem::Problem;
pub use read::{
    Chunk, Emit, Framing, JsonCut, JsonKey, ReadSettings, Reader, SessionGap, SpeakerPattern,
};
use sniff::base_ending;
pub use sniff::{Evidence, Head, Recognised, SniffError, recognise};
pub use table::check_profile;
pub use unfold::{Table, Unfold};
pub use whatsapp::Stamps;
pub use write::{content_id, to_canonical};

use crate::transcript::Capabilities;

/// Every format that can be read. Adding one is a file and a line here.
pub static FORMATS: &[&dyn Format] = &[
    &canonical::Canonical,
    &csv::Csv,
    &preset::CRISP,
    &preset::FRESHCHAT,
    &preset::HUBSPOT,
    &json_rows::JsonRows,
    &langfuse::Langfuse,
    &preset::LIVECHAT,
    &openai::OpenAi,
    &opentelemetry::OpenTelemetry,
    &sharegpt::ShareGpt,
    &turns::Turns,
    &tau_bench::TauBench,
    &tau2::Tau2,
    &preset::SLACK,
    &telegram::Telegram,
    &preset::TWILIO,
    &vcon::VCon,
    &whatsapp::WhatsApp,
    &zendesk::Zendesk,
    &zendesk_chat::ZendeskChat,
    &sunshine::Sunshine,
    &intercom::Intercom,
    &chatwoot::Chatwoot,
    &liveperson::LivePerson,
    &genesys::Genesys,
    &salesforce_chat::SalesforceChat,
    &salesforce_messaging::SalesforceMessaging,
    &connect::Connect,
    &lex::Lex,
    &bot_framework::BotFramework,
    &copilot::Copilot,
    &rasa::Rasa,
    &dialogflow::Dialogflow,
    &insights::Insights,
    &captions::Captions,
    &mail::Mail,
    &calls::Calls,
    &whatsapp_api::WhatsAppApi,
];

/// The format of this id.
#[must_use]
pub fn named(id: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.id() == id)
}

/// One platform's export.
pub trait Format: Sync {
    /// Stable id in kebab-case: what `--format` takes and what conversations carry as `source`.
    fn id(&self) -> &'static str;

    /// The name a support manager would use.
    fn title(&self) -> &'static str;

    /// What exports of this format can show at best.
    fn capabilities(&self) -> Capabilities;

    /// Whether memory is bounded by the record (`true`) or by the whole document (`false`).
    fn streams(&self) -> bool;

    /// Looks at the head of a file and says how sure it is that the file is of this format, and by which keys.
    /// The settings matter where users describe layouts of their own.
    fn sniff(&self, head: &Head<'_>, settings: &ReadSettings) -> Option<Evidence>;

    /// What a file that no format knows would need to be of this one; `None` where it does not come near. Names keys and
    /// columns, never words of the file.
    fn lacks(&self, _head: &Head<'_>, _settings: &ReadSettings) -> Option<String> {
        None
    }

    /// Prepares to read one file whose head is given: header row, column map, roles.
    ///
    /// # Errors
    /// Says what the file lacks (a column, a role) and which setting would mend it.
    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String>;
}
