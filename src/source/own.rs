//! Telling our own outputs from transcripts, so that a report left in the folder is never audited.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use memchr::memmem;

/// How far into a file a marker is looked for.
const REACH: usize = 2048;

/// The longest manifest that is looked at.
const MANIFEST: u64 = 64 << 10;

/// Whether the file is an output of this program: by its name (`lamsa-report.*`), by the header of a verdict stream, by
/// a quoted marker such as `"lamsa/report@1"` near its beginning, or by the first words of the report as text. Canonical
/// conversations are input.
#[must_use]
pub fn is_own_output(name: &str, head: &[u8]) -> bool {
    let start = &head[..head.len().min(REACH)];
    name.starts_with("lamsa-report.")
        || is_verdict_stream(start)
        || has_marker(start)
        || is_text(start)
}

/// Whether the file is a table of one of our reports: they carry no mark of their own, and the manifest beside them lists
/// them.
pub(super) fn is_listed_output(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return false;
    };
    let mut manifest = Vec::new();
    path.extension().is_some_and(|ending| ending == "csv")
        && File::open(path.with_file_name("manifest.json"))
            .is_ok_and(|file| file.take(MANIFEST).read_to_end(&mut manifest).is_ok())
        && has_marker(&manifest[..manifest.len().min(REACH)])
        && memmem::find(&manifest, format!("\"{name}\"").as_bytes()).is_some()
}

/// `lamsa 0.1.0 · …`
fn is_text(start: &[u8]) -> bool {
    start
        .strip_prefix(b"lamsa ")
        .is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit))
}

fn is_verdict_stream(start: &[u8]) -> bool {
    let line = start.trim_ascii_start();
    line.starts_with(br#"{"type":"header","#)
        && memmem::find(line, br#""schema_version""#).is_some()
}

/// Looks for a quote, `lamsa/`, a word other than `conversation`, and `@` with a version.
fn has_marker(start: &[u8]) -> bool {
    memmem::find_iter(start, b"lamsa/").any(|at| {
        let quoted = at > 0 && matches!(start[at - 1], b'"' | b'\'');
        let rest = &start[at + b"lamsa/".len()..];
        let word = rest
            .iter()
            .take_while(|byte| byte.is_ascii_lowercase())
            .count();
        let versioned =
            rest[word..].starts_with(b"@") && rest.get(word + 1).is_some_and(u8::is_ascii_digit);
        quoted && versioned && word > 0 && &rest[..word] != b"conversation"
    })
}

#[cfg(test)]
mod tests {
    use super::is_own_output;

    #[test]
    fn reports_and_verdicts_are_ours_and_conversations_are_not() {
        assert!(is_own_output("lamsa-report.xlsx", b"PK"));
        assert!(is_own_output(
            "out.jsonl",
            br#"{"type":"header","schema_version":1,"version":"0.1.0"}"#
        ));
        assert!(is_own_output(
            "x.html",
            br#"<!doctype html><meta name="generator" content="lamsa/report@1">"#
        ));
        assert!(is_own_output(
            "page.txt",
            "lamsa 0.1.0 · human contact".as_bytes()
        ));
        assert!(!is_own_output("notes.txt", b"lamsa is a word"));
        assert!(!is_own_output(
            "a.jsonl",
            br#"{"schema":"lamsa/conversation@1","id":"a","items":[]}"#
        ));
        assert!(!is_own_output(
            "a.jsonl",
            br#"{"id":"a","items":[{"by":"bot","text":"see lamsa/report@1"}]}"#
        ));
    }
}
