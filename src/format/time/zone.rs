//! Zones as exports write them: a name, `UTC`, or hours and minutes ahead of it.

use jiff::tz::{Offset, TimeZone};

/// The zone of an IANA name, of `UTC` and `GMT`, of `+0300`, or of `UTC+3`.
pub(super) fn zone(text: &str) -> Option<TimeZone> {
    let text = text.trim();
    let bare = ["utc", "gmt"].iter().find_map(|word| {
        text.get(..3)
            .filter(|start| start.eq_ignore_ascii_case(word))
            .map(|_| &text[3..])
    });
    let rest = bare.unwrap_or(text);
    if rest.is_empty() && bare.is_some() || text.eq_ignore_ascii_case("z") {
        return Some(TimeZone::UTC);
    }
    match offset(rest) {
        Some((offset, end)) if end == rest.len() => Some(TimeZone::fixed(offset)),
        _ => TimeZone::get(text).ok(),
    }
}

/// The hours and minutes ahead of UTC that `text` begins with, and where they end: `+03:00`, `+0300`, `+3`.
pub(super) fn offset(text: &str) -> Option<(Offset, usize)> {
    let sign = match text.bytes().next()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let count = |from: usize| {
        text.bytes()
            .skip(from)
            .take_while(u8::is_ascii_digit)
            .count()
    };
    let digits = count(1);
    let (hours, minutes, end) = match digits {
        1 | 2 if text[1 + digits..].starts_with(':') && count(2 + digits) == 2 => {
            (&text[1..=digits], &text[2 + digits..4 + digits], 4 + digits)
        }
        1 | 2 => (&text[1..=digits], "0", 1 + digits),
        4 => (&text[1..3], &text[3..5], 5),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let fits = hours <= 18 && minutes < 60;
    let offset = Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()?;
    fits.then_some((offset, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_in_every_spelling() {
        for text in ["+03:00", "+0300", "+3", "UTC+3", "gmt+03:00"] {
            let offset = zone(text).and_then(|zone| zone.to_fixed_offset().ok());
            assert_eq!(offset.map(Offset::seconds), Some(10_800), "{text}");
        }
        for text in ["UTC", "gmt", "Z"] {
            assert_eq!(zone(text), Some(TimeZone::UTC), "{text}");
        }
        assert!(zone("Asia/Riyadh").is_some());
        for text in ["", "+", "+99", "UTC+", "Arab Standard Time", "AST"] {
            assert_eq!(zone(text), None, "{text}");
        }
    }
}
