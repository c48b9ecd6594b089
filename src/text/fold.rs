//! Folding: one pass from raw text to lower-case, spelling-neutral words and their tokens.
//!
//! Letter case, accents, Arabic spelling variants and vowel signs, Arabic-Indic digits, elongation ("pleaaase") and
//! apostrophes are folded away; ends of sentences and questions become tokens of their own; numbers, codes, addresses and
//! times stay in one piece. Folding only ever feeds matching: evidence is quoted from the raw text.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::table::{Fate, fate, table};
use super::token::{Folded, Token, TokenKind};

/// Top-level names that make `word.word` an address rather than two sentences.
const DOMAINS: [&str; 20] = [
    "com", "net", "org", "io", "co", "example", "gov", "edu", "info", "app", "sa", "ae", "eg",
    "uk", "jo", "kw", "qa", "ma", "iq", "in",
];

/// Folds `ranges` of `raw` (byte ranges on character boundaries) and appends bytes and tokens to `folded`.
/// Returns the range of the new tokens.
pub fn fold(raw: &str, ranges: &[Range<usize>], folded: &mut Folded) -> Range<usize> {
    let first = folded.tokens.len();
    folded.bytes.push(b' ');
    for range in ranges {
        let mut pass = Folder {
            folded,
            raw,
            first,
            word: Word::default(),
            clause: false,
        };
        pass.run(range.clone());
        pass.end_word();
        pass.boundary(TokenKind::Stop, range.end);
    }
    while folded.tokens.len() > first
        && folded.tokens[folded.tokens.len() - 1].kind == TokenKind::Stop
    {
        folded.tokens.pop();
        folded.bytes.truncate(folded.bytes.len() - 2);
    }
    first..folded.tokens.len()
}

/// The folded words of a phrase, as they stand in folded texts.
#[must_use]
pub fn fold_words(phrase: &str) -> Vec<String> {
    let mut folded = Folded::default();
    let tokens = fold(
        phrase,
        std::slice::from_ref(&(0..phrase.len())),
        &mut folded,
    );
    folded.tokens[tokens]
        .iter()
        .map(|token| folded.text_of(token).into_owned())
        .collect()
}

/// The word that is being put together.
#[derive(Default)]
struct Word {
    start: usize,
    raw_start: usize,
    raw_end: usize,
    open: bool,
    digit: bool,
    mail: bool,
    last: Option<char>,
    run: u32,
}

struct Folder<'a> {
    folded: &'a mut Folded,
    raw: &'a str,
    first: usize,
    word: Word,
    clause: bool,
}

