//! Who takes part.

use serde_json::Value;

use crate::format::ReadSettings;
use crate::format::json::look::word;
use crate::format::table::speaker_word;
use crate::transcript::Speaker;

/// One party.
pub(super) struct Party {
    pub(super) speaker: Speaker,
    /// The name to show; empty where there is none.
    pub(super) name: String,
    /// The address or id that tells it from others.
    pub(super) key: String,
    pub(super) has_tel: bool,
    pub(super) has_mail: bool,
}

impl Party {
    /// `[roles]` first, by name, address, id or role; then the declared type and role. Without a type an `agent` may be a
    /// person or a machine.
    pub(super) fn read(party: &Value, settings: &ReadSettings) -> Self {
        let bare = |key: &str, scheme: &str| {
            let text = word(party, &[key]);
            text.strip_prefix(scheme)
                .map_or_else(|| text.clone(), str::to_owned)
        };
        let (name, role, uuid) = (
            word(party, &["name"]),
            word(party, &["role"]),
            word(party, &["uuid", "id", "did"]),
        );
        let (tel, mail, sip) = (
            bare("tel", "tel:"),
            bare("mailto", "mailto:"),
            word(party, &["sip"]),
        );
        let kind = word(party, &["type"]).to_lowercase();
        let keys: Vec<&str> = [&name, &tel, &mail, &sip, &uuid, &role]
            .into_iter()
            .map(String::as_str)
            .filter(|key| !key.is_empty())
            .collect();
        let declared = match (kind.as_str(), role.to_lowercase().as_str()) {
            ("bot", _) => Speaker::Bot,
            (_, "customer") => Speaker::Customer,
            (_, "supervisor" | "sme") | ("person", "agent") => Speaker::Human,
            (_, role) => speaker_word(role).unwrap_or(Speaker::Unknown),
        };
        let speaker = settings.role_of(&keys).unwrap_or(declared);
        let key = [&tel, &mail, &uuid, &sip]
            .into_iter()
            .find(|key| !key.is_empty());
        Self {
            speaker,
            key: key.cloned().unwrap_or_default(),
            has_tel: !tel.is_empty() && mail.is_empty(),
            has_mail: !mail.is_empty() && tel.is_empty(),
            name,
        }
    }
}
