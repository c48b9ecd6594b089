//! Which replies of the bot left the customer where they were.
//!
//! A reply fails by its own words (it did not understand, it is canned, it is an advert) or by what follows: the best
//! evidence that a reply did not deal with the matter is the customer's next turn.

use super::asks::ReAsk;
use super::at;
use super::repeats::{CustomerRepeat, Loop};
use super::view::View;
use crate::cue::TurnReading;
use crate::language::Class;
use crate::transcript::Speaker;

/// How a reply failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// It did not understand, or reported an error.
    Fallback,
    /// It did not deal with what was asked.
    Generic,
    /// It was cheerful, selling or counting stars while the customer was upset or in danger.
    ToneDeaf,
}

/// A failed reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The bot's item.
    pub at: u32,
    /// How it failed.
    pub kind: FailureKind,
    /// What showed it: `cue`, `canned`, `looped`, `protest`, `repeat`, `marketing`, `cheer`.
    pub by: &'static str,
    /// How sure, in hundredths.
    pub confidence: u8,
}

/// A goodbye shorter than this, in words, is nothing else; longer replies may end politely and still say nothing.
const SHORT_GOODBYE: u32 = 12;

/// From this many words on a reply says something of its own beside any formula.
const LONG_REPLY: u32 = 20;

/// A reply with fewer words than this outside its formulas is nothing but formulas.
const OWN_WORDS: usize = 6;

/// Finds every failed reply.
pub(super) fn find(
    view: &View<'_>,
    re_asks: &[ReAsk],
    loops: &[Loop],
    repeats: &[CustomerRepeat],
) -> Vec<Failure> {
    let mut found: Vec<Failure> = Vec::new();
    for turn in view.by(Speaker::Bot) {
        let Some(said) = view.last_before(Speaker::Customer, turn.item) else {
            continue;
        };
        let failure = fallback(view, said, turn)
            .or_else(|| tone_deaf(view, said, turn))
            .or_else(|| generic(view, turn, re_asks, loops, repeats));
        found.extend(failure);
    }
    forgive_good_repair(view, &mut found);
    found
}

/// A long reply that takes up the customer's words has understood: the error that it names is news about the matter. A
/// number handed back tells nothing: "I did not understand 55219".
fn fallback(view: &View<'_>, said: &TurnReading, turn: &TurnReading) -> Option<Failure> {
    const RESCUED: [Class; 3] = [Class::Offer, Class::Transfer, Class::Done];
    let tells = turn.words >= LONG_REPLY && view.takes_up(turn, said);
    let failed = turn.classes.has(Class::Fallback) && !turn.classes.any(&RESCUED) && !tells;
    failed.then_some(Failure {
        at: turn.item,
        kind: FailureKind::Fallback,
        by: "cue",
        confidence: 90,
    })
}

/// One fallback that offers a choice and is understood afterwards is good repair.
fn forgive_good_repair(view: &View<'_>, found: &mut Vec<Failure>) {
    let fallbacks = found
        .iter()
        .filter(|failure| failure.kind == FailureKind::Fallback)
        .count();
    if fallbacks != 1 {
        return;
    }
    let forgiven = found
        .iter()
        .position(|failure| failure.kind == FailureKind::Fallback)
        .filter(|place| {
            let at = found[*place].at;
            let turn = view.reading.turn(at);
            let next_fails = view
                .first_after(Speaker::Bot, at)
                .is_none_or(|next| found.iter().any(|failure| failure.at == next.item));
            turn.is_some_and(|turn| turn.question && offers_choice(view, turn)) && !next_fails
        });
    if let Some(place) = forgiven {
        found.remove(place);
    }
}

/// Whether a reply lists two or more things to choose from.
fn offers_choice(view: &View<'_>, turn: &TurnReading) -> bool {
    let tokens = &view.reading.folded.tokens[turn.tokens.clone()];
    let clauses = tokens.iter().filter(|token| token.clause).count();
    let sentences = tokens.iter().filter(|token| token.is_end()).count();
    clauses >= 2 || sentences >= 4
}

/// The customer's turns that call for more than cheer.
fn is_grave(said: &TurnReading) -> bool {
    said.classes
        .any(&[Class::Anger, Class::Threat, Class::Despair])
        || said.classes.risks().next().is_some()
}

fn tone_deaf(view: &View<'_>, said: &TurnReading, turn: &TurnReading) -> Option<Failure> {
    const ACKNOWLEDGES: [Class; 7] = [
        Class::Sorry,
        Class::Understands,
        Class::Done,
        Class::Transfer,
        Class::Offer,
        Class::Promise,
        Class::Security,
    ];
    const CHEERFUL: [(Class, &str); 5] = [
        (Class::Marketing, "marketing"),
        (Class::Survey, "survey"),
        (Class::Cheer, "cheer"),
        (Class::Patience, "patience"),
        (Class::Welcome, "welcome"),
    ];
    let burst = view.reading.burst_start(said.item);
    let grave = is_grave(said)
        || view
            .within(Speaker::Customer, burst..said.item)
            .any(is_grave);
    if !grave || turn.classes.any(&ACKNOWLEDGES) {
        return None;
    }
    let by = CHEERFUL
        .iter()
        .find(|(class, _)| turn.classes.has(*class))
        .map(|(_, by)| *by)?;
    if by == "patience" && own_words(view, turn) >= OWN_WORDS {
        return None;
    }
    Some(Failure {
        at: turn.item,
        kind: FailureKind::ToneDeaf,
        by,
        confidence: 80,
    })
}