impl Folder<'_> {
    fn run(&mut self, range: Range<usize>) {
        let table = table();
        let text = &self.raw[..range.end];
        let mut at = range.start;
        while let Some(character) = text[at..].chars().next() {
            let next = at + character.len_utf8();
            let what = table
                .get(character as usize)
                .copied()
                .unwrap_or_else(|| fate(character));
            at = match what {
                Fate::Joiner(byte) => self.joiner(byte, at, next, range.end),
                other => {
                    self.take(other, character, at, next);
                    next
                }
            };
        }
    }

    fn take(&mut self, what: Fate, character: char, at: usize, next: usize) {
        match what {
            Fate::Letter(letter) => self.letter(letter, at, next),
            Fate::Digit(digit) => self.digit(digit, at, next),
            Fate::Drop => self.word.raw_end = next,
            Fate::Space | Fate::Joiner(_) => self.end_word(),
            Fate::Stop => {
                self.end_word();
                self.boundary(TokenKind::Stop, at);
            }
            Fate::Question => {
                self.end_word();
                self.boundary(TokenKind::Question, at);
            }
            Fate::Clause => {
                self.end_word();
                self.clause = true;
            }
            Fate::Picture(picture) => {
                self.end_word();
                self.open_word(at);
                self.push(picture);
                self.word.raw_end = next;
                self.close_word(TokenKind::Picture);
            }
            Fate::Several => {
                for piece in character.nfkd() {
                    let piece_fate = fate(piece);
                    if piece_fate != Fate::Several {
                        self.take(piece_fate, piece, at, next);
                    }
                }
            }
        }
    }

    /// A sign that joins the parts of a value, or else separates words. Returns where to go on.
    fn joiner(&mut self, byte: u8, at: usize, next: usize, end: usize) -> usize {
        let left_digit = self.word.open && self.word.last.is_none();
        let rest = &self.raw[next..end];
        let follows = rest.chars().next().map(fate);
        let right_digit = matches!(follows, Some(Fate::Digit(_)));
        let right_word = right_digit || matches!(follows, Some(Fate::Letter(_)));
        if byte == b':' && self.word.open && rest.starts_with("//") {
            return self.url(next, end);
        }
        let joins = self.word.open
            && right_word
            && match byte {
                b'@' | b'_' => true,
                b'-' => left_digit || right_digit || self.word.mail || is_mailbox(rest),
                b'/' | b'+' => left_digit || right_digit,
                b':' => left_digit && right_digit,
                b'.' => {
                    (left_digit && right_digit)
                        || self.word.mail
                        || is_domain(rest)
                        || is_mailbox(rest)
                }
                _ => false,
            };
        if joins {
            self.word.mail |= byte == b'@';
            self.word.last = Some(byte as char);
            self.folded.bytes.push(byte);
            return next;
        }
        if byte == b',' && left_digit && right_digit {
            return next;
        }
        self.end_word();
        match byte {
            b'.' => self.boundary(TokenKind::Stop, at),
            b'-' | b'/' | b'@' | b'_' | b'+' if !(byte == b'-' && rest.starts_with(' ')) => {}
            _ => self.clause = true,
        }
        next
    }

    /// A web address: one word whatever it holds, because links are shared, not said.
    fn url(&mut self, next: usize, end: usize) -> usize {
        let rest = &self.raw[next..end];
        let length = rest
            .find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | '؟' | '،'))
            .unwrap_or(rest.len());
        self.folded.bytes.truncate(self.word.start);
        self.folded.bytes.extend_from_slice(b"weblink");
        self.word.raw_end = next + length;
        self.close_word(TokenKind::Url);
        next + length
    }

    fn letter(&mut self, letter: char, at: usize, next: usize) {
        self.open_word(at);
        self.word.raw_end = next;
        if self.word.last == Some(letter) {
            self.word.run += 1;
            // Two of a letter are spelling, three are emphasis and stand for one.
            if self.word.run == 3 {
                let length = self.folded.bytes.len() - letter.len_utf8();
                self.folded.bytes.truncate(length);
            }
            if self.word.run >= 3 {
                return;
            }
        } else {
            self.word.last = Some(letter);
            self.word.run = 1;
        }
        self.push(letter);
    }

    fn digit(&mut self, digit: u8, at: usize, next: usize) {
        self.open_word(at);
        self.word.raw_end = next;
        self.word.digit = true;
        self.word.last = None;
        self.word.run = 0;
        self.folded.bytes.push(digit);
    }

    fn push(&mut self, character: char) {
        let mut utf8 = [0; 4];
        self.folded
            .bytes
            .extend_from_slice(character.encode_utf8(&mut utf8).as_bytes());
    }

    fn open_word(&mut self, at: usize) {
        if !self.word.open {
            self.word = Word {
                start: self.folded.bytes.len(),
                raw_start: at,
                raw_end: at,
                open: true,
                ..Word::default()
            };
        }
    }

    fn end_word(&mut self) {
        if !self.word.open {
            return;
        }
        if self.folded.bytes.len() == self.word.start {
            self.word.open = false;
            return;
        }
        let kind = match &self.word {
            Word { mail: true, .. } => TokenKind::Mail,
            Word { digit: true, .. } => TokenKind::Value,
            _ => TokenKind::Word,
        };
        self.close_word(kind);
    }

    fn close_word(&mut self, kind: TokenKind) {
        let (start, end) = (self.word.start as u32, self.folded.bytes.len() as u32);
        let (raw_start, raw_end) = (self.word.raw_start as u32, self.word.raw_end as u32);
        self.folded.close(Token {
            start,
            end,
            raw_start,
            raw_end,
            kind,
            clause: self.clause,
            stop: false,
            hash: 0,
        });
        self.word.open = false;
        self.clause = false;
    }

    /// One token for any number of sentence ends in a row; a question among them wins.
    fn boundary(&mut self, kind: TokenKind, at: usize) {
        self.clause = false;
        if self.folded.tokens.len() == self.first {
            return;
        }
        let last = self.folded.tokens.len() - 1;
        if self.folded.tokens[last].is_end() {
            if kind == TokenKind::Question && self.folded.tokens[last].kind == TokenKind::Stop {
                self.folded.tokens.pop();
                self.folded.bytes.truncate(self.folded.bytes.len() - 2);
            } else {
                return;
            }
        }
        let start = self.folded.bytes.len() as u32;
        self.folded.bytes.push(if kind == TokenKind::Question {
            b'?'
        } else {
            b'.'
        });
        let end = start + 1;
        self.folded.close(Token {
            start,
            end,
            raw_start: at as u32,
            raw_end: at as u32,
            kind,
            clause: false,
            stop: false,
            hash: 0,
        });
    }
}

