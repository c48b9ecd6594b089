//! The way of a caller through a menu: keys pressed, and names of menus.

use crate::text::latin_digit;

/// How many keys may stand behind each other without anything between them; more are a number that was typed.
const KEYS: usize = 5;

/// One step.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The caller pressed or typed this; with the menu's words for it where the record has them.
    Pressed {
        /// The key, or the number that was typed.
        key: String,
        /// What the menu calls it.
        label: String,
    },
    /// The caller came to a menu or announcement of this name.
    Menu(String),
}

/// The steps of a path such as `1>3>0`, `1-3-0`, `130`, `Main > 1 Billing > Operator`.
pub(super) fn steps(path: &str) -> Vec<Step> {
    let path: String = path.chars().map(latin_digit).collect();
    let is_mark =
        |letter: char| matches!(letter, '>' | '→' | '←' | '»' | '|' | ';' | '/' | ',' | '،');
    let parts: Vec<&str> = path
        .split(is_mark)
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let mut steps = Vec::new();
    for part in parts {
        let keys: Vec<char> = part.chars().filter(|letter| is_key(*letter)).collect();
        let only_keys = part
            .chars()
            .all(|letter| is_key(letter) || matches!(letter, '-' | ' '));
        let is_typed = keys.len() == part.chars().count() && keys.len() > KEYS;
        if only_keys && !is_typed {
            steps.extend(keys.into_iter().map(|key| pressed(&key.to_string(), "")));
        } else if only_keys {
            steps.push(pressed(part, ""));
        } else {
            steps.push(named(part));
        }
    }
    steps
}

/// A step with a name: behind a key (`1 Billing`, `2: الفواتير`, `3 (Other)`), or alone.
fn named(part: &str) -> Step {
    let mut letters = part.chars();
    let first = letters.next().filter(|letter| is_key(*letter));
    let rest = letters.as_str();
    match first {
        Some(key) if rest.starts_with([' ', ':', '-', '(', '.', '=']) => {
            let label = rest.trim_matches([' ', ':', '-', '(', ')', '.', '=']);
            pressed(&key.to_string(), label)
        }
        _ => Step::Menu(part.to_owned()),
    }
}

fn pressed(key: &str, label: &str) -> Step {
    Step::Pressed {
        key: key.to_owned(),
        label: label.to_owned(),
    }
}

const fn is_key(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '*' | '#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_names_and_typed_numbers() {
        let menu = |name: &str| Step::Menu(name.to_owned());
        for (path, expected) in [
            (
                "1>3>0",
                vec![pressed("1", ""), pressed("3", ""), pressed("0", "")],
            ),
            (
                "1-3-0",
                vec![pressed("1", ""), pressed("3", ""), pressed("0", "")],
            ),
            (
                "١٣٠",
                vec![pressed("1", ""), pressed("3", ""), pressed("0", "")],
            ),
            (
                "2 > 4711223",
                vec![pressed("2", ""), pressed("4711223", "")],
            ),
            (
                "Main > 1 Billing > 0 (Operator)",
                vec![
                    menu("Main"),
                    pressed("1", "Billing"),
                    pressed("0", "Operator"),
                ],
            ),
            (
                "الرئيسية > ٢: الفواتير",
                vec![menu("الرئيسية"), pressed("2", "الفواتير")],
            ),
            ("24h line", vec![menu("24h line")]),
            (" > ", vec![]),
        ] {
            assert_eq!(steps(path), expected, "{path}");
        }
    }
}
