//! One conversation in, one verdict out: a pure function of the conversation and the settings.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::Xxh3;

use super::{Case, Evidence, Family, Finding, Hit, Quote, RULES, Rule, Severity, Verdict};
use crate::contact::course::{Course, View};
use crate::contact::{Allowances, Beside, Ledger, Terms, has_human};
use crate::cue::{Reading, read};
use crate::language::Lexicon;
use crate::text::redact::{Quotes, RedactSettings, Redactor, Text};
use crate::text::{TokenKind, own_words};
use crate::transcript::{Conversation, Item, Moment, Span, Speaker};

/// What the configuration says about one rule. It changes what is shown, never the ledger, the booleans or the gap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleSetting {
    /// Whether its findings are hidden.
    pub off: bool,
    /// Findings less sure than this, in hundredths, are hidden.
    pub confidence: Option<u8>,
    /// A severity in place of the rule's own.
    pub severity: Option<Severity>,
}

/// What the configuration decides about judging.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JudgeSettings {
    /// The waits that channels allow.
    pub allowances: Allowances,
    /// How sure a reason must be to count as a need, in hundredths.
    pub need_confidence: u8,
    /// Settings by rule id.
    pub rules: BTreeMap<String, RuleSetting>,
    /// How much of what was written evidence may show.
    pub redaction: RedactSettings,
    /// When the logs were exported: waits that are over by then count as over.
    pub as_of: Option<Moment>,
}

/// Judges conversations; shared by all workers.
pub struct Judge {
    lexicon: Lexicon,
    settings: JudgeSettings,
}

/// The most bytes of a turn that are quoted where the whole turn is the evidence.
const LONGEST_QUOTE: usize = 400;

/// Buffers of one worker, reused from one conversation to the next.
#[derive(Default)]
pub struct Scratch {
    reading: Reading,
    hits: Vec<Hit>,
}

impl Scratch {
    /// The reading of the conversation that was last judged; conversations that are not judged are not read.
    #[must_use]
    pub const fn reading(&self) -> &Reading {
        &self.reading
    }
}

impl Judge {
    /// Puts packs and settings together.
    #[must_use]
    pub fn new(lexicon: Lexicon, settings: &JudgeSettings) -> Self {
        Self {
            lexicon,
            settings: settings.clone(),
        }
    }

    /// What identifies the detectors: rules, thresholds (by version) and packs.
    #[must_use]
    pub fn hash(&self) -> u64 {
        hash(&[
            env!("CARGO_PKG_VERSION"),
            &format!("{:016x}", self.lexicon.hash()),
        ])
    }

    /// The compiled packs.
    #[must_use]
    pub const fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The items at which one rule fires, before rules are weighed against one another.
    pub fn hits(
        &self,
        rule: &dyn Rule,
        conversation: &Conversation<'_>,
        scratch: &mut Scratch,
    ) -> Vec<u32> {
        read(conversation, &self.lexicon, &mut scratch.reading);
        let view = View::new(conversation, &scratch.reading);
        let course = Course::follow(conversation, &scratch.reading);
        let terms = self.terms(conversation);
        let ledger = Ledger::settle(&view, &course, &terms);
        let mut found = Vec::new();
        rule.check(
            &Case {
                view,
                course: &course,
                ledger: ledger.as_ref(),
                terms,
            },
            &mut found,
        );
        found.iter().map(|hit| hit.at).collect()
    }

    /// Judges a conversation.
    pub fn judge(&self, conversation: &Conversation<'_>, scratch: &mut Scratch) -> Verdict {
        let mut verdict = blank(conversation);
        if verdict.not_judged.is_some() {
            return verdict;
        }
        read(conversation, &self.lexicon, &mut scratch.reading);
        let view = View::new(conversation, &scratch.reading);
        let course = Course::follow(conversation, &scratch.reading);
        let terms = self.terms(conversation);
        let ledger = Ledger::settle(&view, &course, &terms);
        verdict.language = language_of(&view);
        verdict.human_present = has_human(&view);
        verdict.beside = Beside::observe(&view, &course, ledger.as_ref());
        if let Some(ledger) = &ledger {
            enter(ledger, &mut verdict);
        }
        let case = Case {
            view,
            course: &course,
            ledger: ledger.as_ref(),
            terms,
        };
        verdict.findings = Self::findings(&case, &mut scratch.hits);
        verdict.repeated_info = is_repeated(&verdict.findings);
        verdict.dead_end = is_dead_end(&view, &verdict.findings);
        verdict.findings.retain_mut(|finding| self.keep(finding));
        self.quote(conversation, &scratch.reading, &mut verdict.findings);
        verdict
    }

    fn terms(&self, conversation: &Conversation<'_>) -> Terms {
        Terms {
            allowance: self.settings.allowances.of(&conversation.channel),
            need_confidence: self.settings.need_confidence,
            as_of: self.settings.as_of,
        }
    }

