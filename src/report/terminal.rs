//! The report as text: what a manager reads first, on the terminal or in a mail.
//!
//! Plain words, one table row a channel, the worst conversations with their own words, and what could not be judged.
//! It fits 80 columns; wider terminals get one table instead of two. Colour repeats what words say and is there on
//! terminals only.

mod again;
mod beside;
mod channels;
mod limits;
mod reading;
mod worst;

use std::io::{self, Write};
use std::path::Path;

use super::layout::{Ink, WIDTH, hanging, ink, paragraph, terminal_width};
use super::target::{Target, unless_closed};
use super::words::{count, of, percent, range};
use super::{Header, Output, Report, Reporter, TargetKind, bidi};

/// Fewer customers or conversations than this are told as they are, not as a share.
const A_SHARE: u64 = 20;

/// `-o text=PATH`, and what `audit` shows on stdout.
#[derive(Debug)]
pub(super) struct Terminal;

impl Reporter for Terminal {
    fn id(&self) -> &'static str {
        "text"
    }

    fn about(&self) -> &'static str {
        "the report as text: channels, the worst conversations, and what could not be judged"
    }

    fn target(&self) -> TargetKind {
        TargetKind::File
    }

    fn open(&self, target: Option<&Path>, _header: &Header) -> io::Result<Box<dyn Output>> {
        let target = target.filter(|path| *path != Path::new("-"));
        Ok(Box::new(match target {
            Some(path) => Page::File(Target::open(Some(path))?),
            None => Page::Stdout,
        }))
    }
}

enum Page {
    Stdout,
    File(Target),
}

impl Output for Page {
    fn append(&mut self, _encoded: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn finish(self: Box<Self>, report: &Report) -> io::Result<()> {
        match *self {
            Self::Stdout => {
                let mut stdout = anstream::stdout().lock();
                let page = render(report, terminal_width());
                unless_closed(stdout.write_all(page.as_bytes()), ())?;
                unless_closed(stdout.flush(), ())
            }
            Self::File(mut target) => {
                let text = render(report, WIDTH);
                write!(target, "{}", anstream::adapter::strip_str(&text))?;
                target.finish()
            }
        }
    }
}

/// The whole page, with inks.
pub(crate) fn render(report: &Report, width: usize) -> String {
    let mut out = String::new();
    opening(&mut out, report, width);
    if report.tally.all.conversations > 0 {
        channels::section(&mut out, &report.tally, width);
        beside::section(&mut out, &report.tally.all, width);
        worst::section(&mut out, &report.worst, width);
        again::section(&mut out, &report.links, width);
    }
    limits::section(&mut out, report, width);
    if report.tally.all.conversations > 0 {
        reading::section(&mut out, width);
    }
    out
}

fn heading(out: &mut String, text: &str) {
    out.push('\n');
    out.push_str(&ink(Ink::Bold, text));
    out.push_str("\n\n");
}

/// What was read, and the one number.
fn opening(out: &mut String, report: &Report, width: usize) {
    let (counts, header) = (&report.tally.all, &report.header);
    out.push_str(&ink(
        Ink::Dim,
        &format!(
            "lamsa {} · human contact in customer support",
            header.version
        ),
    ));
    out.push_str("\n\n");
    if !report.complete {
        emphasise(
            out,
            Ink::Alarm,
            &format!(
                "INCOMPLETE: {}, so these figures cover only a part.",
                limits::lost(&report.accounting)
            ),
            width,
        );
        out.push('\n');
    }
    let headline = match counts.gap() {
        Some(gap) if counts.judged_needs() < A_SHARE => {
            let of_them = of(counts.judged_needs(), "customer");
            format!(
                "{} of {of_them} who needed a person never got one: too few for a percentage (95% interval {}).",
                count(counts.missed()),
                range(gap.low, gap.high)
            )
        }
        Some(gap) => format!(
            "{} of {} who needed a person never got one: a human contact gap of {} (95% interval {}).",
            count(counts.missed()),
            of(counts.judged_needs(), "customer"),
            percent(gap.point),
            range(gap.low, gap.high)
        ),
        None if counts.conversations == 0 => "No conversations were found.".to_owned(),
        None if counts.judged > 0 && counts.needs() == 0 => format!(
            "No customer needed a person in {}.",
            of(counts.judged, "judged conversation")
        ),
        None if counts.judged > 0 && counts.open_needs() == 0 => format!(
            "{} needed a person, and none of them in vain: the bot solved it, or they did not want one.",
            of(counts.needs(), "customer")
        ),
        None => {
            "In no conversation could it be judged whether a customer who needed a person got one."
                .to_owned()
        }
    };
    emphasise(out, Ink::Bold, &headline, width);
    if counts.conversations > 0 {
        let (channels, more) = report.tally.channel_count();
        let judged = if counts.judged == counts.conversations {
            "all".to_owned()
        } else {
            count(counts.judged)
        };
        let read = format!(
            "{} in {}{}, {judged} of them judged.",
            of(counts.conversations, "conversation"),
            if more { "more than " } else { "" },
            of(channels as u64, "channel")
        );
        paragraph(out, &read, 0, width);
    }
    if counts.judged >= A_SHARE {
        let per_hundred = |hits: u64| format!("{:.1}", hits as f64 * 100.0 / counts.judged as f64);
        let conduct = format!(
            "Of 100 conversations, {} went in circles, {} met a dead end, and {} look contained although they failed.",
            per_hundred(counts.repeated_info),
            per_hundred(counts.dead_end),
            per_hundred(counts.falsely_contained)
        );
        paragraph(out, &conduct, 0, width);
    } else if counts.judged > 0 {
        let conduct = format!(
            "Of {}, {} went in circles, {} met a dead end, and {} look contained although they failed.",
            of(counts.judged, "judged conversation"),
            count(counts.repeated_info),
            count(counts.dead_end),
            count(counts.falsely_contained)
        );
        paragraph(out, &conduct, 0, width);
    }
}

/// A paragraph in an ink.
fn emphasise(out: &mut String, chosen: Ink, text: &str, width: usize) {
    hanging(out, "", 0, text, width, Some(chosen));
}

/// A foreign word, cut to `most` characters.
fn short(word: &str, most: usize) -> String {
    let word = bidi::line(word);
    if word.chars().count() <= most {
        return bidi::isolate(&word);
    }
    let mut cut: String = word.chars().take(most - 1).collect();
    cut.push('…');
    bidi::isolate(&cut)
}

#[cfg(test)]
mod tests;
