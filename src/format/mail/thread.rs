//! Which messages belong together: by the ids they name, and by their subject only where a reply names none.

use std::collections::HashMap;

use csv::StringRecord;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::letter::Letter;
use super::words::subject;

/// The messages of a run by thread. Holds some sixty bytes for each id, and no text.
#[derive(Debug, Default)]
pub struct Threads {
    /// For each message, and each id that was only named, one that it belongs with; a first one belongs with itself.
    with: Vec<u32>,
    /// The places of messages among these, in the order in which they were added.
    messages: Vec<u32>,
    ids: HashMap<u64, u32>,
    /// The last message of each subject between the same parties.
    subjects: HashMap<u64, u32>,
}

impl Threads {
    /// Adds the rows in `rows`. Rows of another `seed` are never of the same thread.
    pub fn add(&mut self, rows: &[u8], seed: u64) {
        let mut reader = Letter::rows(rows);
        let mut row = StringRecord::new();
        // Rows are UTF-8, because this program wrote them.
        while reader.read_record(&mut row).unwrap_or(false) {
            self.add_letter(&Letter::of(&row), seed);
        }
    }

    fn add_letter(&mut self, letter: &Letter, seed: u64) {
        let own = if letter.id.is_empty() {
            self.new_place()
        } else {
            self.place(&letter.id, seed)
        };
        self.messages.push(own);
        for id in &letter.earlier {
            let earlier = self.place(id, seed);
            self.join(own, earlier);
        }
        let (title, is_reply, _) = subject(&letter.subject);
        if title.is_empty() {
            return;
        }
        let mut parties = letter.to.clone();
        parties.push(letter.from.clone());
        parties.sort_unstable();
        parties.dedup();
        let key = hash(&format!("{title}\n{}", parties.join("\n")), seed);
        if let Some(last) = self.subjects.insert(key, own)
            && is_reply
            && letter.earlier.is_empty()
        {
            self.join(own, last);
        }
    }

    /// A number for each message, in the order in which they were added, that those of its thread have as well.
    #[must_use]
    pub fn numbers(mut self) -> Vec<u32> {
        let messages = std::mem::take(&mut self.messages);
        messages
            .into_iter()
            .map(|place| self.first(place))
            .collect()
    }

    fn place(&mut self, id: &str, seed: u64) -> u32 {
        let key = hash(id, seed);
        if let Some(place) = self.ids.get(&key) {
            return *place;
        }
        let place = self.new_place();
        self.ids.insert(key, place);
        place
    }

    fn new_place(&mut self) -> u32 {
        let place = u32::try_from(self.with.len()).unwrap_or(u32::MAX);
        self.with.push(place);
        place
    }

    fn first(&mut self, place: u32) -> u32 {
        let mut at = place;
        while self.with[at as usize] != at {
            // Halving the way keeps it short for whoever comes next.
            let above = self.with[self.with[at as usize] as usize];
            self.with[at as usize] = above;
            at = above;
        }
        at
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.first(one), self.first(other));
        self.with[one.max(other) as usize] = one.min(other);
    }
}

fn hash(text: &str, seed: u64) -> u64 {
    xxh3_64_with_seed(text.as_bytes(), seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(id: &str, earlier: &[&str], from: &str, to: &str, subject: &str) -> Letter {
        Letter {
            id: id.to_owned(),
            earlier: earlier.iter().map(|id| (*id).to_owned()).collect(),
            from: from.to_owned(),
            to: vec![to.to_owned()],
            subject: subject.to_owned(),
            ..Letter::default()
        }
    }

    #[test]
    fn ids_join_across_what_is_missing_and_subjects_only_as_a_last_resort() {
        let mut threads = Threads::default();
        for one in [
            letter("1", &[], "a", "s", "Order"),
            letter("2", &["1"], "s", "a", "Re: Order"),
            letter("3", &["2"], "a", "s", "another title"),
            letter("4", &[], "a", "s", "Order"),
            letter("5", &[], "s", "a", "RE: order"),
            letter("6", &[], "b", "s", "Re: Order"),
            letter("7", &["gone"], "a", "s", "x"),
            letter("8", &["gone"], "s", "a", "y"),
            letter("", &[], "a", "s", ""),
        ] {
            threads.add_letter(&one, 0);
        }
        let numbers = threads.numbers();
        let first: Vec<_> = numbers
            .iter()
            .map(|one| numbers.iter().position(|other| other == one).unwrap())
            .collect();
        assert_eq!(first, [0, 0, 0, 3, 3, 5, 6, 6, 8]);
    }

    #[test]
    fn files_apart_share_no_thread() {
        let mut threads = Threads::default();
        threads.add_letter(&letter("1", &[], "a", "s", "x"), 1);
        threads.add_letter(&letter("1", &[], "a", "s", "x"), 2);
        let numbers = threads.numbers();
        assert_ne!(numbers[0], numbers[1]);
    }
}
