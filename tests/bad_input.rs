//! Every kind of bad input: what is said, what is counted, how the command ends.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::fs;
use std::io::Write;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

const GOOD: &str = concat!(
    r#"{"id":"c1","channel":"chat","items":[{"by":"customer","text":"where is my parcel"},"#,
    r#"{"by":"bot","text":"It arrives today."},{"event":"closed"}]}"#,
    "\n"
);
const TABLE: &str =
    "conversation_id,role,text\nc-1,user,السلام عليكم أريد موظف\nc-1,bot,أهلاً بك في الخدمة\n";

/// What an audit came to.
struct Audit {
    code: i32,
    told: String,
    page: String,
    used: u64,
    unreadable: u64,
    /// Type and reason of each line of the problems.
    problems: Vec<(String, Value)>,
}

fn lamsa(room: &Path) -> Command {
    let mut command = Command::cargo_bin("lamsa").unwrap();
    command.current_dir(room);
    command
}

fn audit_of(room: &Path, input: &str) -> Audit {
    audit_with(room, input, &[])
}

fn audit_with(room: &Path, input: &str, extra: &[&str]) -> Audit {
    let mut command = lamsa(room);
    command.args([
        "audit",
        input,
        "-o",
        "jsonl=../v.jsonl",
        "-o",
        "problems=../p.jsonl",
    ]);
    let out = command.args(extra).output().unwrap();
    let lines = |name: &str| -> Vec<Value> {
        let text = fs::read_to_string(room.join("..").join(name)).unwrap_or_default();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let summary = lines("v.jsonl").pop().unwrap_or_default();
    let count = |key: &str| summary["accounting"][key].as_u64().unwrap_or_default();
    let problems = lines("p.jsonl").into_iter().filter(|line| {
        matches!(
            line["type"].as_str(),
            Some("problem" | "notice" | "skipped")
        )
    });
    Audit {
        code: out.status.code().unwrap(),
        told: String::from_utf8_lossy(&out.stderr).into_owned(),
        page: String::from_utf8_lossy(&out.stdout).into_owned(),
        used: count("used"),
        unreadable: count("unreadable"),
        problems: problems
            .map(|line| (line["type"].as_str().unwrap().to_owned(), line))
            .collect(),
    }
}

/// Audits one file of these bytes.
fn audit(name: &str, bytes: &[u8]) -> Audit {
    let folder = tempfile::tempdir().unwrap();
    let room = folder.path().join("room");
    fs::create_dir(&room).unwrap();
    fs::write(room.join(name), bytes).unwrap();
    audit_of(&room, name)
}

#[track_caller]
fn expect(audit: &Audit, code: i32, used: u64, unreadable: u64, said: &str) {
    assert_eq!(
        (audit.code, audit.used, audit.unreadable),
        (code, used, unreadable),
        "{}",
        audit.told
    );
    assert!(audit.told.contains(said), "{said}: {}", audit.told);
}

fn utf_16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let units = mark
        .then_some(0xfeff)
        .into_iter()
        .chain(text.encode_utf16());
    units
        .flat_map(|unit| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        })
        .collect()
}

#[test]
fn an_empty_file() {
    expect(&audit("a.jsonl", b""), 4, 0, 0, "is empty");
}

#[test]
fn a_truncated_line() {
    let bytes = [GOOD, &GOOD[..60]].concat();
    let audit = audit("a.jsonl", bytes.as_bytes());
    expect(
        &audit,
        3,
        1,
        1,
        "a.jsonl: record 2: the JSON value ends too early",
    );
    assert_eq!(audit.problems[0].1["record"], 2);
}

#[test]
fn a_missing_column() {
    let audit = audit("a.csv", b"conversation_id,role\nc-1,user\n");
    expect(&audit, 2, 0, 0, "no column that reads like `text`");
    assert!(audit.told.contains("lamsa formats"));
}

#[test]
fn windows_1256() {
    let bytes = encoding_rs::WINDOWS_1256.encode(TABLE).0.into_owned();
    expect(&audit("a.csv", &bytes), 0, 1, 0, "");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), &bytes).unwrap();
    for (verb, said) in [
        ("convert", "السلام عليكم أريد موظف"),
        ("inspect", "windows-1256"),
    ] {
        let out = lamsa(folder.path()).args([verb, "a.csv"]).output().unwrap();
        assert!(String::from_utf8(out.stdout).unwrap().contains(said));
    }
}

