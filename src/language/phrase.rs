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

/// A run of neighbouring words of one phrase.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Part {
    /// The words as written.
    pub words: Vec<String>,
    /// Whether the last word may go on.
    pub open: bool,
    /// How many words may stand between the part before and this one.
    pub gap: u8,
}

/// One phrase without alternatives.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phrase {
    /// Runs of words, with gaps between them.
    pub parts: Vec<Part>,
    /// Only at the beginning of a sentence.
    pub at_start: bool,
    /// Only at the end of a sentence.
    pub at_end: bool,
}

impl Phrase {
    /// The most phrases that one line may stand for.
    const MOST: usize = 512;

    /// Every phrase that a line of a pack stands for.
    ///
    /// # Errors
    /// Where brackets do not match, a word is missing, `*` stands inside a word or run, or the line stands for more than
    /// 512 phrases.
    pub fn expand(line: &str) -> Result<Vec<Self>, String> {
        let mut plain = Vec::new();
        alternatives(line, &mut plain)?;
        plain.sort_unstable();
        plain.dedup();
        plain.iter().map(|text| Self::parse(text)).collect()
    }

    /// The most words that a `~` may stand for.
    const GAP: u8 = 4;

    /// Cuts a run at its open words, since what follows an ending is not known by its bytes.
    fn parse_run(run: &str, gap: u8, parts: &mut Vec<Part>) -> Result<(), String> {
        let mut part = Part { words: Vec::new(), open: false, gap };
        for word in run.split_whitespace() {
            let stem = word.strip_suffix('*').unwrap_or(word);
            if stem.is_empty() || stem.contains(['*', '^', '$', '(', ')', '|']) {
                return Err("`*` ends a word, `^` begins and `$` ends a phrase".to_owned());
            }
            part.words.push(stem.to_owned());
            if stem.len() < word.len() {
                part.open = true;
                parts.push(std::mem::replace(&mut part, Part { words: Vec::new(), open: false, gap: 0 }));
            }
        }
        if !part.words.is_empty() {
            parts.push(part);
        }
        if run.trim().is_empty() { Err("a word is missing".to_owned()) } else { Ok(()) }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (at_start, text) = text.strip_prefix('^').map_or((false, text), |rest| (true, rest));
        let (at_end, text) = text.strip_suffix('$').map_or((false, text), |rest| (true, rest));
        let mut parts = Vec::new();
        for run in text.split('~') {
            Self::parse_run(run, if parts.is_empty() { 0 } else { Self::GAP }, &mut parts)
                .map_err(|what| format!("«{text}»: {what}"))?;
        }
        Ok(Self { parts, at_start, at_end })
    }
}

impl std::fmt::Display for Phrase {
    /// The phrase in the notation of packs.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(if self.at_start { "^" } else { "" })?;
        for (place, part) in self.parts.iter().enumerate() {
            let between = match (place, part.gap) {
                (0, _) => "",
                (_, 0) => " ",
                _ => " ~ ",
            };
            out.write_str(between)?;
            write!(out, "{}{}", part.words.join(" "), if part.open { "*" } else { "" })?;
        }
        out.write_str(if self.at_end { "$" } else { "" })
    }
}

/// Writes out the alternatives of `line`, innermost brackets last.
fn alternatives(line: &str, plain: &mut Vec<String>) -> Result<(), String> {
    let Some(open) = line.find('(') else {
        if line.contains([')', '|']) {
            return Err(format!("«{line}»: `)` or `|` outside brackets"));
        }
        if plain.len() >= Phrase::MOST {
            return Err(format!("«{line}»: more than {} phrases in one line", Phrase::MOST));
        }
        plain.push(line.split_whitespace().collect::<Vec<_>>().join(" "));
        return Ok(());
    };
    let close = closing(line, open).ok_or_else(|| format!("«{line}»: `(` without `)`"))?;
    let mut depth = 0;
    let mut from = open + 1;
    for (at, byte) in line.bytes().enumerate().take(close + 1).skip(open + 1) {
        match byte {
            b'(' => depth += 1,
            b')' if at < close => depth -= 1,
            b'|' | b')' if depth == 0 => {
                alternatives(&format!("{}{}{}", &line[..open], &line[from..at], &line[close + 1..]), plain)?;
                from = at + 1;
            }
            _ => {}
        }
    }
    Ok(())
}

fn closing(line: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in line.bytes().enumerate().skip(open) {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Phrase;

    fn written(line: &str) -> Vec<String> {
        Phrase::expand(line).unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn alternatives_multiply_and_nest() {
        assert_eq!(written("(speak|talk (right )now) to"), ["speak to", "talk right now to"]);
        assert_eq!(written("reboot* it* now"), ["reboot* it* now"]);
        assert_eq!(written("^(please |)call* ~ me$"), ["^call* ~ me$", "^please call* ~ me$"]);
    }

    #[test]
    fn mistakes_are_told() {
        for line in ["(a|b", "a|b", "a ~ ", "", "a*b", "* a", "a)"] {
            assert!(Phrase::expand(line).is_err(), "{line}");
        }
    }
}
