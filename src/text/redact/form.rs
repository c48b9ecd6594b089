//! The forms of values, as patterns.
//!
//! The engine is fast only where it need not ask whether a letter of any script stands before or after. So no pattern
//! uses `\b`: `\<` and `\>` take in the sign before and after a word, and what follows a word within a pattern begins with
//! `[^\w\n]`. The value is the first group, and the last group is what a match uses up; without groups it is the whole.

use std::sync::LazyLock;

use regex::Regex;

/// A constant pattern in which `\d` means digits of the three shapes that customers write, and `\<` and `\>` the borders of
/// a word.
#[expect(
    clippy::expect_used,
    reason = "the patterns are constants, and the tests use every one"
)]
pub(super) fn compiled(pattern: &str) -> Regex {
    let pattern = pattern
        .replace(r"\d", "[0-9٠-٩۰-۹]")
        .replace(r"\<", r"(?:^|\W)")
        .replace(r"\>", r"(?:\W|$)");
    Regex::new(&pattern).expect("a constant pattern compiles")
}

macro_rules! patterns {
    ($($name:ident = $pattern:expr;)*) => {
        $(pub(super) static $name: LazyLock<Regex> = LazyLock::new(|| compiled($pattern));)*
    };
}

patterns! {
    EMAIL = r"[\p{L}\d._%+\-]+@[\p{L}\d\-]+(?:\.[\p{L}\d\-]+)*\.\p{L}{2,}";
    SPOKEN_EMAIL = r"(?ix) \<([\p{L}\d_+\-]+(?:(?:\.|\ dot\ |\ دوت\ )[\p{L}\d_+\-]+)*
        (?: (?:\ at\ |\ ?[\[(]\ ?at\ ?[\])]\ ?|\ ?@\ ?|\ (?:آت|ات)\ )[\p{L}\d\-]+(?:(?:\ dot\ |\ دوت\ |\ ?[\[(]\ ?dot\ ?[\])]\ ?)[\p{L}\d\-]+)+
        | (?:\ ?@\ ?|\ ?[\[(]\ ?at\ ?[\])]\ ?)[\p{L}\d\-]+(?:\ ?\.\ ?[\p{L}\d\-]+)*\ ?\.\ ?\p{L}{2,}))\>";
    POSTCODE = r"\<([A-Z]{1,2}[0-9][A-Z0-9]?[ ][0-9][A-Z]{2})\>";
    POST_BOX = r"(?i)\<(p\. ?o\. ?box:? ?\d{1,7}|ص\. ?ب\.? ?\d{1,7})";
    INSURANCE = r"(?i)\<([a-z]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[a-d])\>";
    PASSWORD = r"(?ix) (?: \<(?:password|passwd|pwd|passphrase) | كلمة\ (?:السر|المرور) | (?:ال)?باسو?ورد\p{L}? )
        (?: \ ?[:=]\ ? | \ (?:is|was|هي|هو)\ ?:?\  | \ ) (?: [^\w\n]?)
        ([^\s,،]{4,})";
    LINK = r#"(?i)\<((?:https?://|www\.)[^\s<>"«»“”]+)"#;
    IBAN = r"\<([A-Za-z]{2}\d{2}(?:[ \u{a0}\-]?[A-Za-z\d]){11,30})";
    BIRTH = r"(?ix) (?:date\ of\ birth | birth\ ?da(?:te|y) | born | dob | (?:تاريخ\ )?ميلاد\p{L}* | تاريخ\ الميلاد | مواليد)
        [^\p{L}\d\n]{0,4} (?:(?:is|was|on|هو|يوم)\ )? (\d{1,4}[-/.\ ]\d{1,2}[-/.\ ]\d{2,4})";
    DATE = r"(?x) \d{4}[-/.\u{2010}\u{2011}]\d{1,2}[-/.\u{2010}\u{2011}]\d{1,2}
        (?: T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+\-]\d{2}:?\d{2})? | /\d{1,2}(?:-\d{1,2})? )?
        | \d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})";
    TIME = r"\d{1,2}:\d{2}(?::\d{2})?";
    GROUPED = r"\d{1,3}(?:[,٬]\d{3})+(?:[.٫]\d+)?|\d{1,9}[.٫,]\d{1,2}";
    PRICED = r"(?ix) [$€£¥₹]\ ?([1-9١-٩]\d{0,8}) |
        \<(?:sar|sr|aed|dhs?|egp|le|jod|kwd|qar|bhd|omr|iqd|mad|tnd|dzd|usd|eur|gbp|inr|rs|pkr)(?:\.\ ?|\ )([1-9١-٩]\d{0,8}) |
        (?:^|[^\p{L}_\d])([1-9١-٩]\d{0,8})\ ?(?:([$€£¥₹%٪](?:[^\d]|$)) |
        (sar|sr|aed|dhs?|egp|le|jod|kwd|qar|bhd|omr|iqd|mad|tnd|dzd|usd|eur|gbp|inr|rs|pkr|
        dollars?|euros?|pounds?|riyals?|dirhams?|rupees?|points?|ريال|درهم|جنيه|دينار|ليرة|ليره|دولار|يورو|نقطة|نقطه)\>)";
    SECRET = r"(?ix) (?: \<(?:otp|pin|cvv|cvc)(?:\ (?:code|number))?[^\w\n][^\p{L}\d\n]{0,2} |
        (?: one[\ -]?time\ (?:password|passcode|code) | (?:verification|security|activation)\ code | passcode |
        (?:الكود|الرمز) | (?:رمز|كود)\ (?:ال)?(?:تحقق|تأكيد|تاكيد|تفعيل|دخول|سري|سرّي)\p{L}* | (?:الرمز|الرقم|رقمي)\ السري ) [^\p{L}\d\n]{0,3} )
        (?: (?:is|was|هو|هي)[^\w\n][^\p{L}\d\n]{0,2} | [^\p{L}\d\n]{0,3} ) (\d{3,8})\>";
    ADDRESS = r"\<((?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3})\>";
    HANDLE = r"(?:^|[^\p{L}\d_.@/])@([A-Za-z0-9_][A-Za-z0-9_.]*[A-Za-z0-9_])";
    NAMED_NUMBER = r"(?ix) (?: \<(?:order|booking|reservation|ticket|case|ref|reference|account|policy|invoice|tracking|
        confirmation|membership|claim|receipt|meter|contract|cpr)[^\w\n][^\p{L}\d\n]? |
        (?:طلب|حجز|تذكر|بلاغ|شكو|حساب|فاتور|بوليص|وثيق|عضوي|عقد|عداد|شحن|اوردر|أوردر|مرجع)\p{Arabic}*[^\p{L}\d\n]{0,2} )
        (?: (?:number|no|nr|num|id|code|reference|ref|رقمه|رقمها|رقم)(?:[.:][^\p{L}\d\n]{0,3}|[^\w\n][^\p{L}\d\n]{0,2}) |
        [^\p{L}\d\n]{0,3} ) (?: (?:is|هو|هي)[^\w\n][^\p{L}\d\n]{0,2} | [^\p{L}\d\n]{0,3} ) (\d{4,5})\>";
    BOOKING = r"(?ix) (?:\<(?:booking|reservation|confirmation|pnr|order|reference)|حجز\p{Arabic}*) [^\p{L}\d\n]{0,2}
        (?:(?:number|code|id|reference|رقم|رقمه)(?:\ (?:is|هو))?|is|هو|[:\#]) [^\p{L}\d\n]{0,3} (?-i:([A-Z]{6}))\>";
    HASHED_NUMBER = r"\#(\d{4,})\>";
    // The words that hold a digit. Compound words without one are used up too, lest a code begin in the middle of them.
    CODE = r"(?x) \<([A-Z]{1,5}/\d{3,}) | ((?:[A-Za-z]+[-_])*[A-Za-z]*\d[A-Za-z\d]*(?:[-_][A-Za-z\d]+)*) |
        [A-Za-z]+(?:[-_][A-Za-z]+)+";
    // What follows a number without making it a code: units, ordinals, currencies, the hours of the day.
    UNIT = r"(?ix) ^\d+(?:-\d+)? (?:st|nd|rd|th|h|hrs?|hours?|m|min|mins|minutes?|s|sec|secs|d|days?|w|wks?|y|yrs?|years?|x|k|kg|g|gb|mb|tb|mbps|gbps|ing|
        km|cm|mm|ml|l|p|mah|w|v|hz|ghz|am|pm|sar|sr|aed|egp|usd|eur|gbp|kwd|qar|bhd|omr|jod|mad|inr|rs|le|dh|dhs|[-_][a-z]{3,})$
        | ^(?:sar|sr|aed|egp|usd|eur|gbp|kwd|qar|bhd|omr|jod|mad|inr|rs|le|dhs?)\d{1,6}$ | ^[a-z]{3,}[-_]?\d{1,2}$";
    // The words before a number that say that it is a phone.
    ANNOUNCED = r"(?ix) (?: (?:phone|mobile|cell|whats?app|\<tel|جوال|موبايل|هاتف|تلفون|تليفون|واتس|نقال|محمول|رقمي)[^\d\n]{0,16} |
        \<(?:call|sms)(?:[^\w\n][^\d\n]{0,15})? )$";
}
