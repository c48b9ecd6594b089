//! The canonical transcript: what is written is what is read, and nothing that is read is lost silently.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::borrow::Cow;

use lamsa::format::{
    self, Chunk, Head, Problem, ReadSettings, SpeakerPattern, content_id, to_canonical,
};
use lamsa::transcript::{
    Capabilities, Channel, Conversation, Event, EventKind, Item, Moment, Speaker, Status, Turn,
    TurnKind,
};
use proptest::prelude::*;

fn with<R>(
    lines: &str,
    settings: &ReadSettings,
    see: impl FnOnce(Vec<Result<Conversation<'_>, Problem>>) -> R,
) -> R {
    let head = Head::new("a.jsonl", lines, true);
    let reader = format::named("canonical")
        .unwrap()
        .open(&head, settings)
        .unwrap();
    let mut all = Vec::new();
    reader.read(
        Chunk {
            bytes: lines.as_bytes(),
            first_record: 1,
        },
        &mut |one| all.push(one),
    );
    see(all)
}

fn written(one: &Conversation<'_>) -> String {
    let mut line = Vec::new();
    to_canonical(one, &mut line).unwrap();
    String::from_utf8(line).unwrap()
}

/// What a line becomes, in canonical form without the schema.
fn rewritten(line: &str, settings: &ReadSettings) -> String {
    with(line, settings, |all| {
        let text = written(all[0].as_ref().unwrap());
        text.trim_end()
            .replace(r#""schema":"lamsa/conversation@1","#, "")
    })
}

fn problem(line: &str) -> String {
    with(line, &ReadSettings::default(), |all| {
        all[0].as_ref().unwrap_err().to_string()
    })
}

fn words() -> impl Strategy<Value = Cow<'static, str>> {
    prop_oneof![
        "\\PC{1,12}",
        "[ء-ي ]{1,12}ء",
        Just("line\none \"q\" \\ \u{200f}\t".to_owned())
    ]
    .prop_filter("blank words are no words", |text| {
        !text.trim_ascii().is_empty()
    })
    .prop_map(Cow::Owned)
}

fn maybe<S: Strategy>(strategy: S) -> impl Strategy<Value = Option<S::Value>> {
    prop::option::of(strategy)
}

fn moment() -> impl Strategy<Value = Option<Moment>> {
    // Earlier years may be of the Hijri calendar.
    maybe((-11_676_096_000_000_i64..200_000_000_000_000).prop_map(Moment::from_millis))
}

fn item() -> impl Strategy<Value = Item<'static>> {
    let speaker = prop::sample::select(&Speaker::ALL[..]);
    let kind = prop::sample::select(&TurnKind::ALL[..]);
    let text = prop_oneof![4 => words(), 1 => Just(Cow::Borrowed(""))];
    let turn = (speaker, text, moment(), maybe(words()), kind, any::<bool>()).prop_map(
        |(by, text, at, name, kind, guessed)| {
            Item::Turn(Turn {
                by,
                text,
                at,
                name,
                kind,
                guessed,
            })
        },
    );
    let step = prop::sample::select(&EventKind::ALL[..]);
    let event = (
        step,
        moment(),
        maybe(words()),
        maybe(words()),
        maybe(words()),
    )
        .prop_map(|(kind, at, text, team, name)| {
            Item::Event(Event {
                kind,
                at,
                text,
                team,
                name,
            })
        });
    prop_oneof![3 => turn, 1 => event]
}

