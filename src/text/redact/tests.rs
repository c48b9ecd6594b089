use proptest::prelude::*;

use super::{Quotes, RedactSettings, Redactor, contacts};

fn redact(text: &str) -> String {
    Redactor::new(RedactSettings::default(), []).quote(text, 0..text.len())
}

/// Planted values: each text, and what must be left of it.
const MASKED: [(&str, &str); 64] = [
    (
        "write to jane.doe@shop.example please",
        "write to [e-mail 1] please",
    ),
    (
        "بريدي ahmed_99@mail.example.com شكرا",
        "بريدي [e-mail 1] شكرا",
    ),
    (
        "see https://shop.example/track?token=abc&mail=x.",
        "see https://shop.example/track?[query 1].",
    ),
    ("call me on +966 50 123 4567", "call me on [phone 1]"),
    (
        "call me on +966-50-123-4567, thanks",
        "call me on [phone 1], thanks",
    ),
    (
        "\u{202a}+971 50 765 4321\u{202c} is mine",
        "\u{202a}[phone 1]\u{202c} is mine",
    ),
    ("00966501234567", "[phone 1]"),
    ("966501234567", "[phone 1]"),
    ("my number 0501234567", "my number [phone 1]"),
    ("رقمي ٠٥٠١٢٣٤٥٦٧", "رقمي [phone 1]"),
    ("جوالي ٠٥٠ ١٢٣ ٤٥٦٧ الحين", "جوالي [phone 1] الحين"),
    ("0 5 0 1 2 3 4 5 6 7", "[phone 1]"),
    ("رقم الخدمة 0114557823", "رقم الخدمة [phone 1]"),
    ("موبايلي 01012345678", "موبايلي [phone 1]"),
    ("0100 123 4567", "[phone 1]"),
    ("تلفوني 0791234567", "تلفوني [phone 1]"),
    ("+962 7 9123 4567", "[phone 1]"),
    ("رقمي 07701234567", "رقمي [phone 1]"),
    ("06 12 34 56 78", "[phone 1]"),
    ("06-12-34-56-78", "[phone 1]"),
    ("+212 612-345678", "[phone 1]"),
    ("+965 9912 3456", "[phone 1]"),
    ("my mobile is 9912 3456", "my mobile is [phone 1]"),
    ("رقمي ٩٩١٢٣٤٥٦", "رقمي [phone 1]"),
    ("07700 900 873", "[phone 1]"),
    ("(415) 555-2671 is my cell", "[phone 1] is my cell"),
    ("1-415-555-2671", "[phone 1]"),
    (
        "IBAN SA03 8000 0000 6080 1016 7519 please",
        "IBAN [iban 1] please",
    ),
    ("sa0380000000608010167519", "[iban 1]"),
    ("حسابي EG380019000500000000263180002", "حسابي [iban 1]"),
    ("card 4111 1111 1111 1111 exp", "card [card 1] exp"),
    ("4111-1111-1111-1111", "[card 1]"),
    ("بطاقتي ٤١١١١١١١١١١١١١١١", "بطاقتي [card 1]"),
    ("amex 378282246310005", "amex [card 1]"),
    ("هويتي 1087654321", "هويتي [id 1]"),
    ("iqama 2345678901", "iqama [id 1]"),
    ("رقم قومي 29001011234567", "رقم قومي [id 1]"),
    ("784-1990-1234567-1", "[id 1]"),
    (
        "SS-4471-0092 already given na",
        "[order 1] already given na",
    ),
    ("order NS-20877", "order [order 1]"),
    ("my order is 771204", "my order is [order 1]"),
    ("order number 20877 please", "order number [order 1] please"),
    ("رقم الطلب ٤٠٨٨٠", "رقم الطلب [order 1]"),
    ("#20877", "#[order 1]"),
    (
        "booking 4WQ150 and X7K9QP",
        "booking [order 1] and [order 2]",
    ),
    (
        "my reservation number is VAAOXJ.",
        "my reservation number is [order 1].",
    ),
    ("user mia_li_3668", "user [order 1]"),
    ("gift_card_5094406 $183", "[order 1] $183"),
    ("5520 1183 9274 0061 2287", "[order 1]"),
    ("112-7366312-9822601", "[order 1]"),
    ("the code is: OTP 4821", "the code is: OTP [code 1]"),
    ("رمز التحقق هو 4821", "رمز التحقق هو [code 1]"),
    ("born 12/03/1985", "born [birth date 1]"),
    ("from 192.168.10.4", "from [address 1]"),
    ("ask @jodiewrites about it", "ask @[handle 1] about it"),
    (
        "hi, my name is ahmed ali and i need help",
        "hi, my name is [name 1] and i need help",
    ),
    ("This is Sarah from Oasis.", "This is [name 1] from Oasis."),
    ("this is omar from riyadh", "this is [name 1] from riyadh"),
    (
        "Hi Kieran, thanks for waiting",
        "Hi [name 1], thanks for waiting",
    ),
    (
        "Where is it?\n\nKind regards,\nJane Ellen Smith",
        "Where is it?\n\nKind regards,\n[name 1]",
    ),
    (
        "أهلاً بك، معك نورة من خدمة العملاء",
        "أهلاً بك، معك [name 1] من خدمة العملاء",
    ),
    (
        "السلام عليكم معك محمد كيف اقدر اخدمك",
        "السلام عليكم معك [name 1] كيف اقدر اخدمك",
    ),
    ("معاك عبد الله من الدعم", "معاك [name 1] من الدعم"),
    ("انا اسمي فاطمة ورقمي ناقص", "انا اسمي [name 1] ورقمي ناقص"),
];

