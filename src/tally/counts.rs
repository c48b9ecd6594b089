//! What is counted per channel and over all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BesideCounts, Histogram, Interval, channels, wilson, word};
use crate::contact::{NeedKind, Outcome};
use crate::rule::{Family, Verdict};

/// Counts over a set of verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Conversations read.
    pub conversations: u64,
    /// Of these, judged.
    pub judged: u64,
    /// Not judged, by reason.
    #[serde(deserialize_with = "word::map")]
    pub not_judged: BTreeMap<&'static str, u64>,
    /// Judged conversations in which a person wrote.
    pub human_present: u64,
    /// Judged conversations in which a person was needed.
    pub needed: u64,
    /// Needs by outcome, asked for.
    pub asked: BTreeMap<Outcome, u64>,
    /// Needs by outcome, inferred.
    pub inferred: BTreeMap<Outcome, u64>,
    /// People who came later than the channel allows.
    pub late: u64,
    /// Seconds from the need to the first person, of those reached.
    pub seconds_to_human: Histogram,
    /// Reached in a log without times.
    pub reached_untimed: u64,
    /// Conversations in which the customer was made to go round.
    pub repeated_info: u64,
    /// Conversations left at a dead end.
    pub dead_end: u64,
    /// No person, and a loop, dead end or unmet need.
    pub falsely_contained: u64,
    /// Judged conversations with at least one finding of a rule.
    #[serde(deserialize_with = "word::map")]
    pub by_rule: BTreeMap<&'static str, u64>,
    /// Findings of a rule.
    #[serde(deserialize_with = "word::map")]
    pub findings: BTreeMap<&'static str, u64>,
    /// Turns whose speaker was guessed.
    pub guessed_turns: u64,
    /// What is counted beside the rules.
    pub beside: BesideCounts,
}

impl Counts {
    /// Counts one verdict.
    pub fn add(&mut self, verdict: &Verdict) {
        self.conversations += 1;
        self.guessed_turns += u64::from(verdict.guessed_turns);
        if let Some(reason) = verdict.not_judged {
            *self.not_judged.entry(reason).or_default() += 1;
            return;
        }
        self.judged += 1;
        self.human_present += u64::from(verdict.human_present);
        self.late += u64::from(verdict.late);
        self.repeated_info += u64::from(verdict.repeated_info);
        self.dead_end += u64::from(verdict.dead_end);
        self.falsely_contained += u64::from(verdict.falsely_contained());
        self.add_need(verdict);
        self.beside.add(&verdict.beside);
        let mut last = "";
        let mut rules: Vec<&'static str> = verdict
            .findings
            .iter()
            .map(|finding| finding.rule)
            .collect();
        rules.sort_unstable();
        for rule in rules {
            *self.findings.entry(rule).or_default() += 1;
            if rule != last {
                *self.by_rule.entry(rule).or_default() += 1;
                last = rule;
            }
        }
    }

    fn add_need(&mut self, verdict: &Verdict) {
        let Some(outcome) = verdict.outcome else {
            return;
        };
        self.needed += 1;
        let explicit = verdict.need.has(NeedKind::Asked);
        *if explicit {
            &mut self.asked
        } else {
            &mut self.inferred
        }
        .entry(outcome)
        .or_default() += 1;
        if outcome == Outcome::Reached {
            match verdict.seconds_to_human {
                Some(seconds) => self.seconds_to_human.add(seconds),
                None => self.reached_untimed += 1,
            }
        }
    }

    /// Adds another set's counts.
    pub fn merge(&mut self, other: &Self) {
        self.conversations += other.conversations;
        self.judged += other.judged;
        merge_map(&mut self.not_judged, &other.not_judged);
        self.human_present += other.human_present;
        self.needed += other.needed;
        merge_map(&mut self.asked, &other.asked);
        merge_map(&mut self.inferred, &other.inferred);
        self.late += other.late;
        self.seconds_to_human.merge(&other.seconds_to_human);
        self.reached_untimed += other.reached_untimed;
        self.repeated_info += other.repeated_info;
        self.dead_end += other.dead_end;
        self.falsely_contained += other.falsely_contained;
        merge_map(&mut self.by_rule, &other.by_rule);
        merge_map(&mut self.findings, &other.findings);
        self.guessed_turns += other.guessed_turns;
        self.beside.merge(&other.beside);
    }