fn conversation() -> impl Strategy<Value = Conversation<'static>> {
    let value = prop_oneof![
        any::<i64>().prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::from),
        words().prop_map(|text| text.into_owned().into()),
        prop::num::f64::NORMAL.prop_map(serde_json::Value::from),
    ];
    let abilities = prop::sample::subsequence(Capabilities::ALL.names().collect::<Vec<_>>(), 0..=5);
    let about = (
        words(),
        words(),
        maybe(words()),
        maybe(words()),
        abilities,
        maybe(words()),
    );
    let rest = (
        prop::sample::select(&[Status::Open, Status::Closed, Status::Unknown][..]),
        maybe(prop::num::f64::NORMAL),
        prop::collection::vec(words(), 0..3),
        prop::collection::btree_map("m[a-z]{0,5}", value, 0..3),
        prop::collection::vec(item(), 0..6),
    );
    (about, rest).prop_map(
        |(
            (id, channel, customer, source, abilities, language),
            (status, csat, tags, meta, items),
        )| {
            Conversation {
                customer,
                source,
                capabilities: abilities
                    .iter()
                    .filter_map(|name| Capabilities::named(name))
                    .fold(Capabilities::NONE, Capabilities::with),
                language,
                status,
                csat,
                tags,
                meta,
                items,
                ..Conversation::new(id, Channel::new(channel))
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn what_was_written_is_read_and_written_again_the_same(one in conversation()) {
        let line = written(&one);
        with(&line, &ReadSettings::default(), |all| {
            let read = all[0].as_ref().unwrap();
            prop_assert_eq!(read, &one);
            prop_assert_eq!(written(read), line.clone());
            Ok(())
        })?;
    }
}

#[test]
fn text_is_borrowed_unless_it_was_escaped() {
    let line = r#"{"id":"a","items":[{"by":"bot","text":"مرحبا"},{"by":"bot","text":"a\nb"}]}"#;
    with(line, &ReadSettings::default(), |all| {
        let one = all[0].as_ref().unwrap();
        let texts: Vec<_> = one.turns().map(|(_, turn)| &turn.text).collect();
        assert!(matches!(texts[0], Cow::Borrowed("مرحبا")) && matches!(texts[1], Cow::Owned(_)));
    });
}

#[test]
fn nothing_is_lost_where_a_record_is_not_quite_canonical() {
    let default = ReadSettings::default();
    for (line, canonical) in [
        // Numbers as strings, strings as numbers, nulls.
        (
            r#"{"id":7,"channel":null,"csat":"4.5","tags":"vip","customer":966500000000,"meta":null,"items":[{"by":"customer","text":12,"at":1772359200,"name":null}]}"#,
            r#"{"id":"7","channel":"chat","customer":"966500000000","csat":4.5,"tags":["vip"],"items":[{"by":"customer","text":"12","at":"2026-03-01T10:00:00Z"}]}"#,
        ),
        // Fields, states and abilities of another kind go to `meta`, whose own word is meant.
        (
            r#"{"id":"a","brand":"x","case":1,"status":"pending","capabilities":["roles","mind"],"meta":{"case":2},"items":[]}"#,
            r#"{"id":"a","channel":"chat","capabilities":["roles"],"meta":{"brand":"x","capabilities":["mind"],"case":2,"status":"pending"},"items":[]}"#,
        ),
        // Unknown speakers, events and kinds keep their place.
        (
            r#"{"id":"a","items":[{"by":"agent","text":"hi","kind":"hologram"},{"event":"typing"},{"event":"rated","text":"5"},{"text":"who"}]}"#,
            r#"{"id":"a","channel":"chat","items":[{"by":"unknown","text":"hi","name":"agent"},{"by":"system","text":"typing"},{"by":"system","text":"5"},{"by":"unknown","text":"who"}]}"#,
        ),
        // No time without a zone; no items is an empty conversation.
        (
            r#"{"id":"a","items":[{"by":"bot","text":"x","at":"2026-03-01 10:00:00"}]}"#,
            r#"{"id":"a","channel":"chat","items":[{"by":"bot","text":"x"}]}"#,
        ),
        (
            r#"{"id":"a","items":null}"#,
            r#"{"id":"a","channel":"chat","items":[]}"#,
        ),
        (r#"{"id":"a"}"#, r#"{"id":"a","channel":"chat","items":[]}"#),
    ] {
        assert_eq!(rewritten(line, &default), canonical);
    }
}

#[test]
fn notes_among_staff_are_dropped_and_counted() {
    let line = r#"{"id":"a","items":[{"by":"human","text":"fraud?","internal":true},{"by":"bot","text":"x","visibility":"public"},{"by":"human","text":"y","visibility":"internal"}]}"#;
    with(line, &ReadSettings::default(), |all| {
        let one = all[0].as_ref().unwrap();
        assert_eq!((one.items.len(), one.dropped_notes), (1, 2));
    });
}

#[test]
fn a_conversation_without_id_is_named_by_its_items() {
    let line =
        r#"{"channel":"chat","items":[{"text":"x","by":"bot","at":"2026-03-01T13:00:00+03:00"}]}"#;
    with(line, &ReadSettings::default(), |all| {
        let one = all[0].as_ref().unwrap();
        assert_eq!(one.id, content_id(&one.items));
        assert_eq!(one.id, "x-6604741809dd7877");
    });
}

#[test]
fn roles_and_settings_overrule() {
    let settings = ReadSettings {
        roles: vec![
            (
                SpeakerPattern::parse("Oasis Assistant").unwrap(),
                Speaker::Bot,
            ),
            (SpeakerPattern::parse("/^agent/").unwrap(), Speaker::Human),
        ],
        channel: Some("WhatsApp".to_owned()),
        timezone: Some("Asia/Riyadh".to_owned()),
        ..ReadSettings::default()
    };
    let line = r#"{"id":"a","items":[{"by":"human","text":"x","name":"oasis assistant"},{"by":"agent 7","text":"y","at":"2026-03-01 13:00"}]}"#;
    assert_eq!(
        rewritten(line, &settings),
        r#"{"id":"a","channel":"whatsapp","items":[{"by":"bot","text":"x","name":"oasis assistant"},{"by":"human","text":"y","at":"2026-03-01T10:00:00Z","name":"agent 7"}]}"#
    );
}

#[test]
fn what_is_no_conversation_is_told_without_a_word_of_it() {
    for (line, told) in [
        (
            r#"{"id":"secret","items":"secret"}"#,
            "record 1: a field holds another kind of value",
        ),
        (
            r#"{"id":"secret","items":[{"by":"bot","text":{"secret":1}}]}"#,
            "record 1: a field holds another kind of value",
        ),
        (
            r#"{"id":"secret","items":[{"by":"#,
            "record 1: the JSON value ends too early",
        ),
        (r#"{"id":"secret" "items":[]}"#, "record 1: not valid JSON"),
        (
            r#"["secret"]"#,
            "record 1: a field holds another kind of value",
        ),
        (r#"{"secret":1}"#, "record 1: neither `id` nor `items`"),
        (
            r#"{"schema":"lamsa/conversation@9","id":"secret","items":[]}"#,
            "record 1: of another schema",
        ),
    ] {
        let said = problem(line);
        assert!(said.starts_with(told) && !said.contains("secret"), "{said}");
    }
}

#[test]
fn a_damaged_line_costs_one_record() {
    let good = r#"{"id":"a","items":[]}"#;
    let lines = format!("{good}\n\n{{broken\n{good}\n");
    with(&lines, &ReadSettings::default(), |all| {
        let shown: Vec<_> = all
            .iter()
            .map(|one| one.as_ref().map(|_| ()).map_err(|problem| problem.record))
            .collect();
        assert_eq!(shown, [Ok(()), Err(3), Ok(())]);
    });
    let mut bytes = lines.into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'a').unwrap();
    bytes[at] = 0xff;
    let head = Head::new("", good, false);
    let reader = format::named("canonical")
        .unwrap()
        .open(&head, &ReadSettings::default())
        .unwrap();
    let mut shown = Vec::new();
    reader.read(
        Chunk {
            bytes: &bytes,
            first_record: 11,
        },
        &mut |one| shown.push(one.map(|_| ()).map_err(|p| p.record)),
    );
    assert_eq!(shown, [Err(11), Err(13), Ok(())]);
}
