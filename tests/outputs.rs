//! What `-o` leaves on disk and on standard output, through the command itself.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// Forty conversations in two channels; every other customer asks for a person in vain.
fn export(folder: &Path) -> std::path::PathBuf {
    let conversation = |number: usize| {
        let channel = if number.is_multiple_of(2) {
            "chat"
        } else {
            "whatsapp"
        };
        let words = if number.is_multiple_of(4) {
            "I want to talk to a human"
        } else {
            "where is my parcel NS-20877?"
        };
        format!(
            concat!(
                r#"{{"id":"c{}","channel":"{}","items":[{{"by":"customer","text":"{}"}},"#,
                r#"{{"by":"bot","text":"Sorry, I did not understand that."}},{{"event":"closed"}}]}}"#,
                "\n"
            ),
            number, channel, words
        )
    };
    let path = folder.join("export.jsonl");
    fs::write(&path, (0..40).map(conversation).collect::<String>()).unwrap();
    path
}

fn lamsa(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("lamsa").unwrap();
    command.current_dir(folder);
    command
}

#[test]
fn outputs_do_not_depend_on_the_number_of_workers() {
    let room = tempfile::tempdir().unwrap();
    export(room.path());
    let all = [
        "jsonl=v.jsonl",
        "json=r.json",
        "csv=t",
        "text=p.txt",
        "problems=q.jsonl",
    ];
    let written = |jobs: &str| {
        let mut command = lamsa(room.path());
        command.args(["audit", "export.jsonl", "--jobs", jobs]);
        for output in all {
            command.args(["-o", output]);
        }
        command.assert().success();
        [
            "v.jsonl",
            "r.json",
            "t/channels.csv",
            "t/conversations.csv",
            "t/findings.csv",
            "t/manifest.json",
            "p.txt",
            "q.jsonl",
        ]
        .map(|name| fs::read(room.path().join(name)).unwrap())
    };
    assert!(written("1") == written("4"));
}

