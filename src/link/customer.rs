//! Who the customer is, as far as the source names one for certain.
//!
//! A customer is known by an e-mail address, a full telephone number or an id with at least four digits. A display name,
//! "guest" or a masked value is nobody in particular. Only the hash of a folded key ever leaves this module.

use std::collections::HashMap;

use serde_json::Value;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

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
    /// Rows of the user's table by the hash of each of their values.
    rows: HashMap<u64, u64>,
    table: u64,
}

impl Customers {
    /// Reads keys from `field` of a record: `customer`, or the name of a field that the record's `meta` holds. National
    /// telephone numbers are completed with the calling code `country` (digits), where one is given.
    #[must_use]
    pub fn new(field: &str, country: Option<&str>) -> Self {
        Self {
            field: field.to_owned(),
            country: country.map(str::to_owned),
            rows: HashMap::new(),
            table: 0,
        }
    }

    /// Adds a table whose rows each hold the keys of one customer (telephone, e-mail, CRM id); its first row names the
    /// columns. Rows that share a value are one customer.
    ///
    /// # Errors
    /// Names the row that cannot be read.
    pub fn add_table(&mut self, text: &[u8]) -> Result<(), String> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
        // A value's row, and for rows found to be one customer, the row that stands for both.
        let mut parents: Vec<usize> = Vec::new();
        let mut row_of: HashMap<u64, usize> = HashMap::new();
        for (number, row) in reader.records().enumerate() {
            let row = row.map_err(|_| {
                format!(
                    "row {}: expected comma-separated UTF-8 with a row of column names; save it as CSV UTF-8",
                    number + 2
                )
            })?;
            parents.push(number);
            for value in row.iter().filter(|value| !value.trim().is_empty()) {
                let hash = self.any(value);
                let known = *row_of.entry(hash).or_insert(number);
                let (one, other) = (root(&parents, known), root(&parents, number));
                parents[one.max(other)] = one.min(other);
            }
        }
        self.rows = row_of
            .into_iter()
            .map(|(hash, row)| {
                let row = root(&parents, row) as u64;
                (
                    hash,
                    xxh3_64(&[b"row".as_slice(), &row.to_le_bytes()].concat()),
                )
            })
            .collect();
        self.table = xxh3_64(text);
        Ok(())
    }

    /// Hash of the table's bytes, 0 without one: two runs with other tables are other runs.
    #[must_use]
    pub const fn table_hash(&self) -> u64 {
        self.table
    }

    /// The customer of a conversation, if it names one.
    #[must_use]
    pub fn of(&self, conversation: &Conversation<'_>) -> Option<Known> {
        let written = match (self.field.as_str(), conversation.meta.get(&self.field)) {
            ("customer", _) => conversation.customer.as_deref()?.to_owned(),
            (_, Some(Value::String(text))) => text.clone(),
            (_, Some(Value::Number(number))) => number.to_string(),
            _ => return None,
        };
        let row = self.rows.get(&self.any(&written)).copied();
        let key = key(&written, self.country.as_deref());
        let typed = key.as_deref().unwrap_or_default();
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let signs: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
        Some(Known {
            key: row.or_else(|| key.as_deref().map(|key| xxh3_64(key.as_bytes())))?,
            own: [xxh3_64(digits.as_bytes()), xxh3_64(signs.as_bytes())],
        })
    }

    /// The hash of a value that the user's table may hold, whatever its shape.
    fn any(&self, value: &str) -> u64 {
        let folded = key(value, self.country.as_deref()).unwrap_or_else(|| fold(value));
        let mut hash = Xxh3::new();
        hash.update(folded.as_bytes());
        hash.digest()
    }
}

/// A customer who is known for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Hash of the folded key.
    pub key: u64,
    /// Canonical hashes of the key as a value in a text: who types their own customer number says nothing of the matter.
    pub own: [u64; 2],
}

fn root(parents: &[usize], mut row: usize) -> usize {
    while parents[row] != row {
        row = parents[row];
    }
    row
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
fn key(value: &str, country: Option<&str>) -> Option<String> {
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
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let anybody = folded
        .split(|sign: char| !sign.is_alphabetic())
        .any(|word| ANYBODY.contains(&word));
    (digits >= 4 && !folded.contains(char::is_whitespace) && !anybody).then_some(folded)
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
    let mut digits = folded.chars().filter(char::is_ascii_digit);
    digits
        .next()
        .is_some_and(|first| digits.all(|digit| digit == first))
}

fn is_mail(folded: &str) -> bool {
    let parts: Vec<&str> = folded.split('@').collect();
    matches!(parts[..], [name, domain]
        if !name.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.'))
        && !folded.contains(char::is_whitespace)
}

/// Whether a value is written as a telephone number is: eight digits or more, or with the signs that only those have.
fn is_telephone(folded: &str) -> bool {
    let phone_signs = |sign: char| sign.is_ascii_digit() || " +()-./".contains(sign);
    let bare = folded.chars().all(|sign| sign.is_ascii_digit());
    folded.chars().all(phone_signs) && (!bare || folded.len() >= 8)
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
    fn rows_that_share_a_value_are_one_customer() {
        let mut customers = Customers::new("customer", None);
        customers
            .add_table(
                "phone,mail,crm\n+15550100233,,K1\n,a@b.example,K2\n,,K3\n,b@c.example,K1\n"
                    .as_bytes(),
            )
            .unwrap();
        let row = |value: &str| customers.rows.get(&customers.any(value)).copied();
        assert_eq!(row("+1 555 010 0233"), row("B@c.example"));
        assert_ne!(row("a@b.example"), row("K1"));
        assert!(row("K3").is_some() && row("K9").is_none());
    }
}