#[test]
fn utf_16_of_both_orders_with_and_without_a_mark() {
    for little in [true, false] {
        for mark in [true, false] {
            expect(&audit("a.csv", &utf_16(TABLE, little, mark)), 0, 1, 0, "");
        }
    }
}

#[test]
fn a_byte_order_mark() {
    expect(
        &audit("a.csv", format!("\u{feff}{TABLE}").as_bytes()),
        0,
        1,
        0,
        "",
    );
}

#[test]
fn nul_bytes() {
    let bytes = [GOOD.as_bytes(), &[0; 40], b"\n"].concat();
    expect(
        &audit("a.jsonl", &bytes),
        3,
        1,
        1,
        "a.jsonl: record 2: not valid JSON",
    );
}

#[test]
fn broken_bytes_stay_utf_8() {
    let bytes = [TABLE.as_bytes(), b"c-2,user,caf\xe9\n"].concat();
    expect(
        &audit("a.csv", &bytes),
        3,
        1,
        1,
        "a.csv: record 3: column `text` is not UTF-8",
    );
}

#[test]
fn a_line_of_50_megabytes() {
    let mut bytes = GOOD.as_bytes().to_vec();
    bytes.extend(br#"{"id":"c2","items":[{"by":"customer","text":""#);
    bytes.resize(50 << 20, b'x');
    bytes.extend(b"\"}]}\n");
    bytes.extend(GOOD.replace("c1", "c3").bytes());
    expect(
        &audit("a.jsonl", &bytes),
        3,
        2,
        1,
        "a.jsonl: record 2: longer than 16777216 bytes",
    );
}

#[test]
fn nesting_of_20_000() {
    let deep = format!(
        "{GOOD}{{\"id\":\"c2\",\"items\":[],\"x\":{}{}}}\n",
        "[".repeat(20_000),
        "]".repeat(20_000)
    );
    expect(
        &audit("a.jsonl", deep.as_bytes()),
        3,
        1,
        1,
        "a.jsonl: record 2: ",
    );
}

#[test]
fn no_customer() {
    let line = GOOD.replace("customer", "human");
    // Nothing could be judged, and so nothing is proven.
    expect(&audit("a.jsonl", line.as_bytes()), 3, 1, 0, "");
}

#[test]
fn times_out_of_order_absent_or_garbage() {
    let at = |first: &str, second: &str| {
        GOOD.replacen("{\"by\"", &format!("{{\"at\":{first},\"by\""), 1)
            .replacen(
                "{\"by\":\"bot\"",
                &format!("{{\"at\":{second},\"by\":\"bot\""),
                1,
            )
    };
    let falling = at("\"2026-01-02T00:00:00Z\"", "\"2026-01-01T00:00:00Z\"");
    expect(&audit("a.jsonl", falling.as_bytes()), 0, 1, 0, "");
    expect(&audit("a.jsonl", GOOD.as_bytes()), 0, 1, 0, "");
    let garbage = audit("a.jsonl", at("\"yesterdayish\"", "\"99\"").as_bytes());
    expect(
        &garbage,
        0,
        1,
        0,
        "a.jsonl: record 1: used, but with 2 time stamps that are no time",
    );
    assert_eq!(garbage.problems[0].0, "notice");
    assert!(!garbage.told.contains("yesterdayish"));
}

#[test]
fn unknown_words_for_speakers_and_events() {
    let line = GOOD
        .replace("\"bot\"", "\"robotron\"")
        .replace("\"closed\"", "\"teleported\"");
    let audit = audit("a.jsonl", line.as_bytes());
    assert!(
        audit
            .told
            .contains("1 turns by a word that names no speaker, 1 events"),
        "{}",
        audit.told
    );
    assert_eq!((audit.used, audit.unreadable), (1, 0));
}

#[test]
fn a_folder_with_pictures_and_a_licence() {
    let folder = tempfile::tempdir().unwrap();
    let room = folder.path().join("room");
    fs::create_dir_all(room.join("in")).unwrap();
    fs::write(room.join("in/a.jsonl"), GOOD).unwrap();
    fs::write(room.join("in/LICENSE"), "Do what you like.\n").unwrap();
    for number in 0..6 {
        fs::write(
            room.join(format!("in/p{number}.png")),
            b"\x89PNG\r\n\x1a\n\0\0",
        )
        .unwrap();
    }
    let audit = audit_of(&room, "in");
    expect(
        &audit,
        0,
        1,
        0,
        "2 more files skipped; -o problems=FILE lists them",
    );
    assert_eq!(
        audit
            .problems
            .iter()
            .filter(|(kind, _)| kind == "skipped")
            .count(),
        7
    );
    assert!(audit.told.contains("is a picture"));
}

#[test]
fn a_truncated_gzip() {
    let text: String = (0..2000)
        .map(|number| GOOD.replace("c1", &format!("c{}", number * 7919)))
        .collect();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    let whole = encoder.finish().unwrap();
    let audit = audit("a.jsonl.gz", &whole[..whole.len() / 2]);
    assert_eq!(audit.code, 3);
    assert!(
        audit.told.contains("the file ends too early")
            && !audit.told.contains("rest of the input was read"),
        "{}",
        audit.told
    );
}

#[test]
fn rows_that_are_damaged() {
    let head = "conversation_id,role,text,team\nc-0,user,hello,a\nc-0,bot,hi,a\n";
    for (rows, said) in [
        (
            "c-1,user,one,a\nc-1,bot,two,a,b\n",
            "record 4: 5 cells where the header has 4",
        ),
        (
            "c-1,user,one,a\nc-1,bot\n",
            "record 4: 2 cells where the header has 4",
        ),
        (
            "c-1,user,one,a\nc-1,bot,tw",
            "record 4: the file ends after 3 of 4 cells",
        ),
        (
            "c-1,user,one,a\nc-1,bot,\"two,a\nc-2,user,three,a\n",
            "record 4: the file ends too early",
        ),
        (
            "c-1,user,one,a\nc-1,bot,\"he \"said\" it\",a\n",
            "record 4: a quote inside a quoted cell is not doubled",
        ),
    ] {
        expect(
            &audit("a.csv", format!("{head}{rows}").as_bytes()),
            3,
            1,
            1,
            said,
        );
    }
    // A torn row under a key of its own does not cut the conversation around it in two, wherever it stands.
    for (after, used) in [("c-2,user,three,a\n", 3), ("", 2)] {
        let torn = format!("{head}c-1,user,one\nworld,a\nc-1,bot,two,a\n{after}");
        let audit = audit("a.csv", torn.as_bytes());
        expect(&audit, 3, used, 1, "record 4: 2 cells");
    }
}

#[test]
fn rows_as_spreadsheets_write_them() {
    let head = "conversation_id,role,text,team\n";
    for rows in [
        "c-1,user,one,a,,\nc-1,bot,two,a,,\n",
        "c-1,user,one\nc-1,bot,two,a\n",
        "\n\nc-1,user,one,a\n\nc-1,bot,\"two \"\"three\"\", four\",a",
        "c-1,user,a 5\" screen,a\r\nc-1,bot,two,a\r\n",
    ] {
        let audit = audit("a.csv", format!("{head}{rows}").as_bytes());
        expect(&audit, 0, 1, 0, "");
        assert!(audit.problems.is_empty(), "{}", audit.told);
    }
}

#[test]
fn what_cannot_be_written_or_opened() {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("a.jsonl"), GOOD).unwrap();
    fs::write(room.path().join("b.pdf.csv"), b"%PDF-1.7 \xff").unwrap();
    let out = lamsa(room.path())
        .args(["audit", "a.jsonl", "-o", "jsonl=b.pdf.csv/v.jsonl"])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("-o jsonl=b.pdf.csv/v.jsonl"));
    for (verb, path, said) in [
        ("audit", "none.jsonl", "no such file"),
        ("inspect", "none.jsonl", "no such file"),
        ("audit", "b.pdf.csv", "PDF"),
        ("inspect", "b.pdf.csv", "PDF"),
    ] {
        let out = lamsa(room.path()).args([verb, path]).output().unwrap();
        assert_eq!(out.status.code(), Some(2), "{verb} {path}");
        let told = [out.stdout, out.stderr].concat();
        assert!(
            String::from_utf8_lossy(&told).contains(said),
            "{verb} {path}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_closed_stdout() {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("a.jsonl"), GOOD).unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = std::process::Command::new(assert_cmd::cargo::cargo_bin("lamsa"))
        .args(["audit", "a.jsonl"])
        .current_dir(room.path())
        .stdout(writer)
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(0));
}

