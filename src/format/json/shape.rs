//! Which keys stand where in the beginning of a JSON file.
//!
//! The head of a file usually stops in the middle of a value, so no parser helps: keys are collected by a scan that
//! takes whatever there is.

use std::collections::BTreeSet;

use memchr::memchr2;

/// How many records are looked at, how deep, and how many paths are kept: enough to know a format, little to do.
const RECORDS: usize = 8;
const DEPTH: usize = 32;
const PATHS: usize = 512;

/// The key paths of the first records: `id`, `items[].by`. Elements of a top-level list count as records.
#[derive(Debug)]
pub(in crate::format) struct Shape {
    paths: BTreeSet<String>,
}

impl Shape {
    /// The shape of `text`; `None` where it does not begin like JSON.
    pub(in crate::format) fn of(text: &str) -> Option<Self> {
        let start = text.trim_ascii_start();
        if !start.starts_with(['{', '[']) {
            return None;
        }
        let mut scan = Scan::default();
        scan.run(start);
        Some(Self { paths: scan.paths })
    }

    /// Whether some record has a value at `path`.
    pub(in crate::format) fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Every path, spelled by `spell`.
    pub(in crate::format) fn spelled(&self, spell: fn(&str) -> String) -> BTreeSet<String> {
        self.paths.iter().map(|path| spell(path)).collect()
    }

    /// Whether one of `keys` stands anywhere in a record.
    pub(in crate::format) fn has_key(&self, keys: &[&str]) -> bool {
        let mut parts = self.paths.iter().flat_map(|path| path.split('.'));
        parts.any(|part| keys.contains(&part.trim_end_matches("[]")))
    }

    /// The first of `paths` that some record has.
    pub(in crate::format) fn first<'p>(&self, paths: &[&'p str]) -> Option<&'p str> {
        paths.iter().copied().find(|path| self.has(path))
    }
}

/// One open object or list: how long the path was when it began.
struct Level {
    base: usize,
    object: bool,
}

#[derive(Default)]
struct Scan {
    paths: BTreeSet<String>,
    path: String,
    levels: Vec<Level>,
    expects_key: bool,
    in_list: bool,
    records: usize,
}

impl Scan {
    fn run(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len()
            && self.records < RECORDS
            && self.levels.len() < DEPTH
            && self.paths.len() < PATHS
        {
            match bytes[at] {
                b'"' => {
                    let Some(end) = string_end(bytes, at + 1) else {
                        return;
                    };
                    if self.expects_key {
                        self.key(&text[at + 1..end]);
                    }
                    at = end;
                }
                b'[' if self.levels.is_empty() && !self.in_list => self.in_list = true,
                b'{' => self.enter(true),
                b'[' => self.enter(false),
                b'}' | b']' => self.leave(),
                b',' => self.next_value(),
                _ => {}
            }
            at += 1;
        }
    }

    fn enter(&mut self, object: bool) {
        self.levels.push(Level {
            base: self.path.len(),
            object,
        });
        if !object {
            self.path.push_str("[]");
            // A list is worth knowing even where it is empty or holds no objects.
            self.paths.insert(self.path.clone());
        }
        self.expects_key = object;
    }

    fn leave(&mut self) {
        self.expects_key = false;
        let Some(level) = self.levels.pop() else {
            return;
        };
        self.path.truncate(level.base);
        self.records += usize::from(self.levels.is_empty());
    }

    fn next_value(&mut self) {
        if let Some(level) = self.levels.last() {
            self.expects_key = level.object;
        }
    }

    fn key(&mut self, key: &str) {
        self.expects_key = false;
        let Some(level) = self.levels.last() else {
            return;
        };
        self.path.truncate(level.base);
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(key);
        self.paths.insert(self.path.clone());
    }
}

/// Where the string that begins at `from` has its closing quote.
fn string_end(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + memchr2(b'"', b'\\', bytes.get(from..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn keys_are_found_wherever_the_text_stops() {
        let text = r#"[ {"id": 1, "note": "a \" {\"x\": 1}", "items": [{"by": "bot"}, {"event": {"deep": 1}}]}, {"tags": []"#;
        for end in 60..text.len() {
            let shape = Shape::of(&text[..end]).unwrap();
            assert!(shape.has("id") && !shape.has("x"), "{end}");
        }
        let shape = Shape::of(text).unwrap();
        assert!(shape.has("items[].by") && shape.has("items[].event.deep") && shape.has("tags[]"));
        assert_eq!(shape.first(&["nothing", "note"]), Some("note"));
        assert!(Shape::of("id,text").is_none());
    }

    #[test]
    fn a_list_in_a_list_is_a_record() {
        assert!(Shape::of(r#"[[{"role":"user"}]]"#).unwrap().has("[].role"));
        assert!(Shape::of(r#"[{"role":"user"}]"#).unwrap().has("role"));
    }
}