/// Look-alikes: nothing here may change.
const KEPT: [&str; 58] = [
    "at 14:30 on 2026-09-14",
    "2026-09-14T18:22:05Z",
    "14/09/2026 or 14.09.26",
    "الساعة 21:40",
    "in 2024 and 2025, or 2024-2025",
    "1. Orders 2. Billing 3. Other",
    "press 1, 2 or 3",
    "اضغط ١ للطلبات ٢ للفواتير",
    "I paid 1,250,000 SAR",
    "the price is 150000 ريال",
    "SAR 120000 a year",
    "$129999 and 99.95, 150000 € or $",
    "دفعت ١٢٥٠ ريال",
    "500-1000 dirhams",
    "ends in 4410 and 7729",
    "تنتهي بـ 4410",
    "flight 412 delayed 6 hours",
    "رحلتي ٤١٢ تأجلت ٦ ساعات",
    "24 hours, 3-5 days, 24-hour line",
    "24hrs or 48h, 30min, 1080p, 5000mah",
    "iPhone15, Windows11 and covid-19",
    "my 2 phones and 3 SIMs",
    "10 20 30 40 50",
    "3 times in 20 minutes",
    "page 404, error 500",
    "85k estimate, arrives 13-15h, webhooks 401ing",
    "2024-05-19/20 or 2024‑05‑19",
    "As a Gold member",
    "100%",
    "see https://help.example/returns",
    "my name is wrong on the ticket",
    "my name is not on the list",
    "this is different from what I ordered",
    "this is unacceptable",
    "This is not what I asked for.",
    "This is RIDICULOUS!",
    "i'm stuck here",
    "I'm still waiting",
    "Hi there! How can I help?",
    "Dear Customer, thank you",
    "Dear Sir/Madam,",
    "Hello again",
    "Thanks for your patience",
    "Sorry about that",
    "Many thanks",
    "معك حق، تأخرنا",
    "سنتواصل معك قريباً",
    "سيتواصل معك أحد المختصين",
    "هل معك رقم الطلب؟",
    "معك المساعد الآلي",
    "معك فريق مكافحة الاحتيال",
    "اسمي مكتوب غلط على الفاتورة",
    "عزيزي العميل، نشكرك",
    "مرحبا بك في خدمة العملاء",
    "مرحبا، كيف اقدر اساعدك",
    "كلمت الموظف ٣ مرات",
    "من 9 الى 5",
    "version 10.2.1",
];

/// Every text of a table that was not left as expected, so that one run shows them all.
fn wrong<'t>(table: impl Iterator<Item = (&'t str, &'t str)>) -> Vec<String> {
    table
        .filter(|(text, expected)| redact(text) != *expected)
        .map(|(text, _)| format!("{text} → {}", redact(text)))
        .collect()
}

#[test]
fn planted_values_go() {
    assert_eq!(wrong(MASKED.into_iter()), [""; 0]);
}

