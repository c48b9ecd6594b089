//! Who the customer is, as far as the source names one for certain.
//!
//! A customer is known by an e-mail address, a full telephone number or an id with at least four digits, else by the
//! thread that the conversation is a session of. A display name, "guest" or a masked value is nobody in particular. Only
//! the hash of a folded key ever leaves this module.

use std::borrow::Cow;

use jiff::civil::DateTime;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::people::Table;
use crate::text::latin_digit;
use crate::transcript::Conversation;

/// Words that stand for whoever happens to be there, in ids too ("guest-48213" is a session, not a person).
const ANYBODY: [&str; 13] = [
    "guest",
    "caller",
    "visitor",
    "anonymous",
    "unknown",
    "customer",
    "user",
    "private",
    "زائر",
    "ضيف",
    "متصل",
    "عميل",
    "مجهول",
];

/// Finds and folds customers' keys.
#[derive(Clone, Debug)]
pub struct Customers {
    field: String,
    country: Option<String>,
    table: Option<Table>,
}

impl Customers {
    /// Reads keys from `field` of a record: `customer`, or the name of a field that the record's `meta` holds. National
    /// telephone numbers are completed with the calling code `country` (digits), where one is given.
    #[must_use]
    pub fn new(field: &str, country: Option<&str>) -> Self {
        Self {
            field: field.to_owned(),
            country: country.map(str::to_owned),
            table: None,
        }
    }

    /// Adds a table whose rows each hold the keys of one customer (telephone, e-mail, CRM id); its first row names the
    /// columns. Rows that share a value are one customer. `seed` keys the table's hash.
    ///
    /// # Errors
    /// Names the line that cannot be used, and what was expected.
    pub fn add_table(&mut self, text: &[u8], seed: u64) -> Result<(), String> {
        self.table = Some(Table::read(text, self.country.as_deref(), seed)?);
        Ok(())
    }

    /// Hash of what the table says, where there is one: two runs with other tables are other runs.
    #[must_use]
    pub fn table_hash(&self) -> Option<u64> {
        self.table.as_ref().map(|table| table.hash)
    }

    /// How many people the table names, where there is one.
    #[must_use]
    pub fn people(&self) -> Option<u64> {
        self.table.as_ref().map(|table| table.people)
    }

    /// The customer of a conversation, if it names one, or if it is one session of a thread with them.
    #[must_use]
    pub fn of(&self, conversation: &Conversation<'_>) -> Option<Known> {
        self.named(conversation).or_else(|| thread(conversation))
    }

    fn named(&self, conversation: &Conversation<'_>) -> Option<Known> {
        let written = self.written(conversation)?;
        let row = self.table.as_ref().and_then(|table| {
            let found = table.rows.get(&lookup(&written, self.country.as_deref()));
            found.copied()
        });
        let key = key(&written, self.country.as_deref());
        let typed = key.as_deref().unwrap_or_default();
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let signs: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
        Some(Known {
            key: row.or_else(|| key.as_deref().map(|key| xxh3_64(key.as_bytes())))?,
            own: [xxh3_64(digits.as_bytes()), xxh3_64(signs.as_bytes())],
            mapped: row.is_some(),
            national: row.is_none() && self.country.is_none() && is_national(&fold(&written)),
        })
    }

    fn written<'c>(&self, conversation: &'c Conversation<'_>) -> Option<Cow<'c, str>> {
        match (self.field.as_str(), conversation.meta.get(&self.field)) {
            ("customer", _) => conversation.customer.as_deref().map(Cow::Borrowed),
            (_, Some(Value::String(text))) => Some(Cow::Borrowed(text)),
            (_, Some(Value::Number(number))) => Some(Cow::Owned(number.to_string())),
            _ => None,
        }
    }
}

/// The customer of a session of a thread (id `thread#first-time`). In a group several customers may take part, so their
/// name counts too.
fn thread(conversation: &Conversation<'_>) -> Option<Known> {
    let (thread, time) = conversation.id.rsplit_once('#')?;
    let name = fold(conversation.customer.as_deref()?);
    (!thread.is_empty() && time.contains('T') && time.parse::<DateTime>().is_ok()).then(|| Known {
        key: xxh3_64(format!("thread\n{thread}\n{name}").as_bytes()),
        own: [0; 2],
        mapped: false,
        national: false,
    })
}

