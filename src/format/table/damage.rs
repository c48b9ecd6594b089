//! What is wrong with a row as a row: its quotes, the number of its cells, its end.

use csv::ByteRecord;
use memchr::memchr;

use super::plan::Plan;

/// Says what is wrong with a row that the parser took; `raw` is the row as it is written, with its line end where it has
/// one. Blank cells beyond the header, and missing ones that no message needs, are how spreadsheets write, and are
/// nothing wrong.
pub(super) fn damage(plan: &Plan, row: &ByteRecord, raw: &[u8]) -> Option<String> {
    if let Some(what) = quoting(plan.delimiter, raw) {
        return Some(what.to_owned());
    }
    let header = &plan.columns.header;
    let named = header.len()
        - header
            .iter()
            .rev()
            .take_while(|name| name.trim().is_empty())
            .count();
    let filled = row
        .iter()
        .skip(header.len())
        .any(|cell| !cell.trim_ascii().is_empty());
    if filled {
        return Some(format!(
            "{} cells where the header has {named}, so a delimiter or quote is misplaced",
            row.len()
        ));
    }
    let ends = raw.ends_with(b"\n") || raw.ends_with(b"\r");
    if row.len() < named && !ends {
        return Some(format!(
            "the file ends after {} of {named} cells, so it was probably cut off",
            row.len()
        ));
    }
    (row.len() < plan.least_cells())
        .then(|| format!("{} cells where the header has {named}", row.len()))
}

/// A quote that is never closed, or text behind one that is.
fn quoting(delimiter: u8, raw: &[u8]) -> Option<&'static str> {
    memchr(b'"', raw)?;
    let row = raw.trim_ascii_end();
    // Line ends before the row are blank lines, or the other half of a line end.
    let mut at = row
        .iter()
        .take_while(|byte| matches!(byte, b'\n' | b'\r'))
        .count();
    loop {
        if row.get(at) == Some(&b'"') {
            at += 1;
            loop {
                at += match memchr(b'"', &row[at..]) {
                    Some(quote) => quote + 1,
                    None => {
                        return Some(
                            "a quote is opened and never closed, so the rows after it are lost",
                        );
                    }
                };
                if row.get(at) != Some(&b'"') {
                    break;
                }
                at += 1;
            }
            at += row[at..].iter().take_while(|byte| **byte == b' ').count();
            match row.get(at) {
                None => return None,
                Some(byte) if *byte == delimiter => at += 1,
                Some(_) => return Some("a quote inside a quoted cell is not doubled"),
            }
        } else {
            at += memchr(delimiter, row.get(at..)?)? + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::quoting;

    #[test]
    fn quotes_that_spreadsheets_write_are_whole() {
        for whole in [
            &b"a,\"b \"\"c\"\" d\",e\r\n"[..],
            b"\n\n\"a,\n b\",c\n",
            b"a,5\" screen,c\n",
            b"\"\",\"\"\n",
            b"\"a\" ,b",
        ] {
            assert_eq!(quoting(b',', whole), None);
        }
        assert!(quoting(b',', b"a,\"b\nc,d\n").is_some_and(|what| what.contains("never closed")));
        assert!(
            quoting(b',', b"a,\"he said \"no\" twice\",b\n")
                .is_some_and(|what| what.contains("doubled"))
        );
    }
}
