//! Nothing that identifies a person stands in any output: values planted in sentences are looked for in everything that
//! the command writes, and sentences that only look like them must come through as they are.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

/// By kind and language, the cases.
type Planted = BTreeMap<String, BTreeMap<String, Vec<Case>>>;

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Case {
    Sentence(String),
    Turns(Vec<String>),
}

/// A conversation around one case, and what must not be seen of it.
struct Planting {
    kind: String,
    id: String,
    record: Value,
    values: Vec<String>,
}

/// What the bot says to everything.
fn fallback(language: &str) -> &'static str {
    match language {
        "ar" => "عذرا، لم افهم طلبك.",
        _ => "Sorry, I did not understand that.",
    }
}

/// The values of a text, which stand in braces, and the text without braces.
fn unbrace(text: &str) -> (Vec<String>, String) {
    let values = text.split('{').skip(1);
    let values = values.map(|rest| rest.split('}').next().unwrap().to_owned());
    (values.collect(), text.replace(['{', '}'], ""))
}

/// An item written as `speaker(name): words`.
fn item(turn: &str) -> Value {
    let (who, words) = turn.split_once(": ").unwrap();
    let (who, name) = who.split_once('(').unwrap_or((who, ")"));
    let name = &name[..name.len() - 1];
    match (who, name) {
        ("event", "") if words.is_empty() => json!({"event": "queued"}),
        ("event", "") => json!({"event": "human_joined", "text": words}),
        ("event", _) => json!({"event": "human_joined", "name": name, "text": words}),
        (_, "") => json!({"by": who, "text": words}),
        _ => json!({"by": who, "name": name, "text": words}),
    }
}

/// A conversation in which the bot fails twice to understand, so that every sentence is evidence.
fn conversation(id: &str, language: &str, turns: &[String]) -> Value {
    let mut items: Vec<Value> = turns.iter().map(|turn| item(turn)).collect();
    let last = items.last().unwrap().clone();
    let bot = json!({"by": "bot", "text": fallback(language)});
    items.extend([bot.clone(), last, bot, json!({"event": "closed"})]);
    json!({"id": id, "channel": "chat", "items": items})
}

fn planted() -> Vec<Planting> {
    let text = include_str!("redaction/planted.toml");
    let kinds: Planted = toml::from_str(text).unwrap();
    let mut plantings = Vec::new();
    for (kind, languages) in kinds {
        for (language, cases) in languages {
            for (number, case) in cases.into_iter().enumerate() {
                let turns = match case {
                    Case::Sentence(words) => vec![format!("customer: {words}")],
                    Case::Turns(turns) => turns,
                };
                let (values, turns): (Vec<_>, Vec<_>) =
                    turns.iter().map(|turn| unbrace(turn)).unzip();
                let id = format!("{kind}-{language}-{number}");
                plantings.push(Planting {
                    record: conversation(&id, &language, &turns),
                    kind: kind.clone(),
                    id,
                    values: values.concat(),
                });
            }
        }
    }
    plantings
}

/// Digits in Latin shape, letters small.
fn folded(text: &str) -> String {
    let digit = |sign: char| lamsa::text::digit(sign).map(|value| char::from(b'0' + value));
    let fold = |sign: char| digit(sign).unwrap_or(sign);
    text.chars().map(fold).collect::<String>().to_lowercase()
}

/// Whether a needle stands in a text as words of its own.
fn holds(text: &str, needle: &str) -> bool {
    let joins = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
    text.match_indices(needle).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !joins(before) && !joins(after)
    })
}

/// What of a value must not be seen: all of it, its digits, any two words of it in a row, and any word of a name.
fn needles(kind: &str, value: &str) -> Vec<String> {
    let value = folded(value);
    let words: Vec<&str> = value
        .split(|sign: char| !sign.is_alphanumeric() && !"'-@.".contains(sign))
        .filter(|word| !word.is_empty())
        .collect();
    let mut needles = vec![value.clone()];
    if kind == "address" || kind == "email" {
        needles.extend(words.windows(2).map(|pair| pair.join(" ")));
    }
    let is_name = kind == "name" || kind == "conversations";
    if is_name && !value.contains(|sign: char| sign.is_ascii_digit()) {
        let telling = |word: &&&str| word.chars().count() > 3 && !word.ends_with('.');
        needles.extend(words.iter().filter(telling).map(ToString::to_string));
    }
    needles
}

/// What the command wrote somewhere.
struct Output {
    name: String,
    folded: String,
    /// Without the signs that numbers are grouped by.
    bare: String,
}

impl Output {
    fn new(name: &str, text: &str) -> Self {
        let folded = folded(text);
        Self {
            name: name.to_owned(),
            bare: folded.replace([' ', '-', '.', '(', ')', '\u{a0}'], ""),
            folded,
        }
    }
}

