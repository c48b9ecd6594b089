//! Numbers and verdicts in the words of the readable reports.

use crate::contact::{NeedKind, Outcome};
use crate::rule::Verdict;

/// Fewer than this many are marked "few": a share of them says little.
pub(crate) const FEW: u64 = 30;

/// A whole number: `12,345`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A whole number in a narrow column: `9,999`, `12.3k`, `4.5M`.
pub(crate) fn compact(number: u64) -> String {
    match number {
        0..10_000 => count(number),
        10_000..100_000 => format!("{:.1}k", number as f64 / 1e3),
        100_000..1_000_000 => format!("{}k", number / 1000),
        _ => format!("{:.1}M", number as f64 / 1e6),
    }
}

/// A number of things: `1 file`, `2 files`.
pub(crate) fn of(number: u64, thing: &str) -> String {
    format!(
        "{} {thing}{}",
        count(number),
        if number == 1 { "" } else { "s" }
    )
}

/// A share: `31%`, with a decimal where rounding would say none or all.
pub(crate) fn percent(share: f64) -> String {
    let hundred = share * 100.0;
    if (hundred > 0.0 && hundred < 1.0) || (hundred > 99.0 && hundred < 100.0) {
        format!("{hundred:.1}%")
    } else {
        format!("{hundred:.0}%")
    }
}

/// A range of shares: `26–37%`.
pub(crate) fn range(low: f64, high: f64) -> String {
    format!("{:.0}–{:.0}%", low * 100.0, high * 100.0)
}

/// A waiting time: `45 s`, `4 min`, `2.5 h`, `3 d`.
pub(crate) fn wait(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{:.1} h", seconds as f64 / 3_600.0),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// A language; nothing where it is not known.
pub(crate) fn language(tag: &str) -> Option<&'static str> {
    match tag {
        "en" => Some("English"),
        "ar" => Some("Arabic"),
        "mixed" => Some("mixed languages"),
        _ => None,
    }
}

/// Why a conversation was not judged.
pub(crate) fn not_judged(reason: &str) -> &str {
    match reason {
        "no-customer" => "the customer wrote nothing",
        "no-bot" => "no bot took part",
        "unknown-speakers" => "it is not known who wrote what; name the speakers under [roles]",
        "internal-error" => "lamsa failed on it; please report this",
        other => other,
    }
}

/// What became of a need, as a note beside its count.
pub(crate) const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Reached => "got a person",
        Outcome::HandedOver => "handed over (the log shows no more)",
        Outcome::Promised => "promised one who never came",
        Outcome::Refused => "refused",
        Outcome::Redirected => "sent elsewhere",
        Outcome::Ignored => "ignored",
        Outcome::Declined => "did not want the person offered",
        Outcome::Solved => "solved by the bot after all",
        Outcome::Unknown => "cut short before anybody could answer",
    }
}

/// What happened in a conversation, in one sentence.
pub(crate) fn story(verdict: &Verdict) -> String {
    if let Some(reason) = verdict.not_judged {
        return format!("Not judged: {}.", not_judged(reason));
    }
    let mut story = match (verdict.outcome, verdict.need_at) {
        (Some(outcome), Some(at)) => {
            format!("{} (#{at}) and {}", cause(verdict), end(verdict, outcome))
        }
        _ => "Needed no person".to_owned(),
    };
    let marks = match (verdict.repeated_info, verdict.dead_end) {
        (true, true) => Some("went in circles and was left at a dead end"),
        (true, false) => Some("went in circles"),
        (false, true) => Some("was left at a dead end"),
        (false, false) => None,
    };
    if let Some(marks) = marks {
        story.push_str("; ");
        story.push_str(marks);
    }
    story.push('.');
    story
}

/// The reason that says most: asked for comes before risk, risk before anger, anger before being stuck.
fn cause(verdict: &Verdict) -> &'static str {
    let has = |kind| verdict.need.has(kind);
    if has(NeedKind::Asked) {
        "Asked for a person"
    } else if has(NeedKind::Risk) {
        "Brought a matter that no bot should carry alone"
    } else if has(NeedKind::Upset) {
        "Was upset at an unsolved matter"
    } else {
        "Got nowhere with the bot"
    }
}

fn end(verdict: &Verdict, outcome: Outcome) -> String {
    match outcome {
        Outcome::Reached => {
            let late = if verdict.late {
                ", later than the channel allows"
            } else {
                ""
            };
            match (verdict.seconds_to_human, verdict.turns_to_human) {
                (Some(seconds), _) => format!(
                    "got one after {}{late}",
                    wait(u64::try_from(seconds).unwrap_or(0))
                ),
                (None, Some(turns)) => format!(
                    "got one after {} more{late}",
                    of(u64::from(turns), "message")
                ),
                (None, None) => format!("got one{late}"),
            }
        }
        Outcome::HandedOver => "was handed over; the log shows no more".to_owned(),
        Outcome::Promised => "was promised one who never came".to_owned(),
        Outcome::Refused => "was refused one".to_owned(),
        Outcome::Redirected => "was only sent elsewhere".to_owned(),
        Outcome::Ignored => "nobody reacted".to_owned(),
        Outcome::Declined => "did not want the person offered".to_owned(),
        Outcome::Solved => "the bot solved the matter after all".to_owned(),
        Outcome::Unknown => "the log ends before anybody could answer".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{compact, count, of, percent, range, story, wait};
    use crate::report::sample;

    #[test]
    fn numbers() {
        assert_eq!(
            [count(7), count(1_204), count(1_234_567)],
            ["7", "1,204", "1,234,567"]
        );
        assert_eq!(
            [
                compact(9_999),
                compact(12_345),
                compact(450_000),
                compact(1_250_000)
            ],
            ["9,999", "12.3k", "450k", "1.2M"]
        );
        assert_eq!([of(1, "file"), of(0, "file")], ["1 file", "0 files"]);
        assert_eq!(
            [
                percent(0.0),
                percent(0.004),
                percent(0.312),
                percent(0.996),
                percent(1.0)
            ],
            ["0%", "0.4%", "31%", "99.6%", "100%"]
        );
        assert_eq!(range(0.255, 0.366), "26–37%");
        assert_eq!(
            [wait(45), wait(250), wait(9_000), wait(300_000)],
            ["45 s", "4 min", "2.5 h", "3 d"]
        );
    }

    #[test]
    fn a_story_is_one_sentence() {
        assert_eq!(
            story(&sample::refused()),
            "Asked for a person (#4) and was refused one; went in circles."
        );
        assert_eq!(
            story(&sample::promised()),
            "Asked for a person (#4) and was promised one who never came."
        );
    }
}
