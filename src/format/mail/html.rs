//! The words of an HTML message: lines where a reader sees lines, quoted messages marked as such.

use mail_parser::decoders::html::html_to_text;

/// Tags that begin a new line.
const BREAKS: [&str; 17] = [
    "br", "p", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "hr", "pre", "dt",
    "dd", "section",
];

/// Tags whose inside nobody reads.
const UNREAD: [&str; 5] = ["head", "style", "script", "title", "template"];

/// What mail programs call the part under which there is only history.
const HISTORY: [&str; 7] = [
    "gmail_quote",
    "yahoo_quoted",
    "divrplyfwdmsg",
    "appendonsend",
    "olk_src_body_section",
    "mail-editor-reference-message-container",
    "protonmail_quote",
];

/// `html` as text. A quoted block becomes one line with `>`; what follows the mark of a history is left out, unless the
/// message is passed on (`is_forward`) and so is what its writer wants to show.
pub(super) fn to_text(html: &str, is_forward: bool) -> String {
    let mut plain = String::with_capacity(html.len() / 2);
    let mut rest = html;
    let mut quotes = 0_usize;
    while let Some(at) = rest.find('<') {
        if quotes == 0 {
            push_words(&mut plain, &rest[..at]);
        }
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
            continue;
        }
        // A lone sign of less, as in `3 < 4`, begins no tag.
        if !rest[1..].starts_with(|next: char| next.is_ascii_alphabetic() || "/!?".contains(next)) {
            if quotes == 0 {
                plain.push_str("&lt;");
            }
            rest = &rest[1..];
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let (inner, behind) = (&rest[1..end], &rest[end + 1..]);
        rest = behind;
        let closes = inner.starts_with('/');
        let name = inner
            .trim_start_matches('/')
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        if UNREAD.contains(&name.as_str()) && !closes && !inner.ends_with('/') {
            rest = behind_closing(rest, &name);
        } else if name == "blockquote" && !is_forward {
            if closes {
                quotes = quotes.saturating_sub(1);
            } else {
                if quotes == 0 {
                    plain.push_str("<br>&gt;<br>");
                }
                quotes += 1;
            }
        } else if !is_forward && !closes && is_history(inner) {
            return read(&plain);
        } else if BREAKS.contains(&name.as_str()) {
            plain.push_str("<br>");
        } else if matches!(name.as_str(), "td" | "th") {
            plain.push(' ');
        }
    }
    if quotes == 0 {
        push_words(&mut plain, rest);
    }
    read(&plain)
}

/// The text of HTML that has line breaks and words only.
fn read(plain: &str) -> String {
    html_to_text(plain).replace('\u{a0}', " ")
}

/// Line breaks of the source are spaces to a reader.
fn push_words(plain: &mut String, words: &str) {
    for letter in words.chars() {
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        if letter != ' ' || !plain.ends_with(' ') {
            plain.push(letter);
        }
    }
}

fn is_history(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    (tag.contains("class") || tag.contains("id")) && HISTORY.iter().any(|mark| tag.contains(mark))
}

/// What follows the closing tag of `name`; nothing where it is never closed.
fn behind_closing<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        let is_it = rest
            .get(..name.len())
            .is_some_and(|tag| tag.eq_ignore_ascii_case(name));
        if is_it {
            return rest.split_once('>').map_or("", |(_, behind)| behind);
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn lines_entities_and_quotes() {
        let lines = |html| {
            let text = to_text(html, false);
            let lines: Vec<_> = text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .collect();
            lines.join("|")
        };
        for (html, text) in [
            (
                "<html><head><style>p{}</style><title>x</title></head><body><p>Hello\n you</p><div>again&nbsp;&amp; &eacute;</div>",
                "Hello you|again & é",
            ),
            (
                "<div>Yes</div><div class=\"gmail_quote\">On … wrote:<blockquote>old</blockquote></div>",
                "Yes",
            ),
            (
                "<p>Yes</p><blockquote type=cite>old<blockquote>older</blockquote></blockquote><p>No</p>",
                "Yes|>|No",
            ),
            ("<!-- a > b --><p>&#1605;&#x631;حبا</p>", "مرحبا"),
            (
                "<table><tr><td>Order</td><td>4711</td></tr></table>",
                "Order 4711",
            ),
            ("if 3 < 4 <b>then</b>", "if 3 < 4 then"),
        ] {
            assert_eq!(lines(html), text, "{html}");
        }
        assert!(to_text("<div class=gmail_quote>old</div>", true).contains("old"));
    }
}
