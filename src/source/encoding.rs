//! The encodings of text, told by the first bytes and undone as the bytes come.
//!
//! What cannot be decoded becomes a byte that no UTF-8 text holds, so that the record with it is reported as damaged
//! instead of being read with a wrong letter.

use encoding_rs::{
    Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256,
};

/// A byte that is never part of UTF-8.
const DAMAGE: u8 = 0xff;

/// The name under which UTF-8 is shown.
pub(super) const UTF_8: &str = "UTF-8";

/// The encoding of a file that begins with `head`, where it is another than UTF-8: by its mark, by where the high
/// halves of UTF-16 stand, and, where the bytes are no UTF-8, by the letters that they would be. A UTF-8 file with a
/// few broken bytes stays one.
pub(super) fn foreign(head: &[u8]) -> Option<&'static Encoding> {
    if head.starts_with(&[0xff, 0xfe]) {
        return Some(UTF_16LE);
    }
    if head.starts_with(&[0xfe, 0xff]) {
        return Some(UTF_16BE);
    }
    utf_16(head).or_else(|| code_page(head))
}

/// The bytes without a UTF-8 letter of which only the beginning is there, as where a look ended in the middle of it.
pub(super) fn without_cut_letter(bytes: &[u8]) -> &[u8] {
    // A letter has at most four bytes, so a cut one is among the last three.
    for cut in 1..=bytes.len().min(3) {
        let (before, tail) = bytes.split_at(bytes.len() - cut);
        let is_cut = std::str::from_utf8(tail)
            .is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none());
        if is_cut {
            return before;
        }
    }
    bytes
}

/// UTF-16 without a mark: in English and Arabic text nearly every second byte is 0 or 6.
fn utf_16(head: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = head.as_chunks::<2>();
    let mut high = [0_usize; 2];
    let mut nul = [0_usize; 2];
    for pair in pairs {
        for (side, byte) in pair.iter().enumerate() {
            high[side] += usize::from(matches!(byte, 0 | 6));
            nul[side] += usize::from(*byte == 0);
        }
    }
    let is_high = |side: usize, other: usize| {
        pairs.len() > 3
            && nul[side] > 0
            && high[side] * 10 >= pairs.len() * 8
            && high[other] * 4 < pairs.len()
    };
    if is_high(1, 0) {
        Some(UTF_16LE)
    } else if is_high(0, 1) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// A Windows code page, for text with bytes beyond ASCII of which none is UTF-8. Arabic letters come in runs, the
/// accents of western languages stand alone among plain letters.
fn code_page(head: &[u8]) -> Option<&'static Encoding> {
    let (broken, whole) = utf_8_letters(head);
    if broken == 0 || whole >= broken || head.contains(&0) {
        return None;
    }
    let (mut runs, mut common, mut accents) = (0, 0, 0);
    for (at, byte) in head.iter().enumerate() {
        let before = at.checked_sub(1).map_or(b' ', |at| head[at]);
        let after = head.get(at + 1).copied().unwrap_or(b' ');
        if is_letter(*byte) && (is_letter(before) || is_letter(after)) {
            runs += 1;
            // The article's two letters are more than a tenth of any Arabic text.
            common += usize::from(matches!(byte, 0xc7 | 0xe1));
        } else if is_accent(*byte) && (before.is_ascii_alphabetic() || after.is_ascii_alphabetic())
            || is_sign(*byte)
        {
            accents += 1;
        }
    }
    if runs > accents && common * 10 >= runs {
        Some(WINDOWS_1256)
    } else if accents * 10 >= (accents + runs + broken) * 4 {
        Some(WINDOWS_1252)
    } else {
        None
    }
}

/// Bytes beyond ASCII that are no UTF-8, and letters beyond ASCII that are.
fn utf_8_letters(head: &[u8]) -> (usize, usize) {
    let (mut broken, mut whole) = (0, 0);
    for part in head.utf8_chunks() {
        whole += part
            .valid()
            .chars()
            .filter(|letter| !letter.is_ascii())
            .count();
        broken += part.invalid().len();
    }
    (broken, whole)
}

const fn is_letter(byte: u8) -> bool {
    byte >= 0xc0
}

/// The accented letters of western languages, without those that begin a UTF-8 letter more often than they are one.
const fn is_accent(byte: u8) -> bool {
    matches!(byte, 0xc0..=0xc2 | 0xc4..=0xcf | 0xd1 | 0xd6 | 0xdc | 0xdf..=0xef | 0xf1..=0xf6 | 0xf8..=0xfc)
}