/// Whether what follows a dot is the last part of an address.
fn is_domain(rest: &str) -> bool {
    let length = rest
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(rest.len());
    let part = &rest[..length];
    DOMAINS
        .iter()
        .any(|domain| part.eq_ignore_ascii_case(domain))
        || (rest[length..].starts_with('.') && is_domain(&rest[length + 1..]))
}

/// Whether what follows leads up to an `@` within the same word.
fn is_mailbox(rest: &str) -> bool {
    rest.bytes()
        .take(64)
        .find(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'.' | b'-' | b'_'))
        == Some(b'@')
}

#[cfg(test)]
mod tests {
    use super::fold_words;

    fn folded(text: &str) -> String {
        fold_words(text).join(" ")
    }

    #[test]
    fn letters_and_signs() {
        assert_eq!(folded("I DON'T  know… do you?!"), "i dont know . do you ?");
        assert_eq!(folded("Pleaaase, HELLOOO"), "please hello");
        assert_eq!(folded("café – naïve"), "cafe naive");
        assert_eq!(folded(""), "");
        assert_eq!(folded("..."), "");
    }

    #[test]
    fn arabic_spellings() {
        assert_eq!(folded("أُريدُ التَّحدُّثَ إلى مُوظّفٍ"), "اريد التحدث الي موظف");
        assert_eq!(folded("خدمة العملاء؟"), "خدمه العملا ?");
        assert_eq!(folded("ﻻ ﺗﻌﻤﻞ"), "لا تعمل");
        assert_eq!(folded("ضروووري جـــدا"), "ضروري جدا");
        assert_eq!(folded("٠١١٤٥٥٧٨٢٣"), "0114557823");
    }

    #[test]
    fn values_stay_whole() {
        assert_eq!(
            folded("order SS-4471-0092, ws_90211"),
            "order ss-4471-0092 ws_90211"
        );
        assert_eq!(
            folded("mail jane.doe@shop.example now"),
            "mail jane.doe@shop.example now"
        );
        assert_eq!(
            folded("at 10:30 on 12/05, 1,200.50"),
            "at 10:30 on 12/05 1200.50"
        );
        assert_eq!(folded("see https://x.example/a?b=1 ok"), "see weblink ok");
        assert_eq!(folded("e-mail and/or call-back"), "e mail and or call back");
        assert_eq!(folded("call +966 55 123 4567"), "call 966 55 123 4567");
        assert_eq!(
            folded("visit care.shop.example. Thanks"),
            "visit care.shop.example . thanks"
        );
    }
}
