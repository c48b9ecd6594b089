//! `lamsa show`: the conversation that was asked for, by the id that a report gave it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::fs;

use assert_cmd::Command;

fn line(id: &str, text: &str, minutes: [u32; 2]) -> String {
    format!(
        concat!(
            r#"{{"id":"{}","channel":"chat","items":["#,
            r#"{{"by":"customer","text":"{}","at":"2026-09-01T10:{:02}:00Z"}},"#,
            r#"{{"by":"bot","text":"Type MENU.","at":"2026-09-01T10:{:02}:00Z"}}]}}"#
        ),
        id, text, minutes[0], minutes[1]
    )
}

/// What `show --id` says about a log of these lines, and how it ended.
fn show(lines: &[String], id: &str) -> (String, Option<i32>) {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("log.jsonl"), lines.join("\n") + "\n").unwrap();
    let out = Command::cargo_bin("lamsa")
        .unwrap()
        // In CI no words are shown unless they are asked for.
        .current_dir(room.path())
        .args(["show", "log.jsonl", "--id", id, "--quotes", "redacted"])
        .output()
        .unwrap();
    let told = [out.stdout, out.stderr].concat();
    (String::from_utf8(told).unwrap(), out.status.code())
}

#[test]
fn the_second_of_a_collision_can_be_shown() {
    let lines = [
        line("g1", "my kettle leaks", [0, 1]),
        line("g1", "my kettle leaks", [0, 1]),
        line("g1", "my toaster smokes", [0, 1]),
        line("g2", "hello", [0, 1]),
    ];
    let (second, code) = show(&lines, "g1~2");
    assert!(code == Some(0) && second.starts_with("g1~2 "), "{second}");
    assert!(
        second.contains("toaster") && !second.contains("kettle"),
        "{second}"
    );
    let (both, _) = show(&lines, "g1");
    assert_eq!(both.matches("kettle").count(), 1, "{both}");
    assert!(both.contains("g1~2") && both.contains("toaster"), "{both}");
    let (none, code) = show(&lines, "g1~3");
    assert!(
        code == Some(2) && none.contains("no conversation has the id"),
        "{none}"
    );
    let named_so = [line("g1~2", "my lamp flickers", [0, 1])];
    assert!(show(&named_so, "g1~2").0.contains("lamp"));
}

#[test]
fn times_out_of_order_are_said() {
    let told = "times are out of order";
    assert!(show(&[line("g1", "hello", [5, 1])], "g1").0.contains(told));
    assert!(!show(&[line("g1", "hello", [1, 5])], "g1").0.contains(told));
}

#[test]
fn an_id_that_is_a_telephone_number_is_not_shown() {
    let (shown, code) = show(
        &[line("chat-0501234567", "hello", [1, 5])],
        "chat-0501234567",
    );
    assert!(code == Some(0) && !shown.contains("0501234567"), "{shown}");
}

#[test]
fn the_customers_other_conversations_are_named() {
    let line = |id: &str, day: u32, text: &str| {
        line(id, text, [1, 2])
            .replace("09-01T", &format!("09-{day:02}T"))
            .replacen('{', r#"{"customer":"lena.k@post.example","#, 1)
    };
    let lines = [
        line("c1", 1, "order LX-70932, the cot came without screws"),
        line("other", 2, "how do I use a gift card in the app?"),
        line("m1", 3, "the screws of the cot LX-70932 are still missing"),
    ];
    let (later, code) = show(&lines, "m1");
    let told = "m1 #0 cross-channel-repeat (medium, 95% sure): brings again what c1";
    assert!(code == Some(0) && later.contains(told), "{later}");
    let (earlier, _) = show(&lines, "c1");
    assert!(earlier.contains("c1 settled nothing"), "{earlier}");
    let (other, _) = show(&lines, "other");
    assert!(!other.contains("again"), "{other}");
}