    /// The verdict of a conversation that could not be judged for a fault of our own.
    #[must_use]
    pub fn internal_error(conversation: &Conversation<'_>) -> Verdict {
        Verdict {
            not_judged: Some("internal-error"),
            missing_handoff: None,
            ..blank(conversation)
        }
    }

    /// Runs every rule; of one family the surest finding of an item stays.
    fn findings(case: &Case<'_>, hits: &mut Vec<Hit>) -> Vec<Finding> {
        let mut surest: BTreeMap<(u32, Family), Finding> = BTreeMap::new();
        for rule in RULES {
            hits.clear();
            rule.check(case, hits);
            for hit in hits.drain(..) {
                let place = (hit.at, rule.family());
                let rival = surest.get(&place).map(|one| one.confidence);
                if rival.is_none_or(|confidence| confidence < hit.confidence) {
                    surest.insert(place, finding(case, *rule, hit));
                }
            }
        }
        let mut findings: Vec<Finding> = surest.into_values().collect();
        findings.sort_by(|left, right| (left.at, left.rule).cmp(&(right.at, right.rule)));
        trace_causes(&mut findings);
        findings
    }

    /// Fills in the passages of the findings, masked as the settings ask.
    fn quote(&self, conversation: &Conversation<'_>, reading: &Reading, findings: &mut [Finding]) {
        if findings.is_empty() || self.settings.redaction.quotes == Quotes::None {
            return;
        }
        let text =
            |item: usize| text_as_read(reading, item as u32, words_of(&conversation.items[item]));
        let mut redactor = introduce(conversation, self.settings.redaction, text);
        for quote in findings
            .iter_mut()
            .flat_map(|finding| &mut finding.evidence.quotes)
        {
            let passage = quote.span.start as usize..quote.span.end as usize;
            quote.text = redactor.quote(text(quote.span.item as usize), passage);
        }
    }

    /// Applies the settings to a finding; false hides it.
    fn keep(&self, finding: &mut Finding) -> bool {
        let setting = self
            .settings
            .rules
            .get(finding.rule)
            .copied()
            .unwrap_or_default();
        if let Some(severity) = setting.severity {
            finding.severity = severity;
        }
        !setting.off
            && setting
                .confidence
                .is_none_or(|least| finding.confidence >= least)
    }
}

/// Writes down which findings come of one fault: those on one item, and those of a rule that repeat an earlier one.
fn trace_causes(findings: &mut [Finding]) {
    let mut by_rule: BTreeMap<(&str, u32), u32> = BTreeMap::new();
    let mut by_item: BTreeMap<u32, u32> = BTreeMap::new();
    for finding in findings {
        let repeated = finding
            .related
            .iter()
            .find_map(|item| by_rule.get(&(finding.rule, *item)));
        finding.cause = repeated.or_else(|| by_item.get(&finding.at)).copied();
        let cause = finding.cause.unwrap_or(finding.at);
        by_rule.insert((finding.rule, finding.at), cause);
        by_item.entry(finding.at).or_insert(cause);
    }
}

/// A verdict that says nothing yet, or why nothing can be said.
fn blank(conversation: &Conversation<'_>) -> Verdict {
    let guessed = conversation
        .turns()
        .filter(|(_, turn)| turn.guessed)
        .count();
    let not_judged = if conversation.has(Speaker::Unknown) {
        Some("unknown-speakers")
    } else if !conversation.has(Speaker::Customer) {
        Some("no-customer")
    } else {
        None
    };
    Verdict {
        id: conversation.id.clone().into_owned(),
        channel: conversation.channel.as_str().to_owned(),
        language: "und",
        not_judged,
        capabilities: conversation.capabilities,
        need: crate::contact::Need::NONE,
        need_at: None,
        outcome: None,
        missing_handoff: (not_judged.is_none()).then_some(false),
        repeated_info: false,
        dead_end: false,
        human_present: false,
        turns_to_human: None,
        seconds_to_human: None,
        late: false,
        beside: Beside::default(),
        guessed_turns: guessed as u32,
        items: conversation.items.len() as u32,
        findings: Vec::new(),
    }
}

/// Enters the ledger in the verdict.
fn enter(ledger: &Ledger, verdict: &mut Verdict) {
    verdict.need = ledger.arising.need;
    verdict.need_at = Some(ledger.arising.at);
    verdict.outcome = Some(ledger.outcome);
    verdict.missing_handoff = match ledger.outcome {
        crate::contact::Outcome::Unknown => None,
        outcome => Some(outcome.is_missed()),
    };
    verdict.turns_to_human = ledger.turns_to_human;
    verdict.seconds_to_human = ledger.seconds_to_human;
    verdict.late = ledger.late;
}

/// Any mark, unless it is one person's who asks for what another had been told.
fn is_repeated(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| {
        finding.family == Family::RepeatedInfo
            && !finding
                .evidence
                .cues
                .iter()
                .any(|cue| cue == super::lost_context::BETWEEN_PEOPLE)
    })
}

