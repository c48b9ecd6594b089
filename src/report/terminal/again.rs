//! What customers had to bring again in another conversation: the findings of the rule that looks at several.

use super::super::bidi;
use super::super::layout::{Ink, hanging, ink};
use super::super::words::count;
use super::heading;
use crate::link::{Joined, Link};

/// How many are shown; the tables and the stream have the rest.
const SHOWN: usize = 5;

/// Appends the gravest repeats.
pub(super) fn section(out: &mut String, links: &Joined, width: usize) {
    if links.repeats.is_empty() {
        return;
    }
    heading(out, "Brought again in another conversation");
    for link in links.repeats.iter().take(SHOWN) {
        tell(out, link, width);
    }
    let more = links.all.cross_channel_repeats.saturating_sub(SHOWN as u64);
    if more > 0 {
        let line = format!(
            "{} more are in -o csv=FOLDER and -o jsonl=FILE.",
            count(more)
        );
        hanging(out, "", 0, &line, width, None);
    }
}

fn tell(out: &mut String, link: &Link, width: usize) {
    let Some(finding) = link.finding() else {
        return;
    };
    let told = format!(
        "{} #{} · {} ({}): {}",
        bidi::cell(&link.to),
        finding.at,
        finding.rule,
        finding.severity.as_str(),
        bidi::line(&finding.evidence.says)
    );
    hanging(out, &ink(Ink::Accent, "- "), 2, &told, width, None);
}
