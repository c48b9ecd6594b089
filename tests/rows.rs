//! Rows of one conversation make one conversation, wherever they lie.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use proptest::prelude::*;

const HEADER: &str = "conversation_id,sender,timestamp,message\n";
const TIMELESS: &str = "conversation_id,sender,message\n";

/// Everything a run of `args` over `input` writes to standard output, and its exit code.
fn run(args: &[&str], input: &Path) -> (String, i32) {
    let out = Command::cargo_bin("lamsa")
        .unwrap()
        .args(args)
        .arg(input)
        .output()
        .unwrap();
    (
        String::from_utf8(out.stdout).unwrap(),
        out.status.code().unwrap(),
    )
}

fn convert(input: &Path) -> Vec<String> {
    let (out, code) = run(&["convert"], input);
    assert_eq!(code, 0);
    out.lines().map(str::to_owned).collect()
}

/// The verdict stream, without the summary, which counts files and records.
fn verdicts(input: &Path, jobs: &str) -> Vec<String> {
    let (out, _) = run(&["audit", "-o", "jsonl=-", "--jobs", jobs], input);
    let of_conversations = |line: &&str| line.contains("\"type\":\"conversation\"");
    out.lines()
        .filter(of_conversations)
        .map(str::to_owned)
        .collect()
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

/// The rows of `conversations`, one conversation after the other, each row at its own minute.
fn timed(conversations: usize, rows: usize) -> Vec<String> {
    let mut all = Vec::new();
    for one in 0..conversations {
        for row in 0..rows + one % 3 {
            let (by, text) = if row % 2 == 0 {
                ("customer", "I want to talk to a human,\nplease")
            } else {
                ("bot", "Sorry, I did not \"understand\" that")
            };
            let text = text.replace('"', "\"\"");
            all.push(format!(
                "c{one},{by},2026-09-01T10:{row:02}:00Z,\"{text} {one}/{row}\"\n"
            ));
        }
    }
    all
}

/// The rows in a folder of files of at most `most` rows, each with the header.
fn files(header: &str, rows: &[String], most: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (number, part) in rows.chunks(most).enumerate() {
        let path = folder.path().join(format!("day-{number:03}.csv"));
        fs::write(path, format!("{header}{}", part.concat())).unwrap();
    }
    folder
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_order_and_any_cut_give_the_same_conversations(
        rows in Just(timed(7, 4)).prop_shuffle(),
        most in 8..40_usize,
    ) {
        let expected = convert(files(HEADER, &timed(7, 4), 1000).path());
        prop_assert_eq!(expected.len(), 7);
        let whole = convert(files(HEADER, &rows, 1000).path());
        prop_assert_eq!(&sorted(whole.clone()), &sorted(expected));
        // The stream follows the first row of each.
        prop_assert_eq!(&convert(files(HEADER, &rows, most).path()), &whole);
        let place = |line: &String| {
            let id = line.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            rows.iter().position(|row| row.starts_with(&format!("{id},")))
        };
        prop_assert!(whole.is_sorted_by_key(place));
    }
}

#[test]
fn interleaved_and_cut_tables_are_judged_as_whole_ones() {
    let mut rows = timed(40, 8);
    let expected = verdicts(files(HEADER, &rows, 1000).path(), "1");
    assert_eq!(expected.len(), 40);
    // The minute: row k of every conversation before row k + 1 of any.
    rows.sort_by_key(|row| row.split(',').nth(2).unwrap().to_owned());
    for (most, jobs) in [(1000, "1"), (37, "1"), (37, "4")] {
        let folder = files(HEADER, &rows, most);
        assert_eq!(verdicts(folder.path(), jobs), expected);
    }
}

#[test]
fn rows_without_times_keep_the_order_of_the_files() {
    let text = |one: usize, row: usize| format!("c{one},customer,\"word {row}\"\n");
    let together: Vec<String> = (0..3)
        .flat_map(|one| (0..20).map(move |row| text(one, row)))
        .collect();
    let interleaved: Vec<String> = (0..20)
        .flat_map(|row| (0..3).map(move |one| text(one, row)))
        .collect();
    let expected = convert(files(TIMELESS, &together, 1000).path());
    assert_eq!(expected.len(), 3);
    for most in [6, 7, 1000] {
        assert_eq!(
            convert(files(TIMELESS, &interleaved, most).path()),
            expected
        );
    }
}

#[test]
fn conversations_that_cross_files_are_seen_whole_by_every_command() {
    let folder = files(HEADER, &timed(3, 10), 4);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 9);
    let lines = convert(folder.path());
    assert_eq!(lines.len(), 3);
    let (shown, code) = run(&["show", "--id", "c1", "--quotes", "full"], folder.path());
    assert_eq!(code, 0);
    assert!(shown.contains("1/0") && shown.contains("1/10"), "{shown}");
    let (seen, code) = run(&["inspect"], folder.path());
    assert_eq!(code, 0);
    // Every file is told by itself: of 33 rows four in each, and the names over all.
    assert_eq!(seen.matches(" with 4 items").count(), 8, "{seen}");
    assert!(seen.contains("  conversations  1 with 1 items"), "{seen}");
    let (out, _) = run(&["audit", "-o", "json=-"], folder.path());
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(
        out.contains("\"files\": 9") || out.contains("\"files\":9"),
        "{report}"
    );
}

