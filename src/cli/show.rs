//! One conversation as it went, its findings in the margin.

mod again;

use std::collections::BTreeMap;
use std::io::{self, Write};

use anyhow::{Result, bail};
use clap::Args;

use self::again::Shown;
use super::audit::in_ci;
use super::people::PeopleArgs;
use super::read::ReadArgs;
use super::session;

use crate::link::content;
use crate::report::bidi;
use crate::report::layout::{Ink, hanging, ink, paragraph, terminal_width};
use crate::report::pseudonym::Pseudonyms;
use crate::report::words::{language, story};
use crate::rule::{Finding, Scratch, Severity, Verdict, redactor};
use crate::source::{Found, drain};
use crate::text::redact::{Quotes, RedactSettings, Redactor};
use crate::transcript::{Conversation, Item, Moment};

/// Columns before the words: mark, number, speaker.
const MARGIN: usize = 17;

/// Columns of a time and the space after it.
const CLOCK: usize = 9;

/// Shows one conversation with its findings in the margin.
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    people: PeopleArgs,
    /// The conversation's id, as a report shows it.
    #[arg(long)]
    id: String,
    /// How much of the words to show: none, redacted or full.
    #[arg(long)]
    quotes: Option<String>,
}

/// Looks for the conversation and shows every one of that id.
pub(super) fn run(args: &ShowArgs) -> Result<()> {
    let config = args.read.configure(|raw| {
        raw.quotes = args
            .quotes
            .clone()
            .or_else(|| raw.quotes.take())
            .or_else(|| in_ci().then(|| "none".to_owned()));
    })?;
    let judge = session::judge(&config)?;
    let customers = args.people.customers(&config)?;
    let mut shown = Shown::default();
    let mut wanted = Wanted::new(&args.id, Pseudonyms::new(&config.key));
    let (mut found, mut scratch) = (0_usize, Scratch::default());
    let out = &mut anstream::stdout();
    drain(&mut args.read.feed(&config)?, |_, record| {
        let Found::Conversation(conversation) = record else {
            return Ok(());
        };
        let Some(id) = wanted.shown(&conversation) else {
            return Ok(());
        };
        found += 1;
        shown.note(&conversation, &id, &customers);
        let verdict = Verdict {
            id,
            ..judge.judge(&conversation, &mut scratch)
        };
        show(
            &conversation,
            &verdict,
            config.judging.redaction,
            terminal_width(),
            out,
        )
    })?;
    if found == 0 {
        bail!(
            "no conversation has the id «{}»; ids stand in the report and in -o csv=DIR",
            args.id
        );
    }
    if !shown.knows_anybody() {
        return Ok(());
    }
    if args.read.paths.iter().any(|path| path.as_os_str() == "-") {
        let told = "Standard input is read once: whether the customer came again is in `lamsa audit`, in -o csv=FOLDER (findings.csv).";
        let mut page = String::new();
        hanging(&mut page, "", 0, told, terminal_width(), Some(Ink::Dim));
        out.write_all(page.as_bytes())?;
        return Ok(());
    }
    let links = shown.links(&mut args.read.feed(&config)?, &config, &judge, &customers)?;
    Ok(shown.tell(&links, terminal_width(), out)?)
}

/// Looks for the conversations of one id as a report shows it: `id~2` is the second content that came under `id`.
struct Wanted<'a> {
    id: &'a str,
    numbered: Option<(&'a str, usize)>,
    pseudonyms: Pseudonyms,
    /// The contents seen so far under each id that fits.
    contents: BTreeMap<String, Vec<u64>>,
}

impl<'a> Wanted<'a> {
    fn new(id: &'a str, pseudonyms: Pseudonyms) -> Self {
        let numbered = id.rsplit_once('~');
        Self {
            id,
            numbered: numbered.and_then(|(id, nth)| Some((id, nth.parse().ok()?))),
            pseudonyms,
            contents: BTreeMap::new(),
        }
    }

