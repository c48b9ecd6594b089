//! Spilled records in, links out: sorted by id, then by customer and time.

use std::collections::{BTreeMap, VecDeque};
use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::record::Record;
use super::{Again, Link, LinkKind, Reason};
use crate::rule::{RuleSetting, Severity};
use crate::spill::{Sorted, Sorter};
use crate::tally::{Counts, Tally};

/// With how many of their latest conversations a customer's next one is compared.
const LATEST: usize = 32;
/// How many channels are told apart.
const CHANNELS: usize = Tally::MAX_CHANNELS;

/// What was joined in one channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Linked {
    /// Conversations, duplicates left out.
    pub conversations: u64,
    /// Of these, those that name their customer and have times.
    pub named: u64,
    /// Conversations that bring an unsettled matter again.
    pub cross_channel_repeats: u64,
    /// Conversations that bring a matter again which had looked settled.
    pub recontacts: u64,
    /// Conversations of a customer who had been there within the window with something else.
    pub returning: u64,
    /// Conversations that had looked contained before the same matter came again.
    pub came_again: u64,
}

impl Linked {
    fn add(&mut self, other: &Self) {
        self.conversations += other.conversations;
        self.named += other.named;
        self.cross_channel_repeats += other.cross_channel_repeats;
        self.recontacts += other.recontacts;
        self.returning += other.returning;
        self.came_again += other.came_again;
    }
}

/// What the link phase found, apart from the links themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Over every channel.
    pub all: Linked,
    /// By channel; [`Joined::capped`] folds what the tally folds.
    pub channels: BTreeMap<String, Linked>,
    /// Conversations read before with the same content.
    pub duplicates: u64,
    /// Conversations whose id had been read before with other content.
    pub collisions: u64,
    /// What the duplicates had added to the tally.
    pub counted_twice: Box<Tally>,
}

/// Collects records and joins them at the end.
#[derive(Debug)]
pub struct Linker {
    by_id: Sorter,
    next: u64,
    budget: usize,
}

/// What each sort holds in memory, in bytes. Several are at work at the end of a run.
const BUDGET: usize = 2 << 20;

impl Default for Linker {
    fn default() -> Self {
        Self::with_budget(BUDGET)
    }
}

impl Linker {
    /// A linker whose sorts hold about `budget` bytes each.
    #[must_use]
    pub fn with_budget(budget: usize) -> Self {
        Self {
            by_id: Sorter::with_budget(budget),
            next: 0,
            budget,
        }
    }

    /// Adds the next record of the input.
    ///
    /// # Errors
    /// Where it cannot be spilled.
    pub fn push(&mut self, record: &Record) -> io::Result<()> {
        let place = self.next;
        self.next += 1;
        let key = key(&[record.id_hash, record.content, place]);
        self.by_id.push(&key, &packed(record)?)
    }

    /// Joins everything; `window` is in seconds, `rule` what is set for `cross-channel-repeat`. `sink` gets every link in
    /// a fixed order: by kind, then as the later conversations stand in the input.
    ///
    /// # Errors
    /// Where temporary files fail, or what `sink` returns.
    pub fn join<E: From<io::Error>>(
        self,
        window: i64,
        rule: RuleSetting,
        sink: &mut dyn FnMut(&Link) -> Result<(), E>,
    ) -> Result<Joined, E> {
        let mut join = Join {
            window: window.saturating_mul(1000),
            rule,
            links: Sorter::with_budget(self.budget),
            joined: Joined::default(),
        };
        let mut by_customer = Sorter::with_budget(self.budget);
        let mut colliding = Sorter::with_budget(self.budget);
        join.ids(self.by_id.sorted()?, &mut by_customer, &mut colliding)?;
        join.collisions(colliding.sorted()?, &mut by_customer)?;
        join.customers(by_customer.sorted()?)?;
        let mut links = join.links.sorted()?;
        while let Some((_, link)) = next::<Link>(&mut links)? {
            sink(&link)?;
        }
        Ok(join.joined)
    }
}

struct Join {
    window: i64,
    rule: RuleSetting,
    links: Sorter,
    joined: Joined,
}

