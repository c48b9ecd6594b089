//! A workbook reads as the CSV files that its sheets would be saved as.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::fs;
use std::path::Path;

use lamsa::config::{Config, RawConfig};
use lamsa::format::to_canonical;
use lamsa::source::{Feed, Found, Limits, drain, walk};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

/// The canonical lines, and what was skipped, unreadable or failed, with the name of its file behind the last slash.
fn read(path: &Path) -> (String, Vec<String>) {
    let config = RawConfig {
        timezone: Some("Asia/Riyadh".to_owned()),
        ..RawConfig::default()
    };
    let settings = Config::resolve("test", &config).unwrap().reading;
    let inputs = walk(&[path.to_owned()]).unwrap();
    let mut feed = Feed::new(inputs, settings, None, Limits::default());
    let (mut lines, mut told) = (Vec::new(), Vec::new());
    drain(&mut feed, |file, found| {
        let name = file.name.rsplit('/').next().unwrap();
        match found {
            Found::Conversation(one) => to_canonical(&one, &mut lines).unwrap(),
            Found::Unreadable(problem) => told.push(format!("{name}: unreadable: {problem}")),
            Found::Failed(error) => told.push(format!("{name}: failed: {error}")),
            Found::Skipped(reason) => told.push(format!("{name}: skipped: {reason}")),
        }
        Ok::<(), ()>(())
    })
    .unwrap();
    (String::from_utf8(lines).unwrap(), told)
}

/// Asserts that a workbook reads as this CSV.
fn same(workbook: &mut Workbook, csv: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (book, table) = (folder.path().join("book.xlsx"), folder.path().join("t.csv"));
    workbook.save(&book).unwrap();
    fs::write(&table, csv).unwrap();
    let (lines, told) = read(&book);
    let (expected, problems) = read(&table);
    assert!(problems.is_empty(), "{problems:?}");
    assert!(!expected.is_empty());
    assert_eq!(lines, expected);
    told
}

fn time(text: &str) -> ExcelDateTime {
    ExcelDateTime::parse_from_str(text).unwrap()
}

const HEADER: [&str; 4] = ["Conversation ID", "Time", "Role", "Message"];

