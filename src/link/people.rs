//! The user's table of who is who: rows that each hold one customer's keys.

use std::collections::{BTreeMap, HashMap};

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::customer::{is_nobody, key, lookup};

/// In how many rows a value may stand. Beyond it is a family, a switchboard or a stand-in, and says who nobody is.
const SHARED: u64 = 5;

/// What to do about a table that cannot be used.
const EXPECTED: &str = "expected a first row that names the columns, separated by commas, at least two of them keys of a \
                        customer, such as phone,email,crm_id; add that row or rename the columns, and save as CSV UTF-8";

/// Words that make a column one of keys, anywhere in its name.
const KEYS: [&str; 16] = [
    "phone",
    "mobile",
    "msisdn",
    "whatsapp",
    "mail",
    "customer",
    "client",
    "account",
    "member",
    "handle",
    "هاتف",
    "جوال",
    "موبايل",
    "بريد",
    "معرف",
    "رقم",
];
/// The same, where they stand alone.
const SHORT_KEYS: [&str; 8] = ["tel", "cell", "sms", "crm", "id", "ids", "key", "user"];
/// Words that say of a column that it tells something else about the customer.
const TOLD: [&str; 15] = [
    "name",
    "type",
    "status",
    "date",
    "since",
    "tier",
    "segment",
    "city",
    "country",
    "language",
    "created",
    "note",
    "اسم",
    "مدينة",
    "نوع",
];

/// Every key of the table with the row that stands for its customer.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// By the hash of a key, a hash of the customer.
    pub(super) rows: HashMap<u64, u64>,
    /// How many people the table names.
    pub(super) people: u64,
    /// Hash of what it says.
    pub(super) hash: u64,
}

impl Table {
    /// Reads a table; rows that share a key are one customer. `seed` goes into the hash that outputs show, so that nobody
    /// can guess at what a small table says.
    ///
    /// # Errors
    /// Names the line that cannot be used, and what was expected.
    pub(super) fn read(text: &[u8], country: Option<&str>, seed: u64) -> Result<Self, String> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
        let header = reader
            .headers()
            .map_err(|_| format!("line 1: {EXPECTED}"))?;
        let (columns, width) = (key_columns(header), header.len());
        let is_data = header.iter().any(|cell| !is_a_word(cell, country));
        if columns.len() < 2 || is_data {
            return Err(format!("line 1: {EXPECTED}"));
        }
        let mut rows: Vec<Vec<u64>> = Vec::new();
        // How many rows hold a key, and how many may.
        let mut shared: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
        for row in reader.records() {
            let row = row.map_err(|error| {
                let line = error.position().map_or(0, csv::Position::line);
                format!("line {line}: cannot be read as text; save the table as CSV UTF-8")
            })?;
            if row.iter().skip(width).any(|cell| !cell.trim().is_empty()) {
                let line = row.position().map_or(0, csv::Position::line);
                return Err(format!(
                    "line {line}: expected at most {width} cells, as the first row names columns; quote cells that hold a comma"
                ));
            }
            let cells = columns.iter().filter_map(|column| row.get(*column));
            let mut keys: Vec<u64> = Vec::new();
            for cell in cells.filter(|cell| !is_nobody(cell, country)) {
                let hash = lookup(cell, country);
                // "17" or "lena" is a key of one row at most: a shop, a branch and a first name stand in many.
                let most = if key(cell, country).is_some() {
                    SHARED
                } else {
                    1
                };
                shared.entry(hash).or_insert((0, most));
                keys.push(hash);
            }
            keys.sort_unstable();
            keys.dedup();
            for hash in &keys {
                if let Some((rows, _)) = shared.get_mut(hash) {
                    *rows += 1;
                }
            }
            rows.push(keys);
        }
        for keys in &mut rows {
            keys.retain(|key| shared.get(key).is_some_and(|(rows, most)| rows <= most));
        }
        Ok(Self::join(&rows, xxh3_64_with_seed(text, seed)))
    }

    /// Makes one customer of rows that share a key.
    fn join(rows: &[Vec<u64>], hash: u64) -> Self {
        // Of rows found to be one customer, the one that stands for all.
        let mut parents: Vec<usize> = (0..rows.len()).collect();
        let mut row_of: HashMap<u64, usize> = HashMap::new();
        for (number, keys) in rows.iter().enumerate() {
            for key in keys {
                let known = *row_of.entry(*key).or_insert(number);
                let (one, other) = (root(&mut parents, known), root(&mut parents, number));
                parents[one.max(other)] = one.min(other);
            }
        }
        let people = (0..rows.len())
            .filter(|row| root(&mut parents, *row) == *row && !rows[*row].is_empty())
            .count() as u64;
        let rows = row_of
            .into_iter()
            .map(|(key, row)| (key, customer(root(&mut parents, row))))
            .collect();
        Self { rows, people, hash }
    }
}

