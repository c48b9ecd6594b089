//! What the columns and words of call records mean: a table.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::format::table::fold;

/// What a column holds. The order is the one in which columns are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Field {
    Call,
    Start,
    Queue,
    Wait,
    Outcome,
    Agent,
    Path,
    Talk,
    Caller,
    Language,
}

impl Field {
    pub(super) const ALL: [Self; 10] = [
        Self::Call,
        Self::Start,
        Self::Queue,
        Self::Wait,
        Self::Outcome,
        Self::Agent,
        Self::Path,
        Self::Talk,
        Self::Caller,
        Self::Language,
    ];
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    /// A person spoke with the caller.
    Answered,
    /// The caller left, or nobody came.
    Abandoned,
    /// It ended in the menu.
    Contained,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    columns: BTreeMap<Field, Vec<String>>,
    outcomes: BTreeMap<Outcome, Vec<String>>,
    operator: BTreeMap<String, Vec<String>>,
}

/// The table is part of the program, and a test reads it. Its words are folded once, as those of records are.
static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table: Table = toml::from_str(include_str!("words.toml")).unwrap_or_default();
    let words = table
        .columns
        .values_mut()
        .chain(table.outcomes.values_mut())
        .chain(table.operator.values_mut());
    for word in words.flatten() {
        *word = fold(word);
    }
    table
});

/// The column of each field that the header has.
pub(super) fn columns(header: &[String]) -> BTreeMap<Field, usize> {
    let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
    let mut columns = BTreeMap::new();
    for field in Field::ALL {
        let names = TABLE.columns.get(&field).into_iter().flatten();
        let place = names.into_iter().find_map(|name| {
            let is_free = |at: &usize| !columns.values().any(|taken| taken == at);
            (0..folded.len())
                .filter(is_free)
                .find(|at| folded[*at] == *name)
        });
        if let Some(place) = place {
            columns.insert(field, place);
        }
    }
    columns
}

/// What became of a call, by the record's word.
pub(super) fn outcome(word: &str) -> Option<Outcome> {
    let word = fold(word);
    TABLE
        .outcomes
        .iter()
        .find(|(_, words)| words.contains(&word))
        .map(|(outcome, _)| *outcome)
}

/// Whether a step of a menu asks for a person.
pub(super) fn is_operator(step: &str) -> bool {
    let step = fold(step);
    step == "0" || TABLE.operator.values().flatten().any(|word| *word == step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(TABLE.columns.len(), Field::ALL.len());
        assert_eq!(outcome("ABANDONED"), Some(Outcome::Abandoned));
        assert_eq!(outcome("تم الرد"), Some(Outcome::Answered));
        assert_eq!(outcome("Self-service"), Some(Outcome::Contained));
        assert_eq!(outcome("somehow"), None);
        assert!(is_operator("0") && is_operator("Operator") && is_operator("موظف"));
        assert!(!is_operator("10") && !is_operator("Billing"));
    }
}
