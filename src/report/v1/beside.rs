//! What stands beside the rules, in the record of one conversation. Fields that say nothing are left out, so that a
//! plain conversation costs a few bytes.

use serde::Serialize;

use crate::contact::Beside;
use crate::contact::beside::{AfterHuman, Arrival, Met};

/// See [`Beside`].
#[derive(Serialize)]
pub(super) struct BesideRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    arrival: Option<&'static str>,
    #[serde(skip_serializing_if = "is_false")]
    complex: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    lost_met_by: Option<&'static str>,
    #[serde(skip_serializing_if = "is_false")]
    leaving: bool,
    #[serde(skip_serializing_if = "is_false")]
    complaining: bool,
    #[serde(skip_serializing_if = "is_false")]
    posting: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    turns_to_offer: Option<u32>,
    #[serde(skip_serializing_if = "is_false")]
    unneeded_handoff: bool,
    #[serde(skip_serializing_if = "is_zero")]
    transfers: u32,
    #[serde(skip_serializing_if = "is_false")]
    returned_to_bot: bool,
    #[serde(skip_serializing_if = "is_zero")]
    open_promises: u32,
    #[serde(skip_serializing_if = "is_zero")]
    empty_apologies: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_human: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_to_first_reply: Option<i64>,
    #[serde(skip_serializing_if = "is_false")]
    never_answered: bool,
}

impl BesideRecord {
    pub(super) fn of(beside: &Beside) -> Self {
        Self {
            arrival: beside.arrival.map(Arrival::as_str),
            complex: beside.complex,
            lost_met_by: beside.lost.map(Met::as_str),
            leaving: beside.leaving,
            complaining: beside.complaining,
            posting: beside.posting,
            turns_to_offer: beside.turns_to_offer,
            unneeded_handoff: beside.unneeded_handoff,
            transfers: beside.transfers,
            returned_to_bot: beside.returned_to_bot,
            open_promises: beside.open_promises,
            empty_apologies: beside.empty_apologies,
            after_human: beside.after_human.map(AfterHuman::as_str),
            seconds_to_first_reply: beside.replies.first_seconds(),
            never_answered: beside.replies.never,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_false(value: &bool) -> bool {
    !*value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_zero(value: &u32) -> bool {
    *value == 0
}
