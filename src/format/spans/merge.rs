//! Putting calls together that repeat what was said before.

use crate::transcript::Item;

/// Adds to `all` what `new` says beyond it. A call that brings its history begins like the conversation, or, where the
/// history is cut to the last messages, like its end; one without history only repeats a question that is still open.
pub(super) fn add(all: &mut Vec<Item<'static>>, new: Vec<Item<'static>>, is_history: bool) {
    let known = if is_history {
        known(all, &new)
    } else {
        Known::End(usize::from(repeats_open(all, &new)))
    };
    match known {
        Known::All => {}
        Known::Begin(count) => {
            all.truncate(count);
            all.extend(new.into_iter().skip(count));
        }
        Known::End(count) => all.extend(new.into_iter().skip(count)),
    }
}

/// What of a call was said before.
enum Known {
    /// Everything.
    All,
    /// So many items that the conversation begins with as well; what follows them there was put otherwise.
    Begin(usize),
    /// So many items that the conversation ends with.
    End(usize),
}

fn known(all: &[Item<'_>], new: &[Item<'_>]) -> Known {
    let begin = all
        .iter()
        .zip(new)
        .take_while(|(one, other)| same(one, other))
        .count();
    if begin == new.len() || (begin > 0 && new.len() < all.len()) {
        return Known::All;
    }
    if begin > 0 {
        return Known::Begin(begin);
    }
    let longest = all.len().min(new.len());
    let end = (1..=longest)
        .rev()
        .find(|count| says(&all[all.len() - count..], &new[..*count]));
    match end {
        Some(count) => Known::End(count),
        None if all.windows(new.len().max(1)).any(|part| says(part, new)) => Known::All,
        None => Known::End(0),
    }
}

fn says(left: &[Item<'_>], right: &[Item<'_>]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(one, other)| same(one, other))
}

fn repeats_open(all: &[Item<'_>], new: &[Item<'_>]) -> bool {
    let is_same = all
        .last()
        .zip(new.first())
        .is_some_and(|(one, other)| same(one, other));
    is_same
        && all
            .last()
            .is_some_and(|item| item.is_by(crate::transcript::Speaker::Customer))
}

/// Whether two items say the same by the same speaker, whenever they did.
fn same(one: &Item<'_>, other: &Item<'_>) -> bool {
    match (one, other) {
        (Item::Turn(one), Item::Turn(other)) => {
            one.by == other.by && one.text.trim() == other.text.trim()
        }
        (Item::Event(one), Item::Event(other)) => one.kind == other.kind,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{Speaker, Turn};

    /// Items from letters: capitals are the customer's, the others the bot's.
    fn items(letters: &str) -> Vec<Item<'static>> {
        let turn = |letter: char| {
            let by = if letter.is_uppercase() {
                Speaker::Customer
            } else {
                Speaker::Bot
            };
            Item::Turn(Turn::new(by, letter.to_string()))
        };
        letters.chars().map(turn).collect()
    }

    fn after(calls: &[&str], is_history: bool) -> String {
        let mut all = Vec::new();
        for call in calls {
            add(&mut all, items(call), is_history);
        }
        all.iter()
            .filter_map(Item::turn)
            .map(|turn| turn.text.to_string())
            .collect()
    }

    #[test]
    fn histories_are_told_once_and_words_said_again_are_kept() {
        for (calls, is_history, all) in [
            (&["Aa", "AaBb", "AaBbCc"][..], true, "AaBbCc"),
            (&["Aa", "AaBb", "aBbCc", "CcDd"], true, "AaBbCcDd"),
            (&["AaBb", "Aa", "Bb"], true, "AaBb"),
            (&["Aa", "AxBb"], true, "AxBb"),
            (&["Aa", "Aa", "Ba"], false, "AaAaBa"),
            (&["A", "Aa"], false, "Aa"),
        ] {
            assert_eq!(after(calls, is_history), all, "{calls:?}");
        }
    }
}
