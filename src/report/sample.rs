//! Hand-made reports that every reporter is tested on: one of nothing, one of three channels in both languages, one of
//! damaged input.

use std::io::Read;

use super::{Accounting, Header, Located, Report, Reporter};
use crate::contact::{Need, NeedKind, Outcome};
use crate::format::Problem;
use crate::link::{Again, Link, LinkKind, Reason};
use crate::rule::{Evidence, Family, Finding, Quote, Severity, Verdict};
use crate::tally::Tally;
use crate::transcript::{Capabilities, Span, Speaker};

/// The three of them.
pub(crate) fn reports() -> [Report; 3] {
    [empty(), mixed(), troubled()]
}

pub(crate) const fn header() -> Header {
    Header {
        schema_version: Header::SCHEMA_VERSION,
        version: "0.1.0",
        detector_hash: 0x0123_4567_89ab_cdef,
        config_hash: 0xfeed_f00d,
    }
}

/// What a reporter writes to a file for a report and these verdicts.
pub(crate) fn write(reporter: &dyn Reporter, report: &Report, verdicts: &[Verdict]) -> String {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join("out");
    let mut output = reporter.open(Some(&path), &report.header).unwrap();
    for verdict in verdicts {
        let mut encoded = Vec::new();
        reporter.encode(verdict, &mut encoded);
        output.append(&encoded).unwrap();
    }
    output.finish(report).unwrap();
    let mut text = String::new();
    std::fs::File::open(&path)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// A line of the stream for every kind of link.
pub(crate) fn link_lines() -> Vec<String> {
    let again = Again {
        at: 3,
        reason: Reason::Words,
        similarity: 67,
        seconds: 72_180,
        time: 3,
        confidence: 76,
        severity: 2,
    };
    let join = |kind, again| Link {
        kind,
        from: "chat-0412".to_owned(),
        to: "mail-77".to_owned(),
        from_channel: "chat".to_owned(),
        to_channel: "email".to_owned(),
        again,
    };
    [
        join(LinkKind::Duplicate, None),
        join(LinkKind::Collision, None),
        join(LinkKind::CrossChannelRepeat, Some(again.clone())),
        join(LinkKind::Recontact, Some(again)),
    ]
    .iter()
    .map(|one| {
        let mut line = Vec::new();
        super::jsonl::Jsonl.encode_link(one, &mut line);
        String::from_utf8(line).unwrap()
    })
    .collect()
}

/// Nothing was found to audit.
pub(crate) fn empty() -> Report {
    Report {
        header: header(),
        accounting: Accounting::default(),
        tally: Tally::default(),
        links: crate::link::Joined::default(),
        worst: Vec::new(),
        problems: Vec::new(),
        notices: Vec::new(),
        noticed: 0,
        skipped: Vec::new(),
        complete: true,
    }
}

/// Three channels, one of them small, in English and Arabic.
pub(crate) fn mixed() -> Report {
    let mut tally = Tally::default();
    let worst = vec![refused(), promised(), sent_round(), guarded()];
    for verdict in &worst {
        tally.add(verdict);
    }
    for number in 0..1_400 {
        tally.add(&ordinary(number));
    }
    Report {
        accounting: Accounting {
            files: 3,
            used: tally.all.conversations,
            duplicate: 12,
            ..Accounting::default()
        },
        worst,
        tally,
        ..empty()
    }
}

/// Input that was cut short, half of it not judged, with needs whose end nobody can see.
pub(crate) fn troubled() -> Report {
    let mut tally = Tally::default();
    let hostile = Verdict {
        id: "x\u{1b}[31m\u{202e}evil".to_owned(),
        channel: "دردشة الموقع".to_owned(),
        ..refused()
    };
    tally.add(&hostile);
    for number in 0..60 {
        let verdict = ordinary(number);
        let untimed = Verdict {
            seconds_to_human: None,
            turns_to_human: verdict.seconds_to_human.map(|_| 1),
            ..verdict
        };
        tally.add(&match number % 4 {
            0 => Verdict {
                not_judged: Some("no-bot"),
                ..untimed
            },
            1 => Verdict {
                not_judged: Some("unknown-speakers"),
                guessed_turns: 2,
                ..untimed
            },
            2 => need(untimed, &[NeedKind::Asked], Outcome::HandedOver),
            _ => untimed,
        });
    }
    let located = |file: &str, record, what: &str, advice| Located {
        file: file.to_owned(),
        problem: Problem {
            record,
            what: what.to_owned(),
            advice,
        },
    };
    Report {
        accounting: Accounting {
            files: 2,
            skipped_files: 3,
            used: tally.all.conversations,
            skipped: 4,
            unreadable: 2,
            dropped_notes: 9,
            ..Accounting::default()
        },
        problems: vec![
            located(
                "exports/march.jsonl",
                3,
                "expected `items`, found `item`",
                "rename the field, or name the format with --format",
            ),
            located(
                "exports/march.csv",
                17,
                "the column `sender` is empty",
                "fill it, or map the speaker under [roles]",
            ),
        ],
        notices: Vec::new(),
        noticed: 0,
        skipped: Vec::new(),
        complete: false,
        worst: vec![hostile],
        tally,
        ..empty()
    }
}

/// A customer who asked for a person and got the menu again.
pub(crate) fn refused() -> Verdict {
    let verdict = need(
        blank("chat-0412", "chat", "en"),
        &[NeedKind::Asked, NeedKind::Upset],
        Outcome::Refused,
    );
    let again = Finding {
        confidence: 90,
        severity: Severity::Medium,
        related: vec![1],
        fingerprint: 0xa1,
        finding_id: 0xa11,
        evidence: Evidence {
            says: "The bot asked again for the order number given in item 1.".to_owned(),
            cues: vec!["slot:order".to_owned()],
            quotes: vec![
                quote(1, Speaker::Customer, 21, "my order is [order 1]"),
                quote(3, Speaker::Bot, 35, "Please share your order number 😊"),
            ],
        },
        ..finding("re-ask", Family::RepeatedInfo, 3)
    };
    let refusal = Finding {
        confidence: 97,
        related: vec![4],
        fingerprint: 0xb2,
        finding_id: 0xb22,
        cause: Some(3),
        evidence: Evidence {
            says: "The customer asked for a person and the bot kept its menu.".to_owned(),
            cues: vec!["refusal".to_owned()],
            quotes: vec![
                quote(
                    4,
                    Speaker::Customer,
                    41,
                    "just get me a real person, Im so done now",
                ),
                quote(
                    5,
                    Speaker::Bot,
                    52,
                    "I can help with that! Choose: 1 Orders 2 Returns 3 FAQ",
                ),
            ],
        },
        ..finding("refused-request", Family::MissingHandoff, 5)
    };
    Verdict {
        repeated_info: true,
        findings: vec![again, refusal],
        ..verdict
    }
}

/// An Arabic customer who was promised a call that never came.
pub(crate) fn promised() -> Verdict {
    let verdict = need(
        blank("wa-7731", "whatsapp", "ar"),
        &[NeedKind::Asked],
        Outcome::Promised,
    );
    let promise = Finding {
        confidence: 93,
        related: vec![4],
        evidence: Evidence {
            says: "A call was promised in item 5 and the log ends two days later without one."
                .to_owned(),
            cues: vec!["promise:callback".to_owned()],
            quotes: vec![
                quote(
                    4,
                    Speaker::Customer,
                    60,
                    "طيب الحي كله شغال إلا أنا! ودي أكلم أحد من عندكم يفهم علي بدل هالرسائل",
                ),
                quote(
                    5,
                    Speaker::Bot,
                    70,
                    "تم تسجيل بلاغك رقم [order 2] وسيتواصل معك أحد المختصين على [phone 1] خلال ساعتين.",
                ),
            ],
        },
        ..finding("broken-promise", Family::MissingHandoff, 5)
    };
    Verdict {
        findings: vec![promise],
        ..verdict
    }
}

/// A customer who never asked, sent round until they gave up.
fn sent_round() -> Verdict {
    let verdict = need(
        blank("wa-8002", "whatsapp", "mixed"),
        &[NeedKind::Blocked],
        Outcome::Ignored,
    );
    let looped = |at| Finding {
        severity: Severity::Medium,
        evidence: Evidence {
            says: "The bot said the same again although the customer had said something new."
                .to_owned(),
            cues: vec!["similar:96".to_owned()],
            quotes: vec![
                quote(
                    at - 1,
                    Speaker::Customer,
                    40,
                    "I already did restart الراوتر مرتين and still no net",
                ),
                quote(
                    at,
                    Speaker::Bot,
                    40,
                    "Please restart your router and wait 2 minutes. / فضلاً أعد تشغيل الراوتر",
                ),
            ],
        },
        ..finding("bot-loop", Family::RepeatedInfo, at)
    };
    let stuck = Finding {
        severity: Severity::Low,
        ..finding("fallback", Family::DeadEnd, 9)
    };
    let silent = Finding {
        evidence: Evidence {
            says: "The bot had failed twice on the same matter and offered no person.".to_owned(),
            ..Evidence::default()
        },
        ..finding("silent-need", Family::MissingHandoff, 10)
    };
    Verdict {
        repeated_info: true,
        dead_end: true,
        findings: vec![looped(5), looped(7), stuck, silent],
        ..verdict
    }
}

/// A conversation whose words are not to be shown.
fn guarded() -> Verdict {
    let verdict = need(
        blank("id-3f9a0c12d4e5f607", "social", "en"),
        &[NeedKind::Risk],
        Outcome::Redirected,
    );
    let elsewhere = Finding {
        severity: Severity::Critical,
        evidence: Evidence {
            says: "The customer reported fraud and was only told to call.".to_owned(),
            cues: vec!["risk:fraud".to_owned()],
            quotes: vec![quote(0, Speaker::Customer, 30, "")],
        },
        ..finding("redirected", Family::MissingHandoff, 1)
    };
    Verdict {
        findings: vec![elsewhere],
        ..verdict
    }
}

/// One of many: needs, outcomes and waits follow from the number alone.
fn ordinary(number: u32) -> Verdict {
    let channel = match number % 50 {
        0 => "social",
        1..=19 => "whatsapp",
        _ => "chat",
    };
    let mut verdict = blank(
        &format!("n-{number:05}"),
        channel,
        if number.is_multiple_of(3) { "ar" } else { "en" },
    );
    verdict.repeated_info = number % 9 == 2;
    verdict.dead_end = number.is_multiple_of(11);
    if number.is_multiple_of(4) {
        let outcome = match number / 4 % 10 {
            0 => Outcome::Refused,
            1 => Outcome::Ignored,
            2 => Outcome::Promised,
            3 => Outcome::Declined,
            4 => Outcome::Solved,
            _ => Outcome::Reached,
        };
        let kinds: &[NeedKind] = if number.is_multiple_of(8) {
            &[NeedKind::Asked]
        } else {
            &[NeedKind::Blocked]
        };
        verdict = need(verdict, kinds, outcome);
    }
    if verdict.outcome == Some(Outcome::Reached) {
        verdict.human_present = true;
        verdict.turns_to_human = Some(number % 5);
        verdict.seconds_to_human = Some(i64::from(number % 37 * 31));
        verdict.late = number % 37 > 19;
    }
    if verdict.repeated_info {
        verdict
            .findings
            .push(finding("bot-loop", Family::RepeatedInfo, 4));
    }
    verdict
}

fn blank(id: &str, channel: &str, language: &'static str) -> Verdict {
    Verdict {
        id: id.to_owned(),
        channel: channel.to_owned(),
        language,
        not_judged: None,
        capabilities: Capabilities::ALL,
        need: Need::NONE,
        need_at: None,
        outcome: None,
        missing_handoff: Some(false),
        repeated_info: false,
        dead_end: false,
        human_present: false,
        turns_to_human: None,
        seconds_to_human: None,
        late: false,
        beside: crate::contact::Beside::default(),
        guessed_turns: 0,
        items: 12,
        findings: Vec::new(),
    }
}

fn need(mut verdict: Verdict, kinds: &[NeedKind], outcome: Outcome) -> Verdict {
    for kind in kinds {
        verdict.need.add(*kind);
    }
    verdict.need_at = Some(4);
    verdict.outcome = Some(outcome);
    verdict.missing_handoff = (outcome != Outcome::Unknown).then(|| outcome.is_missed());
    verdict
}

fn finding(rule: &'static str, family: Family, at: u32) -> Finding {
    Finding {
        rule,
        family,
        at,
        related: Vec::new(),
        confidence: 85,
        severity: Severity::High,
        cause: None,
        fingerprint: 0xc3,
        finding_id: u64::from(at),
        evidence: Evidence::default(),
    }
}

fn quote(item: u32, by: Speaker, end: u32, text: &str) -> Quote {
    Quote {
        span: Span {
            item,
            start: 0,
            end,
        },
        by: Some(by),
        text: text.to_owned(),
    }
}