    /// The id that a report has for a conversation, where it is a wanted one that was not seen before.
    fn shown(&mut self, conversation: &Conversation<'_>) -> Option<String> {
        let shown = self.pseudonyms.id(&conversation.id);
        let is = |id: &str| conversation.id == id || shown == id;
        let named = is(self.id);
        let numbered = self.numbered.filter(|(id, _)| is(id));
        if !named && numbered.is_none() {
            return None;
        }
        let contents = self.contents.entry(shown.clone().into_owned()).or_default();
        let content = content(conversation);
        if contents.contains(&content) {
            return None;
        }
        contents.push(content);
        let nth = contents.len();
        let wanted = named || numbered.is_some_and(|(_, number)| number == nth);
        let shown = match nth {
            1 => shown.into_owned(),
            _ => format!("{shown}~{nth}"),
        };
        wanted.then_some(shown)
    }
}

/// Writes a conversation: who said what and when, a `!` before every item with a finding, and under it what the rule says.
/// The words are masked as `redaction` asks. Inks are written always; the stream that `out` is strips them where nobody
/// sees them.
///
/// # Errors
/// What `out` returns.
fn show(
    conversation: &Conversation<'_>,
    verdict: &Verdict,
    redaction: RedactSettings,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = String::new();
    head(&mut page, verdict, !in_order(conversation), width);
    let mut words = Words {
        redactor: redactor_as_judged(conversation, verdict, redaction),
        shown: redaction.quotes,
    };
    let timed = conversation.items.iter().any(|item| item.at().is_some());
    let mut day = String::new();
    for (number, item) in conversation.items.iter().enumerate() {
        if let Some(at) = item.at() {
            new_day(&mut page, &mut day, at);
        }
        let findings: Vec<&Finding> = verdict
            .findings
            .iter()
            .filter(|finding| finding.at as usize == number)
            .collect();
        let label = label(number, item, !findings.is_empty(), timed);
        let indent = MARGIN + if timed { CLOCK } else { 0 };
        entry(&mut page, &label, indent, &words.of(item), width);
        if verdict.need_at.is_some_and(|at| at as usize == number) {
            let why: Vec<&str> = verdict
                .need
                .kinds()
                .map(crate::contact::NeedKind::as_str)
                .collect();
            note(
                &mut page,
                Ink::Accent,
                "needs a person from here",
                &why.join(", "),
                indent,
                width,
            );
        }
        for finding in findings {
            margin(&mut page, finding, indent, width);
        }
    }
    out.write_all(page.as_bytes())
}

/// Which conversation this is, and what happened in it.
fn head(page: &mut String, verdict: &Verdict, unordered: bool, width: usize) {
    page.push_str(&ink(Ink::Bold, &bidi::cell(&verdict.id)));
    page.push_str(&ink(
        Ink::Accent,
        &format!(" · {}", bidi::cell(&verdict.channel)),
    ));
    if let Some(language) = language(verdict.language) {
        page.push_str(&ink(Ink::Dim, &format!(" · {language}")));
    }
    page.push('\n');
    paragraph(page, &story(verdict), 0, width);
    if unordered {
        let line =
            "Its times are out of order; it was judged, and is shown, in the order of the log.";
        hanging(page, "", 0, line, width, Some(Ink::Warn));
    }
    page.push('\n');
}

/// Whether no item is earlier than one above it.
fn in_order(conversation: &Conversation<'_>) -> bool {
    conversation
        .items
        .iter()
        .filter_map(Item::at)
        .is_sorted_by_key(Moment::millis)
}

/// A redactor whose numbers are those of the verdict's quotes.
fn redactor_as_judged(
    conversation: &Conversation<'_>,
    verdict: &Verdict,
    redaction: RedactSettings,
) -> Redactor {
    let mut redactor = redactor(conversation, redaction);
    for quote in verdict
        .findings
        .iter()
        .flat_map(|finding| &finding.evidence.quotes)
    {
        if let Some(text) = conversation
            .items
            .get(quote.span.item as usize)
            .map(text_of)
        {
            let end = text.len().min(quote.span.end as usize);
            let _numbered = redactor.quote(text, (quote.span.start as usize).min(end)..end);
        }
    }
    redactor
}

