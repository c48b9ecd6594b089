//! `lamsa explain`: one rule's page, or what fires on one sentence.

use std::io::Write;

use anyhow::{Result, bail};
use clap::Args;

use super::session;
use crate::config::{Config, nearest};
use crate::cue::{Reading, read};
use crate::rule;
use crate::transcript::{Channel, Conversation, Item, Speaker, Turn};

/// Explains a rule, or shows what fires on a sentence and why.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The rule's id, as `lamsa rules` lists it.
    #[arg(required_unless_present = "text")]
    rule: Option<String>,
    /// A sentence to read.
    #[arg(long, conflicts_with = "rule")]
    text: Option<String>,
    /// Who says the sentence: customer, bot or human.
    #[arg(long, default_value = "customer", requires = "text")]
    by: String,
    /// A language pack of your own (TOML), beside the built-in ones; may be given several times.
    #[arg(long = "pack", value_name = "FILE", requires = "text")]
    packs: Vec<String>,
    /// Configuration file (packs of your own).
    #[arg(long)]
    config: Option<std::path::PathBuf>,
}

/// Prints the page or the reading.
pub(super) fn run(args: &ExplainArgs, out: &mut dyn Write) -> Result<()> {
    if let Some(text) = &args.text {
        return sentence(args, text, out);
    }
    let id = args.rule.as_deref().unwrap_or_default();
    let Some(rule) = rule::all().into_iter().find(|about| about.id == id) else {
        let hint = nearest(id, rule::all().iter().map(|about| about.id));
        bail!(
            "no rule «{id}»{}",
            hint.map_or(String::new(), |name| format!("; did you mean {name}?"))
        );
    };
    Ok(out.write_all(rule.page.as_bytes())?)
}

fn sentence(args: &ExplainArgs, text: &str, out: &mut dyn Write) -> Result<()> {
    let Some(by) = Speaker::named(&args.by) else {
        bail!("--by {}: expected customer, bot or human", args.by)
    };
    let config = Config::load(args.config.as_deref(), |raw| {
        raw.add_packs(&args.packs);
    })?;
    let judge = session::judge(&config)?;
    let mut conversation = Conversation::new("text", Channel::new("chat".into()));
    conversation
        .items
        .push(Item::Turn(Turn::new(by, text.to_owned())));
    let mut reading = Reading::default();
    read(&conversation, judge.lexicon(), &mut reading);
    let Some(turn) = reading.turn(0) else {
        return Ok(());
    };
    let folded: Vec<_> = reading.folded.tokens[turn.tokens.clone()]
        .iter()
        .map(|token| reading.folded.text_of(token))
        .collect();
    writeln!(out, "read as   {}", folded.join(" "))?;
    for cue in reading.cues(turn) {
        let words = &text[reading.raw_range(cue.first, cue.last)];
        writeln!(
            out,
            "{:<26} «{words}»  by the phrase «{}»",
            cue.class.to_string(),
            shortened(&judge.lexicon().phrase(cue))
        )?;
    }
    for value in reading.values(turn) {
        writeln!(
            out,
            "{:<26} «{}»",
            format!("value {:?}", value.kind).to_lowercase(),
            &text[reading.raw_range(value.first, value.last)]
        )?;
    }
    match &turn.request {
        Some(request) => writeln!(
            out,
            "request for a person: {:?}, by «{}», {} % sure: «{}»",
            request.kind,
            request.path,
            request.confidence,
            &text[reading.raw_range(request.first, request.last)]
        )?,
        None if by == Speaker::Customer => writeln!(out, "no request for a person")?,
        None => {}
    }
    Ok(())
}

/// A phrase line short enough to read: packs may write hundreds of alternatives in one.
fn shortened(phrase: &str) -> String {
    const MOST: usize = 70;
    match phrase.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &phrase[..end]),
        None => phrase.to_owned(),
    }
}
