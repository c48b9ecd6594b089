//! The same conversations as rows of a table.

use std::io::{self, Write};

use clap::ValueEnum;
use lamsa::transcript::{Conversation, Item};

use crate::rng::Rng;
use crate::scene::conversation;

/// How the rows lie.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Order {
    /// Conversation by conversation.
    Together,
    /// The first row of every conversation, then the second of every one, and so on.
    Interleaved,
}

/// Writes about `bytes` of rows. Both orders have the same rows. Conversations are made anew for each round, so
/// that memory stays small.
pub(crate) fn write(order: Order, seed: u64, bytes: u64, out: &mut dyn Write) -> io::Result<()> {
    let make = |number| conversation(&mut Rng::new(seed, number), number);
    let (mut count, mut rows, mut size) = (0, 0, 0);
    while size < bytes {
        let one = make(count);
        for row in 0..one.items.len() {
            size += encode(&one, row)?.len() as u64;
        }
        rows = rows.max(one.items.len());
        count += 1;
    }
    out.write_all(b"conversation_id,channel,sender,event,timestamp,message\n")?;
    match order {
        Order::Together => {
            for one in (0..count).map(make) {
                for row in 0..one.items.len() {
                    out.write_all(&encode(&one, row)?)?;
                }
            }
        }
        Order::Interleaved => {
            for row in 0..rows {
                for one in (0..count).map(make).filter(|one| row < one.items.len()) {
                    out.write_all(&encode(&one, row)?)?;
                }
            }
        }
    }
    Ok(())
}

fn encode(one: &Conversation<'_>, row: usize) -> io::Result<Vec<u8>> {
    let item = &one.items[row];
    let at = item.at().map(|at| at.to_string()).unwrap_or_default();
    let (by, event, text) = match item {
        Item::Turn(turn) => (turn.by.as_str(), "", &*turn.text),
        Item::Event(event) => ("system", event.kind.as_str(), ""),
    };
    let mut line = csv::Writer::from_writer(Vec::new());
    line.write_record([&*one.id, one.channel.as_str(), by, event, &at, text])?;
    line.into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}
