//! Stable stand-ins for ids that are personal data.
//!
//! A pseudonym is a keyed hash, so the same customer has the same one in every report made under the same key. It hides
//! a value from readers of a report; it does not stop somebody who holds the key from trying every phone number. Keep the
//! key as you keep the transcripts.

use std::borrow::Cow;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::text::redact::contacts;

/// Makes pseudonyms under one key.
#[derive(Clone, Copy, Debug)]
pub struct Pseudonyms {
    seed: u64,
}

impl Pseudonyms {
    /// Pseudonyms under `key`; the empty key is the same for everybody.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self {
            seed: xxh3_64(key.as_bytes()),
        }
    }

    /// A conversation's id as reports may show it. A phone number or e-mail address in it gives way to a pseudonym, as
    /// does the name of a thread (`name#time`); any other id passes through.
    #[must_use]
    pub fn id<'i>(&self, id: &'i str) -> Cow<'i, str> {
        if let Some((thread, time)) = id.rsplit_once('#')
            && is_person(thread)
        {
            return Cow::Owned(format!("{}#{time}", self.stand_in("id", thread)));
        }
        if is_uuid(id) {
            return Cow::Borrowed(id);
        }
        let contacts = contacts(id);
        if contacts.is_empty() {
            return Cow::Borrowed(id);
        }
        let mut shown = String::with_capacity(id.len());
        let mut at = 0;
        for contact in contacts {
            shown.push_str(&id[at..contact.start]);
            shown.push_str(&self.stand_in("id", &id[contact.clone()]));
            at = contact.end;
        }
        shown.push_str(&id[at..]);
        Cow::Owned(shown)
    }

    /// The stand-in for a customer's key or name, whatever its shape.
    #[must_use]
    pub fn customer(&self, key: &str) -> String {
        self.stand_in("customer", key)
    }

    /// The stand-in for the name of somebody who works for the company.
    #[must_use]
    pub fn staff(&self, name: &str) -> String {
        self.stand_in("staff", name)
    }

    fn stand_in(self, what: &str, value: &str) -> String {
        let value = value.trim().to_lowercase();
        format!(
            "{what}-{:016x}",
            xxh3_64_with_seed(value.as_bytes(), self.seed)
        )
    }
}

/// Whether the name of a thread is that of a person: anything but a key, which has digits and no spaces.
fn is_person(thread: &str) -> bool {
    let is_key = thread.contains(|sign: char| sign.is_ascii_digit())
        && !thread.contains(char::is_whitespace);
    !is_key || !contacts(thread).is_empty()
}

/// Whether an id has the form 8-4-4-4-12, whose digits are nobody's phone.
fn is_uuid(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::Pseudonyms;

    #[test]
    fn phones_and_addresses_give_way() {
        let pseudonyms = Pseudonyms::new("k");
        for id in [
            "+966501234567",
            "chat-0501234567",
            "wa_966501234567",
            "jane@shop.example",
            "966501234567@c.us",
        ] {
            let shown = pseudonyms.id(id);
            assert!(
                shown.contains("id-") && !shown.contains("501234567") && !shown.contains("jane"),
                "{id} → {shown}"
            );
        }
        let shown = pseudonyms.id("Sara Haddad#2026-09-14T18:22:05Z");
        assert!(
            shown.starts_with("id-") && shown.ends_with("#2026-09-14T18:22:05Z"),
            "{shown}"
        );
    }

    #[test]
    fn other_ids_pass() {
        let pseudonyms = Pseudonyms::new("k");
        for id in [
            "ta01",
            "24/3",
            "x-3f9a0c12d4e5f607",
            "215469",
            "case-2024-05-11",
            "t12#2026-09-14",
            "0b5c8a10-1111-4222-8333-050123456789",
        ] {
            assert_eq!(pseudonyms.id(id), id);
        }
    }

    #[test]
    fn a_pseudonym_depends_on_the_key_and_on_nothing_else() {
        assert_eq!(
            Pseudonyms::new("k").customer("Sara "),
            Pseudonyms::new("k").customer("sara")
        );
        assert_ne!(
            Pseudonyms::new("k").customer("sara"),
            Pseudonyms::new("l").customer("sara")
        );
        assert!(Pseudonyms::new("").staff("Omar").starts_with("staff-"));
    }
}