/// The customer whom a row stands for.
fn customer(row: usize) -> u64 {
    xxh3_64(&[b"row".as_slice(), &(row as u64).to_le_bytes()].concat())
}

/// The row that stands for all of its customer; halves the way to it for whoever asks next.
fn root(parents: &mut [usize], mut row: usize) -> usize {
    while parents[row] != row {
        parents[row] = parents[parents[row]];
        row = parents[row];
    }
    row
}

/// Which columns hold keys, by their names.
fn key_columns(header: &csv::StringRecord) -> Vec<usize> {
    let is_key = |cell: &str| {
        let cell = cell.to_lowercase();
        let mut words = cell.split(|sign: char| !sign.is_alphanumeric());
        !TOLD.iter().any(|word| cell.contains(word))
            && (KEYS.iter().any(|word| cell.contains(word))
                || words.any(|word| SHORT_KEYS.contains(&word)))
    };
    let cells = header.iter().enumerate();
    cells
        .filter(|(_, cell)| is_key(cell))
        .map(|(column, _)| column)
        .collect()
}

/// Whether a cell of the first row can name a column: what is a key by its shape is somebody's.
fn is_a_word(cell: &str, country: Option<&str>) -> bool {
    super::customer::key(cell, country).is_none() && !cell.contains('@')
}

#[cfg(test)]
mod tests {
    use super::Table;
    use crate::link::customer::lookup;

    fn table(text: &str) -> Result<Table, String> {
        Table::read(text.as_bytes(), None, 0)
    }

    fn row(table: &Table, value: &str) -> Option<u64> {
        table.rows.get(&lookup(value, None)).copied()
    }

    #[test]
    fn rows_that_share_a_value_are_one_customer() {
        let table = table(
            "phone,mail,crm\n+15550100233,,K1001\n,a@b.example,K2\n,,K3\n,b@c.example,K1001\n",
        )
        .unwrap();
        assert_eq!(row(&table, "+1 555 010 0233"), row(&table, "B@c.example"));
        assert_ne!(row(&table, "a@b.example"), row(&table, "K1001"));
        assert!(row(&table, "K3").is_some() && row(&table, "K9").is_none());
        assert_eq!(table.people, 3);
    }

    #[test]
    fn what_stands_for_nobody_joins_nobody() {
        for nobody in [
            "n/a",
            "-",
            "none",
            "Unknown",
            "guest",
            "",
            "لا يوجد",
            "NULL",
            "0000000000",
            "غير معروف",
            "Sara Haddad",
            "+966 ** **** 12",
        ] {
            let table = table(&format!(
                "phone,e-mail\n+15550100233,{nobody}\n+15550100244,{nobody}\n"
            ))
            .unwrap();
            assert_ne!(
                row(&table, "+15550100233"),
                row(&table, "+15550100244"),
                "{nobody}"
            );
            assert!(row(&table, nobody).is_none(), "{nobody}");
            assert_eq!(table.people, 2, "{nobody}");
        }
    }

    #[test]
    fn what_is_short_joins_no_rows_and_is_a_key_of_its_own() {
        let table = table(
            "handle,phone,store id\nlenak,+15550100233,17\nomar_s,+15550100244,17\nzed,,18\n",
        )
        .unwrap();
        assert_eq!(table.people, 3);
        assert_eq!(row(&table, "lenak"), row(&table, "+15550100233"));
        assert_eq!(row(&table, "17"), None);
        assert_eq!(row(&table, "18"), row(&table, "zed"));
    }

    #[test]
    fn a_value_of_too_many_and_a_column_of_something_else_join_nobody() {
        let lines: Vec<String> = (0..6)
            .map(|n| format!("+1555010023{n},+18005550100,Riyadh"))
            .collect();
        let lines = lines.join("\n");
        let table = table(&format!("phone,second phone,customer city\n{lines}")).unwrap();
        assert_eq!(table.people, 6);
        assert_eq!(row(&table, "+18005550100"), None);
        assert_eq!(row(&table, "Riyadh"), None);
    }

    #[test]
    fn a_table_without_its_columns_is_refused() {
        for wrong in [
            "+15550100233,a@b.example\n",
            "phone\n+15550100233\n",
            "phone;email\n+15550100233;a@b.example\n",
            "\u{1}\u{2}\u{3}\n",
            "",
            "name,city\nSara,Riyadh\n",
            "phone,email\n+15550100233,a@b.example,more\n",
        ] {
            let error = table(wrong).unwrap_err();
            assert!(
                error.starts_with("line ") && error.contains("expected"),
                "{error}"
            );
            assert!(!error.contains("15550100233"), "{error}");
        }
        assert!(table("رقم الجوال,البريد الإلكتروني\n+966500000001,a@b.example\n").is_ok());
    }
}
