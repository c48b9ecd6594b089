//! The channel table: two lines a channel, the figure and under it what it rests on.

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ContentArrangement, LineStyle, Table, TableStyle,
};

use super::super::figure::{FIGURES, Value, Wait};
use super::super::layout::paragraph;
use super::super::words::{self, FEW, compact, percent, range};
use super::{heading, short};
use crate::contact::Outcome;
use crate::tally::{Counts, Tally};

/// The longest channel name shown whole, where there is room and where there is not.
const NAME: (usize, usize) = (20, 10);

/// A column: its heading of two lines, and the figure that it shows.
struct Column {
    heading: &'static str,
    figure: &'static str,
    look: Look,
}

/// How a figure is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// A count with what it is out of: "1,198" over "of 1,204".
    CountOf(&'static str),
    /// A share of the judged conversations, whose number stands in its own column.
    OfJudged,
    /// A share over its n.
    Share,
    /// A share over its interval and n: the number.
    Gap,
    /// A share as so many of a hundred, over its interval.
    PerHundred,
    /// A share over its interval.
    Interval,
    /// A waiting time.
    Wait,
}

const fn column(heading: &'static str, figure: &'static str, look: Look) -> Column {
    Column {
        heading,
        figure,
        look,
    }
}

/// Who needed a person, and who got one.
const CONTACT: [Column; 6] = [
    column("\nJudged", "judged", Look::CountOf("conversations")),
    column("Person\nwrote", "human_presence", Look::OfJudged),
    column("Person\nneeded", "need_rate", Look::OfJudged),
    column("Human\ncontact gap", "human_contact_gap", Look::Gap),
    column("Gap when\nasked", "human_contact_gap_asked", Look::Share),
    column(
        "Gap when\nunasked",
        "human_contact_gap_inferred",
        Look::Share,
    ),
];

/// How long it took, and what the bot did.
const CONDUCT: [Column; 6] = [
    column("Came\nlate", "late_share", Look::Share),
    column(
        "Half had\none within",
        "median_seconds_to_human",
        Look::Wait,
    ),
    column("9 in 10\nwithin", "p90_seconds_to_human", Look::Wait),
    column("Loops\nper 100", "repeated_info_rate", Look::PerHundred),
    column("Dead ends\nper 100", "dead_end_rate", Look::PerHundred),
    column("Falsely\ncontained", "false_containment", Look::Interval),
];

/// Appends the tables and what became of the needs.
pub(super) fn section(out: &mut String, tally: &Tally, width: usize) {
    let both: Vec<&Column> = CONTACT.iter().chain(&CONDUCT).collect();
    let wide = table(tally, &both, NAME.0);
    if width_of(&wide) <= width {
        heading(out, "By channel");
        push(out, &wide);
    } else {
        heading(out, "Who needed a person, and who got one");
        push(
            out,
            &table(tally, &CONTACT.iter().collect::<Vec<_>>(), NAME.1),
        );
        heading(out, "How long it took, and what the bot did meanwhile");
        push(
            out,
            &table(tally, &CONDUCT.iter().collect::<Vec<_>>(), NAME.1),
        );
    }
    out.push('\n');
    paragraph(out, &outcomes(&tally.all), 0, width);
    paragraph(
        out,
        "The gap: of the customers who needed a person, the share who never got one; under it the range that chance allows \
         (95%), and of how many. \"few\" marks fewer than 30: read those as single cases.",
        0,
        width,
    );
}

fn push(out: &mut String, table: &Table) {
    for line in table.lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

fn table(tally: &Tally, columns: &[&Column], name: usize) -> Table {
    const STYLE: TableStyle =
        TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
    let mut table = Table::new();
    // Styled always: the outputs strip what their reader cannot see.
    table
        .load_style(STYLE)
        .enforce_styling()
        .set_content_arrangement(ContentArrangement::Disabled);
    let headings = columns
        .iter()
        .map(|column| Cell::new(column.heading).set_alignment(CellAlignment::Right));
    table.set_header(std::iter::once(Cell::new("\nChannel")).chain(headings));
    add(
        &mut table,
        Cell::new("All").add_attribute(Attribute::Bold),
        &tally.all,
        columns,
        true,
    );
    for (word, counts) in &tally.channels {
        add(
            &mut table,
            Cell::new(short(word, name)).fg(Color::DarkCyan),
            counts,
            columns,
            false,
        );
    }
    let last = table.column_count().saturating_sub(1);
    for (number, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if number == last { 0 } else { 2 }));
    }
    table
}

