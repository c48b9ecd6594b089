//! What a text is made of, as far as it tells which forms cannot occur in it. Most texts hold no personal data, and one
//! pass over their bytes shows it.

/// The outline of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// How many digits it holds.
    pub(super) digits: usize,
    /// How many rows of digits.
    pub(super) rows: usize,
    /// The digits of the longest row.
    pub(super) longest: usize,
    /// The letters of the longest row of Latin capitals.
    pub(super) capitals: usize,
    /// Whether a digit stands beside a Latin letter or one of `- _ /`, as in codes.
    pub(super) glued: bool,
}

/// What a digit may stand beside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Digit,
    Glue,
    Other,
}

impl Shape {
    pub(super) fn of(text: &str) -> Self {
        let mut shape = Self::default();
        let (mut row, mut capitals) = (0, 0);
        let (mut before, mut lead) = (Sign::Other, 0);
        for byte in text.bytes() {
            let sign = match byte {
                b'0'..=b'9' => Sign::Digit,
                b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'/' => Sign::Glue,
                // The first byte of an Arabic-Indic or Persian digit, which the next one completes.
                0xD9 | 0xDB => {
                    lead = byte;
                    continue;
                }
                0xA0..=0xA9 if lead == 0xD9 => Sign::Digit,
                0xB0..=0xB9 if lead == 0xDB => Sign::Digit,
                _ => Sign::Other,
            };
            lead = 0;
            if sign == Sign::Digit {
                row += 1;
                shape.digits += 1;
                shape.rows += usize::from(row == 1);
                shape.longest = shape.longest.max(row);
            } else {
                row = 0;
            }
            capitals = if byte.is_ascii_uppercase() {
                capitals + 1
            } else {
                0
            };
            shape.capitals = shape.capitals.max(capitals);
            shape.glued |= matches!(
                (before, sign),
                (Sign::Digit, Sign::Glue) | (Sign::Glue, Sign::Digit)
            );
            before = sign;
        }
        shape
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn digits_of_every_script_count() {
        let shape = Shape {
            digits: 9,
            rows: 3,
            longest: 4,
            capitals: 2,
            glued: true,
        };
        assert_eq!(Shape::of("رقم ٤٠٨۸، NS-20 او 123"), shape);
        assert_eq!(
            Shape::of("ABCDEF غ ن"),
            Shape {
                capitals: 6,
                ..Shape::default()
            }
        );
        assert!(!Shape::of("at 9, ٢٣ or 1.5").glued);
    }
}
