//! Plain text from cells that platforms export as HTML.

use std::borrow::Cow;

use memchr::memchr2;

/// Tags that end a line; every other known tag leaves no trace.
const BREAKS: [&str; 16] = [
    "br",
    "p",
    "div",
    "li",
    "tr",
    "ul",
    "ol",
    "table",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "pre",
    "hr",
    "figure",
];
const INLINE: [&str; 16] = [
    "a", "b", "i", "u", "em", "strong", "span", "font", "img", "small", "td", "th", "tbody",
    "html", "body", "code",
];
const ENTITIES: [(&str, &str); 16] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("rlm", "\u{200f}"),
    ("lrm", "\u{200e}"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("hellip", "…"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("zwnj", "\u{200c}"),
];

/// `text` without its HTML: known tags taken out, line-ending ones turned into line breaks, entities decoded. Text that
/// has neither is returned as it is; a lone `<` or `&`, or a tag nobody knows (`<order number>`), is text.
pub(super) fn to_text(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr2(b'<', b'&', text.as_bytes()).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest: &str = &text;
    while let Some(at) = memchr2(b'<', b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let used = if rest.starts_with('<') {
            tag(rest, &mut out)
        } else {
            entity(rest, &mut out)
        };
        if used == 0 {
            out.push_str(&rest[..1]);
        }
        rest = &rest[used.max(1)..];
    }
    out.push_str(rest);
    let trimmed = out.trim();
    if trimmed == text {
        text
    } else {
        Cow::Owned(trimmed.to_owned())
    }
}

/// How many bytes of `text` are a known tag, what it stands for being written to `out`.
fn tag(text: &str, out: &mut String) -> usize {
    let Some(end) = text.find('>') else { return 0 };
    let inner = text[1..end].trim_start_matches('/');
    let name = inner
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if BREAKS.contains(&name.as_str()) {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
    } else if !INLINE.contains(&name.as_str()) {
        return 0;
    }
    end + 1
}

/// How many bytes of `text` are an entity, its character being written to `out`.
fn entity(text: &str, out: &mut String) -> usize {
    let Some(end) = text.bytes().take(12).position(|byte| byte == b';') else {
        return 0;
    };
    let name = &text[1..end];
    if let Some((_, meaning)) = ENTITIES.iter().find(|(known, _)| *known == name) {
        out.push_str(meaning);
        return end + 1;
    }
    let number = name
        .strip_prefix('#')
        .and_then(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        });
    number.and_then(char::from_u32).map_or(0, |letter| {
        out.push(letter);
        end + 1
    })
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn tags_go_and_text_stays() {
        for (html, text) in [
            ("plain", "plain"),
            (
                "<p>Hello&nbsp;<b>you</b></p><p>again</p>",
                "Hello you\nagain",
            ),
            ("one<br/>two<BR>three", "one\ntwo\nthree"),
            ("a < b & c > d", "a < b & c > d"),
            (
                "send <order number> &amp; date",
                "send <order number> & date",
            ),
            ("&#1605;&#x631;حبا", "مرحبا"),
            ("<a href=\"https://x.example/?a=1\">رابط</a>", "رابط"),
            ("I <3 you", "I <3 you"),
        ] {
            assert_eq!(to_text(html.into()), text);
        }
    }
}