/// What can be seen of the values of a planting in an output.
fn seen<'p>(planting: &'p Planting, output: &Output) -> Vec<&'p str> {
    let is_seen = |value: &&String| {
        let digits: String = folded(value).chars().filter(char::is_ascii_digit).collect();
        needles(&planting.kind, value)
            .iter()
            .any(|needle| holds(&output.folded, needle))
            || (digits.len() >= 7 && output.bare.contains(&digits))
    };
    let values = planting.values.iter();
    values.filter(is_seen).map(String::as_str).collect()
}

fn lamsa(room: &Path) -> Command {
    let mut command = Command::cargo_bin("lamsa").unwrap();
    command.current_dir(room);
    command
}

fn stdout(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn write(room: &Path, records: impl Iterator<Item = Value>) {
    let lines: Vec<String> = records.map(|record| record.to_string()).collect();
    fs::write(room.join("export.jsonl"), lines.join("\n")).unwrap();
}

/// Everything that an audit and an inspection write.
fn outputs(room: &Path) -> Vec<Output> {
    let mut audit = lamsa(room);
    audit.args([
        "audit",
        "export.jsonl",
        "--quotes",
        "redacted",
        "--no-progress",
    ]);
    fs::create_dir(room.join("out")).unwrap();
    for reporter in lamsa::report::REPORTERS {
        audit.args(["-o", &format!("{0}=out/{0}", reporter.id())]);
    }
    audit.args(["-o", "problems=out/problems"]);
    let mut inspect = lamsa(room);
    inspect.args(["inspect", "export.jsonl"]);
    let mut outputs = vec![
        Output::new("terminal", &stdout(audit)),
        Output::new("inspect", &stdout(inspect)),
    ];
    let mut folders = vec![room.join("out")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.file_name().unwrap().to_string_lossy();
                outputs.push(Output::new(&name, &fs::read_to_string(&path).unwrap()));
            }
        }
    }
    outputs
}

/// Every conversation as `show` writes it. All are given one id, so that one run shows them all, one after the other.
fn shown(room: &Path, records: impl Iterator<Item = Value>) -> Vec<String> {
    write(
        room,
        records.map(|mut record| {
            record["id"] = json!("planted");
            record
        }),
    );
    let mut show = lamsa(room);
    show.args(["show", "export.jsonl", "--id", "planted"]);
    show.args(["--quotes", "redacted"]);
    let pages = stdout(show);
    let pages = pages.split(" · chat").skip(1);
    pages.map(unwrapped).collect()
}

/// The words of a page without the margin and the line breaks that the terminal's width makes.
fn unwrapped(page: &str) -> String {
    let words: Vec<&str> = page.split_whitespace().collect();
    words.join(" ")
}

#[test]
fn no_output_shows_a_planted_value() {
    let room = tempfile::tempdir().unwrap();
    let plantings = planted();
    write(room.path(), plantings.iter().map(|one| one.record.clone()));
    let outputs = outputs(room.path());
    let quoted = outputs.iter().find(|one| one.name == "jsonl").unwrap();
    assert!(
        quoted.folded.matches('[').count() > plantings.len(),
        "the evidence quotes nothing"
    );
    let mut missed = Vec::new();
    let (mut values, mut kinds) = (0, BTreeMap::<&str, [usize; 2]>::new());
    let pages = shown(room.path(), plantings.iter().map(|one| one.record.clone()));
    assert_eq!(pages.len(), plantings.len());
    for (planting, shown) in plantings.iter().zip(pages) {
        let mut leaks: Vec<&str> = seen(planting, &Output::new("show", &shown));
        for leak in &leaks {
            missed.push(format!("{}: {leak} in show\n{shown}", planting.id));
        }
        for output in &outputs {
            for leak in seen(planting, output) {
                missed.push(format!("{}: {leak} in {}", planting.id, output.name));
                leaks.push(leak);
            }
        }
        leaks.sort_unstable();
        leaks.dedup();
        let [planted, found] = kinds.entry(&planting.kind).or_default();
        *planted += planting.values.len();
        *found += planting.values.len() - leaks.len();
        values += planting.values.len();
    }
    assert!(values >= 200, "{values} values are too few");
    assert!(missed.is_empty(), "{}\n{kinds:?}", missed.join("\n"));
}

#[test]
fn look_alikes_are_shown_as_they_are() {
    let room = tempfile::tempdir().unwrap();
    let kept: BTreeMap<String, Vec<String>> =
        toml::from_str(include_str!("redaction/kept.toml")).unwrap();
    let sentences: Vec<(String, &str, &String)> = kept
        .iter()
        .flat_map(|(language, sentences)| {
            let numbered = sentences.iter().enumerate();
            numbered.map(move |(at, words)| (format!("{language}-{at}"), &**language, words))
        })
        .collect();
    assert!(sentences.len() >= 60);
    let records = sentences
        .iter()
        .map(|(id, language, words)| conversation(id, language, &[format!("customer: {words}")]));
    let wrong: Vec<String> = sentences
        .iter()
        .zip(shown(room.path(), records))
        .filter(|((_, _, words), shown)| !words.lines().all(|line| shown.contains(line)))
        .map(|((_, _, words), shown)| format!("{words} →\n{shown}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
