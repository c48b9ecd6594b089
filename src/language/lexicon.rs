//! Every pack's phrases in two automata, one for what customers say and one for what the company's side says.
//!
//! A turn is scanned once. Matching is on whole words; a pack's proclitics may stand joined before the first word of a
//! run, so that «بالموظف» is found by «موظف», and nothing is ever found inside another word.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use daachorse::DoubleArrayAhoCorasick;
use xxhash_rust::xxh3::Xxh3;

use super::stem::Stemmer;
use super::{Class, Pack, PackError, Phrase};
use crate::text::{Folded, Token, fold_words};

/// Who a turn belongs to, as far as phrases are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The customer.
    Customer,
    /// Bot, person or platform.
    Company,
}

/// A phrase found in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cue {
    /// What it means.
    pub class: Class,
    /// Which phrase, for [`Lexicon::phrase`].
    pub phrase: u32,
    /// First token (index into the folded tokens).
    pub first: u32,
    /// Last token, inclusive.
    pub last: u32,
}

/// What is known of a single word apart from phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Carries no content.
    Stop,
    /// Names a digit.
    Digit(u8),
}

/// All packs, compiled.
pub struct Lexicon {
    customer: Automaton,
    company: Automaton,
    phrases: Vec<Entry>,
    words: HashMap<u64, Word, BuildHasherDefault<Hashed>>,
    proclitics: Vec<Vec<u8>>,
    stemmer: Stemmer,
    hash: u64,
}

struct Entry {
    class: Class,
    phrase: Phrase,
}

struct Automaton {
    machine: Option<DoubleArrayAhoCorasick<u32>>,
    /// For each pattern, the parts of phrases that it is.
    uses: Vec<Vec<Use>>,
}

#[derive(Clone, Copy)]
struct Use {
    phrase: u32,
    part: u8,
    words: u8,
    open: bool,
}

/// A phrase of several parts of which some have been found.
struct Begun {
    phrase: u32,
    next: u8,
    first: u32,
    last: u32,
}

