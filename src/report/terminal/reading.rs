//! What the columns mean, for readers without a manual.

use super::super::figure::FIGURES;
use super::super::layout::{Ink, hanging, labelled};
use super::heading;

/// The columns whose meaning is told, by the heading that readers look for.
const TOLD: [(&str, &str); 9] = [
    ("Judged", "judged"),
    ("Person wrote", "human_presence"),
    ("Human contact gap", "human_contact_gap"),
    ("Came late", "late_share"),
    ("Half had one within", "median_seconds_to_human"),
    ("9 in 10 within", "p90_seconds_to_human"),
    ("Loops", "repeated_info_rate"),
    ("Dead ends", "dead_end_rate"),
    ("Falsely contained", "false_containment"),
];

/// Appends the meanings.
pub(super) fn section(out: &mut String, width: usize) {
    heading(out, "How to read this");
    for (name, id) in TOLD {
        let Some(figure) = FIGURES.iter().find(|figure| figure.id == id) else {
            continue;
        };
        labelled(
            out,
            0,
            (Ink::Bold, &format!("{name}:")),
            figure.definition,
            Some(Ink::Dim),
            width,
        );
    }
    let numbers = "#4 is the fifth message or event of a conversation: they are counted from 0, here and in every other output.";
    hanging(out, "", 0, numbers, width, Some(Ink::Dim));
}
