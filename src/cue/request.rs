//! The request grammar: does the customer ask for a person here?
//!
//! Two signals are needed within one sentence, because no single word will do: contact and person, want and person, want
//! and person and deed, existence and person. Nouns are open classes of the packs (people, roles, departments). Negation
//! must govern the request, a report of the past is none, a condition holds it back, other people are not ours.

use std::ops::Range;

use crate::language::{Class, ClassSet, Cue};
use crate::text::{Folded, TokenKind};

/// What a turn says about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// Asks for one.
    Asked,
    /// Asks for one if the bot cannot help.
    Conditional,
    /// Does not want one.
    Refused,
}

/// The customer's wish for a person in one turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Asked, conditional or refused.
    pub kind: RequestKind,
    /// Which construction was found.
    pub path: &'static str,
    /// How sure the construction is, in hundredths.
    pub confidence: u8,
    /// First token.
    pub first: u32,
    /// Last token, inclusive.
    pub last: u32,
}

/// How many words may stand between the two halves of a construction.
const REACH: u32 = 6;
/// How many words a negation governs.
const GOVERNS: u32 = 3;
/// Up to this confidence a construction may mean something else.
const UNSURE: u8 = 75;
/// How many words a turn may have to be read as nothing but a call for a person.
const BARE: u32 = 5;

/// Words after which a sentence without an end is cut, so that cost grows with the turn and not with its square.
const LONGEST_SENTENCE: usize = 96;

/// Finds the strongest request of a turn.
pub(super) fn find_request(
    folded: &Folded,
    tokens: &Range<usize>,
    cues: &[Cue],
    classes: ClassSet,
    words: u32,
) -> Option<Request> {
    const HEADS: [Class; 4] = [
        Class::Request,
        Class::Person,
        Class::AnyPerson,
        Class::Decline,
    ];
    if !classes.any(&HEADS) {
        return None;
    }
    let mut best: Option<((u8, u8), Request)> = None;
    let mut start = tokens.start;
    for at in tokens.start..tokens.end {
        let ends = folded.tokens[at].is_end();
        if !ends && at + 1 < tokens.end && at - start < LONGEST_SENTENCE {
            continue;
        }
        let end = if ends { at } else { at + 1 };
        let sentence = Sentence {
            folded,
            range: start as u32..end as u32,
            question: ends && folded.tokens[at].kind == TokenKind::Question,
            cues: starting_in(cues, start as u32..end as u32),
        };
        for request in sentence.requests(words) {
            let rank = rank(&request, sentence.is_vague(&request));
            if best.is_none_or(|(known, _)| rank > known) {
                best = Some((rank, request));
            }
        }
        start = at + 1;
    }
    best.map(|(_, request)| request)
}

/// The cues that begin in a range of tokens; cues are sorted by their first token.
fn starting_in(cues: &[Cue], tokens: Range<u32>) -> &[Cue] {
    let before = |token: u32| cues.partition_point(|cue| cue.first < token);
    &cues[before(tokens.start)..before(tokens.end)]
}

/// An unconditional request beats a conditional one, which beats a refusal; then the surer construction. A sure refusal
/// beats an unsure or vague request: "don't transfer me, I need someone to help me here".
const fn rank(request: &Request, vague: bool) -> (u8, u8) {
    let sure = request.confidence > UNSURE && !vague;
    let kind = match request.kind {
        RequestKind::Asked if sure => 4,
        RequestKind::Conditional if sure => 3,
        RequestKind::Refused if sure => 2,
        RequestKind::Asked | RequestKind::Conditional => 1,
        RequestKind::Refused => 0,
    };
    (kind, request.confidence)
}

struct Sentence<'a> {
    folded: &'a Folded,
    range: Range<u32>,
    question: bool,
    cues: &'a [Cue],
}

impl<'a> Sentence<'a> {
    fn of(&self, class: Class) -> impl Iterator<Item = &'a Cue> + use<'a> {
        self.cues.iter().filter(move |cue| cue.class == class)
    }

