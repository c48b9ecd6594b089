//! Values that are told by their form: addresses, links, accounts, codes. First come the forms that must stay readable
//! although they are full of digits: dates, times and amounts.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Kind;
use super::canvas::Canvas;
use super::digits::{code_key, mod_97, only_digits};

/// Claims every value of a known form.
pub(super) fn mark(canvas: &mut Canvas) {
    mark_each(canvas, &EMAIL, Kind::Email, str::to_lowercase);
    mark_queries(canvas);
    mark_ibans(canvas);
    mark_each(canvas, &BIRTH, Kind::BirthDate, only_digits);
    for amount in [&*DATE, &*TIME, &*GROUPED, &*PRICED] {
        keep_each(canvas, amount);
    }
    mark_each(canvas, &SECRET, Kind::Code, only_digits);
    mark_each(canvas, &ADDRESS, Kind::Address, str::to_owned);
    mark_each(canvas, &HANDLE, Kind::Handle, |text| {
        format!("@{}", text.to_lowercase())
    });
    mark_each(canvas, &NAMED_NUMBER, Kind::Order, code_key);
    mark_each(canvas, &BOOKING, Kind::Order, code_key);
    mark_each(canvas, &HASHED_NUMBER, Kind::Order, code_key);
    mark_codes(canvas);
}

/// Claims e-mail addresses, and sets aside the dates that keys are made of.
pub(super) fn mark_contacts(canvas: &mut Canvas) {
    mark_each(canvas, &EMAIL, Kind::Email, str::to_lowercase);
    keep_each(canvas, &DATE);
    keep_each(canvas, &TIME);
}

/// A constant pattern in which `\d` means digits of the three shapes that customers write.
#[expect(
    clippy::expect_used,
    reason = "the patterns are constants, and the tests use every one"
)]
pub(super) fn compiled(pattern: &str) -> Regex {
    Regex::new(&pattern.replace(r"\d", "[0-9٠-٩۰-۹]")).expect("a constant pattern compiles")
}

macro_rules! patterns {
    ($($name:ident = $pattern:expr;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| compiled($pattern));)*
    };
}

patterns! {
    EMAIL = r"([\p{L}\d._%+\-]+@[\p{L}\d\-]+(?:\.[\p{L}\d\-]+)*\.\p{L}{2,})";
    LINK = r#"(?i)\b(?:https?://|www\.)[^\s<>"«»“”]+"#;
    IBAN = r"\b[A-Za-z]{2}\d{2}(?:[ \u{a0}\-]?[A-Za-z\d]){11,30}";
    BIRTH = r"(?ix) (?:date\ of\ birth | birth\ ?da(?:te|y) | born | dob | (?:تاريخ\ )?ميلاد\p{L}* | تاريخ\ الميلاد | مواليد)
        [^\p{L}\d\n]{0,4} (?:(?:is|was|on|هو|يوم)\ )? (\d{1,4}[-/.\ ]\d{1,2}[-/.\ ]\d{2,4})";
    DATE = r"(?x) ( \d{4}[-/.\u{2010}\u{2011}]\d{1,2}[-/.\u{2010}\u{2011}]\d{1,2}
        (?: T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+\-]\d{2}:?\d{2})? | /\d{1,2}(?:-\d{1,2})? )?
        | \d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}) )";
    TIME = r"(\d{1,2}:\d{2}(?::\d{2})?)";
    GROUPED = r"(\d{1,3}(?:[,٬]\d{3})+(?:[.٫]\d+)?|\d{1,9}[.٫,]\d{1,2})";
    PRICED = r"(?ix) (?:[$€£¥₹]|\b(?:sar|sr|aed|dhs?|egp|le|jod|kwd|qar|bhd|omr|iqd|mad|tnd|dzd|usd|eur|gbp|inr|rs|pkr)\b\.?)\ ?
        ([1-9١-٩]\d{0,8}) |
        (?:^|[^\p{L}_\d])([1-9١-٩]\d{0,8})\ ?(?:[$€£¥₹%٪](?:[^\d]|$)|(?:sar|sr|aed|dhs?|egp|le|jod|kwd|qar|bhd|omr|iqd|mad|tnd|dzd|usd|eur|gbp|inr|rs|pkr|
        dollars?|euros?|pounds?|riyals?|dirhams?|rupees?|points?|ريال|درهم|جنيه|دينار|ليرة|ليره|دولار|يورو|نقطة|نقطه)\b)";
    SECRET = r"(?ix) (?:\botp\b | one[\ -]?time\ (?:password|passcode|code) | (?:verification|security|activation)\ code | \bpin\b | passcode | \bcvv\b |
        (?:رمز|كود)\ (?:ال)?(?:تحقق|تأكيد|تاكيد|تفعيل|دخول|سري|سرّي)\p{L}* | (?:الرمز|الرقم|رقمي)\ السري)
        [^\p{L}\d\n]{0,3} (?:(?:is|was|هو|هي)\b)? [^\p{L}\d\n]{0,3} (\d{3,8})\b";
    ADDRESS = r"(\b(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}\b)";
    HANDLE = r"(?:^|[^\p{L}\d_.@/])@([A-Za-z0-9_][A-Za-z0-9_.]*[A-Za-z0-9_])";
    NAMED_NUMBER = r"(?ix) (?:\b(?:order|booking|reservation|ticket|case|ref|reference|account|policy|invoice|tracking|
        confirmation|membership|claim|receipt|meter|contract|cpr)\b | (?:طلب|حجز|تذكر|بلاغ|شكو|حساب|فاتور|بوليص|وثيق|عضوي|عقد|
        عداد|شحن|اوردر|أوردر|مرجع)\p{Arabic}*)
        [^\p{L}\d\n]{0,2} (?:(?:number|no|nr|num|id|code|reference|ref|رقمه|رقمها|رقم)\b[.:]?)? [^\p{L}\d\n]{0,3}
        (?:(?:is|هو|هي)\b)? [^\p{L}\d\n]{0,3} (\d{4,5})\b";
    BOOKING = r"(?ix) (?:\b(?:booking|reservation|confirmation|pnr|order|reference)|حجز\p{Arabic}*) [^\p{L}\d\n]{0,2}
        (?:(?:number|code|id|reference|رقم|رقمه)(?:\ (?:is|هو))?|is|هو|[:\#]) [^\p{L}\d\n]{0,3} (?-i:([A-Z]{6}))\b";
    HASHED_NUMBER = r"\#(\d{4,})\b";
    CODE = r"(?:\b[A-Z]{1,5}/\d{3,}|[A-Za-z\d]+(?:[-_][A-Za-z\d]+)*)";
    // What follows a number without making it a code: units, ordinals, currencies, the hours of the day.
    UNIT = r"(?ix) ^\d+(?:-\d+)? (?:st|nd|rd|th|h|hrs?|hours?|m|min|mins|minutes?|s|sec|secs|d|days?|w|wks?|y|yrs?|years?|x|k|kg|g|gb|mb|tb|mbps|gbps|ing|
        km|cm|mm|ml|l|p|mah|w|v|hz|ghz|am|pm|sar|sr|aed|egp|usd|eur|gbp|kwd|qar|bhd|omr|jod|mad|inr|rs|le|dh|dhs|[-_][a-z]{3,})$
        | ^(?:sar|sr|aed|egp|usd|eur|gbp|kwd|qar|bhd|omr|jod|mad|inr|rs|le|dhs?)\d{1,6}$ | ^[a-z]{3,}[-_]?\d{1,2}$";
}

