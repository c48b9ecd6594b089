//! From stored bytes to conversations, whatever the chunks, the compression and the company a file keeps.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use lamsa::format::{self, ReadSettings, to_canonical};
use lamsa::source::{Delivered, Feed, FileError, Found, Limits, drain, walk};

/// What a run found, as text: canonical lines, and everything else marked by a word.
fn read(paths: &[PathBuf], limits: Limits) -> (Vec<String>, bool) {
    let mut feed = Feed::new(walk(paths).unwrap(), ReadSettings::default(), None, limits);
    let mut seen = Vec::new();
    drain(&mut feed, |file, found| {
        let name = Path::new(&file.name)
            .file_name()
            .map_or("stdin".into(), |name| name.to_string_lossy());
        seen.push(match found {
            Found::Conversation(one) => {
                let mut line = Vec::new();
                to_canonical(&one, &mut line).unwrap();
                String::from_utf8(line).unwrap().trim_end().to_owned()
            }
            Found::Unreadable(problem) => format!("unreadable {name} {}", problem.record),
            Found::Failed(error) => format!("failed {name} {error}"),
            Found::Skipped(reason) => format!("skipped {name} {reason}"),
        });
        Ok::<(), ()>(())
    })
    .unwrap();
    (seen, feed.is_incomplete())
}

fn conversation(number: usize) -> String {
    let words = "كلمة word ".repeat(number % 97);
    format!(
        r#"{{"id":"c{number}","channel":"chat","items":[{{"by":"customer","text":"{words}\"quoted\""}},{{"by":"bot","text":"ok"}}]}}"#
    )
}

fn limits(chunk: usize) -> Limits {
    Limits {
        chunk,
        ..Limits::default()
    }
}

#[test]
fn any_chunk_size_and_any_layout_give_the_same_conversations() {
    let folder = tempfile::tempdir().unwrap();
    let records: Vec<String> = (0..400).map(conversation).collect();
    let lines = folder.path().join("lines.jsonl");
    fs::write(&lines, records.join("\n")).unwrap();
    let list = folder.path().join("list.json");
    fs::write(&list, format!("[\n{}\n]", records.join(",\n"))).unwrap();
    let (expected, incomplete) = read(std::slice::from_ref(&lines), Limits::default());
    assert_eq!((expected.len(), incomplete), (400, false));
    for path in [lines, list] {
        for chunk in [7, 999, 65_536, 1 << 20] {
            assert_eq!(
                read(std::slice::from_ref(&path), limits(chunk)).0,
                expected,
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn tables_are_cut_between_conversations_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chats.csv");
    let mut table = csv::Writer::from_path(&path).unwrap();
    table
        .write_record(["conversation_id", "role", "text"])
        .unwrap();
    for number in 0..900 {
        let text = format!("line one\nline \"two\" {}", "نص ".repeat(number % 41));
        table
            .write_record([
                &format!("c{}", number / 7),
                ["customer", "bot"][number % 2],
                text.as_str(),
            ])
            .unwrap();
    }
    drop(table);
    let (expected, _) = read(std::slice::from_ref(&path), Limits::default());
    assert_eq!(expected.len(), 129);
    for chunk in [100, 5000] {
        assert_eq!(read(std::slice::from_ref(&path), limits(chunk)).0, expected);
    }
}

#[test]
fn deliveries_are_numbered_and_bytes_are_counted_as_stored() {
    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..300).map(|number| conversation(number) + "\n").collect();
    fs::write(
        folder.path().join("a.jsonl.zst"),
        zstd::encode_all(text.as_bytes(), 1).unwrap(),
    )
    .unwrap();
    fs::write(folder.path().join("b.txt"), "dear diary").unwrap();
    fs::write(folder.path().join("c.jsonl"), conversation(1)).unwrap();
    let mut feed = Feed::new(
        walk(&[folder.path().into()]).unwrap(),
        ReadSettings::default(),
        None,
        limits(10_000),
    );
    let (bytes, total) = (feed.bytes_read(), feed.total_bytes().unwrap());
    let (mut buffer, mut kinds) = (Vec::new(), Vec::new());
    while let Some(delivery) = feed.next(&mut buffer) {
        assert_eq!(delivery.sequence, kinds.len() as u64);
        kinds.push((
            delivery.file.number,
            matches!(delivery.what, Delivered::Records { .. }),
        ));
    }
    assert!(kinds.len() > 10);
    assert!(kinds.contains(&(1, false)) && kinds.contains(&(2, true)));
    assert_eq!(bytes.load(Ordering::Relaxed), total);
}

#[test]
fn a_truncated_file_gives_what_was_readable_and_one_problem() {
    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..2000)
        .map(|number| conversation(number) + "\n")
        .collect();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    let whole = encoder.finish().unwrap();
    let path = folder.path().join("cut.jsonl.gz");
    fs::write(&path, &whole[..whole.len() * 2 / 3]).unwrap();
    let (seen, incomplete) = read(&[path], limits(50_000));
    assert!(incomplete);
    let (last, before) = seen.split_last().unwrap();
    assert!(before.len() > 500 && before.iter().all(|line| line.starts_with("{\"schema\"")));
    assert!(
        last.starts_with(&format!(
            "failed cut.jsonl.gz ends too early at record {}",
            before.len() + 1
        )),
        "{last}"
    );

    let open = folder.path().join("cut.json");
    fs::write(&open, format!("[{},{}", conversation(1), conversation(2))).unwrap();
    let (seen, incomplete) = read(&[open], Limits::default());
    assert!(incomplete && seen.len() == 3 && seen[2].contains("at record 3"));
}

#[test]
fn an_over_long_record_is_left_out_and_costs_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let long = format!(
        r#"{{"id":"long","items":[{{"by":"bot","text":"{}"}}]}}"#,
        "x".repeat(600_000)
    );
    let records = [conversation(1), conversation(2), long, conversation(3)];
    let lines = folder.path().join("lines.jsonl");
    fs::write(&lines, records.join("\n")).unwrap();
    let list = folder.path().join("list.json");
    fs::write(&list, format!("[{}]", records.join(" , "))).unwrap();
    for (path, chunk) in [
        (&lines, 4096),
        (&list, 4096),
        (&lines, 1 << 20),
        (&list, 1 << 20),
    ] {
        let limits = Limits {
            chunk,
            max_record: 100_000,
        };
        let inputs = walk(std::slice::from_ref(path)).unwrap();
        let mut feed = Feed::new(inputs, ReadSettings::default(), None, limits);
        let (mut buffer, mut firsts) = (Vec::new(), Vec::new());
        while let Some(delivery) = feed.next(&mut buffer) {
            firsts.push(match delivery.what {
                Delivered::Records { first_record, .. } => first_record,
                Delivered::Unreadable(problem) => 100 + problem.record,
                _ => 0,
            });
        }
        assert_eq!(firsts, [1, 103, 4]);
        assert!(
            buffer.capacity() < 300_000 + 2 * chunk,
            "{}",
            buffer.capacity()
        );
    }
}

