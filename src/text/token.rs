//! The folded form of a text and its tokens.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters only.
    Word,
    /// Holds a digit: a number, code, date, time.
    Value,
    /// An e-mail address.
    Mail,
    /// A web address, folded to one word.
    Url,
    /// An emoji or other pictograph.
    Picture,
    /// The end of a sentence.
    Stop,
    /// The end of a question.
    Question,
}

/// One token of a folded text.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// First byte in the folded text.
    pub start: u32,
    /// One past the last byte in the folded text.
    pub end: u32,
    /// First byte in the raw text.
    pub raw_start: u32,
    /// One past the last byte in the raw text.
    pub raw_end: u32,
    /// What it is.
    pub kind: TokenKind,
    /// Whether a comma, colon, bracket or dash stands before it.
    pub clause: bool,
    /// Whether it carries no content by itself; set by whoever knows the language.
    pub stop: bool,
    /// Hash of the folded bytes.
    pub hash: u64,
}

impl Token {
    /// Whether this token ends a sentence.
    #[must_use]
    pub const fn is_end(&self) -> bool {
        matches!(self.kind, TokenKind::Stop | TokenKind::Question)
    }
}

/// Folded texts, one after the other in one buffer that is reused: each begins with a space, each token is followed by
/// one, so that a whole word is found as its bytes between spaces.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// The folded bytes.
    pub bytes: Vec<u8>,
    /// The tokens of every text.
    pub tokens: Vec<Token>,
}

impl Folded {
    /// Empties the buffers and keeps their memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.tokens.clear();
    }

    /// The bytes of one token.
    #[must_use]
    pub fn bytes_of(&self, token: &Token) -> &[u8] {
        &self.bytes[token.start as usize..token.end as usize]
    }

    /// The bytes of one token as text. Folding writes whole characters only, so nothing is ever replaced.
    #[must_use]
    pub fn text_of(&self, token: &Token) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.bytes_of(token))
    }

    /// The folded bytes that a range of tokens covers, with a space at either end.
    #[must_use]
    pub fn bytes_over(&self, tokens: &Range<usize>) -> &[u8] {
        if tokens.is_empty() {
            return &[];
        }
        let (first, last) = (self.tokens[tokens.start], self.tokens[tokens.end - 1]);
        &self.bytes[first.start as usize - 1..=last.end as usize]
    }

    pub(super) fn close(&mut self, token: Token) {
        let hash = xxh3_64(self.bytes_of(&token));
        self.tokens.push(Token { hash, ..token });
        self.bytes.push(b' ');
    }
}
