//! Numbering plans, as far as they tell a phone number from any other number.

/// One country's numbers.
struct Plan {
    code: &'static str,
    /// Whether numbers are dialled with a leading 0 inside the country.
    trunk: bool,
    /// First digits and length of the numbers, without country code and leading 0.
    numbers: &'static [(&'static str, usize)],
}

const fn plan(code: &'static str, trunk: bool, numbers: &'static [(&'static str, usize)]) -> Plan {
    Plan {
        code,
        trunk,
        numbers,
    }
}

const PLANS: [Plan; 33] = [
    // The Gulf, Yemen and Iraq.
    plan(
        "966",
        true,
        &[
            ("5", 9),
            ("11", 9),
            ("12", 9),
            ("13", 9),
            ("14", 9),
            ("16", 9),
            ("17", 9),
            ("9200", 9),
        ],
    ),
    plan(
        "971",
        true,
        &[
            ("5", 9),
            ("2", 8),
            ("3", 8),
            ("4", 8),
            ("6", 8),
            ("7", 8),
            ("9", 8),
        ],
    ),
    plan("965", false, &[("2", 8), ("5", 8), ("6", 8), ("9", 8)]),
    plan(
        "974",
        false,
        &[("3", 8), ("4", 8), ("5", 8), ("6", 8), ("7", 8)],
    ),
    plan("973", false, &[("1", 8), ("3", 8), ("6", 8)]),
    plan("968", false, &[("2", 8), ("7", 8), ("9", 8)]),
    plan("967", true, &[("7", 9)]),
    plan("964", true, &[("7", 10)]),
    // The Levant.
    plan("962", true, &[("77", 9), ("78", 9), ("79", 9), ("6", 8)]),
    plan("963", true, &[("9", 9)]),
    plan("961", true, &[("3", 7), ("7", 8), ("8", 8)]),
    plan("970", true, &[("5", 9)]),
    plan("972", true, &[("5", 9)]),
    // Egypt, Sudan and the Maghreb.
    plan(
        "20",
        true,
        &[
            ("10", 10),
            ("11", 10),
            ("12", 10),
            ("15", 10),
            ("2", 9),
            ("3", 8),
        ],
    ),
    plan("249", true, &[("9", 9), ("1", 9)]),
    plan("212", true, &[("5", 9), ("6", 9), ("7", 9)]),
    plan("213", true, &[("5", 9), ("6", 9), ("7", 9)]),
    plan(
        "216",
        false,
        &[("2", 8), ("4", 8), ("5", 8), ("7", 8), ("9", 8)],
    ),
    plan("218", true, &[("9", 9)]),
    plan("222", false, &[("2", 8), ("3", 8), ("4", 8)]),
    // Elsewhere.
    plan(
        "1",
        false,
        &[
            ("2", 10),
            ("3", 10),
            ("4", 10),
            ("5", 10),
            ("6", 10),
            ("7", 10),
            ("8", 10),
            ("9", 10),
        ],
    ),
    plan(
        "44",
        true,
        &[("7", 10), ("1", 10), ("2", 10), ("3", 10), ("8", 10)],
    ),
    plan(
        "33",
        true,
        &[
            ("1", 9),
            ("2", 9),
            ("3", 9),
            ("4", 9),
            ("5", 9),
            ("6", 9),
            ("7", 9),
            ("9", 9),
        ],
    ),
    plan(
        "49",
        true,
        &[("15", 10), ("15", 11), ("16", 10), ("17", 10), ("17", 11)],
    ),
    plan("34", false, &[("6", 9), ("7", 9), ("9", 9)]),
    plan("351", false, &[("9", 9), ("2", 9)]),
    plan("90", true, &[("5", 10), ("2", 10), ("3", 10), ("4", 10)]),
    plan("91", true, &[("6", 10), ("7", 10), ("8", 10), ("9", 10)]),
    plan("92", true, &[("3", 10)]),
    plan("63", true, &[("9", 10)]),
    plan("60", true, &[("1", 9), ("1", 10)]),
    plan("234", true, &[("7", 10), ("8", 10), ("9", 10)]),
    plan("254", true, &[("7", 9), ("1", 9)]),
];

/// The number without country code and leading zeros, where these digits can only be a phone number: written
/// internationally (`plus` or 00), with its country code, or with the leading 0 of a national number.
pub(super) fn national(digits: &str, plus: bool) -> Option<&str> {
    if plus {
        return international(digits);
    }
    if let Some(number) = digits.strip_prefix("00") {
        return international(number);
    }
    if let Some(number) = digits.strip_prefix('0') {
        return PLANS
            .iter()
            .any(|plan| plan.trunk && fits(plan, number))
            .then_some(number);
    }
    // Saudi and Indian mobiles are commonly written bare; nothing else is safe to take for a phone without a sign.
    let bare = |code: &str| {
        PLANS
            .iter()
            .any(|plan| plan.code == code && fits(plan, digits))
    };
    if (digits.starts_with(['5', '9']) && bare("966")) || bare("91") {
        return Some(digits);
    }
    PLANS
        .iter()
        .filter(|plan| plan.code.len() > 1)
        .find_map(|plan| {
            let number = digits.strip_prefix(plan.code)?;
            fits(plan, number).then_some(number)
        })
}

fn international(digits: &str) -> Option<&str> {
    let known = PLANS
        .iter()
        .filter_map(|plan| Some((plan, digits.strip_prefix(plan.code)?)));
    let mut is_known = false;
    for (plan, number) in known {
        is_known = true;
        let number = number.strip_prefix('0').unwrap_or(number);
        if fits(plan, number) {
            return Some(number);
        }
    }
    (!is_known && (8..=15).contains(&digits.len()) && !digits.starts_with('0')).then_some(digits)
}

fn fits(plan: &Plan, number: &str) -> bool {
    plan.numbers
        .iter()
        .any(|(first, length)| number.len() == *length && number.starts_with(first))
}

/// Whether groups of digits are spaced as North American numbers are: 212-555-0100, 1-212-555-0100.
pub(super) fn is_north_american(groups: &[String]) -> bool {
    let groups = match groups {
        [country, rest @ ..] if country == "1" => rest,
        all => all,
    };
    matches!(groups, [area, office, line]
        if area.len() == 3 && office.len() == 3 && line.len() == 4 && area.as_bytes()[0] >= b'2' && office.as_bytes()[0] >= b'2')
}

#[cfg(test)]
mod tests {
    use super::national;

    #[test]
    fn one_number_in_every_spelling() {
        for (digits, plus) in [
            ("966501234567", true),
            ("00966501234567", false),
            ("0501234567", false),
            ("501234567", false),
        ] {
            assert_eq!(national(digits, plus), Some("501234567"), "{digits}");
        }
        assert_eq!(national("9660501234567", true), Some("501234567"));
        assert_eq!(national("96650123456", true), None);
        assert_eq!(national("123456", false), None);
        assert_eq!(national("20877", true), None);
    }
}