#[test]
fn a_stream_on_stdout_is_whole_and_alone() {
    let room = tempfile::tempdir().unwrap();
    export(room.path());
    let run = lamsa(room.path())
        .args(["audit", "export.jsonl", "-o", "jsonl=-"])
        .assert()
        .success();
    let text = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 42);
    assert!(
        lines[0].starts_with(r#"{"type":"header""#)
            && lines[41].starts_with(r#"{"type":"summary","complete":true"#)
    );
    assert!(lines[1].contains(r#""id":"c0""#) && !text.contains("NS-20877"));
}

#[test]
fn an_input_is_never_written_over() {
    let room = tempfile::tempdir().unwrap();
    let path = export(room.path());
    let before = fs::read(&path).unwrap();
    for input in ["export.jsonl", "."] {
        let run = lamsa(room.path())
            .args(["audit", input, "-o", "jsonl=export.jsonl"])
            .assert()
            .code(2);
        assert!(String::from_utf8_lossy(&run.get_output().stderr).contains("it is an input"));
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_report_beside_the_export_is_replaced_and_never_read() {
    let room = tempfile::tempdir().unwrap();
    export(room.path());
    for _ in 0..2 {
        lamsa(room.path())
            .args(["audit", ".", "-o", "jsonl=v.jsonl", "-o", "text=page.txt"])
            .assert()
            .success();
    }
    let stream = fs::read_to_string(room.path().join("v.jsonl")).unwrap();
    assert_eq!(stream.lines().count(), 42);
}

#[test]
fn a_failed_run_leaves_nothing() {
    let room = tempfile::tempdir().unwrap();
    export(room.path());
    lamsa(room.path())
        .args([
            "audit",
            "missing.jsonl",
            "-o",
            "csv=new/tables",
            "-o",
            "json=r.json",
        ])
        .assert()
        .code(2);
    assert_eq!(fs::read_dir(room.path()).unwrap().count(), 1);
}

#[test]
fn a_closed_stdout_leaves_the_other_outputs_whole() {
    let folder = tempfile::tempdir().unwrap();
    let export = export(folder.path());
    let tables = folder.path().join("tables");
    let command = format!(
        "'{}' audit '{}' -o jsonl=- -o csv='{}' | head -c 10 > /dev/null; exit ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_lamsa"),
        export.display(),
        tables.display()
    );
    let status = std::process::Command::new("bash")
        .args(["-c", &command])
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(0));
    assert!(tables.join("manifest.json").is_file());
}

#[test]
fn a_log_of_which_nothing_can_be_judged_is_not_green() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("unknown.jsonl");
    let line = r#"{"id":"a","channel":"chat","items":[{"by":"wizard","text":"hello"}]}"#;
    fs::write(&input, format!("{line}\n")).unwrap();
    lamsa(folder.path())
        .arg("audit")
        .arg(&input)
        .assert()
        .code(3);
}

/// The configuration's hash in the header of the stream of an audit in this folder.
fn config_hash(folder: &Path, args: &[&str]) -> String {
    lamsa(folder)
        .args(["audit", "export.jsonl", "-o", "jsonl=v.jsonl"])
        .args(args)
        .assert()
        .success();
    let stream = fs::read_to_string(folder.join("v.jsonl")).unwrap();
    let header: serde_json::Value = serde_json::from_str(stream.lines().next().unwrap()).unwrap();
    header["config_hash"].as_str().unwrap().to_owned()
}

#[test]
fn the_hash_is_of_what_files_say_and_not_of_where_they_lie() {
    let room = tempfile::tempdir().unwrap();
    export(room.path());
    let pack = "tag = 'xx'\nname = 'Mine'\n";
    fs::create_dir(room.path().join("deep")).unwrap();
    fs::write(room.path().join("a.toml"), pack).unwrap();
    fs::write(room.path().join("deep/b.toml"), pack).unwrap();
    fs::write(
        room.path().join("c.toml"),
        "tag = 'xx'\nname = 'Mine'\n# other\n",
    )
    .unwrap();
    let plain = config_hash(room.path(), &[]);
    let with = |path: &str| config_hash(room.path(), &["--pack", path]);
    assert_eq!(with("a.toml"), with("deep/b.toml"));
    assert_ne!(with("a.toml"), with("c.toml"));
    assert_ne!(with("a.toml"), plain);
    for (name, row) in [("m.csv", "+447700900812"), ("n.csv", "+447700900813")] {
        let table = format!("phone,email\n{row},a@b.example\n");
        fs::write(room.path().join(name), table).unwrap();
    }
    let customers = |path: &str| config_hash(room.path(), &["--customers", path]);
    assert_ne!(customers("m.csv"), customers("n.csv"));
    assert_ne!(customers("m.csv"), plain);
    let unkeyed = customers("m.csv");
    fs::write(
        room.path().join("lamsa.toml"),
        "[privacy]\nkey = 'a secret'\n",
    )
    .unwrap();
    assert_eq!(config_hash(room.path(), &[]), plain);
    assert_ne!(customers("m.csv"), unkeyed);
}

#[test]
fn an_error_names_who_made_it() {
    let room = tempfile::tempdir().unwrap();
    export(room.path());
    let told = |args: &[&str]| {
        let run = lamsa(room.path())
            .args(["audit", "export.jsonl"])
            .args(args)
            .assert()
            .code(2);
        String::from_utf8_lossy(&run.get_output().stderr).into_owned()
    };
    let line = told(&["--timezone", "Mars/Olympus"]);
    assert!(
        line.starts_with("lamsa: command line: timezone = \"Mars/Olympus\""),
        "{line}"
    );
    fs::write(
        room.path().join("lamsa.toml"),
        "timezone = 'Mars/Olympus'\n",
    )
    .unwrap();
    let line = told(&[]);
    assert!(line.starts_with("lamsa: lamsa.toml: timezone"), "{line}");
}

#[test]
fn few_customers_are_told_as_they_are() {
    let room = tempfile::tempdir().unwrap();
    let all = fs::read_to_string(export(room.path())).unwrap();
    let first = all.lines().next().unwrap();
    fs::write(room.path().join("export.jsonl"), format!("{first}\n")).unwrap();
    let run = lamsa(room.path())
        .args(["audit", "export.jsonl"])
        .assert()
        .success();
    let page = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    let headline = page.lines().nth(2).unwrap();
    assert!(
        headline.starts_with("1 of 1 customer who needed a person never got one"),
        "{page}"
    );
    assert!(
        !headline.contains("100%") && !page.contains("Of 100 conversations"),
        "{page}"
    );
}
