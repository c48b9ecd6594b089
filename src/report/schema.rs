//! The published schemas against real output.
//!
//! The schemas leave records open, so that a field may be added; this check closes them, so that no field goes out
//! undescribed. It knows the keywords that the schemas use and fails on any other.

use serde_json::Value;

use super::sample::{self, write};
use super::{Reporter, json, jsonl};

const VERDICT: &str = include_str!("../../docs/schema/verdict.schema.json");
const REPORT: &str = include_str!("../../docs/schema/report.schema.json");

struct Schemas {
    verdict: Value,
    report: Value,
}

impl Schemas {
    fn read() -> Self {
        Self {
            verdict: serde_json::from_str(VERDICT).unwrap(),
            report: serde_json::from_str(REPORT).unwrap(),
        }
    }

    /// The schema that `reference` names, and the file that its own references start from.
    fn resolve<'a>(&'a self, file: &'a Value, reference: &str) -> (&'a Value, &'a Value) {
        let (name, pointer) = reference.split_once('#').unwrap();
        let file = match name {
            "" => file,
            "verdict.schema.json" => &self.verdict,
            other => panic!("no schema {other}"),
        };
        (
            file.pointer(pointer)
                .unwrap_or_else(|| panic!("no {reference}")),
            file,
        )
    }

    /// What is wrong with `value`, as lines that begin with the place.
    fn faults(&self, file: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
        let keywords = schema.as_object().unwrap().iter();
        let mut faults: Vec<String> = keywords
            .flat_map(|(keyword, says)| self.broken(file, keyword, says, value, place))
            .collect();
        faults.extend(self.members(file, schema, value, place));
        faults
    }

    /// What is wrong with `value` by one keyword.
    fn broken(
        &self,
        file: &Value,
        keyword: &str,
        says: &Value,
        value: &Value,
        place: &str,
    ) -> Vec<String> {
        let list = || says.as_array().unwrap().iter();
        let holds = match keyword {
            // Fields are looked at together, by `members`.
            "$schema"
            | "$id"
            | "$defs"
            | "title"
            | "description"
            | "properties"
            | "additionalProperties" => true,
            "const" => value == says,
            "enum" => list().any(|one| one == value),
            "type" => is_of(value, says),
            "minimum" => value
                .as_f64()
                .is_none_or(|number| number >= says.as_f64().unwrap()),
            "maximum" => value
                .as_f64()
                .is_none_or(|number| number <= says.as_f64().unwrap()),
            "pattern" => value.as_str().is_none_or(|text| {
                regex::Regex::new(says.as_str().unwrap())
                    .unwrap()
                    .is_match(text)
            }),
            "required" => list().all(|name| value.get(name.as_str().unwrap()).is_some()),
            "oneOf" => {
                list()
                    .filter(|one| self.faults(file, one, value, place).is_empty())
                    .count()
                    == 1
            }
            "$ref" => {
                let (schema, file) = self.resolve(file, says.as_str().unwrap());
                return self.faults(file, schema, value, place);
            }
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                let of =
                    |(number, item)| self.faults(file, says, item, &format!("{place}[{number}]"));
                return items.flat_map(of).collect();
            }
            other => panic!("the check does not know the keyword {other}"),
        };
        if holds {
            Vec::new()
        } else {
            vec![format!("{place}: {value} breaks {keyword} {says}")]
        }
    }

    /// What is wrong with the fields of an object: described ones are checked, others are faults.
    fn members(&self, file: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
        let Some(members) = value
            .as_object()
            .filter(|_| schema.get("type").is_some_and(|kind| kind == "object"))
        else {
            return Vec::new();
        };
        let check = |(name, member): (&String, &Value)| {
            let place = format!("{place}.{name}");
            match schema["properties"]
                .get(name)
                .or(schema.get("additionalProperties"))
            {
                Some(schema) => self.faults(file, schema, member, &place),
                None => vec![format!("{place}: is not described")],
            }
        };
        members.iter().flat_map(check).collect()
    }

    fn of_line(&self, line: &str) -> Vec<String> {
        self.faults(
            &self.verdict,
            &self.verdict,
            &serde_json::from_str(line).unwrap(),
            "line",
        )
    }

    fn of_report(&self, text: &str) -> Vec<String> {
        self.faults(
            &self.report,
            &self.report,
            &serde_json::from_str(text).unwrap(),
            "report",
        )
    }
}

fn is_of(value: &Value, kinds: &Value) -> bool {
    let is = |kind: &Value| match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no type {other}"),
    };
    kinds
        .as_array()
        .map_or_else(|| is(kinds), |kinds| kinds.iter().any(is))
}

#[test]
fn every_line_of_a_stream_is_as_described() {
    let schemas = Schemas::read();
    let reporter: &dyn Reporter = &jsonl::Jsonl;
    for report in sample::reports() {
        for line in write(reporter, &report, &report.worst).lines() {
            assert_eq!(schemas.of_line(line), [""; 0], "{line}");
        }
    }
}

#[test]
fn every_link_is_as_described() {
    let schemas = Schemas::read();
    let lines = sample::link_lines();
    assert_eq!(lines.len(), 4);
    for line in lines {
        assert_eq!(schemas.of_line(&line), [""; 0], "{line}");
        let wrong = line.replacen("\"kind\":\"", "\"kind\":\"un", 1);
        assert!(!schemas.of_line(&wrong).is_empty());
    }
}

#[test]
fn every_report_is_as_described() {
    let schemas = Schemas::read();
    for report in sample::reports() {
        assert_eq!(
            schemas.of_report(&write(&json::Json, &report, &[])),
            [""; 0]
        );
    }
}

#[test]
fn what_is_not_described_is_found() {
    let schemas = Schemas::read();
    let text = write(&jsonl::Jsonl, &sample::mixed(), &[sample::refused()]);
    let line = text.lines().nth(1).unwrap();
    for (right, wrong) in [
        (r#""late":false,"#, ""),
        (r#""late":false"#, r#""late":"no""#),
        (r#""need":["asked""#, r#""need":["bored""#),
        (r#""late":false"#, r#""late":false,"extra":1"#),
        ("v1:", "v2:"),
        ("0.90", "1.90"),
    ] {
        assert!(line.contains(right));
        assert!(
            !schemas.of_line(&line.replacen(right, wrong, 1)).is_empty(),
            "{right} → {wrong}"
        );
    }
}
