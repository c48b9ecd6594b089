//! The notation of phrases in packs.
//!
//! | notation | meaning |
//! |---|---|
//! | `word*` | any ending |
//! | `(a b\|c\|)` | one of these; the empty one makes the rest optional |
//! | `a ~ b` | up to four words between, within one sentence |
//! | `^a` / `a$` | only at the beginning / end of a sentence |
//!
//! Letter case, Arabic spelling variants, diacritics, apostrophes and digits are folded before matching, in phrase and
//! text alike, so a phrase is written once in its usual spelling.

use std::fmt;

use crate::text::fold_words;

/// Nodes that follow one another.
pub(super) type Sequence = Vec<Node>;

/// One piece of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A word.
    Word {
        /// Folded.
        text: String,
        /// Whether it may go on.
        open: bool,
    },
    /// One of these; an empty one makes the node optional.
    OneOf(Vec<Sequence>),
    /// Up to [`Phrase::GAP`] words.
    Gap,
    /// The beginning of a sentence.
    Start,
    /// The end of a sentence.
    End,
}

/// One line of a pack: the line alone, because the trees of a whole pack would fill twenty times its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase(Box<str>);

impl Phrase {
    /// The most words that a `~` may stand for.
    pub const GAP: u32 = 4;

    /// Checks a line of a pack.
    ///
    /// # Errors
    /// Where brackets do not match, a sign stands where it means nothing, or no word is required.
    pub fn parse(line: &str) -> Result<Self, String> {
        Self::read(line).map(|_| Self(line.trim().into()))
    }

    /// What the line is made of.
    #[must_use]
    pub fn nodes(&self) -> Vec<Node> {
        // The line was read once before, so it reads.
        Self::read(&self.0).unwrap_or_default()
    }

    fn read(line: &str) -> Result<Sequence, String> {
        let mut parser = Parser { line, at: 0 };
        let nodes = parser
            .sequence()
            .map_err(|what| format!("«{line}»: {what}"))?;
        if parser.at < line.len() {
            return Err(format!("«{line}»: `)` or `|` outside brackets"));
        }
        if matches!(nodes.first(), Some(Node::Gap)) || matches!(nodes.last(), Some(Node::Gap)) {
            return Err(format!("«{line}»: `~` stands between words"));
        }
        Ok(nodes)
    }
}

impl fmt::Display for Phrase {
    /// The line as the pack has it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

struct Parser<'a> {
    line: &'a str,
    at: usize,
}

impl Parser<'_> {
    /// Reads up to the end, or to a `|` or `)` that belongs to somebody else.
    fn sequence(&mut self) -> Result<Sequence, String> {
        let mut nodes = Vec::new();
        while let Some(next) = self.line[self.at..].chars().next() {
            match next {
                '|' | ')' => break,
                '(' => {
                    self.at += 1;
                    nodes.push(self.one_of()?);
                }
                '~' | '^' | '$' => {
                    self.at += 1;
                    nodes.push(match next {
                        '~' => Node::Gap,
                        '^' => Node::Start,
                        _ => Node::End,
                    });
                }
                _ if next.is_whitespace() => self.at += next.len_utf8(),
                _ => self.word(&mut nodes)?,
            }
        }
        Ok(nodes)
    }

    fn one_of(&mut self) -> Result<Node, String> {
        let mut ways = Vec::new();
        loop {
            ways.push(self.sequence()?);
            match self.line.as_bytes().get(self.at) {
                Some(b'|') => self.at += 1,
                Some(b')') => {
                    self.at += 1;
                    return Ok(Node::OneOf(ways));
                }
                _ => return Err("`(` without `)`".to_owned()),
            }
        }
    }

    /// One written word; folding may make several of it ("e-mail").
    fn word(&mut self, nodes: &mut Sequence) -> Result<(), String> {
        let rest = &self.line[self.at..];
        let length = rest
            .find(|c: char| c.is_whitespace() || "()|~^$".contains(c))
            .unwrap_or(rest.len());
        let written = &rest[..length];
        self.at += length;
        let stem = written.strip_suffix('*').unwrap_or(written);
        if stem.contains('*') {
            return Err("`*` ends a word".to_owned());
        }
        let pieces = fold_words(stem);
        if pieces.is_empty() {
            return Err(format!("«{written}» holds no letter, digit or picture"));
        }
        let last = pieces.len() - 1;
        let open = stem.len() < written.len();
        nodes.extend(pieces.into_iter().enumerate().map(|(at, text)| Node::Word {
            text,
            open: open && at == last,
        }));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, Phrase};

    #[test]
    fn a_line_is_read_into_its_pieces() {
        let phrase = Phrase::parse("^(speak|talk) to ~ me*$").unwrap();
        let word = |text: &str, open| Node::Word {
            text: text.to_owned(),
            open,
        };
        let ways = vec![vec![word("speak", false)], vec![word("talk", false)]];
        assert_eq!(
            phrase.nodes(),
            [
                Node::Start,
                Node::OneOf(ways),
                word("to", false),
                Node::Gap,
                word("me", true),
                Node::End
            ]
        );
    }

    #[test]
    fn mistakes_are_told() {
        for line in ["(a|b", "a|b", "a ~ ", "~ a", "a*b", "* a", "a)", "…"] {
            assert!(Phrase::parse(line).is_err(), "{line}");
        }
    }
}