/// A folder `in` with one good file and these others, audited.
fn audit_beside(others: &[(&str, &[u8])], extra: &[&str]) -> Audit {
    let folder = tempfile::tempdir().unwrap();
    let room = folder.path().join("room");
    fs::create_dir_all(room.join("in")).unwrap();
    fs::write(room.join("in/good.jsonl"), GOOD).unwrap();
    for (name, bytes) in others {
        fs::write(room.join("in").join(name), bytes).unwrap();
    }
    audit_with(&room, "in", extra)
}

#[test]
fn data_in_a_folder_that_cannot_be_read_makes_the_run_incomplete() {
    let deep = format!("{}{}", "[".repeat(9000), "]".repeat(9000));
    let others: [(&str, &[u8]); 7] = [
        ("nul.jsonl", &[0; 300]),
        ("numbers.ndjson", b"1\n2\n3\n"),
        ("deep.json", deep.as_bytes()),
        ("other.json", br#"{"conversation":{"lines":[]}}"#),
        ("strange.csv", b"alpha;beta\n1;2\n"),
        ("columns.csv", b"sender,message\ncustomer,hello\nbot,hi\n"),
        ("book.xlsx", b"PK\x03\x04 and the rest of it"),
    ];
    let audit = audit_beside(&others, &[]);
    expect(&audit, 3, 1, 7, "--ignore");
    for (name, _) in others {
        let is_told = |(kind, line): &(String, Value)| {
            kind == "problem" && line["file"].as_str().unwrap().ends_with(name)
        };
        assert!(audit.problems.iter().any(is_told), "{name}");
    }
    let page = &audit.page;
    assert!(
        page.contains("INCOMPLETE: 7 files not recognised"),
        "{page}"
    );
    assert!(page.contains("Not recognised: 7 files"), "{page}");
    let ignore = ["--ignore", "{nul,numbers}.*", "--ignore", "in/*.json"];
    let audit = audit_beside(&others[..4], &ignore);
    expect(&audit, 0, 1, 0, "");
    assert!(!audit.page.contains("ecognised"), "{}", audit.page);
}

#[test]
fn settings_pictures_and_papers_are_only_skipped() {
    let others: [(&str, &[u8]); 7] = [
        (
            "package.json",
            br#"{"name":"x","version":"1.0.0","scripts":{}}"#,
        ),
        ("empty.json", b"[]"),
        ("lamsa.toml", b"timezone = \"UTC\"\n"),
        ("paper.pdf", b"%PDF-1.7 \xff"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0"),
        ("notes.txt", b"Ring them up on Monday.\n"),
        ("nothing.csv", b""),
    ];
    let audit = audit_beside(&others, &[]);
    expect(&audit, 0, 1, 0, "skipped");
    let page: Vec<&str> = audit.page.split_whitespace().collect();
    let page = page.join(" ");
    assert!(
        page.contains("7 files skipped: no transcript, or nothing in it"),
        "{page}"
    );
}

#[test]
fn what_is_incomplete_is_said_as_it_is() {
    let bytes = [GOOD, "{\"id\":\n"].concat();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.jsonl"), &bytes).unwrap();
    let out = lamsa(folder.path())
        .args(["audit", "a.jsonl"])
        .output()
        .unwrap();
    let page = String::from_utf8(out.stdout).unwrap();
    assert!(
        page.contains("INCOMPLETE: 1 of 2 records not readable (50%)"),
        "{page}"
    );
}

#[test]
fn a_log_all_of_whose_times_are_garbage() {
    let messages = r#"{"id":"c1","messages":[{"role":"user","content":"hello","timestamp":"soonish"},{"role":"assistant","content":"hi","timestamp":"later"}]}"#;
    let table = "conversation_id,role,time,text\nc-1,user,soonish,hello\nc-1,bot,later,hi\n";
    let canonical = GOOD.replace("{\"by\"", "{\"at\":\"soonish\",\"by\"");
    for (name, text) in [
        ("a.jsonl", messages),
        ("a.csv", table),
        ("a.jsonl", &canonical),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), text).unwrap();
        let out = lamsa(folder.path()).args(["audit", name]).output().unwrap();
        let (page, told) = (
            String::from_utf8(out.stdout).unwrap(),
            String::from_utf8(out.stderr).unwrap(),
        );
        assert_eq!(out.status.code(), Some(0), "{told}");
        assert!(
            page.contains("No times could be read (2 of 2 time stamps)"),
            "{page}"
        );
        assert!(
            told.contains("record 1: used, but with 2 time stamps"),
            "{told}"
        );
    }
}