/// A customer who is known for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Hash of the folded key.
    pub key: u64,
    /// Canonical hashes of the key as a value in a text: who types their own customer number says nothing of the matter.
    pub own: [u64; 2],
    /// Whether the user's table names them.
    pub mapped: bool,
    /// Whether the key is a telephone number whose country nobody says.
    pub national: bool,
}

/// The hash of a value that the user's table may hold, whatever its shape.
pub(super) fn lookup(value: &str, country: Option<&str>) -> u64 {
    let folded = key(value, country).unwrap_or_else(|| fold(value));
    xxh3_64(folded.as_bytes())
}

/// Whether a value of the user's table stands for nobody in particular: several words that are no key, a word such as
/// "n/a", or what is masked, filled in or said of anybody.
pub(super) fn is_nobody(value: &str, country: Option<&str>) -> bool {
    const NOBODY: [&str; 9] = [
        "n/a",
        "na",
        "n.a.",
        "none",
        "null",
        "nil",
        "unknown",
        "nobody",
        "لايوجد",
    ];
    let folded = fold(value);
    let words = folded.contains(char::is_whitespace) && key(value, country).is_none();
    words
        || !folded.contains(char::is_alphanumeric)
        || NOBODY.contains(&folded.as_str())
        || is_masked(&folded)
        || is_filler(&folded)
        || names_anybody(&folded)
}