    /// Needs with this outcome, asked for and inferred together.
    #[must_use]
    pub fn outcome(&self, outcome: Outcome) -> u64 {
        self.asked.get(&outcome).unwrap_or(&0) + self.inferred.get(&outcome).unwrap_or(&0)
    }

    /// Every need, whatever became of it.
    #[must_use]
    pub fn needs(&self) -> u64 {
        Outcome::ALL
            .into_iter()
            .map(|outcome| self.outcome(outcome))
            .sum()
    }

    /// Needs that nobody met.
    #[must_use]
    pub fn missed(&self) -> u64 {
        missed(&self.asked) + missed(&self.inferred)
    }

    /// Needs of which it is known whether somebody met them: missed and reached. Declined and solved needs are shown
    /// apart, handed-over and unknown ones only bound the gap.
    #[must_use]
    pub fn judged_needs(&self) -> u64 {
        judged(&self.asked) + judged(&self.inferred)
    }

    /// Needs that only bound the gap.
    #[must_use]
    pub fn open_needs(&self) -> u64 {
        Outcome::ALL
            .into_iter()
            .filter(|outcome| outcome.is_open())
            .map(|outcome| self.outcome(outcome))
            .sum()
    }

    /// The human contact gap: missed needs of judged needs.
    #[must_use]
    pub fn gap(&self) -> Option<Interval> {
        wilson(self.missed(), self.judged_needs())
    }

    /// The gap among those who asked, or among those whose need was inferred, with its n.
    #[must_use]
    pub fn gap_of(&self, explicit: bool) -> (Option<Interval>, u64) {
        let needs = if explicit {
            &self.asked
        } else {
            &self.inferred
        };
        (wilson(missed(needs), judged(needs)), judged(needs))
    }

    /// The least and the greatest gap that the open needs allow.
    #[must_use]
    pub fn gap_bounds(&self) -> Option<(f64, f64)> {
        let all = self.judged_needs() + self.open_needs();
        (all > 0).then(|| {
            let (missed, open, all) = (self.missed() as f64, self.open_needs() as f64, all as f64);
            (missed / all, (missed + open) / all)
        })
    }

    /// The share of judged conversations counted in `hits`.
    #[must_use]
    pub fn rate(&self, hits: u64) -> Option<Interval> {
        wilson(hits, self.judged)
    }

    /// Conversations with the boolean of this family.
    #[must_use]
    pub fn family(&self, family: Family) -> u64 {
        match family {
            Family::RepeatedInfo => self.repeated_info,
            Family::DeadEnd => self.dead_end,
            Family::MissingHandoff => self.missed(),
        }
    }

    /// Seconds within which `share` per cent of the judged needs met a person, the never-reached kept in; `None` where
    /// that many were never reached.
    #[must_use]
    pub fn time_to_human(&self, share: u64) -> Option<u64> {
        self.seconds_to_human.percentile(share, self.missed())
    }
}

fn missed(needs: &BTreeMap<Outcome, u64>) -> u64 {
    needs
        .iter()
        .filter(|(outcome, _)| outcome.is_missed())
        .map(|(_, count)| count)
        .sum()
}

fn judged(needs: &BTreeMap<Outcome, u64>) -> u64 {
    missed(needs) + needs.get(&Outcome::Reached).unwrap_or(&0)
}

pub(super) fn merge_map<K: Ord + Copy>(into: &mut BTreeMap<K, u64>, from: &BTreeMap<K, u64>) {
    for (key, count) in from {
        *into.entry(*key).or_default() += count;
    }
}

