//! The rows of the table of channels. Columns are only ever added, at the end.

use super::rows::{line, optional};
use crate::contact::Outcome;
use crate::report::figure::{BESIDE, FIGURES, Figure, Value, Wait};
use crate::report::v1::Decimal;
use crate::tally::{Counts, Tally};

/// The columns of the channel table: every figure of contact, every outcome of asked and of inferred needs, and the
/// figures beside the rules.
pub(super) fn channel_header() -> Vec<u8> {
    let mut cells = vec!["scope".to_owned(), "channel".to_owned()];
    head(FIGURES, &mut cells);
    for needs in ["asked", "inferred"] {
        cells.extend(Outcome::ALL.map(|outcome| format!("{needs}_{}", outcome.as_str())));
    }
    head(BESIDE, &mut cells);
    line(cells)
}

fn head(figures: &[Figure], cells: &mut Vec<String>) {
    for figure in figures {
        let id = figure.id;
        match (figure.of)(&Counts::default()) {
            Value::Count(_) => cells.push(id.to_owned()),
            Value::Share { .. } => {
                cells.extend([
                    id.to_owned(),
                    format!("{id}_low"),
                    format!("{id}_high"),
                    format!("{id}_n"),
                ]);
            }
            Value::Bounds { .. } => {
                cells.extend([format!("{id}_low"), format!("{id}_high"), format!("{id}_n")]);
            }
            Value::Turns { .. } => cells.extend([id.to_owned(), format!("{id}_n")]),
            Value::Wait { .. } => {
                cells.extend([id.to_owned(), format!("{id}_never"), format!("{id}_n")]);
            }
        }
    }
}

/// One row over all, then one a channel.
pub(super) fn channels(tally: &Tally) -> Vec<Vec<u8>> {
    let all = channel("all", "", &tally.all);
    let channels = tally
        .channels
        .iter()
        .map(|(word, counts)| channel("channel", word, counts));
    std::iter::once(all).chain(channels).collect()
}

fn channel(scope: &str, word: &str, counts: &Counts) -> Vec<u8> {
    let mut cells = vec![scope.to_owned(), word.to_owned()];
    fill(FIGURES, counts, &mut cells);
    for needs in [&counts.asked, &counts.inferred] {
        cells.extend(Outcome::ALL.map(|outcome| needs.get(&outcome).unwrap_or(&0).to_string()));
    }
    fill(BESIDE, counts, &mut cells);
    line(cells)
}

fn fill(figures: &[Figure], counts: &Counts, cells: &mut Vec<String>) {
    let part = |share: Option<f64>| optional(share.map(Decimal::share));
    for figure in figures {
        match (figure.of)(counts) {
            Value::Count(count) => cells.push(count.to_string()),
            Value::Share { share, n } => {
                let parts = [
                    share.map(|share| share.point),
                    share.map(|share| share.low),
                    share.map(|share| share.high),
                ];
                cells.extend(parts.map(part));
                cells.push(n.to_string());
            }
            Value::Bounds { bounds, n } => {
                let (low, high) = bounds.unzip();
                cells.extend([part(low), part(high), n.to_string()]);
            }
            Value::Turns { turns, n } => cells.extend([optional(turns), n.to_string()]),
            Value::Wait { wait, n } => {
                let seconds = match wait {
                    Some(Wait::Seconds(seconds)) => Some(seconds),
                    _ => None,
                };
                cells.extend([
                    optional(seconds),
                    (wait == Some(Wait::Never)).to_string(),
                    n.to_string(),
                ]);
            }
        }
    }
}
