//! `lamsa formats`: which exports can be read, and what they can show.

use std::io::Write;

use anyhow::Result;
use comfy_table::{Table, presets};

use crate::format::FORMATS;

/// Writes the list of formats to `out`.
///
/// # Errors
/// Those of `out`.
pub(super) fn run(out: &mut dyn Write) -> Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "id",
        "what it is",
        "memory",
        "what it can show",
    ]);
    for format in FORMATS {
        // A document format is as large in memory as its file; a streaming one as its longest record.
        let memory = if format.streams() {
            "streams"
        } else {
            "whole document"
        };
        let shown = format.capabilities().names().collect::<Vec<_>>().join(", ");
        table.add_row([format.id(), format.title(), memory, &shown]);
    }
    writeln!(out, "{}", table.trim_fmt())?;
    writeln!(
        out,
        "\nTables, and logs of single turns, are read twice. Where the rows of a conversation are not together, or lie in\n\
         several files, all rows are sorted in the temporary folder first, which takes up to about one and a half times\n\
         their unpacked size there. A workbook is as large in memory as its largest sheet's shared texts."
    )?;
    Ok(())
}