impl Join {
    /// Sets duplicates aside and passes on one record of every id and content.
    fn ids(
        &mut self,
        mut sorted: Sorted,
        onward: &mut Sorter,
        colliding: &mut Sorter,
    ) -> io::Result<()> {
        let mut first: Option<(u64, Record, bool)> = None;
        while let Some((key, record)) = next::<Record>(&mut sorted)? {
            let place = number(&key, 2);
            match &mut first {
                Some((_, one, _))
                    if one.id_hash == record.id_hash && one.content == record.content =>
                {
                    self.duplicate(place, record)?;
                    continue;
                }
                Some((_, one, collides)) if one.id_hash == record.id_hash => *collides = true,
                _ => {}
            }
            let collides = first
                .as_ref()
                .is_some_and(|(_, one, _)| one.id_hash == record.id_hash);
            if let Some(done) = first.replace((place, record, collides)) {
                self.pass(done, onward, colliding)?;
            }
        }
        match first {
            Some(done) => self.pass(done, onward, colliding),
            None => Ok(()),
        }
    }

    fn pass(
        &mut self,
        (place, mut record, collides): (u64, Record, bool),
        onward: &mut Sorter,
        colliding: &mut Sorter,
    ) -> io::Result<()> {
        record.counts.clear();
        if collides {
            colliding.push(&key(&[record.id_hash, place]), &packed(&record)?)
        } else {
            self.pass_on(place, &record, onward)
        }
    }

    fn duplicate(&mut self, place: u64, record: Record) -> io::Result<()> {
        self.joined.duplicates += 1;
        let counts: Counts = postcard::from_bytes(&record.counts).map_err(io::Error::other)?;
        let counted = &mut self.joined.counted_twice;
        counted.all.merge(&counts);
        counted
            .channels
            .entry(record.channel.clone())
            .or_default()
            .merge(&counts);
        self.link(
            place,
            &Link {
                kind: LinkKind::Duplicate,
                from: record.id.clone(),
                to: record.id,
                from_channel: record.channel.clone(),
                to_channel: record.channel,
                again: None,
            },
        )
    }

    /// Numbers the contents of one id in the order of the input.
    fn collisions(&mut self, mut sorted: Sorted, onward: &mut Sorter) -> io::Result<()> {
        let mut first: Option<Record> = None;
        let mut nth = 1_u64;
        while let Some((key, mut record)) = next::<Record>(&mut sorted)? {
            let place = number(&key, 1);
            let earlier = first
                .as_ref()
                .filter(|first| first.id_hash == record.id_hash);
            if let Some(first) = earlier {
                nth += 1;
                record.id = format!("{}~{nth}", record.id);
                self.joined.collisions += 1;
                let link = Link {
                    kind: LinkKind::Collision,
                    from: first.id.clone(),
                    to: record.id.clone(),
                    from_channel: first.channel.clone(),
                    to_channel: record.channel.clone(),
                    again: None,
                };
                self.link(place, &link)?;
                self.pass_on(place, &record, onward)?;
            } else {
                nth = 1;
                self.pass_on(place, &record, onward)?;
                first = Some(record);
            }
        }
        Ok(())
    }

    fn pass_on(&mut self, place: u64, record: &Record, onward: &mut Sorter) -> io::Result<()> {
        let found = record.customer.zip(record.times);
        self.count(
            &record.channel,
            Linked {
                conversations: 1,
                named: u64::from(record.customer.is_some()),
                ..Linked::default()
            },
        );
        match found {
            // Offset, so that times before 1970 sort first.
            Some((customer, (start, _))) => {
                let start = start.cast_unsigned() ^ (1 << 63);
                onward.push(
                    &key(&[customer, start, record.id_hash, place]),
                    &packed(record)?,
                )
            }
            None => Ok(()),
        }
    }

    /// Compares every conversation with the customer's latest ones.
    fn customers(&mut self, mut sorted: Sorted) -> io::Result<()> {
        let mut latest: VecDeque<Earlier> = VecDeque::new();
        while let Some((key, record)) = next::<Record>(&mut sorted)? {
            let Some((start, _)) = record.times else {
                continue;
            };
            latest.retain(|one| {
                one.record.customer == record.customer && start - one.end() <= self.window
            });
            let time = self.compare(number(&key, 3), &record, start, &mut latest)?;
            if latest.len() == LATEST {
                latest.pop_front();
            }
            latest.push_back(Earlier {
                record,
                time,
                came_again: false,
            });
        }
        Ok(())
    }

