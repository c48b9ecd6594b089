//! What follows a stamp: somebody's message, or a notice of the messenger itself.

use super::locale::{any, is_mark, plain};
use crate::transcript::TurnKind;

/// The longest name before a colon.
const NAME_LETTERS: usize = 80;

/// A stamped text, without its stamp.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'l> {
    /// By `name`.
    Said { name: String, text: &'l str },
    /// By the messenger.
    Notice(&'l str),
}

/// What a whole message is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// Words, or the caption of a file.
    Turn(TurnKind, String),
    /// Something about the message, said by the messenger.
    Notice,
}

/// Tells speech from notices. A notice has no name, or has a colon of its own behind words that only notices have.
pub(super) fn split(text: &str) -> Line<'_> {
    let Some((name, said)) = text.split_once(':') else {
        return Line::Notice(text);
    };
    let label = clean_name(name);
    let begins = plain(name);
    let is_notice = label.is_empty()
        || label.chars().count() > NAME_LETTERS
        || !(said.is_empty() || said.starts_with(char::is_whitespace))
        || any(
            |locale| &locale.notices,
            |phrase| begins.starts_with(phrase),
        )
        || any(|locale| &locale.calls, |phrase| begins.starts_with(phrase))
        || any(|locale| &locale.changes, |phrase| begins.contains(phrase));
    if is_notice {
        Line::Notice(text)
    } else {
        let text = said.strip_prefix(char::is_whitespace).unwrap_or(said);
        Line::Said { name: label, text }
    }
}

/// A name without direction marks and the `~` that stands before people who are no contacts.
fn clean_name(name: &str) -> String {
    let bare: String = name
        .chars()
        .filter(|letter| !is_mark(*letter))
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .collect();
    bare.trim().trim_start_matches('~').trim().to_owned()
}

/// Tells files, deleted messages and notices said in somebody's name from words.
pub(super) fn body(text: &str) -> Body {
    let text = text.trim_end();
    let whole = plain(text);
    let equals = |phrase: &str| whole == phrase;
    if any(|locale| &locale.deleted, equals) {
        return Body::Notice;
    }
    if any(|locale| &locale.media, equals) {
        return Body::Turn(TurnKind::Attachment, String::new());
    }
    let marked = text.starts_with(is_mark);
    let is_notice = any(
        |locale| &locale.notices,
        |phrase| equals(phrase) || (marked && whole.starts_with(phrase)),
    );
    // People write these words too, so only the messenger's mark makes them its own.
    if is_notice || (marked && any(|locale| &locale.calls, |phrase| is_call(&whole, phrase))) {
        return Body::Notice;
    }
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if is_file(first) {
        return Body::Turn(TurnKind::Attachment, unedited(rest.trim()).to_owned());
    }
    Body::Turn(TurnKind::Text, unedited(text).to_owned())
}

/// `Missed voice call`, `Voice call. 2 min` or `Video call, No answer`, and not `Video call me please`.
fn is_call(whole: &str, phrase: &str) -> bool {
    whole
        .strip_prefix(phrase)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([',', '.', '،']))
}

/// `IMG-1.jpg (file attached)` or `<attached: 1.jpg>`, and not `Here is my receipt (attached)`.
fn is_file(line: &str) -> bool {
    let marked = line.starts_with(is_mark);
    let bare: String = line.chars().filter(|letter| !is_mark(*letter)).collect();
    let bare = bare.trim();
    if let Some((name, note)) = bare
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
    {
        let note = plain(note);
        return is_file_name(name.trim(), marked)
            && any(|locale| &locale.attached, |phrase| note == phrase);
    }
    let inside = bare
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    inside
        .and_then(|inside| inside.split_once(':'))
        .is_some_and(|(note, _)| {
            let note = plain(note);
            any(|locale| &locale.attached, |phrase| note == phrase)
        })
}

/// A name with an ending; one with spaces in it only where the messenger's mark stands before it, because words that end
/// in the name of a file are somebody's words.
fn is_file_name(name: &str, marked: bool) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    !stem.is_empty()
        && (1..=5).contains(&ending.len())
        && ending.chars().all(|letter| letter.is_ascii_alphanumeric())
        && (marked || !name.contains(char::is_whitespace))
}

/// The text without the mark that it was edited.
fn unedited(text: &str) -> &str {
    let Some(at) = text.rfind('<').filter(|_| text.ends_with('>')) else {
        return text;
    };
    let note = plain(&text[at..]);
    if any(|locale| &locale.edited, |phrase| note == phrase) {
        text[..at].trim_end_matches(|letter: char| is_mark(letter) || letter.is_whitespace())
    } else {
        text
    }
}
