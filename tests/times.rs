//! Times as help desks and spreadsheets write them, from the file to the report.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

/// What a run wrote, and how it ended.
struct Ran {
    out: String,
    told: String,
    code: i32,
}

fn lamsa(folder: &Path, arguments: &[&str], stdin: Option<&str>) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lamsa"));
    command.current_dir(folder).args(arguments);
    if let Some(text) = stdin {
        command.write_stdin(text);
    }
    let output = command.output().unwrap();
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        told: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// Runs a verb on a table `a.csv` with these settings.
fn on_table(verb: &str, table: &str, settings: &str) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), table).unwrap();
    fs::write(folder.path().join("lamsa.toml"), settings).unwrap();
    lamsa(folder.path(), &[verb, "a.csv"], None)
}

/// The time of the first item of every conversation that `convert` gives.
fn first_times(converted: &str) -> Vec<String> {
    converted
        .lines()
        .map(|line| {
            let one: Value = serde_json::from_str(line).unwrap();
            one["items"][0]["at"].as_str().unwrap_or("none").to_owned()
        })
        .collect()
}

const HEADER: &str = "conversation_id,time,role,text\n";
const OPEN: &str = "c-1,03/04/2026 09:00,user,hello\nc-1,03/04/2026 09:01,bot,hi\n";

#[test]
fn a_file_that_nothing_decides_is_refused_by_name_until_the_setting_decides() {
    let table = format!("{HEADER}{OPEN}");
    let refused = on_table("convert", &table, "");
    assert_eq!(refused.code, 2, "{}", refused.told);
    for part in [
        "a.csv",
        "record 1",
        "date_order = \"day-first\" or \"month-first\"",
    ] {
        assert!(refused.told.contains(part), "{part}: {}", refused.told);
    }
    assert!(!refused.told.contains("03/04"), "{}", refused.told);
    for (order, at) in [
        ("day-first", "2026-04-03T09:00:00Z"),
        ("month-first", "2026-03-04T09:00:00Z"),
    ] {
        let settings = format!("timezone = \"UTC\"\ndate_order = \"{order}\"\n");
        let read = on_table("convert", &table, &settings);
        assert_eq!(first_times(&read.out), [at], "{}", read.told);
    }
}

/// A table whose dates tell their order only far behind what is read for recognising it.
fn late_proof(proof: &str) -> String {
    let mut table = HEADER.to_owned();
    for number in 0..500 {
        let words = "please ".repeat(40);
        writeln!(
            table,
            "c-{number},03/04/2026 09:00,user,\"is anybody there, {words}\""
        )
        .unwrap();
    }
    writeln!(table, "last,{proof} 09:00,user,is anybody there").unwrap();
    table
}

#[test]
fn dates_behind_the_head_decide_where_the_file_can_be_opened_again() {
    for (proof, at, last) in [
        ("13/04/2026", "2026-04-03T09:00:00Z", "2026-04-13T09:00:00Z"),
        ("04/13/2026", "2026-03-04T09:00:00Z", "2026-04-13T09:00:00Z"),
    ] {
        let read = on_table("convert", &late_proof(proof), "timezone = \"UTC\"\n");
        let times = first_times(&read.out);
        assert_eq!((times.len(), times[0].as_str()), (501, at), "{}", read.told);
        assert_eq!(times[500], last);
    }
    let folder = tempfile::tempdir().unwrap();
    let piped = lamsa(
        folder.path(),
        &["convert", "-"],
        Some(&late_proof("13/04/2026")),
    );
    assert_eq!(piped.code, 2);
    assert!(piped.told.contains("date_order"), "{}", piped.told);
    // A date in a message that goes on over lines is none of a row.
    let quoted = late_proof("13/04/2026").replace("is anybody", "is anybody\n03/13/2026,x");
    let read = on_table("convert", &quoted, "timezone = \"UTC\"\n");
    assert_eq!(
        first_times(&read.out)[0],
        "2026-04-03T09:00:00Z",
        "{}",
        read.told
    );
}

