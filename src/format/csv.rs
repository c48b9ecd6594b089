//! Any table of messages or conversations: CSV, TSV, semicolons or pipes between the cells; a sheet of a
//! workbook comes here as the CSV that it would be saved as.

use super::table::{TableReader, plan};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::Capabilities;

/// The format.
pub(super) struct Csv;

impl Format for Csv {
    fn id(&self) -> &'static str {
        "csv"
    }

    fn title(&self) -> &'static str {
        "Table of messages or conversations (CSV, TSV, Excel .xlsx)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, settings: &ReadSettings) -> Option<Evidence> {
        plan(head, settings)?.evidence()
    }

    fn lacks(&self, head: &Head<'_>, settings: &ReadSettings) -> Option<String> {
        Some(plan(head, settings)?.lacks())
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        let plan = plan(head, settings)
            .ok_or("no header row with two or more columns; add one, or check the delimiter")?;
        Ok(Box::new(TableReader::new(plan, settings)?))
    }
}
