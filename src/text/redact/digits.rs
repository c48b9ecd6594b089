//! Texts as their digits alone, and the checksums over these.

use crate::text::digit;

/// The digits of a text in Latin shape, everything else dropped.
pub(super) fn only_digits(text: &str) -> String {
    text.chars()
        .filter_map(digit)
        .map(|value| (b'0' + value) as char)
        .collect()
}

/// Letters and digits in one spelling: lower case, Latin digits, separators dropped.
pub(super) fn code_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for character in text.chars() {
        match digit(character) {
            Some(value) => key.push((b'0' + value) as char),
            None if character.is_alphabetic() => key.extend(character.to_lowercase()),
            None => {}
        }
    }
    key
}

/// Whether the last digit checks the others as payment cards do (ISO/IEC 7812).
pub(super) fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let value = u32::from(byte - b'0') * (1 + (place as u32 & 1));
            value / 10 + value % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether the last digit checks the others as Indian identity numbers do (Verhoeff).
pub(super) fn verhoeff(digits: &str) -> bool {
    // The permutation of the scheme, applied once for each place.
    const TURN: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut sum = 0;
    for (place, byte) in digits.bytes().rev().enumerate() {
        let mut value = byte - b'0';
        for _ in 0..place % 8 {
            value = TURN[usize::from(value)];
        }
        sum = dihedral(sum, value);
    }
    sum == 0
}

/// The product of two symmetries of a pentagon: below 5 turns, from 5 on mirrors.
const fn dihedral(left: u8, right: u8) -> u8 {
    match (left < 5, right < 5) {
        (true, true) => (left + right) % 5,
        (true, false) => 5 + (left + right - 5) % 5,
        (false, true) => 5 + (left - right) % 5,
        (false, false) => (left + 5 - right) % 5,
    }
}

/// Whether letters and digits (lower case, no separators) check out as an IBAN (ISO 13616).
pub(super) fn mod_97(code: &str) -> bool {
    let (Some(head), Some(tail)) = (code.get(..4), code.get(4..)) else {
        return false;
    };
    let mut rest = 0;
    for byte in tail.bytes().chain(head.bytes()) {
        rest = match byte {
            b'0'..=b'9' => rest * 10 + u32::from(byte - b'0'),
            b'a'..=b'z' => rest * 100 + u32::from(byte - b'a') + 10,
            _ => return false,
        } % 97;
    }
    rest == 1
}

#[cfg(test)]
mod tests {
    use super::{luhn, mod_97, only_digits, verhoeff};

    #[test]
    fn checksums() {
        assert!(luhn("4111111111111111"));
        assert!(!luhn("4111111111111112"));
        assert!(verhoeff("234123412346"));
        assert!(!verhoeff("234123412345"));
        assert!(mod_97("sa0380000000608010167519"));
        assert!(!mod_97("sa0480000000608010167519"));
        assert_eq!(only_digits("٠٥ 0-۱"), "0501");
    }
}
