//! What joins conversations, from outside: the binary on real files, its stream read back.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A conversation of a customer, a day of September 2026 and what was said, customer first, then the bot, and so on.
fn talk(id: &str, channel: &str, customer: &str, day: u32, said: &[&str]) -> Value {
    let items: Vec<Value> = said
        .iter()
        .enumerate()
        .map(|(place, text)| {
            let by = if place % 2 == 0 { "customer" } else { "bot" };
            json!({"by": by, "text": text, "at": format!("2026-09-{day:02}T10:{place:02}:00Z")})
        })
        .collect();
    json!({"id": id, "channel": channel, "customer": customer, "items": items})
}

const COT: [&str; 2] = [
    "order LX-70932, the cot came without screws",
    "Congratulations on your new arrival! Assembly instructions are in the box.",
];
const COT_AGAIN: [&str; 2] = [
    "the screws of the cot LX-70932 are still missing",
    "They ship today.",
];
const GATE: [&str; 2] = [
    "بطاقة الموقف ٣٣٤٠ ما تفتح البوابة من امس",
    "شكراً لرسالتك، سنعود إليك.",
];
const GATE_AGAIN: [&str; 2] = [
    "مرحبا، بطاقة الموقف 3340 للحين ما تفتح البوابة",
    "تم تفعيل البطاقة.",
];

/// What an audit of these files wrote.
struct Run {
    lines: Vec<Value>,
    stream: String,
    report: Value,
    page: String,
    told: String,
}

impl Run {
    fn links(&self, kind: &str) -> Vec<(String, String)> {
        let word = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
        self.lines
            .iter()
            .filter(|line| line["type"] == "link" && line["kind"] == kind)
            .map(|line| (word(line, "from"), word(line, "to")))
            .collect()
    }

    fn repeats(&self) -> Vec<(String, String)> {
        self.links("cross-channel-repeat")
    }
}

/// A folder with these conversations in as many files.
fn room(files: &[&[Value]]) -> TempDir {
    let room = tempfile::tempdir().unwrap();
    for (number, conversations) in files.iter().enumerate() {
        let lines: Vec<String> = conversations.iter().map(Value::to_string).collect();
        fs::create_dir_all(room.path().join("in")).unwrap();
        let path = room.path().join(format!("in/part-{number}.jsonl"));
        fs::write(path, lines.join("\n") + "\n").unwrap();
    }
    room
}

/// Puts a configuration into the folder.
fn configure(room: &TempDir, text: &str) {
    fs::write(room.path().join("lamsa.toml"), text).unwrap();
}

fn audit(files: &[&[Value]], more: &[&str]) -> Run {
    audit_in(room(files).path(), more)
}

fn audit_in(room: &Path, more: &[&str]) -> Run {
    let out = Command::cargo_bin("lamsa")
        .unwrap()
        .current_dir(room)
        .args(["audit", "in", "-o", "jsonl=v.jsonl", "-o", "json=r.json"])
        .args(more)
        .output()
        .unwrap();
    let told = String::from_utf8(out.stderr).unwrap();
    assert!(out.status.success(), "{told}");
    let stream = fs::read_to_string(room.join("v.jsonl")).unwrap();
    Run {
        lines: stream
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
        report: serde_json::from_str(&fs::read_to_string(room.join("r.json")).unwrap()).unwrap(),
        page: String::from_utf8(out.stdout).unwrap(),
        stream,
        told,
    }
}

fn pair(from: &str, to: &str) -> Vec<(String, String)> {
    vec![(from.to_owned(), to.to_owned())]
}