/// Quotation marks, dashes, dots, the euro, the pound, the unbroken space and the degree.
const fn is_sign(byte: u8) -> bool {
    matches!(
        byte,
        0x80 | 0x85 | 0x91..=0x97 | 0xa0 | 0xa3 | 0xab | 0xb0 | 0xbb
    )
}

/// Turns the bytes of one file into UTF-8, piece by piece.
pub(super) struct Recoder {
    decoder: Decoder,
}

impl Recoder {
    /// A decoder of `encoding` at the beginning of a file; a byte order mark is dropped.
    pub(super) fn new(encoding: &'static Encoding) -> Self {
        Self {
            decoder: encoding.new_decoder_with_bom_removal(),
        }
    }

    /// Appends `bytes` to `text`; `last` says that none follow.
    pub(super) fn append(&mut self, bytes: &[u8], last: bool, text: &mut Vec<u8>) {
        let mut rest = bytes;
        loop {
            let start = text.len();
            // At most three bytes come of one, and the decoder may hold one letter back.
            text.resize(start + rest.len() * 3 + 16, 0);
            let (result, read, written) =
                self.decoder
                    .decode_to_utf8_without_replacement(rest, &mut text[start..], last);
            text.truncate(start + written);
            rest = &rest[read..];
            match result {
                DecoderResult::Malformed(..) => text.push(DAMAGE),
                DecoderResult::OutputFull => {}
                DecoderResult::InputEmpty => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16_of(text: &str, little: bool) -> Vec<u8> {
        let units = text.encode_utf16();
        if little {
            units.flat_map(u16::to_le_bytes).collect()
        } else {
            units.flat_map(u16::to_be_bytes).collect()
        }
    }

    #[test]
    fn encodings_are_told_apart() {
        let arabic = "conversation_id,role,text\nc-1,user,السلام عليكم أريد موظف\n";
        let western = "conversation_id,role,text\nc-1,user,Le café est fermé, déjà\n";
        let cases = [
            (utf_16_of(arabic, true), Some(UTF_16LE)),
            (utf_16_of(arabic, false), Some(UTF_16BE)),
            (utf_16_of(western, true), Some(UTF_16LE)),
            (arabic.as_bytes().to_vec(), None),
            (
                WINDOWS_1256.encode(arabic).0.into_owned(),
                Some(WINDOWS_1256),
            ),
            (
                WINDOWS_1252.encode(western).0.into_owned(),
                Some(WINDOWS_1252),
            ),
            (b"caf\xc3,plain, \xd8 and a nul \0".to_vec(), None),
            ([arabic.as_bytes(), b"\xff\xe9"].concat(), None),
        ];
        for (at, (bytes, encoding)) in cases.into_iter().enumerate() {
            assert_eq!(foreign(&bytes), encoding, "case {at}");
        }
    }

    #[test]
    fn a_letter_cut_by_the_end_of_the_look_says_nothing() {
        for letter in ["é", "ع", "€", "😀"] {
            for cut in 1..letter.len() {
                let head = [
                    &b"id,role,text\nc-1,user,caf"[..],
                    &letter.as_bytes()[..cut],
                ]
                .concat();
                assert_eq!(foreign(without_cut_letter(&head)), None, "{letter} {cut}");
            }
        }
        assert_eq!(without_cut_letter("café".as_bytes()), "café".as_bytes());
        assert_eq!(without_cut_letter(b"\xa9\xa9\xa9\xa9"), b"\xa9\xa9\xa9\xa9");
        assert_eq!(without_cut_letter(b""), b"");
    }

    #[test]
    fn pieces_of_any_size_read_the_same_and_damage_stays_visible() {
        let text = "a،ب 😀 z";
        for size in 1..9 {
            let mut recoder = Recoder::new(UTF_16LE);
            let bytes = utf_16_of(text, true);
            let mut out = Vec::new();
            for piece in bytes.chunks(size) {
                recoder.append(piece, false, &mut out);
            }
            recoder.append(&[], true, &mut out);
            assert_eq!(out, text.as_bytes(), "{size}");
        }
        let mut out = Vec::new();
        Recoder::new(UTF_16LE).append(&[b'a', 0, b'b'], true, &mut out);
        assert_eq!(out, [b'a', DAMAGE]);
    }
}
