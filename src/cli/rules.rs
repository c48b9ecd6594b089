//! `lamsa rules`: what lamsa looks for.

use std::io::Write;

use anyhow::Result;
use clap::Args;
use comfy_table::{Cell, ContentArrangement, Table, presets};

use crate::report::layout::terminal_width;
use crate::rule;

/// Lists every rule with its family and what it says.
#[derive(Debug, Args)]
pub(super) struct RulesArgs {}

/// Prints the table.
pub(super) fn run(_args: &RulesArgs, out: &mut dyn Write) -> Result<()> {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(terminal_width() as u16);
    table.set_header(["Rule", "Family", "What it finds"]);
    for about in rule::all() {
        let paragraph = about.page.split("\n\n").nth(1).unwrap_or_default();
        let says = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        table.add_row([
            Cell::new(about.id),
            Cell::new(about.family.as_str()),
            Cell::new(says),
        ]);
    }
    writeln!(out, "{table}")?;
    writeln!(
        out,
        "`lamsa explain RULE` shows a rule's page: when it fires, when it stays silent, with examples."
    )?;
    Ok(())
}