/// Token hashes are hashes already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Lexicon {
    /// Compiles packs; the order of packs does not matter.
    ///
    /// # Errors
    /// Where a phrase folds to nothing, or the automaton grows beyond its limits.
    pub fn compile(packs: &[Pack]) -> Result<Self, PackError> {
        let mut phrases = Vec::new();
        let mut words = HashMap::default();
        let mut customer: BTreeMap<Vec<u8>, Vec<Use>> = BTreeMap::new();
        let mut company: BTreeMap<Vec<u8>, Vec<Use>> = BTreeMap::new();
        let mut proclitics = Vec::new();
        let mut endings = Vec::new();
        let mut hash = Xxh3::new();
        for pack in packs {
            hash.update(format!("{pack:?}").as_bytes());
            proclitics.extend(pack.proclitics.iter().map(|joined| fold_words(joined).concat().into_bytes()));
            endings.extend(pack.endings.iter().map(|ending| fold_words(ending).concat()));
            let joins = !pack.proclitics.is_empty();
            let mut digits = 0;
            for (class, phrase) in &pack.phrases {
                match class {
                    Class::Stop => add_word(&mut words, phrase, Word::Stop),
                    Class::Digit => {
                        add_word(&mut words, phrase, Word::Digit(digits % 10));
                        digits += 1;
                    }
                    _ => {
                        let number = phrases.len() as u32;
                        phrases.push(Entry { class: *class, phrase: phrase.clone() });
                        let found = patterns(phrase, number, joins)
                            .map_err(|what| PackError { pack: pack.tag.clone(), what: format!("{class}: {what}") })?;
                        for (pattern, used) in found {
                            for side in sides(*class) {
                                let table = if *side == Side::Customer { &mut customer } else { &mut company };
                                table.entry(pattern.clone()).or_default().push(used);
                            }
                        }
                    }
                }
            }
        }
        proclitics.sort_unstable();
        proclitics.dedup();
        let stemmer = Stemmer::new(&proclitics, &endings);
        Ok(Self {
            customer: Automaton::build(customer)?,
            company: Automaton::build(company)?,
            phrases,
            words,
            proclitics,
            stemmer,
            hash: hash.digest(),
        })
    }

    /// A hash of all packs: two lexicons with the same hash find the same.
    #[must_use]
    pub const fn hash(&self) -> u64 {
        self.hash
    }

    /// The phrase behind a cue, as the pack spells it.
    #[must_use]
    pub fn phrase(&self, cue: &Cue) -> String {
        self.phrases[cue.phrase as usize].phrase.to_string()
    }

    /// What is known of the word with this hash.
    #[must_use]
    pub fn word(&self, token: &Token) -> Option<Word> {
        self.words.get(&token.hash).copied()
    }

    /// The hash of a word without its joined particles and endings.
    #[must_use]
    pub fn stem(&self, word: &[u8]) -> u32 {
        self.stemmer.stem(word)
    }

    /// Finds every phrase in the given tokens of one turn and appends it to `cues`, in the order of their ends.
    pub fn scan(&self, side: Side, folded: &Folded, tokens: &Range<usize>, cues: &mut Vec<Cue>) {
        let automaton = if side == Side::Customer { &self.customer } else { &self.company };
        let (Some(machine), false) = (&automaton.machine, tokens.is_empty()) else { return };
        let text = folded.bytes_over(tokens);
        let base = folded.tokens[tokens.start].start - 1;
        let mut begun: Vec<Begun> = Vec::new();
        let mut at = tokens.start;
        for found in machine.find_overlapping_iter(text) {
            let (start, end) = (base + found.start() as u32, base + found.end() as u32);
            for used in &automaton.uses[found.value() as usize] {
                // A closed pattern ends with the space after its last word.
                let inside = if used.open { end } else { end - 1 };
                while folded.tokens[at].end < inside {
                    at += 1;
                }
                while folded.tokens[at].start >= inside {
                    at -= 1;
                }
                let last = at;
                let Some(first) = (last + 1).checked_sub(used.words as usize).filter(|first| *first >= tokens.start)
                else {
                    continue;
                };
                if self.starts_word(folded, first, start) {
                    self.complete(used, first as u32, last as u32, folded, tokens, &mut begun, cues);
                }
            }
        }
    }

    /// Whether a pattern that begins at byte `start` begins the token `first`, proclitics aside.
    fn starts_word(&self, folded: &Folded, first: usize, start: u32) -> bool {
        let token = folded.tokens[first];
        // Patterns of packs without proclitics begin with the space before the word.
        if start < token.start {
            return start + 1 == token.start;
        }
        let joined = &folded.bytes[token.start as usize..start as usize];
        joined.is_empty() || self.proclitics.binary_search_by(|known| known.as_slice().cmp(joined)).is_ok()
    }

    #[expect(clippy::too_many_arguments, reason = "one step of the scan loop, split off to be readable")]
    fn complete(
        &self,
        used: &Use,
        first: u32,
        last: u32,
        folded: &Folded,
        tokens: &Range<usize>,
        begun: &mut Vec<Begun>,
        cues: &mut Vec<Cue>,
    ) {
        let Entry { class, phrase } = &self.phrases[used.phrase as usize];
        if used.part == 0 && phrase.at_start && !begins_sentence(folded, tokens, first as usize) {
            return;
        }
        let gap = u32::from(phrase.parts[used.part as usize].gap);
        let whole_from = if used.part == 0 {
            Some(first)
        } else {
            begun
                .iter()
                .rev()
                .find(|one| one.phrase == used.phrase && one.next == used.part && near(folded, one.last, first, gap))
                .map(|one| one.first)
        };
        let Some(whole_from) = whole_from else { return };
        if used.part as usize + 1 < phrase.parts.len() {
            begun.push(Begun { phrase: used.phrase, next: used.part + 1, first: whole_from, last });
        } else if !phrase.at_end || ends_sentence(folded, tokens, last as usize) {
            let cue = Cue { class: *class, phrase: used.phrase, first: whole_from, last };
            if cues.last() != Some(&cue) {
                cues.push(cue);
            }
        }
    }
}

fn add_word(words: &mut HashMap<u64, Word, BuildHasherDefault<Hashed>>, phrase: &Phrase, word: Word) {
    for part in &phrase.parts {
        for folded in part.words.iter().flat_map(|written| fold_words(written)) {
            words.entry(xxhash_rust::xxh3::xxh3_64(folded.as_bytes())).or_insert(word);
        }
    }
}

fn sides(class: Class) -> &'static [Side] {
    match class {
        Class::Slot(_) => &[Side::Customer, Side::Company],
        Class::Risk(_) => &[Side::Customer],
        _ if class.is_company() => &[Side::Company],
        _ => &[Side::Customer],
    }
}