#[test]
fn unknown_words_in_logs_and_tables() {
    let messages = r#"{"id":"c1","messages":[{"role":"user","content":"hello"},{"role":"robotron","content":"hi"}]}"#;
    let audit_of_log = audit("a.jsonl", messages.as_bytes());
    assert!(
        audit_of_log
            .told
            .contains("1 turns by a word that names no speaker"),
        "{}",
        audit_of_log.told
    );
    let table = "conversation_id,role,event,text\nc-1,user,message,hello\nc-1,system,teleported,\nc-1,bot,image,hi\n";
    let audit_of_table = audit("a.csv", table.as_bytes());
    assert!(
        audit_of_table
            .told
            .contains("record 2: used, but with 1 events with a word"),
        "{}",
        audit_of_table.told
    );
}

#[test]
fn a_chat_whose_dates_do_not_exist() {
    let chat = "45/13/2026, 20:46 - Acme: hello\n46/13/2026, 20:47 - Nadia: hi\n";
    let audit = audit("chat.txt", chat.as_bytes());
    expect(&audit, 3, 0, 1, "chat.txt: record 1: there is no such date");
    assert!(audit.told.contains("date_order"));
}

#[test]
fn a_letter_across_the_end_of_the_first_look() {
    let head = "conversation_id,role,text\n";
    for behind in 1..4 {
        let mut text = head.to_owned();
        while text.len() < (64 << 10) - 200 {
            let row = format!("c-{},user,{}\n", text.len(), "word ".repeat(10));
            text.push_str(&row);
        }
        let row = "c-1,user,";
        text += row;
        text += &"x".repeat((64 << 10) - text.len() - behind);
        text += "😀\n";
        let rows = text.lines().count() as u64 - 1;
        let audit = audit("a.csv", text.as_bytes());
        expect(&audit, 0, rows, 0, "");
        assert!(audit.problems.is_empty(), "{}", audit.told);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.csv"), &text).unwrap();
        let out = lamsa(folder.path())
            .args(["convert", "a.csv"])
            .output()
            .unwrap();
        assert!(String::from_utf8(out.stdout).unwrap().contains("xxx😀"));
    }
}