    fn has(&self, class: Class) -> bool {
        self.of(class).next().is_some()
    }

    /// People that this sentence may ask for: not somebody else's, not in an identity probe, not in a report.
    fn people(&self) -> Vec<&'a Cue> {
        let others: Vec<&Cue> = self.of(Class::OtherPerson).collect();
        let past: Vec<&Cue> = self.of(Class::Past).collect();
        let probes: Vec<&Cue> = self.of(Class::Probe).collect();
        let near_past = |cue: &Cue| {
            past.iter().any(|told| {
                overlaps(told, cue) || (told.last < cue.first && cue.first - told.last <= 4)
            })
        };
        let in_probe = |cue: &Cue| probes.iter().any(|probe| overlaps(probe, cue));
        let elsewhere = |cue: &Cue| {
            others.iter().any(|other| overlaps(other, cue)) || near_past(cue) || in_probe(cue)
        };
        let mut people: Vec<&Cue> = self
            .of(Class::Person)
            .chain(self.of(Class::AnyPerson))
            .filter(|cue| !elsewhere(cue))
            .collect();
        people.sort_unstable_by_key(|cue| cue.first);
        people
    }

    fn requests(&self, words: u32) -> Vec<Request> {
        let mut found = Vec::new();
        for cue in self
            .of(Class::Request)
            .filter(|cue| !self.has(Class::Decline) && !self.reported(cue))
        {
            found.push(self.judged("phrase", 95, cue.first, cue.last));
        }
        for cue in self.of(Class::Decline) {
            found.push(Request {
                kind: RequestKind::Refused,
                path: "decline",
                confidence: 95,
                first: cue.first,
                last: cue.last,
            });
        }
        // "No call please": what else the sentence holds is part of the refusal.
        let people = if self.has(Class::Decline) {
            Vec::new()
        } else {
            self.people()
        };
        for person in people {
            found.extend(self.constructions(person, words));
        }
        found
    }

    /// Whether a request names no person of the company and no contact, so that it may mean the bot.
    fn is_vague(&self, request: &Request) -> bool {
        let inside = |class| {
            self.of(class)
                .any(|cue| cue.first <= request.last && request.first <= cue.last)
        };
        inside(Class::AnyPerson) && !inside(Class::Person) && !inside(Class::Contact)
    }

    /// Whether the words of a request stand inside a longer report or identity probe, as «كلمني» does in «كلمني الموظف», or
    /// hold somebody else's people: "have the courier call me".
    fn reported(&self, cue: &Cue) -> bool {
        let inside = self
            .of(Class::Past)
            .chain(self.of(Class::Probe))
            .any(|longer| longer.first <= cue.first && longer.last > cue.last);
        let others = self
            .of(Class::OtherPerson)
            .any(|other| other.first > cue.first && other.last <= cue.last);
        inside || others
    }

    fn constructions(&self, person: &Cue, words: u32) -> Option<Request> {
        let named = person.class == Class::Person;
        if let Some(contact) = self.before(Class::Contact, person) {
            let found = self.judged("contact", 95, contact.first, person.last);
            if !self.refused_elsewhere(&found, contact, person) {
                return Some(found);
            }
        }
        if let Some(contact) = self
            .of(Class::Contact)
            .find(|contact| follows(person, contact))
        {
            // "Have someone call me", "could an agent ring": the person does the contacting.
            let want = self.before(Class::Want, person);
            if want.is_some() || self.question {
                let first = want.map_or(person.first, |want| want.first);
                return Some(self.judged("contacted", 85, first, contact.last));
            }
        }
        if let Some(act) = self.of(Class::Act).find(|act| follows(person, act)) {
            let want = self.before(Class::Want, person);
            if want.is_some() || self.question {
                let first = want.map_or(person.first, |want| want.first);
                return Some(self.judged("act", if named { 85 } else { 75 }, first, act.last));
            }
        }
        if named && let Some(want) = self.before(Class::Want, person) {
            let found = self.judged("want", 90, want.first, person.last);
            if !self.refused_elsewhere(&found, want, person) {
                return Some(found);
            }
        }
        if let Some(want) = self.before(Class::Want, person).filter(|want| {
            person.first.saturating_sub(want.last) <= 2 && self.closes_phrase(person.last)
        }) {
            return Some(self.judged("want-role", 65, want.first, person.last));
        }
        if let Some(exist) = self
            .before(Class::Exist, person)
            .filter(|_| self.question || named)
        {
            return Some(self.judged(
                "exist",
                if named { 85 } else { 75 },
                exist.first,
                person.last,
            ));
        }
        let short = words.min(self.range.len() as u32);
        let light = self
            .of(Class::Thanks)
            .chain(self.of(Class::Solved))
            .next()
            .is_some();
        if short <= BARE
            && (named || short <= 3 || self.has(Class::Want))
            && !light
            && !self.question_word()
        {
            return Some(self.judged(
                "bare",
                if named { 90 } else { 70 },
                person.first,
                person.last,
            ));
        }
        None
    }

    /// "I won't talk to a machine, where are the people?": what another clause turns down is not this person.
    fn refused_elsewhere(&self, found: &Request, cue: &Cue, person: &Cue) -> bool {
        found.kind == RequestKind::Refused && self.breaks(cue.last + 1, person.first)
    }

    /// Whether a noun ends its phrase: the sentence or clause is over, or a word without content follows. "The pharmacy
    /// address" is no pharmacist.
    fn closes_phrase(&self, last: u32) -> bool {
        let next = &self.folded.tokens.get(last as usize + 1);
        !self.range.contains(&(last + 1)) || next.is_none_or(|token| token.clause || token.stop)
    }

    /// The nearest cue of a class that ends before `person` and is in reach, or that runs into it.
    fn before(&self, class: Class, person: &Cue) -> Option<&'a Cue> {
        self.of(class)
            .filter(|cue| {
                cue.first <= person.first && person.first.saturating_sub(cue.last) <= REACH
            })
            .max_by_key(|cue| cue.first)
    }

    /// Whether the sentence holds nothing but a question about a person, such as "agent?" in "which agent?".
    fn question_word(&self) -> bool {
        self.question && self.range.len() as u32 > 2
    }

    /// A construction with negation and condition taken into account.
    fn judged(&self, path: &'static str, confidence: u8, first: u32, last: u32) -> Request {
        let kind = if self.negated(first, last) {
            RequestKind::Refused
        } else if self.has(Class::Condition) {
            RequestKind::Conditional
        } else {
            RequestKind::Asked
        };
        Request {
            kind,
            path,
            confidence,
            first,
            last,
        }
    }

    /// Whether a negation governs the construction: it ends within reach before its first word, in the same clause, runs
    /// into it ("ma baddi" holds the want "baddi"), or stands inside it before a contact verb.
    fn negated(&self, first: u32, last: u32) -> bool {
        self.of(Class::Negation).any(|negation| {
            let before = negation.last < first
                && first - negation.last <= GOVERNS
                && !self.breaks(negation.last + 1, first)
                && !self.wants_between(negation.last, first);
            let runs_into = negation.first < first && negation.last >= first;
            let inside = negation.first >= first
                && negation.last < last
                && self.of(Class::Contact).any(|contact| {
                    contact.first > negation.last && contact.first - negation.last <= GOVERNS
                });
            before || runs_into || inside
        })
    }

    fn wants_between(&self, after: u32, before: u32) -> bool {
        self.of(Class::Want)
            .any(|want| want.first > after && want.last < before)
    }

    /// Whether a clause ends at any token from `from` to `to`, inclusive.
    fn breaks(&self, from: u32, to: u32) -> bool {
        (from..=to).any(|at| self.folded.tokens[at as usize].clause)
    }
}

const fn overlaps(left: &Cue, right: &Cue) -> bool {
    left.first <= right.last && right.first <= left.last
}

const fn follows(person: &Cue, later: &Cue) -> bool {
    later.first > person.last && later.first - person.last <= REACH
}
