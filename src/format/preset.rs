//! Platforms whose messages lie flat, so that a profile says everything about them: one file in `profiles/`, one line here
//! and one in the table of formats.

use std::sync::LazyLock;

use super::table::{Profile, open_preset, sniff_preset};
use super::{Evidence, Head, ReadSettings, Reader};
use crate::transcript::Capabilities;

/// A platform by its shipped profile.
pub(super) struct Preset {
    id: &'static str,
    title: &'static str,
    profile: LazyLock<Option<Profile>>,
}

macro_rules! preset {
    ($name:ident, $id:literal, $title:literal) => {
        pub(super) static $name: Preset = Preset {
            id: $id,
            title: $title,
            // A test parses every one of them.
            profile: LazyLock::new(|| {
                Profile::parse(include_str!(concat!("profiles/", $id, ".toml"))).ok()
            }),
        };
    };
}

preset!(CRISP, "crisp", "Crisp messages (JSON)");
preset!(
    FRESHCHAT,
    "freshchat",
    "Freshchat messages and webhooks (JSON)"
);
preset!(HUBSPOT, "hubspot", "HubSpot conversations (JSON, CSV)");
preset!(LIVECHAT, "livechat", "LiveChat archives (JSON)");
preset!(SLACK, "slack", "Slack channel exports (JSON, zip)");
preset!(
    TWILIO,
    "twilio",
    "Twilio Conversations messages (JSON, CSV)"
);

impl super::Format for Preset {
    fn id(&self) -> &'static str {
        self.id
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn capabilities(&self) -> Capabilities {
        let profile = self.profile.as_ref();
        profile
            .and_then(Profile::abilities)
            .unwrap_or(Capabilities::ALL)
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, settings: &ReadSettings) -> Option<Evidence> {
        sniff_preset(head, self.profile.as_ref()?, settings)
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        let profile = self.profile.as_ref().ok_or("its profile cannot be read")?;
        open_preset(head, profile, settings)
    }
}

#[cfg(test)]
mod tests {
    use super::super::FORMATS;
    use super::*;

    #[test]
    fn every_shipped_profile_is_sound_and_in_the_table() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/format/profiles");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let id = path.file_stem().unwrap().to_string_lossy().into_owned();
            Profile::parse(&std::fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|error| panic!("{id}: {error}"));
            assert!(
                id == "generic" || FORMATS.iter().any(|format| format.id() == id),
                "add {id} to src/format/preset.rs and to FORMATS"
            );
        }
    }
}