#[test]
fn the_same_matter_in_another_channel_is_found_in_both_languages() {
    let input = [
        talk("c1", "chat", "Lena.K@post.example", 1, &COT),
        talk("w1", "whatsapp", "+966 50 000 0001", 2, &GATE),
        talk("m1", "email", "lena.k@post.example", 3, &COT_AGAIN),
        talk("v1", "voice", "٠٠٩٦٦٥٠٠٠٠٠٠٠١", 4, &GATE_AGAIN),
    ];
    let run = audit(&[&input], &[]);
    let expected = [("c1", "m1"), ("w1", "v1")].map(|(from, to)| (from.to_owned(), to.to_owned()));
    assert_eq!(run.repeats(), expected);
    let link = &run.lines[run.lines.len() - 3];
    assert_eq!(
        (&link["reason"], &link["at"], &link["time"]),
        (&"number".into(), &0.into(), &2.into())
    );
    assert_eq!(link["hours"], 48.0);
    assert_eq!(run.lines.last().unwrap()["type"], "summary");
    let channels = run.report["links"]["channels"].as_array().unwrap();
    let of = |name: &str| channels.iter().find(|one| one["channel"] == name).unwrap();
    assert_eq!(of("email")["cross_channel_repeats"], 1);
    assert_eq!(of("chat")["cross_channel_repeats"], 0);
    assert!(
        run.page
            .contains("4 of 4 conversations name their customer; 2 bring a matter"),
        "{}",
        run.page
    );
    for secret in ["lena", "966500000001"] {
        assert!(!run.stream.to_lowercase().contains(secret));
    }
}

#[test]
fn a_national_number_needs_its_country() {
    let input = [
        talk("w1", "whatsapp", "+966500000001", 2, &GATE),
        talk("v1", "voice", "0500000001", 4, &GATE_AGAIN),
    ];
    let run = audit(&[&input], &[]);
    assert!(run.repeats().is_empty());
    let told = "1 customer's telephone number has no country; set country";
    assert!(run.told.contains(told), "{}", run.told);
    assert!(run.page.contains(told), "{}", run.page);
    let room = room(&[&input]);
    configure(&room, "[customers]\ncountry = '966'\n");
    let run = audit_in(room.path(), &[]);
    assert_eq!(run.repeats(), pair("w1", "v1"));
    assert!(!run.told.contains("country") && !run.page.contains("no country"));
}

#[test]
fn a_repeat_stands_where_other_findings_do() {
    let input = [
        talk("c1", "chat", "lena.k@post.example", 1, &COT),
        talk("m1", "email", "lena.k@post.example", 3, &COT_AGAIN),
    ];
    let room = room(&[&input]);
    let run = audit_in(room.path(), &["-o", "csv=tables"]);
    let page: String = run.page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        page.contains("m1 #0 · cross-channel-repeat (medium): brings again what c1 (chat) had not settled 48 h before"),
        "{page}"
    );
    let mut findings = csv::Reader::from_path(room.path().join("tables/findings.csv")).unwrap();
    let rows: Vec<std::collections::BTreeMap<String, String>> =
        findings.deserialize().map(Result::unwrap).collect();
    let row = rows
        .iter()
        .find(|row| row["rule"] == "cross-channel-repeat")
        .unwrap();
    assert_eq!(
        [
            "conversation_id",
            "channel",
            "at",
            "family",
            "severity",
            "confidence",
            "earlier_conversation"
        ]
        .map(|column| row[column].as_str()),
        ["m1", "email", "0", "repeated-info", "medium", "0.95", "c1"]
    );
    assert!(
        rows.iter()
            .all(|row| row["rule"] == "cross-channel-repeat"
                || row["earlier_conversation"].is_empty())
    );
    configure(&room, "[rules.cross-channel-repeat]\noff = true\n");
    let off = audit_in(room.path(), &["-o", "csv=tables"]);
    let table = fs::read_to_string(room.path().join("tables/findings.csv")).unwrap();
    assert!(!table.contains("cross-channel-repeat") && !off.page.contains("cross-channel-repeat"));
}

#[test]
fn a_table_without_its_columns_is_refused() {
    let room = room(&[&[talk("c1", "chat", "lena.k@post.example", 1, &COT)]]);
    for (table, line) in [
        ("+447700900812,Lena.K@post.example\n", 1),
        ("\u{0}\u{1}PNG\u{2}\n\u{3}", 1),
        (
            "phone,email\n+447700900812,lena.k@post.example\n+1,b@c.example,d\n",
            3,
        ),
    ] {
        fs::write(room.path().join("map.csv"), table).unwrap();
        let out = Command::cargo_bin("lamsa")
            .unwrap()
            .current_dir(room.path())
            .args(["audit", "in", "--customers", "map.csv"])
            .output()
            .unwrap();
        let told = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(2), "{told}");
        let place = format!("map.csv: line {line}: expected");
        assert!(told.contains(&place), "{told}");
        assert!(!told.to_lowercase().contains("lena.k"), "{told}");
    }
}

