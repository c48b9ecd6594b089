//! Any other messages that are rows of JSON: what the user's own profiles describe.

use super::table::{lacks_json, open_json, sniff_json};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::Capabilities;

/// The format.
pub(super) struct JsonRows;

impl Format for JsonRows {
    fn id(&self) -> &'static str {
        "json-rows"
    }

    fn title(&self) -> &'static str {
        "Messages as JSON rows, described by a profile"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, settings: &ReadSettings) -> Option<Evidence> {
        sniff_json(head, settings)
    }

    fn lacks(&self, head: &Head<'_>, settings: &ReadSettings) -> Option<String> {
        lacks_json(head, settings)
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        open_json(head, settings)
    }
}
