//! Every pack's phrases in two automata, one for what customers say and one for what the company's side says.
//!
//! A turn is scanned once. Matching is on whole words; a pack's proclitics may stand joined before a word, so that
//! «بالموظف» is found by «موظف», and nothing is ever found inside another word.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::automaton::{Anchors, Automaton, Use};
use super::pattern::{Anchor, Pattern, Unjoined};
use super::phrase::Node;
use super::stem::Stemmer;
use super::{Class, Pack, PackError};
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
    words: Words,
    proclitics: Vec<Vec<u8>>,
    stemmer: Stemmer,
    hash: u64,
}

struct Entry {
    class: Class,
    /// The phrase as the pack spells it.
    written: String,
    pattern: Pattern,
}

/// What a scan needs to write down; kept from one turn to the next.
#[derive(Clone, Debug, Default)]
pub struct ScanBuffer {
    unjoined: Vec<Unjoined>,
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
        let mut words = Words::default();
        let (mut customer, mut company) = (Anchors::default(), Anchors::default());
        let mut proclitics = Vec::new();
        let mut endings = Vec::new();
        let mut hash = Xxh3::new();
        let mut packs: Vec<&Pack> = packs.iter().collect();
        packs.sort_by(|left, right| left.tag.cmp(&right.tag));
        // Words first, of all packs, because they say which words are telling.
        for pack in &packs {
            let of = |wanted: Class| {
                pack.phrases
                    .iter()
                    .filter(move |(class, _)| *class == wanted)
            };
            for (digit, (_, phrase)) in of(Class::Digit).enumerate() {
                add_word(&mut words, &phrase.nodes(), Word::Digit((digit % 10) as u8));
            }
            for (_, phrase) in of(Class::Stop) {
                add_word(&mut words, &phrase.nodes(), Word::Stop);
            }
        }
        for pack in packs {
            hash.update(pack.tag.as_bytes());
            for (class, phrase) in &pack.phrases {
                hash.update(format!("{class}\n{phrase}\n").as_bytes());
            }
            for particle in pack.proclitics.iter().chain(&pack.endings) {
                hash.update(particle.as_bytes());
                hash.update(b"\n");
            }
            proclitics.extend(
                pack.proclitics
                    .iter()
                    .map(|joined| fold_words(joined).concat().into_bytes()),
            );
            endings.extend(
                pack.endings
                    .iter()
                    .map(|ending| fold_words(ending).concat()),
            );
            let joins = !pack.proclitics.is_empty();
            for (class, phrase) in &pack.phrases {
                match class {
                    Class::Stop | Class::Digit => {}
                    _ => {
                        let number = phrases.len() as u32;
                        let (pattern, anchors) =
                            Pattern::cut(&phrase.nodes(), &|word| telling(word, &words))
                                .ok_or_else(|| PackError {
                                    pack: pack.tag.clone(),
                                    what: format!("{class}: «{phrase}»: no word is required"),
                                })?;
                        phrases.push(Entry {
                            class: *class,
                            written: phrase.to_string(),
                            pattern,
                        });
                        let (to_customer, to_company) = sides(*class);
                        for anchor in anchors {
                            let used = Use {
                                phrase: number,
                                words: anchor.words.len() as u8,
                                open: anchor.open,
                            };
                            let bytes = anchor_bytes(&anchor, joins);
                            if to_customer {
                                customer.add(&bytes, used);
                            }
                            if to_company {
                                company.add(&bytes, used);
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
            customer: customer.build()?,
            company: company.build()?,
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
        self.phrases[cue.phrase as usize].written.clone()
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
    pub fn scan(
        &self,
        side: Side,
        folded: &Folded,
        tokens: &Range<usize>,
        buffer: &mut ScanBuffer,
        cues: &mut Vec<Cue>,
    ) {
        let automaton = if side == Side::Customer {
            &self.customer
        } else {
            &self.company
        };
        if tokens.is_empty() {
            return;
        }
        let text = folded.bytes_over(tokens);
        let base = folded.tokens[tokens.start].start - 1;
        self.unjoin(folded, tokens, &mut buffer.unjoined);
        let first_cue = cues.len();
        let mut at = tokens.start;
        for (found, uses) in automaton.find(text) {
            let (start, end) = (base + found.start as u32, base + found.end as u32);
            for used in uses {
                // A closed anchor ends with the space after its last word.
                let inside = if used.open { end } else { end - 1 };
                while folded.tokens[at].end < inside {
                    at += 1;
                }
                while folded.tokens[at].start >= inside {
                    at -= 1;
                }
                let Some(first) = (at + 1)
                    .checked_sub(used.words as usize)
                    .filter(|first| *first >= tokens.start)
                else {
                    continue;
                };
                if !self.starts_word(folded, first, start) {
                    continue;
                }
                let Entry { class, pattern, .. } = &self.phrases[used.phrase as usize];
                if let Some((first, last)) =
                    pattern.around(first, at, folded, tokens, &buffer.unjoined)
                {
                    let cue = Cue {
                        class: *class,
                        phrase: used.phrase,
                        first: first as u32,
                        last: last as u32,
                    };
                    cues.push(cue);
                }
            }
        }
        cues[first_cue..].sort_unstable_by_key(|cue| (cue.first, cue.last, cue.phrase));
        dedup_from(cues, first_cue);
    }

    /// Takes the particles off every word of a turn that may have some.
    fn unjoin(&self, folded: &Folded, tokens: &Range<usize>, unjoined: &mut Vec<Unjoined>) {
        unjoined.clear();
        for at in tokens.clone() {
            let word = folded.bytes_of(&folded.tokens[at]);
            if word.first().is_none_or(u8::is_ascii) {
                continue;
            }
            for particle in self
                .proclitics
                .iter()
                .filter(|particle| word.starts_with(particle) && word.len() > particle.len())
            {
                let hash = xxh3_64(&word[particle.len()..]);
                unjoined.push(Unjoined {
                    token: at as u32,
                    particle: particle.len() as u32,
                    hash,
                });
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
        joined.is_empty()
            || self
                .proclitics
                .binary_search_by(|known| known.as_slice().cmp(joined))
                .is_ok()
    }
}

/// Takes out repeated cues from `start` on, where they are sorted.
fn dedup_from(cues: &mut Vec<Cue>, start: usize) {
    let mut kept = start;
    for at in start..cues.len() {
        if at == start || cues[at] != cues[kept - 1] {
            cues[kept] = cues[at];
            kept += 1;
        }
    }
    cues.truncate(kept);
}

type Words = HashMap<u64, Word, BuildHasherDefault<Hashed>>;

/// Enters the words of a phrase that is a list of words.
fn add_word(words: &mut Words, nodes: &[Node], word: Word) {
    for node in nodes {
        match node {
            Node::Word { text, .. } => {
                words.entry(xxh3_64(text.as_bytes())).or_insert(word);
            }
            Node::OneOf(choices) => choices
                .iter()
                .for_each(|choice| add_word(words, choice, word)),
            Node::Gap | Node::Start | Node::End => {}
        }
    }
}

/// How telling a word is as an anchor: its letters, and next to nothing if it carries no content.
fn telling(word: &str, words: &Words) -> usize {
    if words.contains_key(&xxh3_64(word.as_bytes())) {
        1
    } else {
        word.chars().count() * 2
    }
}

/// An anchor as the automaton looks for it: between spaces, but open in front where particles may be joined.
fn anchor_bytes(anchor: &Anchor, joins: bool) -> Vec<u8> {
    let free = joins && anchor.words[0].starts_with(|c: char| !c.is_ascii());
    let mut bytes = if free { String::new() } else { " ".to_owned() };
    bytes.push_str(&anchor.words.join(" "));
    if !anchor.open {
        bytes.push(' ');
    }
    bytes.into_bytes()
}

/// Whether a class is read on customer turns, and whether on the company's.
fn sides(class: Class) -> (bool, bool) {
    match class {
        Class::Slot(_) => (true, true),
        _ => (!class.is_company(), class.is_company()),
    }
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
        lexicon.scan(
            side,
            &folded,
            &tokens,
            &mut super::ScanBuffer::default(),
            &mut found,
        );
        found
            .iter()
            .map(|cue| {
                let range = folded.tokens[cue.first as usize].raw_start
                    ..folded.tokens[cue.last as usize].raw_end;
                (
                    cue.class,
                    text[range.start as usize..range.end as usize].to_owned(),
                )
            })
            .collect()
    }

    #[test]
    fn whole_words_only() {
        assert_eq!(
            cues(Side::Customer, "Report to the rep."),
            [(Class::Person, "rep".to_owned())]
        );
        assert_eq!(cues(Side::Customer, "تحديد الحدود"), []);
    }

    #[test]
    fn joined_particles_hide_nothing() {
        assert_eq!(
            cues(Side::Customer, "وصلني بالموظفة")[0],
            (Class::Person, "بالموظفة".to_owned())
        );
        assert_eq!(cues(Side::Customer, "واكلم حد").len(), 2);
    }

    #[test]
    fn gaps_stay_in_their_sentence() {
        assert_eq!(
            cues(Side::Customer, "put me right through"),
            [(Class::Contact, "put me right through".to_owned())]
        );
        assert_eq!(cues(Side::Customer, "put it. through"), []);
    }

    #[test]
    fn sides_and_anchors() {
        assert_eq!(cues(Side::Company, "Sorry. I didn’t understand").len(), 2);
        assert_eq!(cues(Side::Company, "Sorry I'm late, agent"), []);
    }
}