#[test]
fn strangers_with_a_stand_in_in_the_table_stay_strangers() {
    let input = [
        talk("c1", "chat", "+447700900812", 1, &COT),
        talk("v1", "voice", "+447700900813", 3, &COT_AGAIN),
    ];
    let room = room(&[&input]);
    let table = "phone,e-mail,crm id\n+447700900812,n/a,لا يوجد\n+447700900813,n/a,لا يوجد\n";
    fs::write(room.path().join("map.csv"), table).unwrap();
    let run = audit_in(room.path(), &["--customers", "map.csv"]);
    assert!(run.repeats().is_empty());
}

#[test]
fn hours_and_dates_are_no_order_numbers() {
    let mut input = Vec::new();
    for (number, span) in ["24-7", "10-5", "12-03", "2026-09"].iter().enumerate() {
        let asked = format!("is the gym open {span} for members?");
        let broke = format!("my locker key broke, support answers {span} you wrote");
        let customer = format!("lena.{number}@post.example");
        let id = |channel: &str| format!("{channel}{number}");
        input.push(talk(
            &id("c"),
            "chat",
            &customer,
            1,
            &[&asked, "See our page."],
        ));
        input.push(talk(&id("m"), "email", &customer, 3, &[&broke, "Sorry."]));
    }
    let mut expected = Vec::new();
    for id in ["10-4821", "4000123412341234", "40001234123412345"] {
        input.push(talk(&format!("a{id}"), "chat", id, 1, &COT));
        input.push(talk(&format!("b{id}"), "email", id, 3, &COT_AGAIN));
        expected.push((format!("a{id}"), format!("b{id}")));
    }
    assert_eq!(audit(&[&input], &[]).repeats(), expected);
}

#[test]
fn sessions_of_one_chat_are_one_customers() {
    let room = tempfile::tempdir().unwrap();
    fs::create_dir(room.path().join("in")).unwrap();
    let chat = "\
13/09/26, 10:00 - Sara H: the screws of the cot LX-70932 are missing
13/09/26, 10:01 - Oasis Bot: Please choose: 1 Orders 2 Returns
15/09/26, 09:30 - Sara H: still no screws for the cot LX-70932
15/09/26, 09:31 - Oasis Bot: They ship today.
";
    fs::write(room.path().join("in/chat.txt"), chat).unwrap();
    configure(
        &room,
        "timezone = 'UTC'\n[roles]\n'Oasis Bot' = 'bot'\n'Sara H' = 'customer'\n",
    );
    let repeats = audit_in(room.path(), &[]).repeats();
    let [(from, to)] = &repeats[..] else {
        panic!("{repeats:?}");
    };
    assert!(from.ends_with("#2026-09-13T10:00:00") && to.ends_with("#2026-09-15T09:30:00"));
    let thread = |id: &str| id.split('#').next().unwrap().to_owned();
    assert_eq!(thread(from), thread(to));
    let mut lamsa = fs::read_to_string(room.path().join("lamsa.toml")).unwrap();
    lamsa.push_str("[privacy]\nkey = 'a secret'\n");
    configure(&room, &lamsa);
    let keyed = audit_in(room.path(), &[]);
    assert_ne!(thread(&keyed.repeats()[0].0), thread(from));
    assert_eq!(
        keyed.repeats(),
        audit_in(room.path(), &["--jobs", "3"]).repeats()
    );
}

#[test]
fn another_matter_customer_or_time_is_no_repeat() {
    let gift = ["how do I use a gift card in the app?", "Open Wallet."];
    let other_order = ["order LX-71004, the cot came without screws", "Sorry."];
    for (customer, day, said) in [
        ("lena.k@post.example", 3, gift),
        ("lena.k@post.example", 3, other_order),
        ("rana.h@mail.example", 3, COT_AGAIN),
        ("lena.k@post.example", 9, COT_AGAIN),
    ] {
        let input = [
            talk("c1", "chat", "lena.k@post.example", 1, &COT),
            talk("m1", "email", customer, day, &said),
        ];
        let run = audit(&[&input], &[]);
        assert!(run.repeats().is_empty(), "{customer} {day} {said:?}");
        let returning = u64::from(customer.starts_with("lena") && day == 3);
        assert_eq!(run.report["links"]["all"]["returning"], returning);
    }
}

