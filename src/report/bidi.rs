//! Text from transcripts, made safe to print beside other text.
//!
//! Transcripts are untrusted: they may carry terminal escapes and direction overrides that reorder a whole line. And a
//! right-to-left passage pulls its neighbours around unless it is isolated. Nothing is ever reordered here; that is the
//! terminal's work.

use std::borrow::Cow;

/// Opens a stretch whose direction is its own.
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
/// Closes it.
const POP_DIRECTIONAL_ISOLATE: char = '\u{2069}';

/// The text without terminal escapes, control characters and anything that overrides direction; line ends and tabs stay.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let plain = anstream::adapter::strip_str(text).to_string();
    Cow::Owned(
        plain
            .chars()
            .filter(|character| !is_unsafe(*character))
            .collect(),
    )
}

/// The text, safe and on one line: every run of white space is one space.
#[must_use]
pub fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in
        clean(text).split(|character: char| character.is_whitespace() || is_line_end(character))
    {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    line
}

/// Safe one-line text in an isolate of its own where it holds right-to-left letters; as it is where it does not, because
/// some terminals draw isolates as boxes.
#[must_use]
pub fn isolate(text: &str) -> String {
    if has_rtl(text) {
        format!("{FIRST_STRONG_ISOLATE}{text}{POP_DIRECTIONAL_ISOLATE}")
    } else {
        text.to_owned()
    }
}

/// What a foreign word becomes in a table or line: safe, on one line, isolated.
#[must_use]
pub fn cell(text: &str) -> String {
    isolate(&line(text))
}

/// Whether any letter is written from right to left.
#[must_use]
pub fn has_rtl(text: &str) -> bool {
    text.chars().any(|character| {
        matches!(character, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    })
}

/// Controls, direction embeddings, overrides and isolates, and invisible tags. The plain direction marks that Arabic
/// keyboards set stay: they move nothing but themselves.
fn is_unsafe(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

const fn is_line_end(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::{cell, clean, isolate, line};

    #[test]
    fn escapes_and_overrides_are_gone() {
        assert_eq!(clean("plain"), "plain");
        assert_eq!(clean("\u{1b}[31mred\u{1b}[0m"), "red");
        assert_eq!(clean("\u{1b}]0;title\u{7}x"), "x");
        assert_eq!(clean("a\u{202e}b\u{2066}c\u{2069}\u{9b}d\r\u{8}"), "abcd");
        assert_eq!(line(" a\n\n b\t\u{2028}c "), "a b c");
    }

    #[test]
    fn only_right_to_left_text_is_isolated() {
        assert_eq!(isolate("chat"), "chat");
        assert_eq!(cell("دردشة\nحية"), "\u{2068}دردشة حية\u{2069}");
        assert_eq!(cell("\u{2069}مرحبا\u{202e}"), "\u{2068}مرحبا\u{2069}");
    }
}
