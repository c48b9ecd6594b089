//! The worst conversations, a few lines each: what happened, which rule says so, and the words themselves.

use super::super::bidi;
use super::super::layout::{Ink, hanging, ink, labelled, paragraph};
use super::super::words::{count, language, story};
use super::{heading, short};
use crate::rule::{Family, Finding, Quote, Severity, Verdict};

/// How many are shown; the machine-readable reports have the rest.
const SHOWN: usize = 5;

/// How many findings of one conversation are told.
const TOLD: usize = 2;

/// How many characters of a quote are shown.
const QUOTED: usize = 160;

/// Appends the worst conversations.
pub(super) fn section(out: &mut String, worst: &[Verdict], width: usize) {
    if worst.is_empty() {
        return;
    }
    heading(out, "Worst conversations");
    for (number, verdict) in worst.iter().take(SHOWN).enumerate() {
        if number > 0 {
            out.push('\n');
        }
        conversation(out, number + 1, verdict, width);
    }
    if worst.len() > SHOWN {
        let more = count((worst.len() - SHOWN) as u64);
        out.push('\n');
        paragraph(
            out,
            &format!(
                "{more} more are in -o json=FILE; every conversation is in -o csv=FOLDER and -o jsonl=FILE."
            ),
            0,
            width,
        );
    }
}

fn conversation(out: &mut String, number: usize, verdict: &Verdict, width: usize) {
    let mut title = format!("{number:>2}. {}", ink(Ink::Bold, &bidi::cell(&verdict.id)));
    title.push_str(&ink(
        Ink::Accent,
        &format!(" · {}", short(&verdict.channel, 24)),
    ));
    if let Some(language) = language(verdict.language) {
        title.push_str(&ink(Ink::Dim, &format!(" · {language}")));
    }
    out.push_str(&title);
    out.push('\n');
    paragraph(out, &story(verdict), 4, width);
    let told = told(verdict);
    for finding in &told {
        tell(out, finding, width);
    }
    if let Some(more) = untold(verdict, &told) {
        hanging(out, "    ", 4, &more, width, Some(Ink::Dim));
    }
}

/// The findings to tell: the gravest of each family, gravest first. Findings of one cause are told once.
fn told(verdict: &Verdict) -> Vec<&Finding> {
    let gravest = |family: Family| {
        let of_family = verdict
            .findings
            .iter()
            .filter(|finding| finding.family == family);
        of_family.max_by_key(|finding| {
            (
                finding.severity,
                finding.confidence,
                std::cmp::Reverse(finding.at),
            )
        })
    };
    let mut told: Vec<&Finding> = Family::ALL.into_iter().filter_map(gravest).collect();
    told.sort_by_key(|finding| std::cmp::Reverse((finding.severity, finding.family)));
    let gravest_cause = told
        .first()
        .map(|finding| finding.cause.unwrap_or(finding.at));
    let mut kept = told.split_off(told.len().min(1));
    kept.retain(|finding| finding.cause.is_none() || finding.cause != gravest_cause);
    told.extend(kept);
    told.truncate(TOLD);
    told
}

fn tell(out: &mut String, finding: &Finding, width: usize) {
    let grave = match finding.severity {
        Severity::Critical | Severity::High => Ink::Alarm,
        Severity::Medium => Ink::Warn,
        Severity::Low => Ink::Dim,
    };
    let name = format!("{} ({}):", finding.rule, finding.severity.as_str());
    labelled(
        out,
        4,
        (grave, &name),
        &bidi::line(&finding.evidence.says),
        None,
        width,
    );
    for quote in finding
        .evidence
        .quotes
        .iter()
        .filter(|quote| !quote.text.is_empty())
    {
        let label = format!("      {:<14}", speaker(quote));
        hanging(
            out,
            &ink(Ink::Dim, &label),
            20,
            &excerpt(&quote.text),
            width,
            None,
        );
    }
}

fn speaker(quote: &Quote) -> String {
    let by = quote
        .by
        .map_or("notice", crate::transcript::Speaker::as_str);
    format!("#{} {by}", quote.span.item)
}

/// A quote on one line, cut at a word where it is long.
fn excerpt(text: &str) -> String {
    let line = keep_together(&bidi::line(text));
    match line.char_indices().nth(QUOTED) {
        None => line,
        Some((end, _)) => {
            let cut = &line[..end];
            let cut = cut.rfind(' ').map_or(cut, |space| &cut[..space]);
            format!("{cut} …")
        }
    }
}

/// Placeholders such as "[order 2]" do not break over lines.
fn keep_together(line: &str) -> String {
    let mut inside = false;
    let together = line.chars().map(|character| match character {
        '[' => {
            inside = true;
            character
        }
        ']' => {
            inside = false;
            character
        }
        ' ' if inside => '\u{a0}',
        _ => character,
    });
    // A bracket that stays open joins nothing.
    let text: String = together.collect();
    if inside { line.to_owned() } else { text }
}

/// "also 2 bot-loop, 1 fallback", for the findings that are not told.
fn untold(verdict: &Verdict, told: &[&Finding]) -> Option<String> {
    let mut rules: Vec<&str> = verdict
        .findings
        .iter()
        .filter(|finding| !told.iter().any(|other| std::ptr::eq(*other, *finding)))
        .map(|finding| finding.rule)
        .collect();
    rules.sort_unstable();
    let parts: Vec<String> = rules
        .chunk_by(|left, right| left == right)
        .map(|same| format!("{} × {}", same.len(), same[0]))
        .collect();
    (!parts.is_empty()).then(|| format!("also {}", parts.join(", ")))
}
