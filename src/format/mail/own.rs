//! What the writer of a message says: its text without quoted history, signature and what telephones add.

use super::words::{WORDS, plain};

/// How many lines of a quoted header are looked at, and how many fields it must have behind the sender.
const HEADER: usize = 6;
const FIELDS: usize = 2;

/// The writer's own words in `text`. Answers between quoted lines are kept; below a history that is not marked line by
/// line nothing can be told apart, and nothing is kept.
pub(super) fn own_words(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let plain: Vec<String> = lines.iter().map(|line| plain(line)).collect();
    let mut own: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = plain[at].as_str();
        let said = own.iter().any(|line| !line.trim().is_empty());
        if let Some(length) = attribution(&plain[at..]) {
            let next = plain[at + length..].iter().find(|line| !line.is_empty());
            if !next.is_some_and(|line| line.starts_with('>')) {
                break;
            }
            at += length;
            continue;
        }
        let is_asked_above = WORDS.above.iter().any(|mark| line.starts_with(mark));
        if is_signature(lines[at]) || is_history(&plain[at..]) || (is_asked_above && said) {
            break;
        }
        let is_device = WORDS.devices.iter().any(|words| line.starts_with(words));
        if !line.starts_with('>') && !is_asked_above && !is_device {
            own.push(lines[at]);
        }
        at += 1;
    }
    let mut out = String::with_capacity(text.len());
    for line in own {
        // Blank lines stand once, as between paragraphs.
        if !line.trim().is_empty() || !(out.is_empty() || out.ends_with("\n\n")) {
            out.push_str(line.trim());
            out.push('\n');
        }
    }
    out.trim().to_owned()
}

/// The line that mail programs set before a signature.
fn is_signature(line: &str) -> bool {
    line == "--" || line == "\u{2014}\u{2014}"
}

/// How many lines introduce a quoted message ("On … wrote:"); `None` where these do not.
fn attribution(lines: &[String]) -> Option<usize> {
    let first = lines.first()?;
    if !WORDS.begins.iter().any(|word| first.starts_with(word)) || first.len() > 300 {
        return None;
    }
    let ends = |line: &String| WORDS.ends.iter().any(|word| line.ends_with(word));
    // In Arabic the name follows: «في … كتب فلان:».
    let names =
        |line: &String| line.ends_with(':') && (line.contains(" كتب ") || line.contains(" كتبت "));
    // Long ones are wrapped.
    let length = lines
        .iter()
        .take(3)
        .take_while(|line| !line.is_empty())
        .position(|line| ends(line) || names(line))?;
    let has_date = lines[..=length]
        .iter()
        .any(|line| line.chars().any(char::is_numeric));
    has_date.then_some(length + 1)
}

/// Whether everything from here on is an earlier message.
fn is_history(lines: &[String]) -> bool {
    let Some(first) = lines.first() else {
        return false;
    };
    if WORDS.history.contains(first) {
        return true;
    }
    // Bold field names of Outlook come as `*From:*` from some converters.
    let bare = |line: &String| line.replace('*', "");
    let is_sender = WORDS
        .sender
        .iter()
        .any(|word| bare(first).starts_with(word));
    let is_field = |line: &&String| WORDS.fields.iter().any(|word| bare(line).starts_with(word));
    is_sender && lines.iter().skip(1).take(HEADER).filter(is_field).count() >= FIELDS
}

#[cfg(test)]
mod tests {
    use super::own_words;

    #[test]
    fn history_signatures_and_devices_go_and_answers_between_quotes_stay() {
        for (text, own) in [
            (
                "Hello\n\nI waited.\n\n\n\nOn Tue, 1 Sep 2026 at 10:00, Support <s@shop.example> wrote:\n> Hi\n> Bye",
                "Hello\n\nI waited.",
            ),
            (
                "On Tue, 1 Sep 2026, Support\n<s@shop.example> wrote:\n> Which order?\n4711\n> Which colour?\nRed",
                "4711\nRed",
            ),
            ("Yes\n\nOn 1 Sep 2026 Support wrote:\n\nWhich order?", "Yes"),
            (
                "نعم\n\nفي الثلاثاء، ١ سبتمبر ٢٠٢٦ كتب الدعم <s@shop.example>:\n> أي طلب؟",
                "نعم",
            ),
            ("Done\n\n-----Original Message-----\nFrom: x", "Done"),
            (
                "Done\n\nFrom: Support\nSent: Tuesday\nTo: me\nSubject: x\n\nHi",
                "Done",
            ),
            (
                "تم\n\nمن: الدعم\nتم الإرسال: الثلاثاء\nإلى: أنا\nالموضوع: طلب\n\nأهلا",
                "تم",
            ),
            ("Hello\n-- \nOmar\n0500", "Hello"),
            ("Hello\n\nSent from my iPhone", "Hello"),
            (
                "From: what I read, you promised a call.\nOn Monday I wrote:\nplease call",
                "From: what I read, you promised a call.\nOn Monday I wrote:\nplease call",
            ),
            (
                "##- Please type your reply above this line -##\nYour ticket",
                "Your ticket",
            ),
            ("> all quoted", ""),
        ] {
            assert_eq!(own_words(text), own, "{text}");
        }
    }
}