/// The byte patterns of a phrase's parts.
fn patterns(phrase: &Phrase, number: u32, joins: bool) -> Result<Vec<(Vec<u8>, Use)>, String> {
    let mut found = Vec::new();
    for (place, part) in phrase.parts.iter().enumerate() {
        let words = fold_words(&part.words.join(" "));
        if words.is_empty() {
            return Err(format!("«{phrase}» folds to nothing"));
        }
        let free = joins && words[0].starts_with(|c: char| !c.is_ascii());
        let mut pattern = if free { String::new() } else { " ".to_owned() };
        pattern.push_str(&words.join(" "));
        if !part.open {
            pattern.push(' ');
        }
        let used = Use { phrase: number, part: place as u8, words: words.len() as u8, open: part.open };
        found.push((pattern.into_bytes(), used));
    }
    Ok(found)
}

impl Automaton {
    fn build(table: BTreeMap<Vec<u8>, Vec<Use>>) -> Result<Self, PackError> {
        let (patterns, uses): (Vec<Vec<u8>>, Vec<Vec<Use>>) = table.into_iter().unzip();
        if patterns.is_empty() {
            return Ok(Self { machine: None, uses });
        }
        let machine = DoubleArrayAhoCorasick::new(&patterns)
            .map_err(|error| PackError { pack: "all packs".to_owned(), what: error.to_string() })?;
        Ok(Self { machine: Some(machine), uses })
    }
}

/// Whether `later` follows `earlier` closely enough, in the same sentence.
fn near(folded: &Folded, earlier: u32, later: u32, gap: u32) -> bool {
    later > earlier
        && later - earlier <= gap + 1
        && folded.tokens[earlier as usize..later as usize].iter().all(|token| !token.is_end())
}

fn begins_sentence(folded: &Folded, tokens: &Range<usize>, first: usize) -> bool {
    first == tokens.start || folded.tokens[first - 1].is_end()
}

fn ends_sentence(folded: &Folded, tokens: &Range<usize>, last: usize) -> bool {
    last + 1 == tokens.end || folded.tokens[last + 1].is_end()
}

#[cfg(test)]
mod tests {
    use super::{Class, Lexicon, Side};
    use crate::language::Pack;
    use crate::text::{Folded, fold};

    fn cues(side: Side, text: &str) -> Vec<(Class, String)> {
        let en = Pack::parse(
            "en",
            "tag = 'en'\nname = 'English'\n[request]\nperson = ['rep', 'agent']\ncontact = ['put ~ through']\n\
             [bot]\nfallback = [\"didn't understand\", '^sorry$']\n",
        );
        let ar = Pack::parse(
            "ar",
            "tag = 'ar'\nname = 'Arabic'\nproclitics = ['و', 'ب', 'ال', 'بال', 'لل']\n[request]\n\
             person = ['موظف*', 'حد']\ncontact = ['اكلم']\n",
        );
        let lexicon = Lexicon::compile(&[en.unwrap(), ar.unwrap()]).unwrap();
        let mut folded = Folded::default();
        let tokens = fold(text, std::slice::from_ref(&(0..text.len())), &mut folded);
        let mut found = Vec::new();
        lexicon.scan(side, &folded, &tokens, &mut found);
        found
            .iter()
            .map(|cue| {
                let range = folded.tokens[cue.first as usize].raw_start..folded.tokens[cue.last as usize].raw_end;
                (cue.class, text[range.start as usize..range.end as usize].to_owned())
            })
            .collect()
    }

    #[test]
    fn whole_words_only() {
        assert_eq!(cues(Side::Customer, "Report to the rep."), [(Class::Person, "rep".to_owned())]);
        assert_eq!(cues(Side::Customer, "تحديد الحدود"), []);
    }

    #[test]
    fn joined_particles_hide_nothing() {
        assert_eq!(cues(Side::Customer, "وصلني بالموظفة")[0], (Class::Person, "بالموظفة".to_owned()));
        assert_eq!(cues(Side::Customer, "واكلم حد").len(), 2);
    }

    #[test]
    fn gaps_stay_in_their_sentence() {
        assert_eq!(cues(Side::Customer, "put me right through"), [(Class::Contact, "put me right through".to_owned())]);
        assert_eq!(cues(Side::Customer, "put it. through"), []);
    }

    #[test]
    fn sides_and_anchors() {
        assert_eq!(cues(Side::Company, "Sorry. I didn’t understand").len(), 2);
        assert_eq!(cues(Side::Company, "Sorry I'm late, agent"), []);
    }
}