#[test]
fn an_over_long_conversation_of_rows_is_left_out_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    let row = format!("b,bot,{}\n", "y".repeat(200));
    let text = [
        "conversation_id,role,text\na,customer,hi\n",
        &row.repeat(900),
        "c,customer,hello\nc,bot,hi\n",
    ]
    .concat();
    fs::write(&path, text).unwrap();
    let read = |chunk| {
        read(
            std::slice::from_ref(&path),
            Limits {
                chunk,
                max_record: 80_000,
            },
        )
        .0
    };
    let seen = read(1000);
    assert_eq!(read(1 << 20), seen);
    let ids: Vec<&str> = seen
        .iter()
        .map(|line| line.get(..42).unwrap_or(line))
        .collect();
    assert_eq!(seen.len(), 3, "{ids:?}");
    assert!(
        seen[0].contains(r#""id":"a""#)
            && seen[1] == "unreadable rows.csv 2"
            && seen[2].contains(r#""id":"c""#)
    );
}

#[test]
fn what_is_named_must_be_a_transcript_and_what_is_found_may_be_anything() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("a.jsonl", conversation(1)),
        ("diary.txt", "dear diary".to_owned()),
        ("empty.jsonl", "\n".to_owned()),
        ("lamsa-report.csv", "conversation_id,role,text\n".to_owned()),
        (
            "verdicts.jsonl",
            r#"{"type":"header","schema_version":1}"#.to_owned(),
        ),
        ("book.docx", "PK\u{3}\u{4}".to_owned()),
    ];
    for (name, text) in &files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let (seen, incomplete) = read(&[folder.path().into()], Limits::default());
    assert!(!incomplete);
    assert_eq!(
        seen.iter()
            .filter(|line| line.starts_with("skipped"))
            .count(),
        5
    );
    for (name, _) in &files[1..] {
        let (seen, incomplete) = read(&[folder.path().join(name)], Limits::default());
        assert_eq!(incomplete, *name != "empty.jsonl", "{seen:?}");
    }
    let (diary, _) = read(&[folder.path().join("diary.txt")], Limits::default());
    assert!(
        diary[0].contains("no known format fits: neither JSON nor a table"),
        "{diary:?}"
    );
}