#[test]
fn the_course_of_the_rows_decides_in_either_direction() {
    let rows = [
        "c-1,03/04/2026 09:00,user,hello\n",
        "c-2,07/04/2026 09:00,user,hello\n",
        "c-3,02/05/2026 09:00,user,hello\n",
    ];
    let mut turned = rows;
    turned.reverse();
    for rows in [rows, turned] {
        let table = format!("{HEADER}{}", rows.concat());
        let read = on_table("convert", &table, "timezone = \"UTC\"\n");
        let mut times = first_times(&read.out);
        times.sort();
        assert_eq!(times[0], "2026-04-03T09:00:00Z", "{}", read.told);
        assert_eq!(times[2], "2026-05-02T09:00:00Z");
    }
}

#[test]
fn inspect_tells_form_order_and_what_decided() {
    let proof = "c-2,13/04/2026 09:00,user,hello\n";
    for (rows, settings, says) in [
        (
            format!("{OPEN}{proof}"),
            "",
            "written as 13/11/2026 09:00 (day first: the date in record 3 exists in no other order)",
        ),
        (
            OPEN.to_owned(),
            "date_order = \"month-first\"",
            "written as 11/13/2026 09:00 (month first: date_order says so)",
        ),
        (
            OPEN.replace('/', "."),
            "",
            "written as 13.11.2026 09:00 (day first: who writes dots or Arabic does)",
        ),
        (
            OPEN.replace("03/04/2026 09:0", "46339.37"),
            "",
            "written as 46339.375 (a spreadsheet's days)",
        ),
        (
            OPEN.replace("03/04/2026", "22/05/1448"),
            "",
            "written as Hijri dates, which are not read",
        ),
    ] {
        let page = on_table("inspect", &format!("{HEADER}{rows}"), settings).out;
        assert!(page.contains(says), "{says}\n{page}");
    }
}

#[test]
fn times_without_a_zone_and_times_that_are_none_are_told_with_what_helps() {
    let table = format!("{HEADER}{OPEN}c-2,22/05/1448 09:00,user,hello\nc-3,soonish,user,hello\n");
    let read = on_table("audit", &table, "date_order = \"day-first\"");
    assert_eq!(read.code, 0, "{}", read.told);
    let page = read.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in [
        "2 time stamps have no zone: their order is used, waits are not measured; set timezone = \"Asia/Riyadh\"",
        "2 of 4 time stamps could not be read.",
    ] {
        assert!(page.contains(line), "{line}\n{page}");
    }
    for part in [
        "record 3: used, but with 1 Hijri dates; Hijri dates are not read; export with Gregorian dates",
        "record 4: used, but with 1 time stamps that are no time; times are read as 2026-11-13 09:00",
        "date_order",
        "timezone",
    ] {
        assert!(read.told.contains(part), "{part}: {}", read.told);
    }
    let zoned = on_table(
        "audit",
        &table,
        "date_order = \"day-first\"\ntimezone = \"Asia/Riyadh\"",
    );
    assert!(!zoned.out.contains("no zone"), "{}", zoned.out);
}

#[test]
fn times_out_of_order_measure_nothing_and_are_told() {
    let log = concat!(
        r#"{"id":"c-1","channel":"chat","items":[{"by":"customer","text":"I want a person","at":"2026-11-13T09:10:00Z"},"#,
        r#"{"by":"human","text":"Sara here, how can I help?","at":"2026-11-13T09:00:00Z"}]}"#,
        "\n",
        r#"{"id":"c-2","channel":"chat","items":[{"by":"customer","text":"I want a person","at":"2026-11-13T09:10:00Z"},"#,
        r#"{"by":"human","text":"Sara here, how can I help?","at":"2026-11-13T09:10:00Z"}]}"#,
        "\n"
    );
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.jsonl"), log).unwrap();
    let audit = lamsa(folder.path(), &["audit", "a.jsonl", "-o", "jsonl=-"], None);
    let lines: Vec<Value> = audit
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |id: &str| lines.iter().find(|line| line["id"] == id).unwrap();
    assert_eq!(of("c-1")["outcome"], "reached");
    assert!(of("c-1")["seconds_to_human"].is_null(), "{}", audit.out);
    assert!(of("c-1")["beside"]["first_reply_seconds"].is_null());
    assert_eq!(of("c-2")["seconds_to_human"], 0);
    let summary = lines.last().unwrap();
    assert_eq!(summary["accounting"]["disordered"], 1);
    let page = lamsa(folder.path(), &["audit", "a.jsonl"], None).out;
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        page.contains("1 conversation with times out of order"),
        "{page}"
    );
}
