//! One file on one screen.

use std::io::{self, Write};

use super::count::Count;
use crate::source::SourceFile;
use crate::transcript::{EventKind, Speaker};

/// What stands above the settings that would mend what is not known.
pub(super) const HELP: &str = "  settings that would help (lamsa.toml)";

/// Writes the page, and says whether it ends with settings.
pub(super) fn write(file: &SourceFile, count: &Count, out: &mut dyn Write) -> io::Result<bool> {
    writeln!(out, "{}", file.name)?;
    if let Some(reason) = &count.skipped {
        writeln!(out, "  skipped        {reason}")?;
        return Ok(false);
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
        write_counts(file, count, out)?;
        write_sample(count, out)?;
        return write_settings(file, count, out);
    }
    Ok(false)
}

fn write_counts(file: &SourceFile, count: &Count, out: &mut dyn Write) -> io::Result<()> {
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
    if let Some(times) = &file.times {
        writeln!(out, "                 written as {times}")?;
    }
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

/// The lines that would mend what is not known of this file; true where there are any.
fn write_settings(file: &SourceFile, count: &Count, out: &mut dyn Write) -> io::Result<bool> {
    let needs_zone = count.with_time == 0 && count.items > 0;
    if !needs_zone && count.nameless == 0 {
        return Ok(false);
    }
    writeln!(out, "{HELP}")?;
    if needs_zone {
        writeln!(
            out,
            "    timezone = \"Asia/Riyadh\"  # if the export has times, the zone that they are written in"
        )?;
    }
    if count.nameless > 0 {
        write_profile(file, out)?;
    }
    Ok(true)
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

fn listed(parts: impl Iterator<Item = String>) -> String {
    let list = parts.collect::<Vec<_>>().join(", ");
    if list.is_empty() {
        "none".to_owned()
    } else {
        list
    }
}
