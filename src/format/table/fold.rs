//! The spelling under which header names and cell words are compared.

/// `text` in lower case, letters and digits only; Arabic without vowel signs, tatweel and the spelling variants of
/// alef, yeh and teh marbuta.
pub(in crate::format) fn fold(text: &str) -> String {
    text.chars()
        .filter(|letter| {
            letter.is_alphanumeric() && *letter != '\u{640}' && !is_vowel_sign(*letter)
        })
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' => 'ي',
            'ة' => 'ه',
            other => other,
        })
        .collect()
}

/// Arabic vowel signs are marks to writers and letters to Unicode's tables.
const fn is_vowel_sign(letter: char) -> bool {
    matches!(letter, '\u{64b}'..='\u{65f}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn one_name_in_many_spellings() {
        for name in [
            "Conversation ID",
            "conversation_id",
            "conversationId",
            " CONVERSATION-ID ",
            "\u{feff}conversation.id",
        ] {
            assert_eq!(fold(name), "conversationid");
        }
        assert_eq!(fold("المُساعِد الآلـي"), fold("المساعد الالي"));
        assert_eq!(fold("معرف المحادثة"), fold("معرّف المحادثه"));
    }
}