fn generic(
    view: &View<'_>,
    turn: &TurnReading,
    re_asks: &[ReAsk],
    loops: &[Loop],
    repeats: &[CustomerRepeat],
) -> Option<Failure> {
    const DEALS: [Class; 7] = [
        Class::Done,
        Class::Transfer,
        Class::Offer,
        Class::Promise,
        Class::Hold,
        Class::Confirm,
        Class::Security,
    ];
    let goodbye = turn.classes.has(Class::Closing) && turn.words < SHORT_GOODBYE;
    let dealt = goodbye || turn.classes.any(&DEALS) || view.reading.is_waiting(turn.item);
    if dealt || at(re_asks, turn.item, |ask| ask.at).is_some() {
        return None;
    }
    let failed = |by, confidence| {
        Some(Failure {
            at: turn.item,
            kind: FailureKind::Generic,
            by,
            confidence,
        })
    };
    let asks = turn.classes.has(Class::Ask);
    // "Let me know if you need anything else" asks for nothing where the rest of the reply denies.
    let denies = turn.classes.any(&[Class::Cannot, Class::Refuse]) && !turn.question;
    if at(loops, turn.item, |one| one.at).is_some() && (denies || !asks) {
        return failed("looped", 85);
    }
    if passes_over_request(view, turn) {
        return failed("request-ignored", 65);
    }
    let formula = turn.classes.any(&[Class::Canned, Class::Marketing])
        || turn.classes.has(Class::Courtesy) && own_words(view, turn) < OWN_WORDS;
    let canned = formula && !is_specific(view, turn) && !follows_goodbye(view, turn);
    let next = view.first_after(Speaker::Customer, turn.item);
    let answered = view
        .first_after(Speaker::Bot, turn.item)
        .map_or(u32::MAX, |bot| bot.item);
    // Only what the customer says to this reply counts, not what they say to the next.
    let reaction = next.filter(|next| next.item < answered);
    if let Some(reaction) = reaction {
        let satisfied = reaction
            .classes
            .any(&[Class::Thanks, Class::Solved, Class::Accept]);
        if at(repeats, reaction.item, |one| one.at).is_some() && !asks {
            return failed("repeat", if canned { 90 } else { 75 });
        }
        if reaction.classes.any(&[Class::Unsolved, Class::Told])
            && !asks
            && !is_specific(view, turn)
        {
            return failed("protest", if canned { 90 } else { 70 });
        }
        if canned && !satisfied {
            return failed("canned", 75);
        }
    } else if canned && !view.reading.has_handoff_after(turn.item) {
        return failed("canned", 75);
    }
    None
}

/// Whether a reply in formulas says more than they do: it takes up the customer's words, or asks for what it needs.
fn is_specific(view: &View<'_>, turn: &TurnReading) -> bool {
    const POLITE: [Class; 2] = [Class::AnythingElse, Class::Survey];
    let asks = turn.classes.has(Class::Ask) && turn.question && !turn.classes.any(&POLITE);
    let taken_up = view
        .last_before(Speaker::Customer, turn.item)
        .is_some_and(|said| {
            turn.words >= LONG_REPLY && (view.takes_up(turn, said) || view.names_value(turn, said))
        });
    asks || taken_up
}

/// How many words of a reply stand in sentences without any formula.
fn own_words(view: &View<'_>, turn: &TurnReading) -> usize {
    const FORMULAS: [Class; 9] = [
        Class::Courtesy,
        Class::Canned,
        Class::Patience,
        Class::Sorry,
        Class::Understands,
        Class::Closing,
        Class::AnythingElse,
        Class::Survey,
        Class::Welcome,
    ];
    view.sentences(turn)
        .filter(|sentence| !view.says_in(turn, sentence, &FORMULAS))
        .map(|sentence| sentence.len())
        .sum()
}

/// Whether the customer's last words ask for nothing more, so that a polite formula is all there is to say.
fn follows_goodbye(view: &View<'_>, turn: &TurnReading) -> bool {
    const ENDS: [Class; 4] = [Class::Thanks, Class::Solved, Class::Accept, Class::Decline];
    view.last_said(turn.item).is_some_and(|said| {
        said.classes.any(&ENDS)
            && !said.question
            && !said.classes.any(&[Class::Unsolved, Class::Told])
    })
}

/// Whether the customer had just asked for a person and the reply goes on as if nothing had been said, with nobody coming
/// later either.
fn passes_over_request(view: &View<'_>, turn: &TurnReading) -> bool {
    const REACTS: [Class; 6] = [
        Class::Refuse,
        Class::Redirect,
        Class::Cannot,
        Class::Sorry,
        Class::Understands,
        Class::Fallback,
    ];
    let asked = view
        .last_before(Speaker::Customer, turn.item)
        .is_some_and(TurnReading::asks_for_person);
    let coming = view.first_after(Speaker::Human, turn.item).is_some()
        || view.reading.has_handoff_after(turn.item);
    asked && !coming && !turn.classes.any(&REACTS)
}