#[test]
fn files_of_other_columns_are_not_joined() {
    let folder = files(HEADER, &timed(1, 4), 1000);
    fs::write(
        folder.path().join("other.csv"),
        format!("{TIMELESS}c0,customer,hello\nc5,customer,hi\nc0,bot,hello\n"),
    )
    .unwrap();
    let lines = convert(folder.path());
    assert_eq!(lines.len(), 3);
    assert!(lines[0].contains("0/3") && !lines[0].contains("hello"));
    assert_eq!(lines[1].matches("hello").count(), 2);
}

#[test]
fn a_pipe_and_a_last_row_without_line_end() {
    let rows = "c1,customer,one\nc2,customer,two\nc1,bot,three\nc2,bot,four";
    let out = Command::cargo_bin("lamsa")
        .unwrap()
        .args(["convert", "-"])
        .write_stdin(format!("{TIMELESS}{rows}"))
        .output()
        .unwrap();
    let out = String::from_utf8(out.stdout).unwrap();
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("one") && lines[0].contains("three"));
    assert!(lines[1].contains("two") && lines[1].contains("four"));
}

#[test]
fn a_conversation_over_the_limit_is_a_problem_and_the_others_are_read() {
    let mut rows = Vec::new();
    for row in 0..400 {
        rows.push(format!("giant,customer,\"{} {row}\"\n", "word ".repeat(20)));
        if row % 100 == 0 {
            rows.push(format!("small,customer,\"word {row}\"\n"));
        }
    }
    for most in [1000, 50] {
        let folder = files(TIMELESS, &rows, most);
        let args = ["convert", "--max-record", "20000"];
        let out = Command::cargo_bin("lamsa")
            .unwrap()
            .args(args)
            .arg(folder.path())
            .output()
            .unwrap();
        let (told, text) = (
            String::from_utf8(out.stderr).unwrap(),
            String::from_utf8(out.stdout).unwrap(),
        );
        assert_eq!(text.lines().count(), 1, "{text}");
        assert_eq!(text.matches("word").count(), 4);
        assert!(told.contains("longer than 20000 bytes"), "{told}");
    }
}

#[test]
fn a_row_with_a_blank_id_belongs_to_the_row_above() {
    let rows: Vec<String> = [
        ",customer,nobody\n",
        "c1,customer,one\n",
        ",bot,two\n",
        "c2,customer,three\n",
        ",bot,four\n",
        "c1,customer,five\n",
        ",bot,six\n",
    ]
    .map(str::to_owned)
    .to_vec();
    let lines = convert(files(TIMELESS, &rows, 1000).path());
    assert_eq!(lines.len(), 3);
    assert!(lines[0].contains("\"id\":\"x-"));
    for word in ["one", "two", "five", "six"] {
        assert!(lines[1].contains(word), "{}", lines[1]);
    }
}

#[test]
fn messages_without_an_id_column_are_refused_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    fs::write(&path, "sender,message\ncustomer,hello\nbot,hi\n").unwrap();
    let out = Command::cargo_bin("lamsa")
        .unwrap()
        .arg("convert")
        .arg(&path)
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2));
    let told = String::from_utf8(out.stderr).unwrap();
    assert!(told.contains("conversation"), "{told}");
}

