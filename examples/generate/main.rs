//! Writes made-up support conversations as canonical JSONL, or as rows of a table, to standard output, for measuring speed and memory:
//!
//! `cargo run --release --example generate -- --bytes 1073741824 [--seed N] [--escaped | --csv together|interleaved]`
//!
//! The same seed gives the same bytes on every machine. The conversations have the sizes, languages and turns of real
//! ones, and none of their words: about twelve items and 2.3 KB each, more than a third of them Arabic, six channels.

mod arabic;
mod english;
mod phrases;
mod rng;
mod scene;
mod table;

use std::io::{self, BufWriter, Write};

use clap::Parser;
use lamsa::format::to_canonical;

use crate::rng::Rng;
use crate::scene::conversation;

/// What to write.
#[derive(Parser)]
struct Args {
    /// How many bytes to write, to the end of the conversation that passes them.
    #[arg(long, default_value_t = 1 << 30)]
    bytes: u64,
    /// Another seed, other conversations.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write every letter beyond ASCII as `\uXXXX`, as some exporters do.
    #[arg(long, conflicts_with = "csv")]
    escaped: bool,
    /// Write a table with one message a row: the rows of a conversation together, or the first row of all
    /// conversations before the second of any.
    #[arg(long, value_name = "ORDER")]
    csv: Option<table::Order>,
}

fn main() -> io::Result<()> {
    let args = Args::parse();
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    if let Some(order) = args.csv {
        table::write(order, args.seed, args.bytes, &mut out)?;
        return out.flush();
    }
    let (mut line, mut written) = (Vec::new(), 0);
    for number in 0.. {
        if written >= args.bytes {
            break;
        }
        line.clear();
        let mut rng = Rng::new(args.seed, number);
        to_canonical(&conversation(&mut rng, number), &mut line)?;
        if args.escaped {
            line = escape(&line);
        }
        out.write_all(&line)?;
        written += line.len() as u64;
    }
    out.flush()
}

/// The line with letters beyond ASCII written as UTF-16 escapes.
fn escape(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len() * 3);
    for letter in String::from_utf8_lossy(line).chars() {
        if letter.is_ascii() {
            out.push(letter as u8);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
        }
    }
    out
}
