//! What folding does with each character, decided once.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::latin_digit;

/// The fate of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Separates words.
    Space,
    /// Vanishes and joins what stands around it: diacritics, tatweel, apostrophes, direction marks.
    Drop,
    /// A letter, already folded.
    Letter(char),
    /// An ASCII digit.
    Digit(u8),
    /// Ends a sentence.
    Stop,
    /// Ends a question.
    Question,
    /// Ends a clause.
    Clause,
    /// May join the parts of a number, code, address or time: `- / . : @ _ + ,`.
    Joiner(u8),
    /// A picture that stands for a word.
    Picture(char),
    /// Stands for several characters (ligatures, presentation forms); decompose and look again.
    Several,
}

/// Characters below this one have their fate in a table.
const TABLED: usize = 0x800;

static TABLE: LazyLock<[Fate; TABLED]> = LazyLock::new(|| {
    std::array::from_fn(|code| char::from_u32(code as u32).map_or(Fate::Space, decide))
});

/// The fate of a character.
pub(super) fn fate(character: char) -> Fate {
    match TABLE.get(character as usize) {
        Some(fate) => *fate,
        None => decide(character),
    }
}

/// The table itself, for loops that look up many characters.
pub(super) fn table() -> &'static [Fate; TABLED] {
    &TABLE
}

fn decide(character: char) -> Fate {
    match character {
        'a'..='z' => Fate::Letter(character),
        'A'..='Z' => Fate::Letter(character.to_ascii_lowercase()),
        '0'..='9' => Fate::Digit(character as u8),
        '٠'..='٩' | '۰'..='۹' => Fate::Digit(latin_digit(character) as u8),
        '-' | '/' | '.' | ':' | '@' | '_' | '+' | ',' => Fate::Joiner(character as u8),
        '\u{2010}' | '\u{2011}' => Fate::Joiner(b'-'),
        '٫' => Fate::Joiner(b'.'),
        '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | '٬' => Fate::Drop,
        '!' | ';' | '\n' | '…' | '؛' | '•' | '·' | '|' | '。' | '۔' => Fate::Stop,
        '?' | '؟' => Fate::Question,
        '،' | '(' | ')' | '"' | '“' | '”' | '«' | '»' | '–' | '—' | '[' | ']' | '{' | '}' => {
            Fate::Clause
        }
        _ if is_invisible(character) => Fate::Drop,
        _ => decide_letter(character),
    }
}

/// Marks that carry no sound: Arabic vowel signs, tatweel, Quranic marks, combining accents, bidi controls, joiners.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{0300}'..='\u{036F}' | '\u{0610}'..='\u{061A}' | '\u{061C}' | 'ـ' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{06D6}'..='\u{06ED}' | '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{1F3FB}'..='\u{1F3FF}')
}

fn decide_letter(character: char) -> Fate {
    // Arabic letters that are written one for the other, and the Persian shapes that keyboards give for them.
    let folded = match character {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ئ' | 'ی' | 'ې' => 'ي',
        'ؤ' => 'و',
        'ة' | 'ہ' | 'ھ' => 'ه',
        'ک' | 'گ' | 'ڪ' => 'ك',
        'چ' => 'ج',
        'پ' => 'ب',
        'ڤ' => 'ف',
        'ژ' => 'ز',
        'ء' => return Fate::Drop,
        _ => character,
    };
    if matches!(folded, 'ا'..='ي') {
        return Fate::Letter(folded);
    }
    let mut pieces = folded.nfkd().filter(|piece| !is_invisible(*piece));
    match (pieces.next(), pieces.next()) {
        (Some(first), Some(_)) if first.is_alphanumeric() => Fate::Several,
        (Some(first), None) if first != character => decide(first),
        _ if folded.is_alphabetic() => {
            let mut lower = folded.to_lowercase();
            Fate::Letter(lower.next().unwrap_or(folded))
        }
        _ if is_picture(folded) => Fate::Picture(folded),
        _ => Fate::Space,
    }
}

fn is_picture(character: char) -> bool {
    matches!(character as u32, 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F000..=0x1FAFF)
}
