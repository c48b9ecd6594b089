//! What a speaker says in this turn, without the mail that it quotes.

use std::ops::Range;

/// The byte ranges of `raw` that are the writer's own: lines quoted with `>` are left out, and the line that introduces
/// them ("On … wrote:"), and everything under a line that asks to reply above it.
///
/// Writes the ranges into `ranges`, which is emptied first.
pub fn own_words(raw: &str, ranges: &mut Vec<Range<usize>>) {
    ranges.clear();
    if memchr::memchr(b'\n', raw.as_bytes()).is_none() {
        ranges.push(0..raw.len());
        return;
    }
    let mut start = 0;
    let mut previous: Option<Range<usize>> = None;
    for line in raw.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let text = line.trim();
        if text.starts_with("##-") {
            previous = None;
            continue;
        }
        if text.starts_with('>') {
            if let Some(intro) = previous.take()
                && !raw[intro.clone()].trim_end().ends_with(':')
            {
                push(ranges, intro);
            }
            continue;
        }
        if let Some(earlier) = previous.replace(range) {
            push(ranges, earlier);
        }
    }
    if let Some(last) = previous {
        push(ranges, last);
    }
}

fn push(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => ranges.push(range),
    }
}

#[cfg(test)]
mod tests {
    use super::own_words;

    #[test]
    fn quoted_history_is_not_said_again() {
        let raw = "Still broken.\n\nOn 3 May Jo wrote:\n> Please restart\n> it.\nThanks";
        let mut ranges = Vec::new();
        own_words(raw, &mut ranges);
        let own: Vec<&str> = ranges
            .iter()
            .map(|range| raw[range.clone()].trim())
            .collect();
        assert_eq!(own, ["Still broken.", "Thanks"]);
    }
}
