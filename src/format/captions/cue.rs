//! Cues: two times and the lines under them.

use crate::text::latin_digit;

/// One cue.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cue<'t> {
    /// Its number in the file, from 1.
    pub(super) number: u64,
    /// When it begins and ends, in milliseconds; `None` where the times are none.
    pub(super) from: Option<i64>,
    pub(super) to: Option<i64>,
    pub(super) lines: Vec<&'t str>,
}

/// Every cue of a file. Comments, styles and the header are left out; lines that a blank one tears off their cue still
/// belong to it, and cues with no blank line between them are cues all the same.
pub(super) fn cues(text: &str) -> Vec<Cue<'_>> {
    let lines: Vec<&str> = text.lines().map(bare).collect();
    let is_cue = |at: usize| lines.get(at).is_some_and(|line| is_meant_as_timing(line));
    let mut cues: Vec<Cue<'_>> = Vec::new();
    // What the lines up to the next blank one are: of a cue, or of something that nobody says.
    let mut is_said = false;
    let mut after_blank = true;
    for (at, line) in lines.iter().enumerate() {
        if is_cue(at) {
            let (from, to) = times(line).map_or((None, None), |(from, to)| (Some(from), Some(to)));
            cues.push(Cue {
                number: cues.len() as u64 + 1,
                from,
                to,
                lines: Vec::new(),
            });
            is_said = true;
        } else if line.is_empty() {
            after_blank = true;
            continue;
        } else if is_cue(at + 1) && (after_blank || line.chars().all(char::is_numeric)) {
            // The number or name of the cue that follows.
            is_said = false;
        } else {
            if after_blank {
                is_said = !is_aside(line);
            }
            if is_said && let Some(cue) = cues.last_mut() {
                cue.lines.push(line);
            }
        }
        after_blank = false;
    }
    cues
}

/// Whether a line stands where a cue's times do, even if they cannot be read.
fn is_meant_as_timing(line: &str) -> bool {
    line.contains("-->")
        || (line.starts_with(char::is_numeric) && line.contains("->") && line.contains(':'))
}

/// Whether a line is one of a cue's times.
pub(super) fn is_timing(line: &str) -> bool {
    times(bare(line)).is_some()
}

fn bare(line: &str) -> &str {
    line.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{200e}' | '\u{200f}')
    })
}

/// Whether a block is a comment or a style, which `WebVTT` has beside cues.
fn is_aside(line: &str) -> bool {
    ["NOTE", "STYLE", "REGION"].iter().any(|word| {
        line.strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    })
}

/// Beginning and end of `00:01:02,500 --> 00:01:04.000 align:start`.
fn times(line: &str) -> Option<(i64, i64)> {
    let (from, rest) = line.split_once("-->")?;
    let to = rest.split_whitespace().next()?;
    Some((offset(from.trim())?, offset(to)?))
}

/// Milliseconds of `[hours:]minutes:seconds[.fraction]`, in any digits.
fn offset(text: &str) -> Option<i64> {
    let text: String = text.chars().map(latin_digit).collect();
    let (clock, fraction) = text.split_once([',', '.']).unwrap_or((&text, "0"));
    let mut seconds = 0_i64;
    let mut parts = 0;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(whole(part)?)?;
        parts += 1;
    }
    let millis = whole(&format!("{fraction:0<3}")[..3])?;
    (2..=3)
        .contains(&parts)
        .then(|| seconds.checked_mul(1000)?.checked_add(millis))?
}

fn whole(digits: &str) -> Option<i64> {
    let is_number = (1..=9).contains(&digits.len()) && digits.bytes().all(|d| d.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_with_and_without_hours_in_any_digits() {
        for (text, millis) in [
            ("00:01:02,500", Some(62_500)),
            ("01:02.5", Some(62_500)),
            ("100:00:00.000", Some(360_000_000)),
            ("٠٠:٠١:٠٢,٥٠٠", Some(62_500)),
            ("00:01:02", Some(62_000)),
            ("62", None),
            ("00:0a:02,500", None),
            ("0:0:0:0", None),
            ("00:01:02,é00", None),
            ("", None),
        ] {
            assert_eq!(offset(text), millis, "{text}");
        }
    }

    #[test]
    fn blank_lines_inside_and_missing_between_cues() {
        let read = cues(
            "1\n00:01,000 --> 00:02,000\nOne\n\nmore\n2\n00:03,000 --> oops\nTwo\nNOTE that\n\nNOTE x\ny\n",
        );
        let lines: Vec<_> = read.iter().map(|cue| cue.lines.join("|")).collect();
        assert_eq!(lines, ["One|more", "Two|NOTE that"]);
        assert_eq!(read[1].from, None);
    }
}
