//! Who is who on a ticket.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::desk::{Desk, Party, Record, first, list, text, word};
use crate::transcript::Speaker;

/// The people of one ticket.
pub(super) struct People<'r> {
    desk: &'r Desk,
    requester: Option<String>,
    users: BTreeMap<String, &'r Value>,
    groups: BTreeMap<String, &'r Value>,
}

impl<'r> People<'r> {
    /// Those that the ticket names, that stand beside it, and that its comments and audits bring along.
    pub(super) fn of(
        desk: &'r Desk,
        ticket: &'r Value,
        comments: &[&'r Value],
        audits: &[&'r Value],
        record: &'r Record<'_>,
    ) -> Self {
        let embedded = ["requester", "assignee", "submitter"]
            .into_iter()
            .filter_map(|key| ticket.get(key));
        let authors = comments.iter().filter_map(|comment| comment.get("author"));
        let users = record
            .all("users")
            .chain(embedded)
            .chain(authors)
            .filter_map(|user| Some((text(user, "id")?, user)))
            .collect();
        let groups = record
            .all("groups")
            .filter_map(|group| Some((text(group, "id")?, group)))
            .collect();
        let created = || {
            let fields = audits.iter().flat_map(|audit| list(audit, "events"));
            fields
                .filter(|event| word(event, "field_name") == "requester_id")
                .find_map(|event| text(event, "value"))
        };
        Self {
            desk,
            requester: first(ticket, &["requester_id", "requester.id"]).or_else(created),
            users,
            groups,
        }
    }

    /// The best key of the customer.
    pub(super) fn customer(&self) -> Option<String> {
        let requester = self.requester.as_ref()?;
        self.users
            .get(requester)
            .and_then(|user| first(user, &["email", "phone", "external_id"]))
            .or_else(|| Some(requester.clone()))
    }

    /// The customer's language.
    pub(super) fn language(&self) -> Option<String> {
        self.requester
            .as_ref()
            .and_then(|id| self.users.get(id))
            .and_then(|user| text(user, "locale"))
    }

    /// The name of somebody of the staff.
    pub(super) fn name(&self, id: &str) -> Option<String> {
        self.users.get(id).and_then(|user| text(user, "name"))
    }

    /// The name of a group, or its id.
    pub(super) fn team(&self, id: &str) -> String {
        self.groups
            .get(id)
            .and_then(|group| text(group, "name"))
            .unwrap_or_else(|| id.to_owned())
    }

    /// Who wrote under this id, by way of `via`. Staff who wrote on a screen, by mail or by telephone are people, most
    /// likely; rules are none; and what came through the interface may be either.
    pub(super) fn author(&self, id: Option<&str>, via: &Value) -> Party {
        let user = id.and_then(|id| self.users.get(id)).copied();
        let user = user.unwrap_or(&Value::Null);
        let name = text(user, "name");
        let keys = [id.map(str::to_owned), text(user, "email")];
        let way = word(via, "channel");
        let is_customer = id.is_some() && id == self.requester.as_deref();
        if is_customer {
            return self.desk.party(Some(Speaker::Customer), name, &keys);
        }
        let is_rule = matches!(
            way.as_str(),
            "rule" | "system" | "answer_bot_for_web_widget"
        ) || matches!(word(via, "source.rel").as_str(), "trigger" | "automation")
            || id == Some("-1");
        if is_rule {
            return self.desk.party(Some(Speaker::Bot), name, &keys);
        }
        match word(user, "role").as_str() {
            "end-user" | "end_user" => self.desk.party(Some(Speaker::Customer), name, &keys),
            "agent" | "admin" if !matches!(way.as_str(), "api" | "") => {
                self.desk.likely(Speaker::Human, name, &keys)
            }
            _ => self.desk.party(None, name, &keys),
        }
    }

    /// Who wrote or came in a chat or messaging session.
    pub(super) fn actor(&self, actor: &Value) -> Party {
        let declared = match word(actor, "actor_type").replace('_', "-").as_str() {
            "end-user" | "visitor" | "user" => Some(Speaker::Customer),
            "agent" | "admin" => Some(Speaker::Human),
            "system" | "bot" | "trigger" | "answer-bot" => Some(Speaker::Bot),
            _ => None,
        };
        let id = text(actor, "actor_id");
        let known = id.as_ref().and_then(|id| self.users.get(id)).copied();
        let known = known.unwrap_or(&Value::Null);
        let name = text(actor, "actor_name").or_else(|| text(known, "name"));
        self.desk.party(declared, name, &[id, text(known, "email")])
    }
}