/// What of an item may be shown.
struct Words {
    redactor: Redactor,
    shown: Quotes,
}

impl Words {
    /// The words of a turn; for an event what happened and the platform's words about it.
    fn of(&mut self, item: &Item<'_>) -> String {
        let text = text_of(item);
        let shown = match self.shown {
            Quotes::None if !text.is_empty() => "(words not shown)".to_owned(),
            _ => self.redactor.quote(text, 0..text.len()),
        };
        match item {
            Item::Turn(turn) if shown.trim().is_empty() => format!("({})", turn.kind.as_str()),
            Item::Turn(_) => shown,
            Item::Event(event) if shown.is_empty() => event.kind.as_str().replace('_', " "),
            Item::Event(event) => format!("{}: {shown}", event.kind.as_str().replace('_', " ")),
        }
    }
}

fn text_of<'a>(item: &'a Item<'_>) -> &'a str {
    match item {
        Item::Turn(turn) => &turn.text,
        Item::Event(event) => event.text.as_deref().unwrap_or_default(),
    }
}

/// Mark, number, time and speaker.
fn label(number: usize, item: &Item<'_>, marked: bool, timed: bool) -> String {
    let mark = if marked {
        ink(Ink::Alarm, "!")
    } else {
        " ".to_owned()
    };
    let clock = match (timed, item.at()) {
        (false, _) => String::new(),
        (true, Some(at)) => format!("{:<CLOCK$}", time_of(at)),
        (true, None) => " ".repeat(CLOCK),
    };
    let who = match item {
        Item::Turn(turn) if turn.guessed => format!("{}?", turn.by.as_str()),
        Item::Turn(turn) => turn.by.as_str().to_owned(),
        Item::Event(_) => "event".to_owned(),
    };
    let number = format!("#{number}");
    format!(
        "{mark} {}",
        ink(Ink::Dim, &format!("{number:<5}{clock}{who:<10}"))
    )
}

/// An item's words, line by line.
fn entry(page: &mut String, label: &str, indent: usize, words: &str, width: usize) {
    let under = " ".repeat(indent);
    let words = bidi::clean(words);
    let lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
    for (number, line) in lines.enumerate() {
        hanging(
            page,
            if number == 0 { label } else { &under },
            indent,
            line,
            width,
            None,
        );
    }
}

/// A finding under its item.
fn margin(page: &mut String, finding: &Finding, indent: usize, width: usize) {
    let grave = match finding.severity {
        Severity::Critical | Severity::High => Ink::Alarm,
        Severity::Medium => Ink::Warn,
        Severity::Low => Ink::Dim,
    };
    let name = format!(
        "{} ({}, {}% sure)",
        finding.rule,
        finding.severity.as_str(),
        finding.confidence
    );
    let says = bidi::line(&finding.evidence.says);
    let related: Vec<String> = finding
        .related
        .iter()
        .map(|item| format!("#{item}"))
        .collect();
    let says = if related.is_empty() {
        says
    } else {
        format!("{says} (see {})", related.join(", "))
    };
    note(page, grave, &name, &says, indent, width);
}

fn note(page: &mut String, chosen: Ink, name: &str, says: &str, indent: usize, width: usize) {
    let start = " ".repeat(indent);
    hanging(
        page,
        &format!("{start}└ "),
        indent + 2,
        &format!("{name}: {says}"),
        width,
        Some(chosen),
    );
}

/// A line of its own where the day changes.
fn new_day(page: &mut String, day: &mut String, at: Moment) {
    let now = at.to_string();
    let date = now.split('T').next().unwrap_or_default();
    if *day != date {
        date.clone_into(day);
        page.push_str(&ink(Ink::Dim, &format!("{}{date} UTC\n", " ".repeat(7))));
    }
}

