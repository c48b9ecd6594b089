//! Threads go over files, mailboxes and folders; what two of them hold is taken once.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use lamsa::config::{Config, RawConfig};
use lamsa::source::{Feed, Found, Limits, drain, walk};

/// Each conversation as `id: item | item`, in order, and everything that is wrong.
fn read(path: &Path, limits: Limits) -> (Vec<String>, Vec<String>) {
    let settings = Config::resolve("test", &RawConfig::default())
        .unwrap()
        .reading;
    let mut feed = Feed::new(walk(&[path.to_owned()]).unwrap(), settings, None, limits);
    let (mut threads, mut told) = (Vec::new(), Vec::new());
    drain(&mut feed, |_, found| {
        match found {
            Found::Conversation(one) => {
                let words: Vec<_> = one.turns().map(|(_, turn)| turn.text.to_string()).collect();
                threads.push(format!("{}: {}", one.id, words.join(" | ")));
            }
            Found::Unreadable(problem) => told.push(problem.to_string()),
            Found::Failed(error) => told.push(error.to_string()),
            Found::Skipped(reason) => told.push(reason),
        }
        Ok::<(), ()>(())
    })
    .unwrap();
    (threads, told)
}

fn message(id: &str, before: &str, minute: u32, text: &str) -> String {
    format!(
        "From: a@mail.example\nTo: b@shop.example\nMessage-ID: <{id}@x.example>\nIn-Reply-To: {before}\n\
         Date: Tue, 1 Sep 2026 10:{minute:02}:00 +0000\n\n{text}\n"
    )
}

const LINE: &str = "From a@mail.example Tue Sep  1 10:00:00 2026\n";

#[test]
fn a_folder_of_messages_is_one_conversation_for_each_thread() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    write("1.eml", message("3", "<2@x.example>", 3, "third"));
    write("2.eml", message("9", "", 4, "alone"));
    write("3.eml", message("2", "<1@x.example>", 2, "second"));
    let sent = message("1", "", 1, "first");
    let again = message("2", "<1@x.example>", 2, "second");
    write("sent.mbox", format!("{LINE}{sent}\n{LINE}{again}\n"));
    let (threads, told) = read(folder.path(), Limits::default());
    assert_eq!(
        threads,
        ["1@x.example: first | second | third", "9@x.example: alone"]
    );
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn a_mailbox_gives_the_same_however_it_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.mbox");
    let mut mailbox = String::new();
    for number in 0..400_u32 {
        let before = match number.checked_sub(20) {
            Some(before) => format!("<{before}@x.example>"),
            None => String::new(),
        };
        let letter = message(
            &number.to_string(),
            &before,
            number % 60,
            "word ".repeat(40).trim(),
        );
        writeln!(mailbox, "{LINE}{letter}").unwrap();
    }
    fs::write(&path, &mailbox).unwrap();
    let (whole, told) = read(&path, Limits::default());
    assert!(told.is_empty());
    assert_eq!(whole.len(), 20);
    assert!(
        whole
            .iter()
            .all(|thread| thread.matches(" | ").count() == 19)
    );
    let small = Limits {
        chunk: 700,
        ..Limits::default()
    };
    assert_eq!(read(&path, small).0, whole);
    // From a pipe, which can be read only once.
    let output = Command::new(env!("CARGO_BIN_EXE_lamsa"))
        .args(["convert", "-"])
        .stdin(Stdio::from(fs::File::open(&path).unwrap()))
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    assert_eq!(lines.lines().count(), 20);
}

#[test]
fn a_large_attachment_loses_no_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.mbox");
    let file = "QUJD".repeat(19) + "\n";
    let letter = format!(
        "From: a@mail.example\nDate: Tue, 1 Sep 2026 10:00:00 +0000\nMessage-ID: <1@x.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhelp\n--b\n\
         Content-Type: application/pdf\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n{}--b--\n",
        file.repeat(300_000)
    );
    let next = message("2", "<1@x.example>", 5, "still here");
    fs::write(&path, format!("{LINE}{letter}\n{LINE}{next}")).unwrap();
    let (threads, told) = read(&path, Limits::default());
    assert_eq!(threads, ["1@x.example: help | still here"]);
    assert!(told.is_empty(), "{told:?}");
}