    /// Links a conversation to the latest one about the same matter; returns which about the matter it is.
    fn compare(
        &mut self,
        place: u64,
        record: &Record,
        start: i64,
        latest: &mut VecDeque<Earlier>,
    ) -> io::Result<u32> {
        let returning = !latest.is_empty();
        let same = latest.iter_mut().rev().find_map(|one| {
            record
                .matter
                .repeats(&one.record.matter)
                .map(|same| (one, same))
        });
        let Some((earlier, same)) = same else {
            self.count(
                &record.channel,
                Linked {
                    returning: u64::from(returning),
                    ..Linked::default()
                },
            );
            return Ok(1);
        };
        let time = earlier.time + 1;
        if earlier.record.contained && !earlier.came_again {
            earlier.came_again = true;
            self.count(
                &earlier.record.channel,
                Linked {
                    came_again: 1,
                    ..Linked::default()
                },
            );
        }
        let confidence = match same.reason {
            Reason::Number => 95,
            Reason::Words => (60 + same.similarity / 4).min(85),
        };
        let kind = if earlier.record.settled {
            LinkKind::Recontact
        } else {
            LinkKind::CrossChannelRepeat
        };
        let hidden = self.rule.off || self.rule.confidence.is_some_and(|least| confidence < least);
        if kind == LinkKind::CrossChannelRepeat && hidden {
            return Ok(time);
        }
        let own = if time > 2 {
            Severity::High
        } else {
            Severity::Medium
        };
        let severity = match kind {
            LinkKind::CrossChannelRepeat => self.rule.severity.unwrap_or(own),
            _ => own,
        };
        let link = Link {
            kind,
            from: earlier.record.id.clone(),
            to: record.id.clone(),
            from_channel: earlier.record.channel.clone(),
            to_channel: record.channel.clone(),
            again: Some(Again {
                at: same.item,
                reason: same.reason,
                similarity: same.similarity,
                seconds: (start - earlier.end()).max(0) / 1000,
                time,
                confidence,
                severity: severity as u8,
            }),
        };
        let repeat = u64::from(kind == LinkKind::CrossChannelRepeat);
        self.count(
            &record.channel,
            Linked {
                cross_channel_repeats: repeat,
                recontacts: 1 - repeat,
                ..Linked::default()
            },
        );
        self.link(place, &link)?;
        Ok(time)
    }

    fn link(&mut self, place: u64, link: &Link) -> io::Result<()> {
        self.links
            .push(&key(&[link.kind as u64, place]), &packed(link)?)
    }

    fn count(&mut self, channel: &str, one: Linked) {
        self.joined.all.add(&one);
        let channels = &mut self.joined.channels;
        if let Some(counts) = channels.get_mut(channel) {
            counts.add(&one);
        } else {
            channels.insert(channel.to_owned(), one);
        }
    }
}

impl Joined {
    /// The same with the channels that `tally` does not keep apart under one name.
    #[must_use]
    pub fn capped(mut self, tally: &Tally) -> Self {
        if self.channels.len() <= CHANNELS {
            return self;
        }
        let other = tally
            .channels
            .keys()
            .find(|name| name.starts_with("other ("));
        let mut rest = Linked::default();
        self.channels.retain(|name, counts| {
            let kept = tally.channels.contains_key(name);
            if !kept {
                rest.add(counts);
            }
            kept
        });
        self.channels
            .insert(other.map_or_else(|| "other".to_owned(), Clone::clone), rest);
        self
    }
}

/// One of a customer's latest conversations.
struct Earlier {
    record: Record,
    /// Which about its matter it is, from 1.
    time: u32,
    came_again: bool,
}

impl Earlier {
    fn end(&self) -> i64 {
        self.record.times.map_or(0, |(_, end)| end)
    }
}

/// A sort key: numbers from the most significant byte on.
fn key(parts: &[u64]) -> Vec<u8> {
    parts.iter().flat_map(|part| part.to_be_bytes()).collect()
}

/// A number of a sort key.
fn number(key: &[u8], at: usize) -> u64 {
    key.chunks_exact(8)
        .nth(at)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u64::from_be_bytes)
}

fn packed(value: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(value).map_err(io::Error::other)
}

/// The next record of a sort, with its key.
fn next<T: DeserializeOwned>(sorted: &mut Sorted) -> io::Result<Option<(Vec<u8>, T)>> {
    let Some((key, payload)) = sorted.next_record()? else {
        return Ok(None);
    };
    let value = postcard::from_bytes(payload).map_err(io::Error::other)?;
    Ok(Some((key.to_vec(), value)))
}
