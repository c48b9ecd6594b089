//! The floor that reading is measured against: the same chunks by the same feed on the same number of threads, each
//! line parsed by `serde_json` into a borrowed struct and counted, and nothing else.
//!
//! `cargo run --release --example parse_only -- FILE [--jobs N] [--conversations]`
//!
//! With `--conversations` the lines are read as conversations instead, so the difference is the price of the model.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use clap::Parser;
use lamsa::format::{Chunk, ReadSettings, Reader};
use lamsa::source::{Delivered, Feed, Limits, walk};
use serde::Deserialize;

/// What to parse.
#[derive(Parser)]
struct Args {
    /// Canonical JSONL.
    file: PathBuf,
    /// Workers.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Bytes of a chunk.
    #[arg(long, default_value_t = Limits::default().chunk)]
    chunk: usize,
    /// Read conversations instead of only parsing.
    #[arg(long)]
    conversations: bool,
}

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    channel: Cow<'a, str>,
    #[serde(borrow)]
    items: Vec<Item<'a>>,
}

#[derive(Deserialize)]
struct Item<'a> {
    by: Option<&'a str>,
    #[serde(borrow, default)]
    text: Cow<'a, str>,
    at: Option<&'a str>,
    event: Option<&'a str>,
}

/// What was seen; printed, so that no work can be left out as useless.
#[derive(Default)]
struct Sums {
    records: AtomicU64,
    items: AtomicU64,
    bytes: AtomicU64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args = Args::parse();
    let limits = Limits {
        chunk: args.chunk,
        ..Limits::default()
    };
    let feed = Mutex::new(Feed::new(
        walk(&[args.file])?,
        ReadSettings::default(),
        None,
        limits,
    ));
    let sums = Sums::default();
    let start = Instant::now();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.jobs)
        .build()?;
    pool.broadcast(|_| work(&feed, &sums, args.conversations));
    let seconds = start.elapsed().as_secs_f64();
    let bytes = feed
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .bytes_read()
        .load(Ordering::Relaxed);
    let [records, items, text] =
        [&sums.records, &sums.items, &sums.bytes].map(|sum| sum.load(Ordering::Relaxed));
    writeln!(
        io::stdout(),
        "{records} records, {items} items, {text} bytes of text; {seconds:.3} s, {:.0} MB/s",
        bytes as f64 / 1e6 / seconds
    )?;
    Ok(())
}

fn work(feed: &Mutex<Feed>, sums: &Sums, conversations: bool) {
    let mut buffer = Vec::new();
    loop {
        let delivery = feed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next(&mut buffer);
        let Some(delivery) = delivery else { return };
        if let Delivered::Records {
            reader,
            first_record,
            ..
        } = delivery.what
        {
            let (records, items, bytes) = if conversations {
                read(
                    &*reader,
                    Chunk {
                        bytes: &buffer,
                        first_record,
                    },
                )
            } else {
                parse(&buffer)
            };
            sums.records.fetch_add(records, Ordering::Relaxed);
            sums.items.fetch_add(items, Ordering::Relaxed);
            sums.bytes.fetch_add(bytes, Ordering::Relaxed);
        }
    }
}

fn parse(chunk: &[u8]) -> (u64, u64, u64) {
    let (mut records, mut items, mut bytes) = (0, 0, 0);
    for line in std::str::from_utf8(chunk).unwrap_or_default().lines() {
        if let Ok(record) = serde_json::from_str::<Record<'_>>(line) {
            records += 1;
            items += record.items.len() as u64;
            bytes += (record.id.len() + record.channel.len()) as u64;
            for item in &record.items {
                let rest = [item.by, item.at, item.event]
                    .into_iter()
                    .flatten()
                    .map(str::len)
                    .sum::<usize>();
                bytes += (item.text.len() + rest) as u64;
            }
        }
    }
    (records, items, bytes)
}

fn read(reader: &dyn Reader, chunk: Chunk<'_>) -> (u64, u64, u64) {
    let (mut records, mut items, mut bytes) = (0, 0, 0);
    reader.read(chunk, &mut |read| {
        if let Ok(one) = read {
            records += 1;
            items += one.items.len() as u64;
            bytes += one
                .turns()
                .map(|(_, turn)| turn.text.len() as u64)
                .sum::<u64>();
        }
    });
    (records, items, bytes)
}
