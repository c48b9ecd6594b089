//! One file on one screen.

use std::io::{self, Write};

use super::count::Count;
use crate::report::pseudonym::Pseudonyms;
use crate::source::SourceFile;
use crate::transcript::{EventKind, Speaker};

/// How many speakers without a role are proposed for `[roles]`.
const PROPOSED: usize = 12;

pub(super) fn write(
    file: &SourceFile,
    count: &Count,
    pseudonyms: Pseudonyms,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", file.name)?;
    if let Some(reason) = &count.skipped {
        return writeln!(out, "  skipped        {reason}\n");
    }
    if let Some(recognised) = &file.recognised {
        writeln!(out, "  encoding       {}", file.encoding)?;
        let evidence = &recognised.evidence;
        let (id, title) = (recognised.format.id(), recognised.format.title());
        writeln!(out, "  format         {id}: {title}")?;
        writeln!(
            out,
            "  recognised by  {} (score {})",
            evidence.keys.join(", "),
            evidence.score
        )?;
    }
    if let Some(fault) = &count.fault {
        writeln!(out, "  problem        {fault}")?;
    }
    if count.conversations + count.unreadable > 0 {
        write_counts(count, out)?;
        write_sample(count, out)?;
        write_settings(file, count, pseudonyms, out)?;
    }
    writeln!(out)
}

fn write_counts(count: &Count, out: &mut dyn Write) -> io::Result<()> {
    let all = count.conversations + count.unreadable;
    let share = count.unreadable as f64 * 100.0 / all.max(1) as f64;
    writeln!(
        out,
        "  conversations  {} with {} items",
        count.conversations, count.items
    )?;
    writeln!(
        out,
        "  unreadable     {} of {all} records ({share:.1} %)",
        count.unreadable
    )?;
    if let Some(problem) = &count.problem {
        writeln!(out, "                 first: {problem}")?;
    }
    if count.notes > 0 {
        writeln!(out, "  left out       {} notes among staff", count.notes)?;
    }
    let channels = count
        .channels
        .iter()
        .map(|(name, number)| format!("{name} {number}"));
    writeln!(out, "  channels       {}", listed(channels))?;
    let speakers = Speaker::ALL
        .iter()
        .zip(count.speakers)
        .filter(|(_, number)| *number > 0);
    writeln!(
        out,
        "  speakers       {}",
        listed(speakers.map(|(one, number)| format!("{} {number}", one.as_str())))
    )?;
    writeln!(out, "  known          {}", how_known(count))?;
    let events = EventKind::ALL
        .iter()
        .zip(count.events)
        .filter(|(_, number)| *number > 0);
    writeln!(
        out,
        "  events         {}",
        listed(events.map(|(one, number)| format!("{} {number}", one.as_str())))
    )?;
    writeln!(out, "  times          {}", time_basis(count))?;
    let abilities = count.abilities.iter().map(|(name, number)| {
        if *number == count.conversations {
            (*name).to_owned()
        } else {
            format!("{name} in {number} conversations")
        }
    });
    writeln!(out, "  can show       {}", listed(abilities))
}

fn how_known(count: &Count) -> String {
    let unknown = count.speakers[Speaker::Unknown as usize];
    let turns: u64 = count.speakers.iter().sum();
    let declared = turns - unknown - count.guessed.min(turns - unknown);
    format!(
        "{declared} turns by the source or [roles], {} guessed, {unknown} not known",
        count.guessed
    )
}

fn time_basis(count: &Count) -> String {
    match count.with_time {
        0 => "none with a zone; the order of the log is used, minutes are not".to_owned(),
        timed if timed == count.items => "every item, zone known".to_owned(),
        timed => format!("{timed} of {} items, zone known", count.items),
    }
}

fn write_sample(count: &Count, out: &mut dyn Write) -> io::Result<()> {
    if count.sample.is_empty() {
        return Ok(());
    }
    writeln!(out, "  begins like this (letters as x, digits as 9)")?;
    for (speaker, letters, shape) in &count.sample {
        writeln!(out, "    {:8} {letters:5}  {shape}", speaker.as_str())?;
    }
    Ok(())
}

/// The lines that would mend what is not known.
fn write_settings(
    file: &SourceFile,
    count: &Count,
    pseudonyms: Pseudonyms,
    out: &mut dyn Write,
) -> io::Result<()> {
    let needs_zone = count.with_time == 0 && count.items > 0;
    let nameless = count.strangers.contains_key("");
    let named = count.strangers.len() > usize::from(nameless);
    if !needs_zone && count.strangers.is_empty() {
        return Ok(());
    }
    writeln!(out, "  settings that would help (lamsa.toml)")?;
    if needs_zone {
        writeln!(
            out,
            "    timezone = \"Asia/Riyadh\"  # if the export has times, the zone that they are written in"
        )?;
    }
    if nameless {
        write_profile(file, out)?;
    }
    if named {
        write_roles(count, pseudonyms, out)
    } else {
        Ok(())
    }
}

/// A profile for a table in which no known column says who speaks.
fn write_profile(file: &SourceFile, out: &mut dyn Write) -> io::Result<()> {
    let keys = file.recognised.iter().flat_map(|one| &one.evidence.keys);
    let headers = keys
        .map(|key| toml::Value::from(key.as_str()).to_string())
        .collect::<Vec<_>>()
        .join(", ");
    writeln!(
        out,
        "    profiles = [\"own.profile.toml\"]  # no known column says who speaks; this file would:"
    )?;
    writeln!(out, "      id = \"own\"")?;
    writeln!(out, "      match = [{headers}]")?;
    writeln!(
        out,
        "      columns.speaker = \"?\"  # the header of that column"
    )
}

/// Only speakers of several conversations are named: they are bots and staff, and a customer's name is nobody's
/// business. A telephone number or e-mail address is masked even then.
fn write_roles(count: &Count, pseudonyms: Pseudonyms, out: &mut dyn Write) -> io::Result<()> {
    let mut strangers: Vec<_> = count
        .strangers
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .collect();
    strangers.sort_by_key(|(_, (turns, _))| std::cmp::Reverse(*turns));
    let several = strangers
        .iter()
        .filter(|(_, (_, conversations))| *conversations > 1);
    let proposed: Vec<_> = several.take(PROPOSED).collect();
    writeln!(
        out,
        "    [roles]  # say for each: customer, bot, human or system"
    )?;
    for (name, (turns, conversations)) in &proposed {
        let name = toml::Value::from(pseudonyms.id(name).into_owned());
        writeln!(
            out,
            "    {name} = \"?\"  # {turns} turns in {conversations} conversations"
        )?;
    }
    let others = strangers.len() - proposed.len();
    // In a folder of chats each has another customer; roles are tried in the order in which they are written.
    writeln!(
        out,
        "    \"/.*/\" = \"customer\"  # last: everybody else, once bots and staff stand above"
    )?;
    if others > 0 {
        writeln!(
            out,
            "    # {others} more names, most in one conversation each; a pattern can name them: \"/^…/\""
        )?;
    }
    Ok(())
}

fn listed(parts: impl Iterator<Item = String>) -> String {
    let list = parts.collect::<Vec<_>>().join(", ");
    if list.is_empty() {
        "none".to_owned()
    } else {
        list
    }
}