/// A close or a tone-deaf reply is a dead end by itself; other failures are at the last reply, or in company.
fn is_dead_end(view: &View<'_>, findings: &[Finding]) -> bool {
    let last_reply = view.by(Speaker::Bot).next_back().map(|turn| turn.item);
    let counts =
        |finding: &&Finding| finding.family == Family::DeadEnd && finding.rule != "unanswered";
    let marks: Vec<&Finding> = findings.iter().filter(counts).collect();
    marks.len() >= 2
        || marks.iter().any(|mark| {
            matches!(mark.rule, "tone-deaf" | "dead-end-close") || Some(mark.at) == last_reply
        })
}

/// The language that the customer wrote in, by the script of their words.
fn language_of(view: &View<'_>) -> &'static str {
    let (mut latin, mut arabic) = (0_u32, 0_u32);
    for turn in view.by(Speaker::Customer) {
        for token in &view.reading.folded.tokens[turn.tokens.clone()] {
            if token.kind == TokenKind::Word {
                let ascii = view.reading.folded.bytes_of(token).is_ascii();
                *if ascii { &mut latin } else { &mut arabic } += 1;
            }
        }
    }
    match (latin, arabic) {
        (0, 0) => "und",
        (latin, arabic)
            if arabic > 0 && latin * 5 >= (latin + arabic) && arabic * 5 >= (latin + arabic) =>
        {
            "mixed"
        }
        (latin, arabic) if arabic > latin => "ar",
        _ => "en",
    }
}

fn finding(case: &Case<'_>, rule: &dyn Rule, hit: Hit) -> Finding {
    let conversation = case.view.conversation;
    let fingerprint = hash(&[
        "v1",
        rule.id(),
        conversation.channel.as_str(),
        &hit.cues.join("+"),
    ]);
    let finding_id = hash(&[
        &format!("{fingerprint:016x}"),
        &conversation.id,
        &hit.at.to_string(),
    ]);
    let quotes = hit
        .passages
        .iter()
        .map(|(item, range)| place(conversation, *item, range.as_ref()))
        .collect();
    Finding {
        rule: rule.id(),
        family: rule.family(),
        at: hit.at,
        related: hit.related,
        confidence: hit.confidence,
        severity: hit.severity,
        cause: None,
        fingerprint,
        finding_id,
        evidence: Evidence {
            says: hit.says,
            cues: hit.cues,
            quotes,
        },
    }
}

/// A redactor that knows the names in a conversation: those that the source gives and those that are said.
#[must_use]
pub fn redactor(conversation: &Conversation<'_>, settings: RedactSettings) -> Redactor {
    introduce(conversation, settings, |item| {
        words_of(&conversation.items[item]).into()
    })
}

/// A redactor that has been shown every turn; `text` gives the text of an item.
fn introduce<'t>(
    conversation: &Conversation<'_>,
    settings: RedactSettings,
    text: impl Fn(usize) -> Text<'t>,
) -> Redactor {
    let names = conversation.items.iter().filter_map(|item| match item {
        Item::Turn(turn) => turn.name.as_deref(),
        Item::Event(event) => event.name.as_deref(),
    });
    let mut redactor = Redactor::new(settings, names.chain(conversation.customer.as_deref()));
    for item in 0..conversation.items.len() {
        redactor.learn(text(item));
    }
    redactor
}

/// The text of an item with the words that were read in it, unless the mail that it quotes was passed over.
fn text_as_read<'t>(reading: &'t Reading, item: u32, raw: &'t str) -> Text<'t> {
    let mut own = Vec::new();
    own_words(raw, &mut own);
    match reading.turn(item) {
        Some(turn) if matches!(own.as_slice(), [all] if all.len() == raw.len()) => Text::folded(
            raw,
            &reading.folded,
            &reading.folded.tokens[turn.tokens.clone()],
        ),
        _ => raw.into(),
    }
}

/// The place of a passage; its words are filled in once it is known that the finding stays.
fn place(
    conversation: &Conversation<'_>,
    item: u32,
    range: Option<&std::ops::Range<usize>>,
) -> Quote {
    let whole = &conversation.items[item as usize];
    let text = words_of(whole);
    let range = range
        .cloned()
        .unwrap_or(0..text.floor_char_boundary(LONGEST_QUOTE));
    let span = Span {
        item,
        start: range.start as u32,
        end: range.end as u32,
    };
    Quote {
        span,
        by: whole.speaker(),
        text: String::new(),
    }
}

fn words_of<'a>(item: &'a Item<'_>) -> &'a str {
    match item {
        Item::Turn(turn) => &turn.text,
        Item::Event(event) => event.text.as_deref().unwrap_or_default(),
    }
}

/// A hash of parts, each closed by a byte that no part holds.
pub(crate) fn hash(parts: &[&str]) -> u64 {
    let mut hash = Xxh3::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update(&[0xFF]);
    }
    hash.digest()
}
