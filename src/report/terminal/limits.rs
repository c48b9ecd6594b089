//! What the figures do not cover: conversations that could not be judged, needs whose end nobody can see, records that
//! were not used.

use super::super::joined::national;
use super::super::layout::hanging;
use super::super::words::{count, not_judged, of, percent, range};
use super::super::{Accounting, Report};
use super::{heading, short};
use crate::contact::Outcome;
use crate::link::Joined;
use crate::tally::Counts;

/// Above this share of open needs the gap is shown with its bounds.
const OPEN: f64 = 0.05;

/// How many channels' bounds are told.
const CHANNELS: usize = 6;

/// Appends the limits.
pub(super) fn section(out: &mut String, report: &Report, width: usize) {
    heading(out, "What was read, and what could not be judged");
    let all = &report.tally.all;
    point(out, &accounting(&report.accounting), width);
    for line in times(&report.accounting) {
        point(out, &line, width);
    }
    if let Some(line) = links(report) {
        point(out, &line, width);
    }
    for line in customers(&report.links) {
        point(out, &line, width);
    }
    for (reason, number) in &all.not_judged {
        let line = format!(
            "{} not judged: {}.",
            of(*number, "conversation"),
            not_judged(reason)
        );
        point(out, &line, width);
    }
    bounds(out, "All channels", all, width);
    if report.tally.channels.len() > 1 {
        let open = report
            .tally
            .channels
            .iter()
            .filter(|(_, counts)| counts.open_needs() > 0);
        for (word, counts) in open.take(CHANNELS) {
            bounds(out, &short(word, 24), counts, width);
        }
    }
    if all.guessed_turns > 0 {
        let line = format!(
            "{}: who wrote it was guessed; name the speakers under [roles] to be sure.",
            of(all.guessed_turns, "message")
        );
        point(out, &line, width);
    }
}

/// How many customers are known, and how many of them came again.
fn links(report: &Report) -> Option<String> {
    let (all, collisions) = (&report.links.all, report.links.collisions);
    if all.conversations == 0 {
        return None;
    }
    let mut parts = vec![format!(
        "{} of {} name their customer",
        count(all.named),
        of(all.conversations, "conversation")
    )];
    if all.named > 0 {
        parts.push(format!(
            "{} bring a matter again, {} of them after it had looked settled",
            count(all.cross_channel_repeats + all.recontacts),
            count(all.recontacts)
        ));
    }
    if collisions > 0 {
        parts.push(format!("{} share an id with another", count(collisions)));
    }
    Some(format!("{}.", parts.join("; ")))
}

/// How the user's table of customers and the log's telephone numbers fared.
fn customers(links: &Joined) -> Vec<String> {
    let people = links.people.map(|people| {
        format!(
            "{} in the table of customers, {} of them met in the log.",
            if people.known == 1 {
                "1 person".to_owned()
            } else {
                format!("{} people", count(people.known))
            },
            count(people.met)
        )
    });
    people.into_iter().chain(national(links)).collect()
}

fn point(out: &mut String, text: &str, width: usize) {
    hanging(out, "- ", 2, text, width, None);
}

/// How far the gap could move, where it could.
fn bounds(out: &mut String, name: &str, counts: &Counts, width: usize) {
    let open = counts.open_needs();
    let known = counts.gap_bounds();
    let Some((low, high)) = known.filter(|_| open as f64 > OPEN * counts.needed as f64) else {
        return;
    };
    let ends = [
        (Outcome::HandedOver, "handed over"),
        (Outcome::Unknown, "cut short"),
    ];
    let ends = ends
        .map(|(outcome, what)| (counts.outcome(outcome), what))
        .into_iter()
        .filter(|(number, _)| *number > 0);
    let ends: Vec<String> = ends
        .map(|(number, what)| format!("{} {what}", count(number)))
        .collect();
    let line = format!(
        "{name}: of {}, {}. What became of them is not in the log, so the true gap may lie anywhere in {}.",
        of(counts.needed, "need"),
        ends.join(" and "),
        range(low, high)
    );
    point(out, &line, width);
}

/// Why a report covers only a part: files first, because what they hold nobody can count.
pub(super) fn lost(accounting: &Accounting) -> String {
    let mut parts = Vec::new();
    if accounting.unrecognised_files > 0 {
        let files = of(accounting.unrecognised_files, "file");
        parts.push(format!("{files} not recognised"));
    }
    if accounting.broken_files > 0 {
        let files = of(accounting.broken_files, "file");
        parts.push(format!("{files} not read, or not to the end"));
    }
    if parts.is_empty() && accounting.unreadable > 0 {
        let (lost, read) = (accounting.unreadable, accounting.read());
        let share = percent(lost as f64 / read as f64);
        parts.push(format!(
            "{} of {} not readable ({share})",
            count(lost),
            of(read, "record")
        ));
    }
    if parts.is_empty() {
        parts.push("an internal error lost records".to_owned());
    }
    parts.join(" and ")
}

/// Which time stamps could not be read, or measure nothing.
fn times(accounting: &Accounting) -> Vec<String> {
    let (bad, zoneless) = (accounting.unread_times, accounting.zoneless_times);
    let good = accounting.timed + zoneless;
    let stamps = of(bad + good, "time stamp");
    let mut lines = Vec::new();
    if bad > 0 && good == 0 {
        lines.push(format!(
            "No times could be read ({} of {stamps}): waits are not known, and the order of the log is taken as it is.",
            count(bad)
        ));
    } else if bad > 0 {
        lines.push(format!("{} of {stamps} could not be read.", count(bad)));
    }
    if zoneless > 0 {
        let (have, their) = if zoneless == 1 {
            ("has", "its")
        } else {
            ("have", "their")
        };
        lines.push(format!(
            "{} {have} no zone: {their} order is used, waits are not measured; set timezone = \"Asia/Riyadh\", or where \
             the log was written, in lamsa.toml.",
            of(zoneless, "time stamp")
        ));
    }
    if accounting.disordered > 0 {
        lines.push(format!(
            "{} with times out of order: waits that would be negative are not measured.",
            of(accounting.disordered, "conversation")
        ));
    }
    lines
}

/// Where every record went, in one line.
fn accounting(accounting: &Accounting) -> String {
    let read = accounting.read();
    let mut parts = vec![format!("{} used", count(accounting.used))];
    let others = [
        (accounting.duplicate, "duplicate"),
        (accounting.skipped, "left out on purpose"),
        (accounting.unreadable, "unreadable"),
    ];
    for (number, what) in others {
        let share = if what == "unreadable" && number > 0 {
            format!(
                " ({}; list them with -o problems=FILE)",
                percent(number as f64 / read as f64)
            )
        } else {
            String::new()
        };
        if number > 0 {
            parts.push(format!("{} {what}{share}", count(number)));
        }
    }
    let mut sentences = vec![format!(
        "{} read from {}: {}.",
        of(read, "record"),
        of(accounting.files, "file"),
        parts.join(", ")
    )];
    if accounting.skipped_files > 0 {
        sentences.push(format!(
            "{} skipped: no transcript, or nothing in it.",
            of(accounting.skipped_files, "file")
        ));
    }
    if accounting.unrecognised_files > 0 {
        sentences.push(format!(
            "Not recognised: {} (-o problems=FILE names them, --ignore leaves them out).",
            of(accounting.unrecognised_files, "file")
        ));
    }
    if accounting.dropped_notes > 0 {
        sentences.push(format!(
            "{} left out of conversations.",
            of(accounting.dropped_notes, "internal note")
        ));
    }
    sentences.join(" ")
}