#[test]
fn nobody_in_particular_is_never_joined() {
    for customer in [
        "Guest",
        "Lena K.",
        "Caller",
        "+44 **** ***123",
        "سامر",
        "guest-20394",
        "xxxxxx0001",
        "",
    ] {
        let input = [
            talk("c1", "chat", customer, 1, &COT),
            talk("m1", "email", customer, 3, &COT_AGAIN),
        ];
        let run = audit(&[&input], &[]);
        assert!(run.repeats().is_empty(), "{customer}");
        assert_eq!(run.report["links"]["all"]["named"], 0, "{customer}");
    }
    let member = [
        talk("c1", "chat", "member-48213", 1, &COT),
        talk("m1", "email", "MEMBER-48213", 3, &COT_AGAIN),
    ];
    assert_eq!(audit(&[&member], &[]).repeats(), pair("c1", "m1"));
}

#[test]
fn a_matter_that_looked_settled_is_a_recontact() {
    let settled = [
        "the stairlift stops half way up",
        "I have reset the stairlift from here. Does it run again?",
        "yes it works now, thank you",
    ];
    let again = [
        "the stairlift stops half way up the stairs",
        "An engineer comes tomorrow.",
    ];
    let input = [
        talk("c1", "chat", "+447700900812", 1, &settled),
        talk("v1", "voice", "+447700900812", 2, &again),
    ];
    let run = audit(&[&input], &[]);
    assert_eq!(run.links("recontact"), pair("c1", "v1"));
    assert!(run.repeats().is_empty());
    let all = &run.report["links"]["all"];
    assert_eq!(
        (&all["recontacts"], &all["came_again"]),
        (&1.into(), &1.into())
    );
    let before = run.report["all"]["figures"]["false_containment"]["point"]
        .as_f64()
        .unwrap();
    assert!((all["false_containment"]["point"].as_f64().unwrap() - before - 0.5).abs() < 1e-9);
}

#[test]
fn an_export_included_twice_counts_once() {
    let chats = [
        talk("c1", "chat", "lena.k@post.example", 1, &COT),
        talk(
            "w1",
            "whatsapp",
            "+966500000001",
            2,
            &[
                "I want to talk to a human",
                "Type MENU to begin.",
                "a person please",
            ],
        ),
    ];
    let mail = [talk("m1", "email", "lena.k@post.example", 3, &COT_AGAIN)];
    let once = audit(&[&chats, &mail], &[]);
    for files in [
        [&chats[..], &mail, &chats],
        [&mail, &chats, &chats],
        [&chats, &chats, &mail],
    ] {
        let twice = audit(&files, &[]);
        let duplicates: Vec<(String, String)> = ["c1", "w1"]
            .map(|id| (id.to_owned(), id.to_owned()))
            .to_vec();
        assert_eq!(twice.links("duplicate"), duplicates);
        assert_eq!(twice.repeats(), pair("c1", "m1"));
        for part in ["all", "channels", "worst"] {
            assert_eq!(once.report[part], twice.report[part], "{part}");
        }
        let accounting = &twice.report["accounting"];
        let parts = ["read", "used", "duplicate"].map(|key| accounting[key].as_u64().unwrap());
        assert_eq!(parts, [5, 3, 2]);
    }
}

#[test]
fn one_id_with_other_content_is_kept_and_told() {
    let input = [
        talk("c1", "chat", "lena.k@post.example", 1, &COT),
        talk("c1", "email", "lena.k@post.example", 3, &COT_AGAIN),
        talk("c1", "email", "lena.k@post.example", 3, &COT_AGAIN),
    ];
    let run = audit(&[&input], &[]);
    assert_eq!(run.links("collision"), pair("c1", "c1~2"));
    assert_eq!(run.links("duplicate"), pair("c1~2", "c1~2"));
    assert_eq!(run.repeats(), pair("c1", "c1~2"));
    assert_eq!(run.report["all"]["figures"]["conversations"], 2);
    assert!(
        run.told
            .contains("the id c1 and differ; the second counts as c1~2"),
        "{}",
        run.told
    );
}

