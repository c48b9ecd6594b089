//! What the columns mean, for readers without a manual.

use super::super::figure::FIGURES;
use super::super::layout::{Ink, ink, wrap};
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
        let Some(figure) = FIGURES.iter().find(|figure| figure.id == id) else { continue };
        let name = format!("{name}:");
        for (number, line) in wrap(&format!("{name} {}", figure.definition), width.saturating_sub(2)).iter().enumerate() {
            match line.strip_prefix(name.as_str()).filter(|_| number == 0) {
                Some(rest) => out.push_str(&format!("{}{}\n", ink(Ink::Bold, &name), ink(Ink::Dim, rest))),
                None => out.push_str(&format!("  {}\n", ink(Ink::Dim, line))),
            }
        }
    }
    let numbers = "#4 is the fifth message or event of a conversation: they are counted from 0, here and in every other output.";
    for line in wrap(numbers, width) {
        out.push_str(&format!("{}\n", ink(Ink::Dim, &line)));
    }
}
