//! `customer-repeat`: the customer has to say it again.

use super::{Case, Family, Hit, Rule, Severity};

/// See the page.
pub(super) struct CustomerRepeat;

impl Rule for CustomerRepeat {
    fn id(&self) -> &'static str {
        "customer-repeat"
    }

    fn family(&self) -> Family {
        Family::RepeatedInfo
    }

    fn page(&self) -> &'static str {
        include_str!("customer_repeat.md")
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Hit>) {
        for (times, repeat) in case.course.repeats.iter().enumerate() {
            let (path, confidence) = match (repeat.protest, repeat.of) {
                (true, Some(_)) => ("protest-and-repeat", 92),
                (true, None) => ("protest", 80),
                (false, _) if repeat.alike == 100 => ("verbatim", 85),
                (false, _) => ("rephrased", 65),
            };
            found.push(Hit {
                at: repeat.at,
                related: repeat.of.into_iter().collect(),
                confidence,
                severity: match times {
                    0 => Severity::Low,
                    1 => Severity::Medium,
                    _ => Severity::High,
                },
                says: "the customer says the same again because it was not dealt with".to_owned(),
                cues: vec![path.to_owned()],
                passages: repeat
                    .of
                    .into_iter()
                    .chain([repeat.at])
                    .map(|item| (item, None))
                    .collect(),
            });
        }
    }
}
