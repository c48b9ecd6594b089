//! Which names that a bot's makers gave to intents, actions and flows mean that the customer goes to people.

use super::draft::Draft;
use super::llm::is_handoff;
use crate::transcript::Speaker;

/// Words in front of a name that say only what it is a name of.
const KINDS: [&str; 5] = ["action_", "utter_", "pattern_", "flow_", "intent_"];

/// Whether what has this name hands the customer to people. `[roles]` decides where it names it: `human` means that it
/// does, anything else that it does not. Else the name has to speak of nothing but that.
pub(super) fn goes_to_people(draft: &Draft<'_>, name: &str) -> bool {
    if let Some(speaker) = draft.role_of(name) {
        return speaker == Speaker::Human;
    }
    let plain = KINDS
        .iter()
        .find_map(|kind| name.strip_prefix(kind))
        .unwrap_or(name);
    is_handoff(plain)
}