#[test]
fn serials_are_times_and_ids_keep_their_digits() {
    let stamp = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, HEADER).unwrap();
    let rows = [
        ("2026-09-01T10:05:00", "customer", "Where is my parcel?"),
        ("2026-09-01T10:05:20", "bot", "Sorry, I did not get that."),
        ("2026-09-02T00:00:00", "customer", "A person,\n\"please\""),
    ];
    for (row, (at, role, text)) in (1..).zip(rows) {
        sheet.write(row, 0, 966_501_234_567_u64).unwrap();
        sheet.write_with_format(row, 1, time(at), &stamp).unwrap();
        sheet.write(row, 2, role).unwrap();
        sheet.write(row, 3, text).unwrap();
    }
    // An order number alone in a message is a number too.
    sheet.write(4, 0, 4711).unwrap();
    sheet
        .write_with_format(4, 1, time("2026-09-02T11:00:00"), &stamp)
        .unwrap();
    sheet.write(4, 2, "customer").unwrap();
    sheet.write(4, 3, 40_011_223).unwrap();
    let told = same(
        &mut book,
        "conversation id,time,role,message\n\
         966501234567,2026-09-01 10:05:00,customer,Where is my parcel?\n\
         966501234567,2026-09-01 10:05:20,bot,\"Sorry, I did not get that.\"\n\
         966501234567,2026-09-02 00:00:00,customer,\"A person,\n\"\"please\"\"\"\n\
         4711,2026-09-02 11:00:00,customer,40011223\n",
    );
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn titles_merged_cells_blank_rows_and_notes_beside_the_table() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet
        .merge_range(0, 0, 0, 3, "Chats of September", &plain)
        .unwrap();
    sheet.write_row(1, 0, ["Made on", "Monday"]).unwrap();
    sheet.write_row(3, 0, HEADER).unwrap();
    sheet.merge_range(4, 0, 5, 0, "c-1", &plain).unwrap();
    sheet.write_row(4, 2, ["customer", "hello"]).unwrap();
    sheet.write_row(5, 2, ["bot", "Hi!"]).unwrap();
    sheet.write(5, 7, "check this one").unwrap();
    sheet.write_row(8, 0, ["c-2"]).unwrap();
    sheet
        .write_row(8, 2, ["customer", "a person please"])
        .unwrap();
    let told = same(
        &mut book,
        "conversation id,time,role,message\nc-1,,customer,hello\n,,bot,Hi!\nc-2,,customer,a person please\n",
    );
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn arabic_headers_on_a_sheet_from_right_to_left() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("المحادثات").unwrap();
    sheet.set_right_to_left(true);
    sheet
        .write_row(
            0,
            0,
            ["رقم المحادثة", "التاريخ", "الوقت", "المرسل", "نص الرسالة"],
        )
        .unwrap();
    let (day, hour) = (
        Format::new().set_num_format("dd/mm/yyyy"),
        Format::new().set_num_format("hh:mm"),
    );
    let rows = [
        ("10:02:00", "العميل", "أريد التحدث مع موظف"),
        ("10:03:00", "البوت", "لم أفهم طلبك"),
    ];
    for (row, (at, by, text)) in (1..).zip(rows) {
        sheet.write(row, 0, 88).unwrap();
        sheet
            .write_with_format(row, 1, time("2026-09-01"), &day)
            .unwrap();
        sheet.write_with_format(row, 2, time(at), &hour).unwrap();
        sheet.write(row, 3, by).unwrap();
        sheet.write(row, 4, text).unwrap();
    }
    let told = same(
        &mut book,
        "رقم المحادثة,التاريخ,الوقت,المرسل,نص الرسالة\n\
         88,2026-09-01,10:02:00,العميل,أريد التحدث مع موظف\n\
         88,2026-09-01,10:03:00,البوت,لم أفهم طلبك\n",
    );
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn every_sheet_with_a_table_is_read_and_the_others_are_told() {
    let mut book = Workbook::new();
    let summary = book.add_worksheet().set_name("Summary").unwrap();
    summary.write_row(0, 0, ["Week", "Chats"]).unwrap();
    summary.write_row(1, 0, [36, 12]).unwrap();
    for (name, texts) in [
        ("Week 36", ["hello", "Hi!"]),
        ("Week 37", ["still there?", "Hi!"]),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, HEADER).unwrap();
        for ((row, by), text) in (1..).zip(["customer", "bot"]).zip(texts) {
            sheet.write(row, 0, "c-9").unwrap();
            sheet.write(row, 2, by).unwrap();
            sheet.write(row, 3, text).unwrap();
        }
    }
    let hidden = book.add_worksheet().set_name("Old").unwrap();
    hidden.write_row(0, 0, HEADER).unwrap();
    hidden.set_hidden(true);
    book.add_worksheet().set_name("Empty").unwrap();
    // The second sheet goes on with the conversation of the first; its bot's row is the same, and taken once.
    let told = same(
        &mut book,
        "conversation id,time,role,message\nc-9,,customer,hello\nc-9,,bot,Hi!\nc-9,,customer,still there?\n",
    );
    let starts = [
        "Summary: skipped: holds no",
        "Old: skipped: is a hidden",
        "Empty: skipped: is empty",
    ];
    assert_eq!(told.len(), 3, "{told:?}");
    for (line, start) in told.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn formulas_give_what_was_last_computed() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, HEADER).unwrap();
    let id = Formula::new("=\"c-\"&1").set_result("c-1");
    sheet.write_formula(1, 0, id).unwrap();
    sheet.write_row(1, 2, ["customer", "hello"]).unwrap();
    let told = same(
        &mut book,
        "conversation id,time,role,message\nc-1,,customer,hello\n",
    );
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn a_workbook_without_conversations_is_one_error_and_names_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Week", "Chats"]).unwrap();
    book.save(&path).unwrap();
    for place in [path.as_path(), folder.path()] {
        let (lines, told) = read(place);
        assert!(lines.is_empty());
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("book.xlsx: failed:"), "{told:?}");
        assert!(
            told[0].contains("`Sheet1`") && told[0].contains("`conversation_id`"),
            "{told:?}"
        );
    }
}

#[test]
fn a_damaged_workbook_is_told_whatever_byte_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, HEADER).unwrap();
    sheet
        .write_row(1, 0, ["c-1", "", "customer", "hello"])
        .unwrap();
    book.save(&path).unwrap();
    let whole = fs::read(&path).unwrap();
    let clean = read(&path).0;
    for at in (4..whole.len()).step_by(whole.len() / 150) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x5a;
        fs::write(&path, bytes).unwrap();
        let (lines, told) = read(&path);
        assert!(lines == clean || !told.is_empty(), "byte {at}: {lines}");
    }
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let (lines, told) = read(&path);
    assert!(
        lines.is_empty() && told[0].contains("is a workbook that cannot be read"),
        "{told:?}"
    );
}