/// Adds the two lines of one channel.
fn add(table: &mut Table, name: Cell, counts: &Counts, columns: &[&Column], bold: bool) {
    let cells: Vec<(String, String)> = columns.iter().map(|column| show(column, counts)).collect();
    let figures = cells.iter().zip(columns).map(|((figure, _), column)| {
        let cell = Cell::new(figure).set_alignment(CellAlignment::Right);
        if bold || column.look == Look::Gap {
            cell.add_attribute(Attribute::Bold)
        } else {
            cell
        }
    });
    table.add_row(std::iter::once(name).chain(figures));
    let notes = cells.iter().map(|(_, note)| {
        Cell::new(note)
            .set_alignment(CellAlignment::Right)
            .add_attribute(Attribute::Dim)
    });
    table.add_row(std::iter::once(Cell::new("")).chain(notes));
}

/// A figure and the note under it.
fn show(column: &Column, counts: &Counts) -> (String, String) {
    let figure = FIGURES.iter().find(|figure| figure.id == column.figure);
    let Some(value) = figure.map(|figure| (figure.of)(counts)) else {
        return Default::default();
    };
    match (value, column.look) {
        (Value::Count(number), Look::CountOf(whole)) => {
            let whole = FIGURES
                .iter()
                .find(|figure| figure.id == whole)
                .map(|figure| (figure.of)(counts));
            let note = if let Some(Value::Count(whole)) = whole {
                format!("of {}", compact(whole))
            } else {
                String::new()
            };
            (
                if number > 0 && number < FEW {
                    format!("{number}, few")
                } else {
                    compact(number)
                },
                note,
            )
        }
        (
            Value::Share {
                share: Some(share),
                n,
            },
            look,
        ) => {
            let (figure, note) = match look {
                Look::PerHundred => (
                    format!("{:.1}", share.point * 100.0),
                    hundredths(share.low, share.high),
                ),
                Look::Interval => (percent(share.point), range(share.low, share.high)),
                Look::Gap => (
                    percent(share.point),
                    format!("{} {}", range(share.low, share.high), among(n)),
                ),
                Look::OfJudged => (percent(share.point), String::new()),
                _ => (percent(share.point), among(n)),
            };
            let few = n < FEW && !matches!(look, Look::Share | Look::Gap);
            (figure, if few { "few".to_owned() } else { note })
        }
        (
            Value::Wait {
                wait: Some(wait),
                n,
            },
            _,
        ) => {
            let figure = match wait {
                Wait::Seconds(seconds) => words::wait(seconds),
                Wait::Never => "never".to_owned(),
            };
            (figure, among(n))
        }
        _ => ("n/a".to_owned(), String::new()),
    }
}

/// Of how many; said to be few where they are.
fn among(n: u64) -> String {
    if n < FEW {
        format!("few: {n}")
    } else {
        format!("of {}", compact(n))
    }
}

fn hundredths(low: f64, high: f64) -> String {
    format!("{:.0}–{:.0}", low * 100.0, high * 100.0)
}

/// What became of every need, the commonest story first within met, missed and neither.
fn outcomes(counts: &Counts) -> String {
    if counts.judged == 0 {
        return "Nothing could be judged, so nothing can be said about anybody.".to_owned();
    }
    if counts.needed == 0 {
        return "No customer needed a person.".to_owned();
    }
    let part = |outcome: Outcome| {
        let number = counts.outcome(outcome);
        (number > 0).then(|| format!("{} {}", words::count(number), words::outcome(outcome)))
    };
    let list = |missed: bool| -> Vec<String> {
        Outcome::ALL
            .into_iter()
            .filter(|outcome| outcome.is_missed() == missed)
            .filter_map(part)
            .collect()
    };
    let missed = match list(true) {
        none if none.is_empty() => "none missed".to_owned(),
        ends => format!(
            "{} missed ({})",
            words::count(counts.missed()),
            ends.join(", ")
        ),
    };
    let parts: Vec<String> = std::iter::once(missed).chain(list(false)).collect();
    format!(
        "Of {} for a person: {}.",
        words::of(counts.needed, "need"),
        parts.join(", ")
    )
}

fn width_of(table: &Table) -> usize {
    // Every line of a table is as wide as its separator, the one line without inks.
    table
        .lines()
        .filter(|line| line.starts_with('─'))
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0)
}
