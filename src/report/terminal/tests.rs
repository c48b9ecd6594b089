use super::{Terminal, render};
use crate::report::Report;
use crate::report::sample::{self, write};

fn plain(report: &Report, width: usize) -> String {
    anstream::adapter::strip_str(&render(report, width)).to_string()
}

/// Columns as the least generous terminal counts them: isolates take one, the samples' other characters one each, and
/// their pictures two.
fn columns(line: &str) -> usize {
    line.chars()
        .map(|character| if character as u32 >= 0x1F000 { 2 } else { 1 })
        .sum()
}

#[test]
fn every_line_fits() {
    for report in sample::reports() {
        for width in [80, 100, 200] {
            for line in plain(&report, width).lines() {
                assert!(columns(line) <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn narrow_terminals_get_two_tables_and_wide_ones_one() {
    let report = sample::mixed();
    let tables = |width| {
        plain(&report, width)
            .lines()
            .filter(|line| line.starts_with("──"))
            .count()
    };
    assert_eq!((tables(80), tables(200)), (2, 1));
}

#[test]
fn the_headline_is_the_gap() {
    let text = plain(&sample::mixed(), 200);
    assert!(
        text.contains(
            "109 of 284 customers who needed a person never got one: a human contact gap of 38%"
        ),
        "{text}"
    );
    assert!(text.contains("33–44% of 284"));
}

#[test]
fn small_numbers_are_marked_and_missing_ones_said() {
    let text = plain(&sample::mixed(), 200);
    let social: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with("social"))
        .take(2)
        .collect();
    assert!(
        social[0].contains("29, few")
            && social[0].contains("never")
            && social[1].contains("few: 15"),
        "{social:?}"
    );
    assert!(plain(&sample::troubled(), 200).contains("n/a"));
}

#[test]
fn nothing_is_said_to_be_nothing() {
    let text = plain(&sample::empty(), 80);
    assert!(
        text.contains("No conversations were found.")
            && text.contains("0 records read from 0 files")
    );
    assert!(!text.contains("Worst") && !text.contains("Channel"));
}

#[test]
fn limits_are_told() {
    let text = plain(&sample::troubled(), 200)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for expected in [
        "INCOMPLETE",
        "15 conversations not judged: no bot took part.",
        "of 16 needs, 15 handed over",
        "so the true gap may lie anywhere in 6–100%.",
        "2 unreadable (3%; list them with -o problems=FILE)",
        "9 internal notes left out",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn quotes_stand_on_their_own_lines_isolated() {
    let text = plain(&sample::mixed(), 200);
    let quote = text.lines().find(|line| line.contains("تم تسجيل")).unwrap();
    assert!(
        quote.starts_with("      #5 bot        \u{2068}") && quote.ends_with('\u{2069}'),
        "{quote}"
    );
    assert!(!text.contains("#0 customer"), "an empty quote has no line");
}

#[test]
fn transcripts_cannot_reach_the_terminal() {
    for report in sample::reports() {
        let text = plain(&report, 200);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
    }
    assert!(plain(&sample::troubled(), 80).contains("xevil"));
}

#[test]
fn a_file_has_no_colours_and_the_standard_width() {
    let report = sample::mixed();
    assert_eq!(write(&Terminal, &report, &[]), plain(&report, 80));
}

#[test]
fn answers_of_one_stamp_came_within_the_same_minute() {
    let mut report = sample::mixed();
    for _ in 0..100_000 {
        report.tally.all.beside.first_reply.bot.add(0);
    }
    let text = plain(&report, 200);
    assert!(
        text.contains("half of them within the same minute from a bot"),
        "{text}"
    );
}