#[test]
fn files_put_behind_each_other() {
    let lines = format!("{GOOD}\u{feff}{}", GOOD.replace("c1", "c2"));
    expect(&audit("a.jsonl", lines.as_bytes()), 0, 2, 0, "");
    let tables = format!("{TABLE}\u{feff}{}", TABLE.replace("c-1", "c-2"));
    expect(&audit("a.csv", tables.as_bytes()), 0, 2, 0, "");
}

#[test]
fn containers_and_tables_with_nothing_in_them() {
    let packed = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let twice = packed(&packed(GOOD.as_bytes()));
    expect(&audit("a.jsonl.gz", &twice), 2, 0, 0, "compressed twice");
    let mut empty_zip = b"PK\x05\x06".to_vec();
    empty_zip.resize(22, 0);
    expect(&audit("a.zip", &empty_zip), 4, 0, 0, "is empty");
    let header = b"conversation_id,role,text\n";
    expect(&audit("a.csv", header), 4, 0, 0, "holds no record");
}

#[test]
fn a_cut_last_row_of_scattered_rows() {
    let rows = "conversation_id,role,text,team\nc-1,user,one,a\nc-2,user,x,a\nc-1,bot,tw";
    expect(
        &audit("a.csv", rows.as_bytes()),
        3,
        2,
        1,
        "record 3: the file ends after 3 of 4 cells",
    );
}
