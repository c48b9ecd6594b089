//! Spilled records in, links out: sorted by id, then by customer and time.

use std::collections::{HashSet, VecDeque};
use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::joined::{Joined, Linked, People};
use super::record::Record;
use super::{Again, Customers, Link, LinkKind, Reason};
use crate::rule::{RuleSetting, Severity};
use crate::spill::{Sorted, Sorter};
use crate::tally::{Counts, channels};

/// With how many of their latest conversations a customer's next one is compared.
const LATEST: usize = 32;
/// Collects records and joins them at the end.
#[derive(Debug)]
pub struct Linker {
    by_id: Sorter,
    next: u64,
    budget: usize,
    /// How many people the user's table names, and those of them who were met.
    known: Option<u64>,
    met: HashSet<u64>,
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
            known: None,
            met: HashSet::new(),
        }
    }

    /// A linker that also counts whom of the user's table the log names.
    #[must_use]
    pub fn for_customers(customers: &Customers) -> Self {
        Self {
            known: customers.people(),
            ..Self::default()
        }
    }

    /// Adds the next record of the input.
    ///
    /// # Errors
    /// Where it cannot be spilled.
    pub fn push(&mut self, record: &Record) -> io::Result<()> {
        let place = self.next;
        self.next += 1;
        if record.mapped {
            self.met.extend(record.customer);
        }
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
        join.joined.people = self.known.map(|known| People {
            known,
            met: self.met.len() as u64,
        });
        let mut by_customer = Sorter::with_budget(self.budget);
        let mut not_alone = Sorter::with_budget(self.budget);
        join.ids(self.by_id.sorted()?, &mut by_customer, &mut not_alone)?;
        join.numbered(not_alone.sorted()?, &mut by_customer)?;
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
    /// Passes on the records whose id and content are theirs alone. The others, those whose id has several contents and
    /// those that were read before, go to `not_alone`: by id, then by the first place of their content, then by their own.
    fn ids(
        &mut self,
        mut sorted: Sorted,
        onward: &mut Sorter,
        not_alone: &mut Sorter,
    ) -> io::Result<()> {
        let mut first: Option<(u64, Record, bool)> = None;
        while let Some((at, mut record)) = next::<Record>(&mut sorted)? {
            let place = number(&at, 2);
            let mut collides = false;
            if let Some((first_place, one, collided)) = &mut first
                && one.id_hash == record.id_hash
            {
                if one.content == record.content {
                    self.count_twice(&mut record)?;
                    let at = key(&[record.id_hash, *first_place, place]);
                    not_alone.push(&at, &packed(&record)?)?;
                    continue;
                }
                *collided = true;
                collides = true;
            }
            if let Some(done) = first.replace((place, record, collides)) {
                self.pass(done, onward, not_alone)?;
            }
        }
        match first {
            Some(done) => self.pass(done, onward, not_alone),
            None => Ok(()),
        }
    }

    fn pass(
        &mut self,
        (place, mut record, collides): (u64, Record, bool),
        onward: &mut Sorter,
        not_alone: &mut Sorter,
    ) -> io::Result<()> {
        record.counts.clear();
        if collides {
            not_alone.push(&key(&[record.id_hash, place, place]), &packed(&record)?)
        } else {
            self.pass_on(place, &record, onward)
        }
    }

    /// Notes what a duplicate had added to the tally.
    fn count_twice(&mut self, record: &mut Record) -> io::Result<()> {
        self.joined.duplicates += 1;
        let packed = std::mem::take(&mut record.counts);
        let counts: Counts = postcard::from_bytes(&packed).map_err(io::Error::other)?;
        let counted = &mut self.joined.counted_twice;
        counted.all.merge(&counts);
        counted.merge_channel(&record.channel, &counts);
        Ok(())
    }

    /// Numbers the contents of one id in the order of the input, and links what was read before to what it repeats.
    fn numbered(&mut self, mut sorted: Sorted, onward: &mut Sorter) -> io::Result<()> {
        let mut first: Option<Record> = None;
        let mut nth = 1_u64;
        while let Some((at, mut record)) = next::<Record>(&mut sorted)? {
            let (first_place, place) = (number(&at, 1), number(&at, 2));
            let collided = first
                .as_ref()
                .filter(|first| first.id_hash == record.id_hash);
            if place != first_place {
                if collided.is_some() && nth > 1 {
                    record.id = format!("{}~{nth}", record.id);
                }
                let link = link(LinkKind::Duplicate, &record, &record);
                self.link(place, &link)?;
            } else if let Some(first) = collided {
                nth += 1;
                record.id = format!("{}~{nth}", record.id);
                self.joined.collisions += 1;
                let link = link(LinkKind::Collision, first, &record);
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
        let mut customer = None;
        while let Some((key, record)) = next::<Record>(&mut sorted)? {
            let Some((start, _)) = record.times else {
                continue;
            };
            if customer != record.customer {
                customer = record.customer;
                self.joined.national += u64::from(record.national);
            }
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
            again: Some(Again {
                at: same.item,
                reason: same.reason,
                similarity: same.similarity,
                seconds: (start - earlier.end()).max(0) / 1000,
                time,
                confidence,
                severity: severity as u8,
            }),
            ..link(kind, &earlier.record, record)
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
        self.joined.remember(link);
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
            channels::bound(channels, &mut self.joined.rest, Linked::add);
        }
    }
}

/// A link from one conversation to another, without what is known where a matter was brought again.
fn link(kind: LinkKind, from: &Record, to: &Record) -> Link {
    Link {
        kind,
        from: from.id.clone(),
        to: to.id.clone(),
        from_channel: from.channel.clone(),
        to_channel: to.channel.clone(),
        again: None,
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
