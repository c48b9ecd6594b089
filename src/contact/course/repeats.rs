//! Who says the same again.
//!
//! Within a conversation the sets are small, so similarity is exact. Thresholds follow measurements on public dialogues:
//! nine of ten repeats of bots are verbatim, so the bar for near repeats is high and the length of the reply matters more
//! than the measure; customers rephrase, so their bar is lower and a failed reply in between must support it.

use super::asks::ReAsk;
use super::at;
use super::denials::{denied, restated};
use super::view::View;
use crate::cue::TurnReading;
use crate::language::Class;
use crate::text::{containment, jaccard};
use crate::transcript::Speaker;

/// The bot says (nearly) the same again after the customer said something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loop {
    /// The repeating item.
    pub at: u32,
    /// The item that it repeats.
    pub of: u32,
    /// How alike, in hundredths; 100 is word for word, values aside.
    pub alike: u32,
    /// How many times this has been said before.
    pub times: u32,
}

/// The customer says it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomerRepeat {
    /// The repeating item.
    pub at: u32,
    /// What it repeats, where that was found.
    pub of: Option<u32>,
    /// How alike, in hundredths; 0 where only a protest tells.
    pub alike: u32,
    /// Whether the customer says so: "I already told you".
    pub protest: bool,
}

/// How many of its own earlier turns a bot turn is compared with.
const BOT_LOOKBACK: usize = 8;
/// How many of their own earlier turns a customer turn is compared with.
const CUSTOMER_LOOKBACK: usize = 5;
/// Shortest bot turn that can loop, in words.
const LOOP_WORDS: u32 = 4;
/// Jaccard bar for two bot turns, in hundredths.
const LOOP_ALIKE: u32 = 70;
/// Containment bar for a restated long reply, in hundredths.
const LOOP_WITHIN: u32 = 85;
/// Content words that such a reply must have.
const LOOP_CONTENT: usize = 6;
/// Containment bar for two customer turns, in hundredths.
const REPEAT_WITHIN: u32 = 60;
/// The same where the later turn says "no" to the reply in between: two shared words are enough then.
const CORRECTION_WITHIN: u32 = 40;
/// Content words that both must have.
const REPEAT_CONTENT: usize = 2;

/// Finds every bot turn that repeats an earlier one.
pub(super) fn loops(view: &View<'_>) -> Vec<Loop> {
    let bots: Vec<&TurnReading> = view.by(Speaker::Bot).collect();
    let denied: Vec<Vec<u32>> = bots.iter().map(|turn| denied(view, turn)).collect();
    let mut found: Vec<Loop> = Vec::new();
    for (place, turn) in bots.iter().enumerate() {
        if !can_loop(turn) {
            continue;
        }
        let session = view.reading.session_start(turn.item);
        let earlier = bots[..place]
            .iter()
            .zip(&denied)
            .rev()
            .take(BOT_LOOKBACK)
            .take_while(|(one, _)| one.item >= session);
        let best = earlier
            .filter_map(|(one, no)| {
                alike(view, one, turn)
                    .or_else(|| restated(view, (one, no), (turn, &denied[place])))
                    .map(|alike| (one, alike))
            })
            .find(|(one, _)| said_something_new(view, one, turn));
        if let Some((one, alike)) = best {
            let times =
                at(&found, one.item, |earlier| earlier.at).map_or(1, |earlier| earlier.times + 1);
            found.push(Loop {
                at: turn.item,
                of: one.item,
                alike,
                times,
            });
        }
    }
    found
}

/// Notices, greetings and pleasantries may come as often as they like.
fn can_loop(turn: &TurnReading) -> bool {
    let closers_only = turn.classes.any(&[Class::AnythingElse, Class::Closing]) && turn.words < 14;
    let notice = turn.classes.any(&[Class::Hold, Class::Survey]) && turn.words < 25;
    let greeting = turn.classes.has(Class::Welcome) && turn.words < 10;
    turn.words >= LOOP_WORDS && !closers_only && !notice && !greeting
}

/// How alike two bot turns are, where they say the same with the same values.
fn alike(view: &View<'_>, earlier: &TurnReading, later: &TurnReading) -> Option<u32> {
    let reading = view.reading;
    let brings_value = reading
        .values(later)
        .iter()
        .any(|value| !reading.holds(earlier, value.canon));
    if brings_value {
        return None;
    }
    if earlier.template == later.template {
        return Some(100);
    }
    // A summary read back for confirmation grows with what the customer adds.
    if later.classes.has(Class::Confirm) {
        return None;
    }
    let (left, right) = (reading.content(earlier), reading.content(later));
    let both = jaccard(left, right);
    if both >= LOOP_ALIKE {
        return Some(both);
    }
    let within = containment(left, right);
    let (short, long) = (left.len().min(right.len()), left.len().max(right.len()));
    // A selection from a longer list is an answer, so the two must be of a size.
    (within >= LOOP_WITHIN && short >= LOOP_CONTENT && short * 2 > long).then_some(within)
}