/// Hours, minutes and seconds in UTC.
fn time_of(at: Moment) -> String {
    let text = at.to_string();
    text.split('T')
        .nth(1)
        .map(|time| time.chars().take(8).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::show;
    use crate::report::sample;
    use crate::text::redact::{Quotes, RedactSettings};
    use crate::transcript::{Channel, Conversation, Event, EventKind, Item, Moment, Speaker, Turn};

    fn conversation() -> Conversation<'static> {
        let mut conversation = Conversation::new("chat-0412", Channel::new("chat".into()));
        conversation.customer = Some("Sara Haddad".into());
        let turn = |by, text: &'static str, at: &str| {
            Item::Turn(Turn {
                at: Moment::from_rfc3339(at),
                ..Turn::new(by, text)
            })
        };
        conversation.items = vec![
            turn(
                Speaker::Bot,
                "Hi Sara! How can I help?",
                "2026-10-03T23:58:11Z",
            ),
            turn(
                Speaker::Customer,
                "my order is NS-20877 and it is three days late, and it was a present",
                "2026-10-03T23:58:40Z",
            ),
            turn(
                Speaker::Bot,
                "Sorry to hear that.\n\nLet me look.",
                "2026-10-03T23:58:44Z",
            ),
            turn(
                Speaker::Bot,
                "Please share your order number 😊",
                "2026-10-03T23:59:01Z",
            ),
            turn(
                Speaker::Customer,
                "ns20877!! أبي أكلم موظف الحين لو سمحتم لأن الموضوع طال كثير",
                "2026-10-04T00:01:09Z",
            ),
            turn(
                Speaker::Bot,
                "I can help with that! Choose: 1 Orders 2 Returns 3 FAQ \u{1b}[31m",
                "2026-10-04T00:01:12Z",
            ),
            Item::Event(Event::new(EventKind::Closed)),
        ];
        conversation
    }

    fn shown(quotes: Quotes, width: usize) -> String {
        let mut out = Vec::new();
        let redaction = RedactSettings {
            quotes,
            keep_orders: false,
        };
        show(
            &conversation(),
            &sample::refused(),
            redaction,
            width,
            &mut out,
        )
        .unwrap();
        anstream::adapter::strip_str(std::str::from_utf8(&out).unwrap()).to_string()
    }

    #[test]
    fn findings_stand_in_the_margin() {
        assert_eq!(
            shown(Quotes::Redacted, 80),
            "\
chat-0412 · chat · English
Asked for a person (#4) and was refused one; went in circles.

       2026-10-03 UTC
  #0   23:58:11 bot       Hi [name 1]! How can I help?
  #1   23:58:40 customer  my order is [order 1] and it is three days late, and
                          it was a present
  #2   23:58:44 bot       Sorry to hear that.
                          Let me look.
! #3   23:59:01 bot       Please share your order number 😊
                          └ re-ask (medium, 90% sure): The bot asked again for
                            the order number given in item 1. (see #1)
       2026-10-04 UTC
  #4   00:01:09 customer  \u{2068}[order 1]!! أبي أكلم موظف الحين لو سمحتم لأن الموضوع\u{2069}
                          \u{2068}طال كثير\u{2069}
                          └ needs a person from here: asked, upset
! #5   00:01:12 bot       I can help with that! Choose: 1 Orders 2 Returns 3 FAQ
                          └ refused-request (high, 97% sure): The customer asked
                            for a person and the bot kept its menu. (see #4)
  #6            event     closed
"
        );
    }

    #[test]
    fn words_are_shown_as_asked() {
        assert!(shown(Quotes::Full, 200).contains("my order is NS-20877"));
        let none = shown(Quotes::None, 200);
        assert!(
            none.contains("(words not shown)")
                && !none.contains("order is")
                && none.contains("re-ask")
        );
    }
}