#[test]
fn look_alikes_stay() {
    assert_eq!(wrong(KEPT.into_iter().map(|text| (text, text))), [""; 0]);
}

#[test]
fn one_value_is_one_placeholder_however_it_is_typed() {
    let mut redactor = Redactor::new(RedactSettings::default(), []);
    let mut quote = |text: &str| redactor.quote(text, 0..text.len());
    assert_eq!(quote("order NS-20877"), "order [order 1]");
    assert_eq!(quote("I said ns20877"), "I said [order 1]");
    assert_eq!(quote("or ٧٧١٢٠٤?"), "or [order 2]?");
    assert_eq!(quote("771204"), "[order 2]");
    assert_eq!(quote("call 0501234567"), "call [phone 1]");
    assert_eq!(
        quote("+966 50 123 4567 or +971 50 765 4321"),
        "[phone 1] or [phone 2]"
    );
}

#[test]
fn known_names_go_wherever_they_stand() {
    let mut redactor = Redactor::new(
        RedactSettings::default(),
        [
            "Sara Haddad",
            "محمد العتيبي",
            "Support Team",
            "c-20418",
            "Will",
            "علي بن سالم",
            "You",
        ],
    );
    let mut quote = |text: &str| redactor.quote(text, 0..text.len());
    assert_eq!(
        quote("Sorry to hear that, Sara."),
        "Sorry to hear that, [name 1]."
    );
    assert_eq!(
        quote("SARA HADDAD is the customer"),
        "[name 1] is the customer"
    );
    assert_eq!(quote("شكرا لك يا محمّد"), "شكرا لك يا [name 2]");
    assert_eq!(quote("قلت لمحمد العتيبى أمس"), "قلت ل[name 2] أمس");
    assert_eq!(
        quote("the support team will call"),
        "the support team will call"
    );
    assert_eq!(
        quote("كلمت علي بن سالم على الهاتف"),
        "كلمت [name 3] على الهاتف"
    );
    assert_eq!(
        quote("thank you, Will; will you call?"),
        "thank you, [name 4]; will you call?"
    );
}

#[test]
fn an_introduction_is_remembered() {
    let mut redactor = Redactor::new(RedactSettings::default(), []);
    redactor.learn("hello, my name is ahmed");
    assert_eq!(redactor.quote("ok ahmed wait", 0..13), "ok [name 1] wait");
}

#[test]
fn a_passage_never_shows_half_a_value() {
    let text = "my mail is jane.doe@shop.example, ok";
    let mut redactor = Redactor::new(RedactSettings::default(), []);
    assert_eq!(redactor.quote(text, 3..16), "mail is [e-mail 1]");
    assert_eq!(redactor.quote(text, 20..text.len()), "[e-mail 1], ok");
}

#[test]
fn settings_decide_what_is_shown() {
    let text = "order NS-20877, call 0501234567";
    let quote = |quotes, keep_orders| {
        Redactor::new(
            RedactSettings {
                quotes,
                keep_orders,
            },
            [],
        )
        .quote(text, 0..text.len())
    };
    assert_eq!(quote(Quotes::None, false), "");
    assert_eq!(quote(Quotes::Full, false), text);
    assert_eq!(
        quote(Quotes::Redacted, true),
        "order NS-20877, call [phone 1]"
    );
    assert_eq!(Quotes::named("full"), Some(Quotes::Full));
    assert_eq!(Quotes::named("all"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_can_be_masked(
        text in "([a-zA-Z0-9٠-٩ .,@+()\\-#/_:?\n\u{202a}\u{202c}]|معك|اسمي|محمد|my name is|Sara|order|\\PC){0,40}",
        start in 0..200_usize,
        length in 0..200_usize,
    ) {
        let start = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= start).last().unwrap_or(0);
        let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= start + length).last().unwrap_or(0);
        let mut redactor = Redactor::new(RedactSettings::default(), ["Sara Haddad", "محمد العتيبي"]);
        redactor.learn(text.as_str());
        let whole = redactor.quote(text.as_str(), 0..text.len());
        prop_assert_eq!(redactor.quote(text.as_str(), 0..text.len()), whole);
        let _part = redactor.quote(text.as_str(), start..end.max(start));
        prop_assert!(contacts(&text).iter().all(|contact| text.get(contact.clone()).is_some()));
    }
}
