//! Words from speech markup (SSML), which tells a voice how to say them.

use std::borrow::Cow;

/// The words of `text` where it is SSML; any other text as it is.
pub(super) fn words(text: String) -> String {
    if !text.trim_start().starts_with("<speak") {
        return text;
    }
    let mut words = String::with_capacity(text.len());
    for part in text.split('<') {
        // Before the first tag there is no `>`; behind every other one its text begins.
        let (tag, said) = part.split_once('>').unwrap_or(("", part));
        let name = tag.trim_start_matches('/').split([' ', '/']).next();
        if matches!(name, Some("break" | "p" | "s")) {
            words.push(' ');
        }
        words.push_str(said);
    }
    let words = super::html::to_text(Cow::Owned(words));
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn tags_and_entities_are_not_said() {
        for (ssml, said) in [
            (
                "<speak>Press <emphasis>1</emphasis> for Q&amp;A.<break time=\"1s\"/></speak>",
                "Press 1 for Q&A.",
            ),
            ("<speak><prosody rate=\"slow\">أهلاً</prosody></speak>", "أهلاً"),
            ("I <3 you", "I <3 you"),
        ] {
            assert_eq!(words(ssml.to_owned()), said);
        }
    }
}