/// Trimmed, in lower case, digits as ASCII, without marks of direction.
fn fold(value: &str) -> String {
    let folded: String = value
        .chars()
        .filter(|sign| !matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .map(|sign| match sign {
            '\u{a0}' | '\u{202f}' => ' ',
            '\u{2010}'..='\u{2015}' => '-',
            '\u{ff0b}' => '+',
            other => latin_digit(other),
        })
        .flat_map(char::to_lowercase)
        .collect();
    let mut rest = folded.trim();
    for scheme in ["tel:", "mailto:", "whatsapp:", "sms:"] {
        rest = rest.strip_prefix(scheme).unwrap_or(rest).trim_start();
    }
    for server in ["@s.whatsapp.net", "@c.us"] {
        rest = rest.strip_suffix(server).unwrap_or(rest);
    }
    rest.to_owned()
}

/// The canonical key that a value is, if it names one customer.
pub(super) fn key(value: &str, country: Option<&str>) -> Option<String> {
    let folded = fold(value);
    if folded.is_empty() || is_masked(&folded) {
        return None;
    }
    if folded.contains('@') {
        return is_mail(&folded).then_some(folded);
    }
    if is_filler(&folded) {
        return None;
    }
    if is_telephone(&folded) {
        return telephone(&folded, country);
    }
    let whole = !folded.contains(char::is_whitespace) && !names_anybody(&folded);
    (digits(&folded) >= 4 && whole).then_some(folded)
}

fn digits(folded: &str) -> usize {
    folded.chars().filter(char::is_ascii_digit).count()
}

/// Whether a word in it stands for whoever happens to be there.
fn names_anybody(folded: &str) -> bool {
    folded
        .split(|sign: char| !sign.is_alphabetic())
        .any(|word| ANYBODY.contains(&word))
}

fn is_masked(folded: &str) -> bool {
    let mask = |sign: char| {
        matches!(
            sign,
            '*' | '•' | '●' | '█' | '…' | '#' | '[' | '<' | '?' | '×'
        )
    };
    folded.contains(mask) || ["xxx", "...", "___"].iter().any(|run| folded.contains(run))
}

/// "0000000000" stands in for a number that nobody typed.
fn is_filler(folded: &str) -> bool {
    let count = digits(folded);
    let alike = |digit: char| folded.chars().filter(|sign| *sign == digit).count() == count;
    count > 0 && alike('0') || count >= 4 && ('1'..='9').any(alike)
}

fn is_mail(folded: &str) -> bool {
    let parts: Vec<&str> = folded.split('@').collect();
    matches!(parts[..], [name, domain]
        if !name.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.'))
        && !folded.contains(char::is_whitespace)
}

/// Whether a value is written as a telephone number is, whole or not: with the signs that only those have, with as many
/// digits, or in the groups of a local one ("555-0143"). Other digits are an id, however many and however grouped.
fn is_telephone(folded: &str) -> bool {
    let phone_signs = |sign: char| sign.is_ascii_digit() || " +()-./".contains(sign);
    let local = || matches!(folded.split_once('-'), Some((left, right)) if left.len() == 3 && right.len() == 4);
    folded.chars().all(phone_signs)
        && (folded.contains(['+', '(', ' ']) || (8..=15).contains(&digits(folded)) || local())
}

/// Whether a value is a telephone number as it is dialled at home.
fn is_national(folded: &str) -> bool {
    is_telephone(folded)
        && folded.trim_start_matches('(').starts_with('0')
        && !folded.starts_with("00")
}

/// The digits of a telephone number in its international form, if it is whole.
fn telephone(folded: &str, country: Option<&str>) -> Option<String> {
    let digits: String = folded
        .replace("(0)", "")
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let whole = |digits: String| (8..=15).contains(&digits.len()).then_some(digits);
    if folded.starts_with('+') {
        return whole(digits);
    }
    if let Some(number) = digits.strip_prefix("00") {
        return whole(number.to_owned());
    }
    let national = digits.strip_prefix('0');
    let completed = country
        .filter(|code| national.is_some() || (digits.len() <= 9 && !digits.starts_with(*code)))
        .map(|code| format!("{code}{}", national.unwrap_or(&digits)));
    whole(completed.unwrap_or(digits))
}

#[cfg(test)]
mod tests {
    use super::{Customers, key};
    use crate::transcript::{Channel, Conversation};

    #[test]
    fn one_number_in_many_hands() {
        for written in [
            "+966 50 000 0001",
            "00966500000001",
            "966-50-000-0001",
            "٠٠٩٦٦٥٠٠٠٠٠٠٠١",
            "\u{200e}+966 (0)50 0000001",
            "966500000001@c.us",
            "whatsapp:+966500000001",
        ] {
            assert_eq!(
                key(written, None).as_deref(),
                Some("966500000001"),
                "{written}"
            );
        }
        assert_eq!(
            key("0500000001", Some("966")).as_deref(),
            Some("966500000001")
        );
        assert_ne!(key("+971500000001", None), key("+966500000001", None));
    }

    #[test]
    fn nobody_in_particular() {
        for written in [
            "Guest",
            "Caller",
            "guest-48213",
            "زائر 1234",
            "سامر",
            "Sam 2024",
            "+44 **** ***12",
            "xxxx1234",
            "+9665",
            "a@b",
            "[phone]",
            "0000000000",
            "",
        ] {
            assert_eq!(key(written, None), None, "{written}");
        }
        assert_eq!(key("Member-48213", None), key("member-48213", None));
        assert!(key("Ann@Post.Example", None) == key("ann@post.example", None));
    }

    #[test]
    fn digits_that_are_no_telephone_number_are_an_id() {
        for id in [
            "10-4821",
            "4000123412341234",
            "40001234123412345",
            "4000-1234-1234-1234",
            "4821",
        ] {
            assert_eq!(key(id, None).as_deref(), Some(id));
        }
        for part in ["555-0143", "555 0143", "+4000123412341234", "(0143) 55"] {
            assert_eq!(key(part, None), None, "{part}");
        }
    }

    #[test]
    fn sessions_of_a_thread_are_one_customers() {
        let of = |id: &'static str, name: &'static str| {
            let mut one = Conversation::new(id, Channel::new("whatsapp".into()));
            one.customer = Some(name.into());
            Customers::new("customer", None)
                .of(&one)
                .map(|known| known.key)
        };
        let first = of("wa-1#2026-09-01T10:00:00", "Sara");
        assert!(first.is_some());
        assert_eq!(first, of("wa-1#2026-09-04T08:00:00", "sara"));
        assert_ne!(first, of("wa-2#2026-09-04T08:00:00", "Sara"));
        assert_eq!(of("t12#2026-09-14", "Sara"), None);
        assert_eq!(of("ticket#77", "Sara"), None);
    }
}
