//! What is written as a chat, in any language's layout, is read as the same conversation.

use proptest::prelude::*;

use super::*;
use crate::format::{SpeakerPattern, recognise};
use crate::transcript::{Conversation, Item, Speaker, TurnKind};

/// One phone's way to write a chat.
#[derive(Clone, Debug)]
struct Phone {
    bracket: bool,
    month_first: bool,
    eastern: bool,
    halves: Option<[&'static str; 2]>,
    media: &'static str,
}

const HALVES: [Option<[&str; 2]>; 5] = [
    None,
    Some(["\u{202f}AM", "\u{202f}PM"]),
    Some([" ص", " م"]),
    Some(["\u{a0}a.\u{a0}m.", "\u{a0}p.\u{a0}m."]),
    Some([" ÖÖ", " ÖS"]),
];

const MEDIA: [&str; 4] = [
    "<Media omitted>",
    "\u{200e}image omitted",
    "<تم استبعاد الوسائط>",
    "<Medien ausgeschlossen>",
];

fn phone() -> impl Strategy<Value = Phone> {
    (any::<[bool; 3]>(), 0..HALVES.len(), 0..MEDIA.len()).prop_map(|(flags, halves, media)| Phone {
        bracket: flags[0],
        month_first: flags[1],
        eastern: flags[2],
        halves: HALVES[halves],
        media: MEDIA[media],
    })
}

impl Phone {
    /// A line at `minute` of 15 September 2026.
    fn line(&self, minute: u32, rest: &str) -> String {
        let hour = minute / 60;
        let (shown, half) = match self.halves {
            None => (hour, ""),
            Some(halves) => ((hour + 11) % 12 + 1, halves[usize::from(hour >= 12)]),
        };
        let date = if self.month_first {
            "09/15/2026"
        } else {
            "15\u{200f}/09/2026"
        };
        let stamp = format!("{date}, {shown}:{:02}{half}", minute % 60);
        let stamp: String = stamp
            .chars()
            .map(|letter| match letter.to_digit(10) {
                Some(digit) if self.eastern => char::from_u32('٠' as u32 + digit).unwrap(),
                _ => letter,
            })
            .collect();
        if self.bracket {
            format!("\u{200e}[{stamp}] {rest}\r\n")
        } else {
            format!("{stamp} - {rest}\n")
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn what_is_written_is_read(
        phone in phone(),
        turns in prop::collection::vec((any::<bool>(), prop::option::of("[a-zب-ي0-9]{1,9}(: ?[a-z]{1,5})?(\n[0-9]{1,2}/[0-9]{1,2}/2026 [a-z]{1,6})?")), 1..20),
    ) {
        let names = ["Acme Support", "+212\u{a0}616-465609"];
        let mut text = phone.line(0, "Messages and calls are end-to-end encrypted.");
        for (minute, (customer, said)) in (60..).step_by(55).zip(&turns) {
            let said = said.as_deref().unwrap_or(phone.media);
            text += &phone.line(minute, &format!("{}: {said}", names[usize::from(*customer)]));
        }
        let settings = ReadSettings {
            roles: vec![
                (SpeakerPattern::parse("acme support").unwrap(), Speaker::Bot),
                (SpeakerPattern::parse("/.*/").unwrap(), Speaker::Customer),
            ],
            timezone: Some("UTC".to_owned()),
            ..ReadSettings::default()
        };
        let head = Head::new("x", &text, true);
        let found = recognise(&head, &settings).unwrap();
        prop_assert_eq!(found.format.id(), "whatsapp");
        let reader = found.format.open(&head, &settings).unwrap();
        let mut read = Vec::new();
        reader.read(Chunk { bytes: text.as_bytes(), first_record: 1 }, &mut |one| read.push(one.unwrap()));
        prop_assert_eq!(read.len(), 1);
        prop_assert_eq!(read[0].items.len(), turns.len() + 1);
        for ((minute, (customer, said)), item) in (60_i64..).step_by(55).zip(&turns).zip(&read[0].items[1..]) {
            let Item::Turn(turn) = item else { panic!("{item:?}") };
            prop_assert_eq!(turn.by, if *customer { Speaker::Customer } else { Speaker::Bot });
            prop_assert_eq!(&turn.text, said.as_deref().unwrap_or(""));
            prop_assert_eq!(turn.kind, if said.is_some() { TurnKind::Text } else { TurnKind::Attachment });
            prop_assert_eq!(turn.at.unwrap().millis(), (1_789_430_400 + minute * 60) * 1000);
        }
    }
}

/// What a chat of these lines reads as.
fn read_all(text: &[u8], day_first: Option<bool>) -> Vec<Result<Conversation<'_>, Problem>> {
    let settings = ReadSettings {
        day_first,
        ..ReadSettings::default()
    };
    let lossy = String::from_utf8_lossy(text);
    let head = Head::new("x", &lossy, true);
    let reader = WhatsApp.open(&head, &settings).unwrap();
    let mut read = Vec::new();
    let chunk = Chunk {
        bytes: text,
        first_record: 1,
    };
    reader.read(chunk, &mut |one| read.push(one));
    read
}

/// Who speaks, as what, and the words of a message by `Nadia`.
fn said(text: &str) -> (Speaker, TurnKind, String) {
    let chat = format!("15/09/2026, 20:46 - Acme: hello\n15/09/2026, 20:47 - Nadia: {text}\n");
    let read = read_all(chat.as_bytes(), None);
    let one = read[0].as_ref().unwrap();
    let turn = one.items[1].turn().unwrap();
    (turn.by, turn.kind, turn.text.to_string())
}

#[test]
fn what_a_customer_typed_is_never_a_notice() {
    for typed in [
        "Video call me please",
        "voice call",
        "Missed voice call",
        "null",
        "Here is my receipt (attached)",
        "هذا هو الإيصال (الملف مرفق)",
        "see my order in receipt.pdf (attached)",
        "\u{200f}مكالمة فائتة منكم ولم يرد أحد",
    ] {
        let words = typed.trim_start_matches('\u{200f}');
        let (by, kind, text) = said(typed);
        assert_eq!((by, kind), (Speaker::Unknown, TurnKind::Text), "{typed}");
        assert_eq!(text.trim_start_matches('\u{200f}'), words);
    }
    for notice in [
        "\u{200e}Missed voice call",
        "\u{200e}Video call, No answer",
        "\u{200f}مكالمة فائتة",
    ] {
        assert_eq!(said(notice).0, Speaker::System, "{notice}");
    }
    for file in [
        "IMG-20260915-WA0003.jpg (file attached)",
        "\u{200e}our offer 2026.pdf (file attached)",
        "عرض.pdf (الملف مرفق)",
        "\u{200e}<attached: 00000012-PHOTO.jpg>",
    ] {
        assert_eq!(said(file).1, TurnKind::Attachment, "{file}");
    }
}

#[test]
fn dates_that_do_not_exist_are_told_wherever_they_stand() {
    let all = "45/13/2026, 20:46 - Acme: hello\n46/13/2026, 20:46 - Nadia: hi\n";
    for day_first in [None, Some(false)] {
        let read = read_all(all.as_bytes(), day_first);
        assert_eq!(read.len(), 1);
        let problem = read[0].as_ref().unwrap_err();
        assert_eq!(problem.record, 1);
        let first = if day_first.is_none() { "day" } else { "month" };
        assert!(problem.what.contains(&format!("the {first} first")));
        assert!(problem.advice.contains("date_order"));
    }
    let one = "15/09/2026, 20:46 - Acme: hello\n31/02/2026, 20:47 - Nadia: hi\n";
    assert_eq!(
        read_all(one.as_bytes(), None)[0]
            .as_ref()
            .unwrap_err()
            .record,
        2
    );
}

#[test]
fn a_line_of_broken_bytes_moves_the_time_all_the_same() {
    let text = b"15/09/2026, 10:00 - Acme: hello\n16/09/2026, 09:00 - Nadia: caf\xe9\n17/09/2026, 08:00 - Acme: bye\n";
    let read = read_all(text, None);
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].as_ref().unwrap_err().record, 2);
}