/// Counts per channel and over all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Over every channel.
    pub all: Counts,
    /// By the channel's own word, a bounded number of them; in a report also [`Other::word`].
    pub channels: BTreeMap<String, Counts>,
    /// Of words beyond what is kept apart while counting.
    pub rest: Box<Counts>,
    /// The channels that a report does not keep apart, where there are any.
    pub other: Option<Other>,
}

/// The channels that are told as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// What stands for them: "other (6 channels)".
    pub word: String,
    /// How many they are, as far as they were counted apart.
    pub channels: usize,
    /// Whether there are more.
    pub more: bool,
}

impl Tally {
    /// How many channels a report keeps apart.
    pub const MAX_CHANNELS: usize = 64;

    /// The same counts with the channels of fewest conversations folded into one that says how many they are, where there
    /// are more than [`Tally::MAX_CHANNELS`]; names settle ties. Of a log with more words than are kept apart while
    /// counting, the largest of those that were are kept.
    #[must_use]
    pub fn capped(mut self) -> Self {
        self.cut();
        if self.channels.len() <= Self::MAX_CHANNELS {
            return self;
        }
        let mut ranked: Vec<(String, Counts)> = self.channels.into_iter().collect();
        ranked.sort_by(|left, right| {
            (std::cmp::Reverse(left.1.conversations), &left.0)
                .cmp(&(std::cmp::Reverse(right.1.conversations), &right.0))
        });
        let folded = ranked.split_off(Self::MAX_CHANNELS);
        let other = Other::of(folded.len(), self.rest.conversations > 0);
        let mut rest = std::mem::take(&mut self.rest);
        for (_, counts) in &folded {
            rest.merge(counts);
        }
        let mut channels: BTreeMap<String, Counts> = ranked.into_iter().collect();
        channels.entry(other.word.clone()).or_default().merge(&rest);
        Self {
            all: self.all,
            channels,
            rest: Box::default(),
            other: Some(other),
        }
    }

    /// How many channels there are, and whether more than that.
    #[must_use]
    pub fn channel_count(&self) -> (usize, bool) {
        match &self.other {
            Some(other) => (Self::MAX_CHANNELS + other.channels, other.more),
            None => (self.channels.len(), false),
        }
    }

    /// Counts one verdict.
    pub fn add(&mut self, verdict: &Verdict) {
        self.all.add(verdict);
        if let Some(counts) = self.channels.get_mut(&verdict.channel) {
            counts.add(verdict);
        } else {
            let counts = self.channels.entry(verdict.channel.clone()).or_default();
            counts.add(verdict);
            channels::bound(&mut self.channels, &mut self.rest, Counts::merge);
        }
    }

    /// Adds another tally's counts.
    pub fn merge(&mut self, other: &Self) {
        self.all.merge(&other.all);
        self.rest.merge(&other.rest);
        for (channel, counts) in &other.channels {
            self.merge_channel(channel, counts);
        }
    }

    /// Adds the counts of one channel, which `all` is to get as well.
    pub fn merge_channel(&mut self, channel: &str, counts: &Counts) {
        let known = self.channels.entry(channel.to_owned()).or_default();
        known.merge(counts);
        channels::bound(&mut self.channels, &mut self.rest, Counts::merge);
    }

    /// Keeps no more channels apart than what is kept while counting.
    pub(super) fn cut(&mut self) {
        channels::cut(&mut self.channels, &mut self.rest, Counts::merge);
    }
}

impl Other {
    fn of(channels: usize, more: bool) -> Self {
        let word = if more {
            format!("other (more than {channels} channels)")
        } else {
            format!("other ({channels} channels)")
        };
        Self {
            word,
            channels,
            more,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Tally};

    #[test]
    fn channels_beyond_the_limit_are_told_as_one() {
        let mut tally = Tally::default();
        for number in 0..70_u64 {
            let counts = Counts {
                conversations: number + 1,
                ..Counts::default()
            };
            tally.channels.insert(format!("c{number:02}"), counts);
        }
        let capped = tally.capped();
        assert_eq!(capped.channels.len(), Tally::MAX_CHANNELS + 1);
        assert_eq!(capped.channels["other (6 channels)"].conversations, 21);
    }
}
