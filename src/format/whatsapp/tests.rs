//! What is written as a chat, in any language's layout, is read as the same conversation.

use proptest::prelude::*;

use super::*;
use crate::format::{SpeakerPattern, recognise};
use crate::transcript::{Item, Speaker, TurnKind};

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
        let head = Head { name: "x", text: &text, complete: true };
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