#[test]
fn a_problem_names_the_row_of_its_own_file() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, rows: &[&[u8]]| {
        let rows = [&[TIMELESS.as_bytes()], rows].concat().concat();
        fs::write(folder.path().join(name), rows).unwrap();
    };
    write("a.csv", &[b"c1,customer,one\n", b"c2,customer,two\n"]);
    write("b.csv", &[b"c2,bot,three\n", b"c1,bot,\xff\xfe\xff\n"]);
    let out = Command::cargo_bin("lamsa")
        .unwrap()
        .arg("convert")
        .arg(folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8(out.stderr).unwrap();
    assert!(
        told.contains("record 2: in ") && told.contains("b.csv"),
        "{told}"
    );
    assert_eq!(String::from_utf8(out.stdout).unwrap().lines().count(), 1);
}

/// What an audit of `folder` writes, told and counts.
fn audit(folder: &Path) -> (serde_json::Value, String, i32) {
    let out = Command::cargo_bin("lamsa")
        .unwrap()
        .args(["audit", "-o", "json=-"])
        .arg(folder)
        .output()
        .unwrap();
    (
        serde_json::from_slice(&out.stdout).unwrap(),
        String::from_utf8(out.stderr).unwrap(),
        out.status.code().unwrap(),
    )
}

fn accounted(report: &serde_json::Value) -> [u64; 4] {
    ["read", "used", "duplicate", "unreadable"]
        .map(|key| report["accounting"][key].as_u64().unwrap())
}

#[test]
fn an_export_given_twice_counts_once() {
    let rows = timed(5, 4).concat();
    let folder = tempfile::tempdir().unwrap();
    let table = format!("{HEADER}{rows}");
    fs::write(folder.path().join("a.csv"), &table).unwrap();
    let expected = convert(folder.path());
    fs::write(folder.path().join("copy of a.csv"), table.trim_end()).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, table.as_bytes()).unwrap();
    fs::write(folder.path().join("z.csv.gz"), packed.finish().unwrap()).unwrap();
    assert_eq!(convert(folder.path()), expected);
    let (report, told, code) = audit(folder.path());
    assert_eq!(accounted(&report), [15, 5, 10, 0], "{told}");
    assert!(
        told.contains("rows that an earlier file has in the same conversation were taken once")
            && !told.contains("came from more than one file"),
        "{told}"
    );
    assert_eq!(code, 0);
}

#[test]
fn files_that_overlap_are_joined_and_told() {
    let row =
        |minute: u32, text: &str| format!("c1,customer,2026-09-01T10:{minute:02}:00Z,{text}\n");
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, rows: &[String]| {
        fs::write(
            folder.path().join(name),
            format!("{HEADER}{}", rows.concat()),
        )
        .unwrap();
    };
    // What somebody says twice in one file is said twice.
    write(
        "a.csv",
        &[row(1, "hello"), row(2, "anyone"), row(2, "anyone")],
    );
    write(
        "b.csv",
        &[row(2, "anyone"), row(2, "anyone"), row(3, "bye")],
    );
    let lines = convert(folder.path());
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].matches("anyone").count(), 2, "{}", lines[0]);
    assert_eq!(lines[0].matches("\"by\"").count(), 4, "{}", lines[0]);
    let (report, told, _) = audit(folder.path());
    assert_eq!(accounted(&report), [1, 1, 0, 0]);
    assert!(
        told.contains("conversation rows of 1 ids came from more than one file")
            && told.contains("2 rows that an earlier file has"),
        "{told}"
    );
}

#[test]
fn odd_times_are_told_at_the_row_of_their_own_file() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, rows: &str| {
        fs::write(folder.path().join(name), format!("{HEADER}{rows}")).unwrap();
    };
    write(
        "a.csv",
        "c1,customer,2026-09-01T10:00:00Z,one\nc2,customer,2026-09-01T10:00:00Z,two\n",
    );
    write(
        "b.csv",
        "c2,bot,2026-09-01T10:01:00Z,three\nc1,bot,soonish,four\n",
    );
    let (_, told, _) = audit(folder.path());
    assert!(
        told.contains("record 2: in ") && told.contains("b.csv: used, but with 1 time stamps"),
        "{told}"
    );
}

#[test]
fn newest_first_rows_are_turned_round() {
    let mut rows = timed(1, 59);
    rows.reverse();
    let folder = files(HEADER, &rows, 1000);
    let text = fs::read_to_string(folder.path().join("day-000.csv")).unwrap();
    fs::write(folder.path().join("day-000.csv"), text.trim_end()).unwrap();
    let lines = convert(folder.path());
    let at = |row: usize| lines[0].find(&format!("0/{row}\"")).unwrap();
    assert!((0..58).all(|row| at(row) < at(row + 1)));
}