#[test]
fn a_table_says_who_is_who() {
    let input = [
        talk("c1", "chat", "lena.k@post.example", 1, &COT),
        talk("v1", "voice", "0044 7700 900812", 3, &COT_AGAIN),
    ];
    let room = room(&[&input]);
    fs::write(
        room.path().join("map.csv"),
        "phone,e-mail,CRM id\n+447700900812,Lena.K@post.example,K-1\n+447700900899,,K-2\n",
    )
    .unwrap();
    assert!(audit_in(room.path(), &[]).repeats().is_empty());
    let run = audit_in(room.path(), &["--customers", "map.csv"]);
    assert_eq!(run.repeats(), pair("c1", "v1"));
    let told = "2 people in the table of customers, 1 of them met in the log.";
    assert!(run.page.contains(told), "{}", run.page);
}

#[test]
fn another_field_may_name_the_customer() {
    let mut input = [
        talk("c1", "chat", "Lena", 1, &COT),
        talk("m1", "email", "Lena", 3, &COT_AGAIN),
    ];
    for one in &mut input {
        one["crm_id"] = "K-20417".into();
    }
    let room = room(&[&input]);
    configure(&room, "[customers]\nkey = 'crm_id'\n");
    assert_eq!(audit_in(room.path(), &[]).repeats(), pair("c1", "m1"));
    configure(
        &room,
        "[customers]\nkey = 'crm_id'\n[rules.cross-channel-repeat]\noff = true\n",
    );
    let off = audit_in(room.path(), &[]);
    assert!(off.repeats().is_empty());
    assert_eq!(off.report["links"]["all"]["cross_channel_repeats"], 0);
    assert_eq!(off.report["links"]["all"]["named"], 2);
    configure(
        &room,
        "[customers]\nkey = 'crm_id'\n[links]\nwindow = '1d'\n",
    );
    assert!(audit_in(room.path(), &[]).repeats().is_empty());
}

#[test]
fn without_times_there_are_no_links() {
    let mut input = [
        talk("c1", "chat", "lena.k@post.example", 1, &COT),
        talk("m1", "email", "lena.k@post.example", 3, &COT_AGAIN),
    ];
    for item in input
        .iter_mut()
        .flat_map(|one| one["items"].as_array_mut().unwrap())
    {
        item.as_object_mut().unwrap().remove("at");
    }
    let run = audit(&[&input], &[]);
    assert!(run.repeats().is_empty());
    assert_eq!(run.report["links"]["all"]["named"], 2);
}

#[test]
fn jobs_and_files_change_no_link() {
    let mut input = Vec::new();
    for number in 0..40 {
        let customer = format!("+4477009{:05}", number % 13);
        let said = if number % 2 == 0 { COT } else { COT_AGAIN };
        let id = format!("t{}", number % 37);
        input.push(talk(&id, "chat", &customer, 1 + number / 4, &said));
    }
    let whole = audit(&[&input], &["--jobs", "1"]);
    assert!(whole.repeats().len() > 10 && whole.links("collision").len() == 3);
    let parts: Vec<&[Value]> = input.chunks(7).collect();
    for jobs in ["1", "4"] {
        let cut = audit(&parts, &["--jobs", jobs]);
        let links = |run: &Run| {
            let links = run
                .stream
                .lines()
                .filter(|line| line.starts_with(r#"{"type":"link""#));
            links.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(links(&whole), links(&cut));
        assert_eq!(whole.report["links"], cut.report["links"]);
    }
}

#[test]
fn the_rule_is_listed_and_explained() {
    let lamsa = |args: &[&str]| {
        let out = Command::cargo_bin("lamsa")
            .unwrap()
            .args(args)
            .output()
            .unwrap();
        assert!(out.status.success());
        String::from_utf8(out.stdout).unwrap()
    };
    assert!(lamsa(&["rules"]).contains("cross-channel-repeat"));
    assert!(lamsa(&["explain", "cross-channel-repeat"]).starts_with("# cross-channel-repeat\n"));
}
