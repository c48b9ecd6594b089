//! The rules: one file a rule with its page beside it, one line in [`RULES`].
//!
//! A rule looks at one conversation and reports hits. It never sees configuration, severity overrides or outputs; the
//! [`Judge`] applies those, once, for all rules.

mod finding;
mod judge;
pub mod page;
mod verdict;

pub use finding::{Evidence, Family, Finding, Quote, Severity};
pub(crate) use judge::hash;
pub use judge::{Judge, JudgeSettings, RuleSetting, Scratch, redactor};
pub use verdict::Verdict;

use std::ops::Range;

use crate::contact::course::{Course, View};
use crate::contact::{Ledger, Terms};

macro_rules! rules {
    ($($module:ident :: $rule:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every rule, in the order of reports. Adding one is a file, its page and a line here.
        pub static RULES: &[&dyn Rule] = &[$(&$module::$rule),*];
    };
}

rules! {
    re_ask::ReAsk,
    customer_repeat::CustomerRepeat,
    bot_loop::BotLoop,
    lost_context::LostContext,
    fallback::Fallback,
    generic_reply::GenericReply,
    tone_deaf::ToneDeaf,
    dead_end_close::DeadEndClose,
    unanswered::Unanswered,
    ignored_request::IgnoredRequest,
    refused_request::RefusedRequest,
    redirected::Redirected,
    broken_promise::BrokenPromise,
    silent_need::SilentNeed,
    late_contact::LateContact,
}

/// What is known of a rule without running it.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Stable id in kebab-case.
    pub id: &'static str,
    /// The family that it belongs to.
    pub family: Family,
    /// Its page.
    pub page: &'static str,
}

/// The rule that looks at several conversations at once; the link phase finds it, after the verdicts.
pub const CROSS_CHANNEL_REPEAT: About = About {
    id: "cross-channel-repeat",
    family: Family::RepeatedInfo,
    page: include_str!("../link/cross_channel_repeat.md"),
};

/// Every rule that can be listed, explained and configured, by family.
#[must_use]
pub fn all() -> Vec<About> {
    let of = |rule: &&dyn Rule| About {
        id: rule.id(),
        family: rule.family(),
        page: rule.page(),
    };
    let mut all: Vec<About> = RULES.iter().map(of).chain([CROSS_CHANNEL_REPEAT]).collect();
    all.sort_by_key(|about| about.family);
    all
}

/// One rule.
pub trait Rule: Sync {
    /// Stable id in kebab-case.
    fn id(&self) -> &'static str;

    /// The family whose boolean it feeds.
    fn family(&self) -> Family;

    /// Its page: documentation for people, and the examples that test it.
    fn page(&self) -> &'static str;

    /// Reports what it finds in one conversation.
    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>);
}

/// Everything that a rule may look at.
pub struct Case<'a> {
    /// The conversation and its reading.
    pub view: View<'a>,
    /// How its turns answer one another.
    pub course: &'a Course,
    /// The need and its outcome, if there was a need.
    pub ledger: Option<&'a Ledger>,
    /// The waits that the channel allows, and when the log was exported.
    pub terms: Terms,
}

/// What a rule reports.
#[derive(Clone, Debug, Default)]
pub struct Hit {
    /// The item.
    pub at: u32,
    /// Other items of the story.
    pub related: Vec<u32>,
    /// How sure, in hundredths.
    pub confidence: u8,
    /// How bad.
    pub severity: Severity,
    /// One sentence for a reader, without transcript text.
    pub says: String,
    /// The classes and structures that fired; they make the finding's class, so they hold no values.
    pub cues: Vec<String>,
    /// The passages that prove it: item, and the raw bytes where only a part matters.
    pub passages: Vec<(u32, Option<Range<usize>>)>,
}