#[test]
fn a_forced_format_is_not_argued_with() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    fs::write(&path, "a,b\n1,2\n").unwrap();
    let open = |id: &str| {
        let inputs = walk(std::slice::from_ref(&path)).unwrap();
        let mut feed = Feed::new(
            inputs,
            ReadSettings::default(),
            format::named(id),
            Limits::default(),
        );
        feed.next(&mut Vec::new()).map(|delivery| delivery.what)
    };
    assert!(
        matches!(open("csv"), Some(Delivered::Failed(FileError::Unusable(what))) if what.contains("columns: a, b"))
    );
    assert!(matches!(open("canonical"), Some(Delivered::Records { .. })));
    assert!(format::named("nonsense").is_none());
}

/// A zip archive at `path` with these members, in this order.
fn archive(path: &Path, members: &[(&str, &[u8])]) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

#[test]
fn an_archive_is_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.zip");
    let (one, two) = (conversation(1), conversation(2));
    archive(
        &path,
        &[
            ("z.jsonl", two.as_bytes()),
            ("a/../../b.jsonl", one.as_bytes()),
            ("__MACOSX/a.jsonl", one.as_bytes()),
            ("m.jpg", b"\xff\xd8\xff"),
            ("n.zip", b"PK\x03\x04"),
        ],
    );
    let (seen, incomplete) = read(std::slice::from_ref(&path), limits(7));
    assert_eq!(seen.len(), 4, "{seen:#?}");
    assert!(
        seen[0].contains("\"c1\"") && seen[3].contains("\"c2\""),
        "{seen:#?}"
    );
    assert!(seen[1].starts_with("skipped m.jpg"), "{seen:#?}");
    assert!(
        seen[2].starts_with("failed n.zip") && incomplete,
        "{seen:#?}"
    );
}

#[test]
fn office_documents_traps_and_damage_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    let refused = |members: &[(&str, &[u8])], wound: &dyn Fn(&mut Vec<u8>)| {
        archive(&path, members);
        let mut bytes = fs::read(&path).unwrap();
        wound(&mut bytes);
        fs::write(&path, bytes).unwrap();
        let (seen, incomplete) = read(std::slice::from_ref(&path), Limits::default());
        assert!(incomplete);
        seen.join("\n")
    };
    assert!(refused(&[("[Content_Types].xml", b"<x/>")], &|_| ()).contains("workbook"));
    assert!(refused(&[("META-INF/MANIFEST.MF", b"x")], &|_| ()).contains("program"));
    let zeros = vec![b' '; 17 << 20];
    assert!(refused(&[("a.jsonl", &zeros)], &|_| ()).contains("traps"));
    let line = conversation(5);
    let member: &[(&str, &[u8])] = &[("a.jsonl", line.as_bytes())];
    assert!(refused(member, &|bytes| bytes.truncate(bytes.len() / 2)).contains("cannot be read"));
    // The checksum in the archive's directory, then its mark of encryption.
    let directory = |bytes: &[u8]| memchr::memmem::find(bytes, b"PK\x01\x02").unwrap();
    assert!(
        refused(member, &|bytes| {
            let at = directory(bytes);
            bytes[at + 16] ^= 1;
        })
        .contains("checksum")
    );
    assert!(
        refused(member, &|bytes| {
            let at = directory(bytes);
            bytes[at + 8] |= 1;
        })
        .contains("encrypted")
    );
}

#[test]
fn a_chat_is_cut_at_silence_whatever_the_chunks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chat.txt");
    let mut text = Vec::new();
    for number in 0..900 {
        let (month, day, hour) = (1 + number / 75, 1 + number % 75 / 3, 8 + number % 3 * 7);
        let words = "كلمة\nword ".repeat(number % 13);
        writeln!(
            text,
            "{day:02}/{month:02}/2025, {hour:02}:00 - {}: {words}",
            if number % 2 == 0 { "A" } else { "B" }
        )
        .unwrap();
    }
    text.extend_from_slice(b"01/02/2025, 08:00 - A: the clock was wrong until now\n");
    fs::write(&path, &text).unwrap();
    let settings = || ReadSettings {
        session_gap: lamsa::format::SessionGap(8 * 3600),
        ..ReadSettings::default()
    };
    let ids = |chunk: usize| {
        let mut feed = Feed::new(
            walk(std::slice::from_ref(&path)).unwrap(),
            settings(),
            None,
            limits(chunk),
        );
        let mut seen = Vec::new();
        drain(&mut feed, |_, found| {
            let Found::Conversation(one) = found else {
                panic!("a conversation")
            };
            seen.push((one.id.to_string(), one.items.len()));
            Ok::<(), ()>(())
        })
        .unwrap();
        seen
    };
    let whole = ids(1 << 20);
    assert_eq!(
        (whole.len(), whole.iter().map(|one| one.1).sum::<usize>()),
        (301, 901)
    );
    for chunk in [1, 7, 100, 4096] {
        assert_eq!(ids(chunk), whole, "{chunk}");
    }
}
