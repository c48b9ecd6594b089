//! Conversations with what must be said about them: `tests/verdicts/*.md`.
//!
//! A heading tells, in `key=value`, under which terms the next conversation stands (before ` -> `, if any) and what the
//! verdict must be; the conversation is written as in the pages of the rules. Two things that pages have no notation for
//! are written in the words: `{picture}` is a picture without words, `{choice} Billing` a button.

use std::collections::BTreeMap;

use lamsa::rule::Verdict;
use lamsa::rule::page::examples;
use lamsa::transcript::{Capabilities, Conversation, Item, Moment, Status, TurnKind};

/// The files, by name.
pub(crate) const FILES: [(&str, &str); 3] = [
    ("ledger.md", include_str!("../verdicts/ledger.md")),
    ("beside.md", include_str!("../verdicts/beside.md")),
    ("course.md", include_str!("../verdicts/course.md")),
];

/// One conversation with its terms.
pub(crate) struct Case {
    /// File and line.
    pub(crate) place: String,
    pub(crate) conversation: Conversation<'static>,
    /// When the log was exported.
    pub(crate) as_of: Option<Moment>,
    /// What must be said, by the keys of [`said`].
    pub(crate) expected: BTreeMap<String, String>,
}

/// Every case of every file.
pub(crate) fn cases() -> Vec<Case> {
    FILES
        .into_iter()
        .flat_map(|(file, text)| of_file(file, text))
        .collect()
}

fn of_file(file: &str, text: &str) -> Vec<Case> {
    let lines: Vec<&str> = text.lines().collect();
    let all = examples(text).unwrap_or_else(|error| panic!("{file} {error}"));
    all.into_iter()
        .map(|mut example| {
            let place = format!("{file} line {}", example.line);
            let heading = lines[..example.line]
                .iter()
                .rev()
                .find_map(|line| line.strip_prefix("## "))
                .unwrap_or_else(|| panic!("{place}: no heading"));
            let (terms, expected) = heading.split_once(" -> ").unwrap_or(("", heading));
            let mut conversation = example.conversations.remove(0);
            let as_of = stand(&mut conversation, terms);
            Case {
                place,
                conversation,
                as_of,
                expected: pairs(expected)
                    .inspect(|(key, _)| assert!(KEYS.contains(key), "{key} is no key"))
                    .map(|(key, value)| (key.to_owned(), value.to_owned()))
                    .collect(),
            }
        })
        .collect()
}

/// What may be expected: the keys of [`said`].
const KEYS: [&str; 22] = [
    "need",
    "at",
    "outcome",
    "findings",
    "repeated",
    "dead_end",
    "human",
    "late",
    "turns",
    "arrival",
    "complex",
    "lost",
    "complaining",
    "to_offer",
    "unneeded",
    "transfers",
    "returned",
    "open_promises",
    "empty_sorry",
    "after",
    "replies",
    "never",
];

fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split_whitespace()
        .map(|pair| pair.split_once('=').unwrap())
}

/// Puts a conversation under its terms; gives the time of the export, if that is one of them.
fn stand(conversation: &mut Conversation<'static>, terms: &str) -> Option<Moment> {
    for item in &mut conversation.items {
        let Item::Turn(turn) = item else { continue };
        if turn.text == "{picture}" {
            turn.kind = TurnKind::Attachment;
            turn.text = "".into();
        } else if let Some(label) = turn.text.strip_prefix("{choice} ") {
            turn.kind = TurnKind::Choice;
            turn.text = label.to_owned().into();
        }
    }
    let mut as_of = None;
    for (key, value) in pairs(terms) {
        match (key, value) {
            ("status", "closed") => conversation.status = Status::Closed,
            ("shows", names) => {
                conversation.capabilities = names
                    .split('+')
                    .map(|name| Capabilities::named(name).unwrap())
                    .fold(Capabilities::NONE, Capabilities::with);
            }
            ("as_of", wait) => {
                let wait: jiff::SignedDuration = wait.parse().unwrap();
                let start = conversation.items[0].at().unwrap().millis();
                as_of = Some(Moment::from_millis(start + wait.as_millis() as i64));
            }
            _ => panic!("{key}={value} is no term"),
        }
    }
    as_of
}

/// What a verdict says, by key; what is not so is left out.
pub(crate) fn said(verdict: &Verdict) -> BTreeMap<String, String> {
    let beside = &verdict.beside;
    let list = |words: Vec<String>| (!words.is_empty()).then(|| words.join(","));
    let word = |word: &str| Some(word.to_owned());
    let number = |number: u32| (number > 0).then(|| number.to_string());
    let yes = |so: bool| so.then(|| "yes".to_owned());
    let kinds = verdict.need.kinds().map(|kind| kind.as_str().to_owned());
    let findings = verdict
        .findings
        .iter()
        .map(|finding| format!("{}@{}", finding.rule, finding.at));
    let replies = beside.replies.answered.iter().map(|reply| {
        let who = if reply.by_person { "person" } else { "bot" };
        reply
            .seconds
            .map_or(who.to_owned(), |seconds| format!("{who}:{seconds}"))
    });
    [
        ("need", list(kinds.collect())),
        ("at", verdict.need_at.map(|at| at.to_string())),
        (
            "outcome",
            verdict.outcome.and_then(|outcome| word(outcome.as_str())),
        ),
        ("findings", list(findings.collect())),
        ("repeated", yes(verdict.repeated_info)),
        ("dead_end", yes(verdict.dead_end)),
        ("human", yes(verdict.human_present)),
        ("late", yes(verdict.late)),
        (
            "turns",
            verdict.turns_to_human.map(|turns| turns.to_string()),
        ),
        (
            "arrival",
            beside.arrival.and_then(|state| word(state.as_str())),
        ),
        ("complex", yes(beside.complex)),
        ("lost", beside.lost.and_then(|met| word(met.as_str()))),
        ("complaining", yes(beside.complaining)),
        (
            "to_offer",
            beside.turns_to_offer.map(|turns| turns.to_string()),
        ),
        ("unneeded", yes(beside.unneeded_handoff)),
        ("transfers", number(beside.transfers)),
        ("returned", yes(beside.returned_to_bot)),
        ("open_promises", number(beside.open_promises)),
        ("empty_sorry", number(beside.empty_apologies)),
        (
            "after",
            beside.after_human.and_then(|end| word(end.as_str())),
        ),
        ("replies", list(replies.collect())),
        ("never", yes(beside.replies.never)),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key.to_owned(), value?)))
    .collect()
}

/// What is said otherwise than it must be.
pub(crate) fn differences(case: &Case, verdict: &Verdict) -> Vec<String> {
    let said = said(verdict);
    case.expected
        .iter()
        .filter_map(|(key, expected)| {
            let found = said.get(key).map_or("no", String::as_str);
            (found != expected)
                .then(|| format!("{}: {key} is {found}, and must be {expected}", case.place))
        })
        .collect()
}