/// Claims what a pattern's last group matched.
fn mark_each(canvas: &mut Canvas, pattern: &Regex, kind: Kind, key: fn(&str) -> String) {
    for range in groups(canvas.view(), pattern) {
        let key = key(&canvas.view()[range.clone()]);
        canvas.take(range, kind, key);
    }
}

fn keep_each(canvas: &mut Canvas, pattern: &Regex) {
    for range in groups(canvas.view(), pattern) {
        if canvas.stands_alone(&range) {
            canvas.keep(range);
        }
    }
}

fn groups(view: &str, pattern: &Regex) -> Vec<Range<usize>> {
    pattern
        .captures_iter(view)
        .filter_map(|groups| Some(groups.iter().skip(1).flatten().next()?.range()))
        .collect()
}

/// Of a link only what comes after the page: queries and fragments carry tokens and addresses.
fn mark_queries(canvas: &mut Canvas) {
    let links: Vec<Range<usize>> = LINK
        .find_iter(canvas.view())
        .map(|link| link.range())
        .collect();
    for link in links {
        let text = &canvas.view()[link.clone()];
        let Some(sign) = text.find(['?', '#']) else {
            continue;
        };
        let query = text[sign + 1..].trim_end_matches(['.', ',', ')', '!', '?', '؟', '،']);
        if !query.is_empty() {
            let (start, key) = (link.start + sign + 1, format!("?{query}"));
            canvas.take(start..start + query.len(), Kind::Query, key);
        }
    }
}

/// The longest stretch that checks out: a pattern cannot tell the account from the words after it.
fn mark_ibans(canvas: &mut Canvas) {
    let candidates: Vec<Range<usize>> = IBAN
        .find_iter(canvas.view())
        .map(|candidate| candidate.range())
        .collect();
    for Range { start, end } in candidates {
        let text = canvas.view()[start..end].to_owned();
        let ends = text
            .char_indices()
            .rev()
            .map(|(at, last)| at + last.len_utf8());
        let account = ends
            .filter(|end| !text[*end..].starts_with(char::is_alphanumeric))
            .map(|end| (end, code_key(&text[..end])))
            .find(|(_, key)| (15..=34).contains(&key.len()) && mod_97(key));
        if let Some((length, key)) = account {
            canvas.take(start..start + length, Kind::Iban, key);
        }
    }
}

/// Order, ticket, account and booking codes: letters and digits in one word.
fn mark_codes(canvas: &mut Canvas) {
    let words: Vec<Range<usize>> = CODE
        .find_iter(canvas.view())
        .map(|word| word.range())
        .collect();
    for range in words {
        let word = &canvas.view()[range.clone()];
        if is_code(word) {
            let key = code_key(word);
            canvas.take(range, Kind::Order, key);
        }
    }
}

fn is_code(word: &str) -> bool {
    let key = code_key(word);
    let digits = only_digits(word).len();
    let letters = key.chars().count() - digits;
    if letters == 0 || digits == 0 || letters + digits < 5 || UNIT.is_match(word) {
        return false;
    }
    digits >= 3
        || (key.len() == word.len()
            && !word.contains(|sign: char| sign.is_ascii_lowercase())
            && is_interleaved(&key))
}

/// Whether letters and digits take turns as in booking references ("X7K9QP") and not as in product names ("WIN11").
fn is_interleaved(key: &str) -> bool {
    let turns = key
        .as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit());
    turns.count() >= 2
}