/// Whether the customer said something between two bot turns that was not the same question over again: the same answer
/// to the same question is no loop.
fn said_something_new(view: &View<'_>, earlier: &TurnReading, later: &TurnReading) -> bool {
    let question = |reply: &TurnReading| view.last_before(Speaker::Customer, reply.item);
    if let (Some(before), Some(now)) = (question(earlier), question(later))
        && before.template == now.template
        && now.words > 1
    {
        return false;
    }
    view.between(Speaker::Customer, earlier.item, later.item)
        .any(|turn| {
            !turn.classes.has(Class::RepeatPlease)
                && !view.is_navigation(turn)
                && !view.only_acknowledges(turn)
        })
}

/// Finds every customer turn that says again what was not dealt with.
pub(super) fn customer(view: &View<'_>, re_asks: &[ReAsk], loops: &[Loop]) -> Vec<CustomerRepeat> {
    let turns: Vec<&TurnReading> = view.by(Speaker::Customer).collect();
    let mut found = Vec::new();
    for (place, turn) in turns.iter().enumerate() {
        let burst = view.reading.burst_start(turn.item);
        let Some(reply) = view
            .last_before(Speaker::Bot, turn.item)
            .filter(|reply| reply.item + 1 >= burst)
        else {
            continue;
        };
        // A re-ask is the bot's fault and is marked there; what answers it is no repeat of its own.
        if at(re_asks, reply.item, |ask| ask.at).is_some() {
            continue;
        }
        let earlier = turns[..place]
            .iter()
            .rev()
            .filter(|one| one.item < burst)
            .take(CUSTOMER_LOOKBACK);
        let answered = answers(reply);
        let looped = at(loops, reply.item, |one| one.at).is_some();
        let best = earlier
            .filter(|one| view.has_content(one))
            .filter_map(|one| says_again(view, one, turn).map(|alike| (one.item, alike)))
            .max_by_key(|(item, alike)| (*alike, *item));
        let protest = turn.classes.has(Class::Told) && !turn.classes.has(Class::Solved);
        let supported = looped || protest || turn.classes.has(Class::Unsolved) || !answered;
        match best {
            Some((of, alike))
                if supported && (at_once(view, of, turn.item) || protest || looped) =>
            {
                found.push(CustomerRepeat {
                    at: turn.item,
                    of: Some(of),
                    alike,
                    protest,
                });
            }
            None if protest && place > 0 => found.push(CustomerRepeat {
                at: turn.item,
                of: None,
                alike: 0,
                protest,
            }),
            _ => {}
        }
    }
    found
}

/// Whether a reply asks, offers, hands over or does something, so that what follows is an answer rather than a repeat.
fn answers(reply: &TurnReading) -> bool {
    const DEALS: [Class; 7] = [
        Class::Ask,
        Class::Confirm,
        Class::Offer,
        Class::Transfer,
        Class::Done,
        Class::Promise,
        Class::Rejected,
    ];
    let asks = reply.question
        && !reply.classes.any(&[
            Class::Survey,
            Class::Canned,
            Class::Courtesy,
            Class::AnythingElse,
        ]);
    (reply.classes.any(&DEALS) || asks) && !reply.classes.has(Class::Fallback)
}

/// How much of the shorter turn stands in the other, where that is enough to be the same thing said again.
fn says_again(view: &View<'_>, earlier: &TurnReading, later: &TurnReading) -> Option<u32> {
    if earlier.asks_for_person() && later.asks_for_person() {
        return Some(100);
    }
    if earlier.template == later.template && later.words > 1 {
        return Some(100);
    }
    let (left, right) = (view.reading.content(earlier), view.reading.content(later));
    if left.len().min(right.len()) < REPEAT_CONTENT {
        return None;
    }
    let within = containment(left, right);
    let corrects = later.classes.any(&[Class::Negation, Class::Unsolved]);
    if corrects
        && within >= CORRECTION_WITHIN
        && within as usize * left.len().min(right.len()) >= 200
    {
        return Some(within);
    }
    (within >= REPEAT_WITHIN).then_some(within)
}

/// Whether the customer had said nothing else in between: asking the same again later is another matter.
fn at_once(view: &View<'_>, of: u32, now: u32) -> bool {
    let burst = view.reading.burst_start(now);
    let between: Vec<&TurnReading> = view
        .within(Speaker::Customer, of + 1..burst)
        .filter(|turn| view.has_content(turn))
        .collect();
    let earlier = view.reading.turn(of);
    between.iter().all(|turn| {
        earlier.is_some_and(|earlier| says_again(view, earlier, turn).is_some())
            || view.reading.burst_start(turn.item) <= of
    }) || between
        .iter()
        .any(|turn| turn.classes.any(&[Class::Unsolved, Class::Told]))
}
