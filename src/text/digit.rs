//! Digits in Latin, Arabic-Indic and Persian shapes.

/// The value of a digit in any of the three shapes.
#[must_use]
pub const fn digit(character: char) -> Option<u8> {
    let zero = match character {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return None,
    };
    Some((character as u32 - zero as u32) as u8)
}

/// The Latin shape of a digit; every other character as it is.
#[must_use]
pub fn latin_digit(character: char) -> char {
    digit(character).map_or(character, |value| char::from(b'0' + value))
}
