//! What is counted beside the rules, through the binary, in English and Arabic: each with a look-alike that must not count.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use assert_cmd::Command;
use serde_json::{Value, json};

/// The `beside` record of a conversation with these items.
fn beside(items: &Value) -> Value {
    let conversation = json!({"id": "c-1", "channel": "chat", "items": items});
    let output = Command::cargo_bin("lamsa")
        .unwrap()
        .args(["audit", "-", "--quotes", "none", "-o", "jsonl=-"])
        .write_stdin(format!("{conversation}\n"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text
        .lines()
        .nth(1)
        .unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    serde_json::from_str::<Value>(line).unwrap()["beside"].clone()
}

/// Only these words of a customer, answered by a bot.
fn said(text: &str) -> Value {
    beside(&json!([
        {"by": "customer", "text": text},
        {"by": "bot", "text": "Thank you, one moment."},
    ]))
}

#[test]
fn how_the_customer_came_in() {
    for (text, state) in [
        (
            "My card was stolen and someone is spending from it right now",
            "at_risk",
        ),
        ("بطاقتي مسروقه وفي حد بيسحب منها", "at_risk"),
        (
            "This is the worst company, you are a bunch of scammers",
            "upset",
        ),
        ("انتم نصابين وحراميه", "upset"),
        ("I want to speak to a human agent", "asking"),
        ("ابغى اكلم موظف", "asking"),
        (
            "I contacted you twice last week about my parcel",
            "returning",
        ),
        ("تواصلت معكم مرتين الاسبوع الماضي عن الطلب", "returning"),
        ("What are your opening hours?", "calm"),
        ("متى تفتحون؟", "calm"),
    ] {
        assert_eq!(said(text)["arrival"], state, "{text}");
    }
}

#[test]
fn what_the_customer_says_they_will_do() {
    for (text, field) in [
        ("I'm switching to another provider next month", "leaving"),
        ("راح انقل رقمي لشركه ثانيه", "leaving"),
        ("I will file a complaint with the ombudsman", "complaining"),
        ("هقدم شكوى في حماية المستهلك", "complaining"),
        ("I'm going to post this all over Twitter", "posting"),
        ("والله بنشر تجربتي في تويتر", "posting"),
    ] {
        assert_eq!(said(text)[field], true, "{text}");
    }
    for calm in [
        "Can I switch my tariff to the cheaper plan?",
        "كيف اغير باقتي؟",
    ] {
        let record = said(calm);
        for field in ["leaving", "complaining", "posting"] {
            assert!(record[field].is_null(), "{calm}: {field}");
        }
    }
}

#[test]
fn complicated_matters_and_lost_customers() {
    assert_eq!(
        said("You charged me twice for the same bill")["complex"],
        true
    );
    assert_eq!(said("انخصم المبلغ مرتين من حسابي")["complex"], true);
    assert!(said("How do I pay my bill?")["complex"].is_null());
    assert_eq!(
        said("I have no idea what to do, I'm lost")["lost_met_by"],
        "bot"
    );
    assert_eq!(said("مو عارف وش اسوي")["lost_met_by"], "bot");
    assert!(said("I lost my parcel tracking page")["lost_met_by"].is_null());
}

#[test]
fn offers_transfers_and_what_came_after_a_person() {
    let record = beside(&json!([
        {"by": "customer", "text": "My router is broken", "at": "2026-09-01T08:00:00Z"},
        {"by": "bot", "text": "Would you like me to connect you to an agent?", "at": "2026-09-01T08:00:05Z"},
        {"by": "customer", "text": "yes please", "at": "2026-09-01T08:00:20Z"},
        {"event": "handoff_started", "at": "2026-09-01T08:00:21Z"},
        {"by": "human", "text": "Hello, Sam here, I have booked a technician.", "at": "2026-09-01T08:02:00Z"},
        {"event": "transferred", "at": "2026-09-01T08:03:00Z"},
        {"by": "human", "text": "Hi, I'm Ali.", "at": "2026-09-01T08:04:00Z"},
        {"by": "customer", "text": "Great, that solved it, thank you", "at": "2026-09-01T08:05:00Z"},
    ]));
    assert_eq!(record["turns_to_offer"], 1);
    assert_eq!(record["transfers"], 2);
    assert_eq!(record["after_human"], "settled");
    assert_eq!(record["seconds_to_first_reply"], 5);
    assert!(record["unneeded_handoff"].is_null());
    assert!(record["never_answered"].is_null());
}

#[test]
fn a_person_nobody_needed_and_one_who_gave_back() {
    let record = beside(&json!([
        {"by": "customer", "text": "What are your opening hours?"},
        {"by": "bot", "text": "Let me see."},
        {"by": "human", "text": "We open at nine."},
        {"event": "returned_to_bot"},
        {"by": "customer", "text": "And on Sunday?"},
    ]));
    assert_eq!(record["unneeded_handoff"], true);
    assert_eq!(record["returned_to_bot"], true);
    assert_eq!(record["after_human"], "passed_on");
    assert_eq!(record["never_answered"], true);
}

#[test]
fn promises_without_a_time_and_sorry_without_a_deed() {
    for (bot, promises, apologies) in [
        ("Someone from our team will contact you soon.", 1, 0),
        ("سيتواصل معك احد ممثلينا قريبا", 1, 0),
        (
            "Our team will call you within 2 hours, your reference is 48213377.",
            0,
            0,
        ),
        ("We are sorry for the inconvenience.", 0, 1),
        ("نعتذر عن الازعاج", 0, 1),
        ("Sorry about that, I have refunded the 20 dollars.", 0, 0),
    ] {
        let record = beside(&json!([
            {"by": "customer", "text": "my order 48213377 came broken"},
            {"by": "bot", "text": bot},
        ]));
        assert_eq!(
            record["open_promises"].as_u64().unwrap_or(0),
            promises,
            "{bot}"
        );
        assert_eq!(
            record["empty_apologies"].as_u64().unwrap_or(0),
            apologies,
            "{bot}"
        );
    }
}
