//! `lamsa audit`: the main job.

use std::borrow::Cow;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::available_parallelism;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::people::PeopleArgs;
use super::progress::Progress;
use super::read::ReadArgs;
use super::{Ending, session};
use crate::config::{Config, nearest};
use crate::engine::{self, Settled, What};
use crate::format::Problem;
use crate::link::{Customers, LinkKind, Linker, Record};
use crate::report::pseudonym::Pseudonyms;
use crate::report::target::refuse_input;
use crate::report::{
    Batch, Collector, Header, Located, Output, REPORTERS, Report, Reporter, Skipped, TargetKind,
    national,
};
use crate::rule::{CROSS_CHANNEL_REPEAT, Judge};
use crate::source::{ATTACHMENT, Feed, FileError, Joined, Place, walk};

/// Audits exported transcripts: a table per channel on the terminal, and any number of files with -o.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(flatten)]
    read: ReadArgs,
    /// Also write FORMAT=PATH; may be given several times.
    #[arg(short, long = "output", value_name = "FORMAT=PATH")]
    output: Vec<String>,
    /// Workers. The results do not depend on it.
    #[arg(long)]
    jobs: Option<NonZeroUsize>,
    /// How much of the customers' words to show: none, redacted or full.
    #[arg(long)]
    quotes: Option<String>,
    /// The time at which the logs were exported (RFC 3339): waits that are over by then count as over.
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    #[command(flatten)]
    people: PeopleArgs,
    /// End with 0 even when there was nothing to audit.
    #[arg(long)]
    allow_empty: bool,
    /// No progress bar.
    #[arg(long)]
    no_progress: bool,
}

/// Audits and writes every output.
pub(super) fn run(args: &AuditArgs) -> Result<Ending> {
    let config = args.read.configure(|raw| {
        let unless_told = || in_ci().then(|| "none".to_owned());
        raw.quotes = args
            .quotes
            .clone()
            .or_else(|| raw.quotes.take())
            .or_else(unless_told);
        raw.as_of = args.as_of.clone().or_else(|| raw.as_of.take());
    })?;
    let judge = session::judge(&config)?;
    let customers = args.people.customers(&config)?;
    let header = Header {
        schema_version: Header::SCHEMA_VERSION,
        version: env!("CARGO_PKG_VERSION"),
        detector_hash: judge.hash(),
        config_hash: customers.table_hash().map_or(config.hash, |table| {
            xxh3_64_with_seed(&table.to_le_bytes(), config.hash)
        }),
    };
    let targets = targets(args, &header)?;
    let feed = args.read.feed(&config)?;
    let report = audit(args, &config, &customers, feed, &judge, header, targets)?;
    Ok(ending(&report, args.allow_empty))
}

/// Whether a CI server runs this: its logs are read by many, so quotes are off there unless somebody asks for them.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the environment is read"
)]
pub(super) fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

/// What is shown where no `-o` takes standard output.
const ON_STDOUT: &str = "text=-";

/// One `-o`, opened.
struct Target {
    reporter: &'static dyn Reporter,
    output: Box<dyn Output>,
    name: String,
    stdout: bool,
}

fn targets(args: &AuditArgs, header: &Header) -> Result<Vec<Target>> {
    let written = &args.output;
    let mut targets = Vec::new();
    // The report for people goes to standard output unless something else does.
    let people = (!written.iter().any(|one| one.ends_with("=-"))).then(|| ON_STDOUT.to_owned());
    for one in written.iter().chain(people.as_ref()) {
        let (format, path) = one
            .split_once('=')
            .ok_or_else(|| anyhow!("-o {one}: expected FORMAT=PATH"))?;
        let Some(reporter) = REPORTERS.iter().find(|reporter| reporter.id() == format) else {
            let known: Vec<&str> = REPORTERS.iter().map(|reporter| reporter.id()).collect();
            let hint = nearest(format, known.iter().copied());
            let hint = hint.map_or(String::new(), |name| format!("did you mean {name}? "));
            bail!(
                "-o {one}: no output format «{format}»; {hint}known: {}",
                known.join(", ")
            );
        };
        let stdout = path == "-";
        if stdout && reporter.target() == TargetKind::Directory {
            bail!("-o {one}: {format} is a folder of files and cannot go to standard output");
        }
        let path = (!stdout).then(|| PathBuf::from(path));
        if let Some(path) = &path {
            refuse_input(path, || inputs(&args.read.paths)).with_context(|| format!("-o {one}"))?;
        }
        let output = reporter
            .open(path.as_deref(), header)
            .with_context(|| format!("-o {one}"))?;
        targets.push(Target {
            reporter: *reporter,
            output,
            name: if people.as_ref() == Some(one) {
                "standard output".to_owned()
            } else {
                format!("-o {one}")
            },
            stdout,
        });
    }
    if targets.iter().filter(|target| target.stdout).count() > 1 {
        bail!("only one -o may write to standard output");
    }
    Ok(targets)
}

/// Every file that the run would read.
fn inputs(paths: &[PathBuf]) -> std::io::Result<Vec<PathBuf>> {
    let inputs = walk(paths).map_err(std::io::Error::other)?.into_iter();
    Ok(inputs
        .filter_map(|input| match input.place {
            Place::File(path) => Some(path),
            Place::Stdin | Place::Member(_) | Place::Sheet(_) => None,
        })
        .collect())
}

fn audit(
    args: &AuditArgs,
    config: &Config,
    customers: &Customers,
    feed: Feed,
    judge: &Judge,
    header: Header,
    mut targets: Vec<Target>,
) -> Result<Report> {
    let progress = Progress::start(feed.bytes_read(), feed.total_bytes(), !args.no_progress);
    let jobs = args
        .jobs
        .or_else(|| available_parallelism().ok())
        .map_or(1, NonZeroUsize::get);
    let feed = Mutex::new(feed);
    let reporters: Vec<&'static dyn Reporter> =
        targets.iter().map(|target| target.reporter).collect();
    let pseudonyms = Pseudonyms::new(&config.key);
    let mut collector = Collector::default();
    let mut linker = Linker::for_customers(customers);
    let mut notices = Notices::default();
    engine::run(
        &feed,
        judge,
        jobs,
        &|batch: &mut Batch, conversation, reading, mut verdict| {
            if let Cow::Owned(pseudonym) = pseudonyms.id(&verdict.id) {
                verdict.id = pseudonym;
            }
            let record = Record::of(conversation, reading, &verdict, customers);
            batch.add(&reporters, verdict, record);
        },
        &mut |settled| {
            accept(
                settled,
                &mut targets,
                &mut collector,
                &mut linker,
                &mut notices,
            )
        },
    )?;
    drop(progress);
    let feed = feed
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let unreadable = collector.lost_share() > config.max_unreadable;
    let torn = collector.torn;
    join(config, linker, &mut targets, &mut collector)?;
    if let Some(joined) = notices.of_joined() {
        collector.notice(joined);
    }
    let report = collector.finish(header, !feed.is_incomplete() && !unreadable && !torn);
    for target in targets {
        target
            .output
            .finish(&report)
            .with_context(|| target.name.clone())?;
    }
    Notices::tell(&report);
    Ok(report)
}

/// Joins conversations and writes the links.
fn join(
    config: &Config,
    linker: Linker,
    targets: &mut [Target],
    collector: &mut Collector,
) -> Result<()> {
    let rule = config.judging.rules.get(CROSS_CHANNEL_REPEAT.id).copied();
    let mut bytes = Vec::new();
    let mut told = 0;
    let joined = linker.join(config.links.window, rule.unwrap_or_default(), &mut |link| {
        if link.kind == LinkKind::Collision && told < Notices::MOST {
            told += 1;
            let _ = writeln!(
                std::io::stderr(),
                "lamsa: warning: two conversations have the id {} and differ; the second counts as {}",
                link.from.escape_debug(),
                link.to.escape_debug()
            );
        }
        for target in targets.iter_mut() {
            bytes.clear();
            target.reporter.encode_link(link, &mut bytes);
            if !bytes.is_empty() {
                target
                    .output
                    .append(&bytes)
                    .with_context(|| target.name.clone())?;
            }
        }
        Ok::<(), anyhow::Error>(())
    })?;
    collector.join(joined);
    Ok(())
}

/// Takes what one delivery came to, in input order.
fn accept(
    settled: Settled<Batch>,
    targets: &mut [Target],
    collector: &mut Collector,
    linker: &mut Linker,
    notices: &mut Notices,
) -> Result<()> {
    let Settled { file, what } = settled;
    notices.seen(&file, &mut collector.accounting.files);
    match what {
        What::Records {
            batch,
            used,
            problems,
            notices: odd,
            dropped_notes,
            times,
            joined,
            torn,
        } => {
            collector.torn |= torn;
            for (target, bytes) in targets.iter_mut().zip(batch.encoded()) {
                target
                    .output
                    .append(bytes)
                    .with_context(|| target.name.clone())?;
            }
            for record in batch.records() {
                linker
                    .push(record)
                    .context("the link phase's temporary file")?;
            }
            collector.add(batch);
            collector.accounting.used += used;
            collector.accounting.unreadable += problems.len() as u64;
            collector.accounting.dropped_notes += dropped_notes;
            collector.accounting.timed += times.timed;
            collector.accounting.unread_times += times.unread;
            collector.accounting.zoneless_times += times.zoneless;
            collector.accounting.disordered += times.disordered;
            collector.accounting.duplicate += joined.duplicates;
            notices.join(&file.name, joined);
            for problem in problems {
                collector.problem(Located {
                    file: file.name.clone(),
                    problem,
                });
            }
            for problem in odd {
                collector.notice(Located {
                    file: file.name.clone(),
                    problem,
                });
            }
        }
        What::Skipped(reason) => collector.skip(Skipped {
            file: file.name.clone(),
            reason,
        }),
        What::Failed(error) => {
            if error.is_usage() && file.named {
                bail!("{}: {error}", file.name);
            }
            collector.accounting.unreadable += 1;
            match error {
                FileError::Unread(_) => collector.accounting.unrecognised_files += 1,
                _ => collector.accounting.broken_files += 1,
            }
            collector.problem(Located {
                file: file.name.clone(),
                problem: error.as_problem(),
            });
        }
    }
    Ok(())
}

/// What is told on stderr at the end: files passed over, and the first problems.
#[derive(Default)]
struct Notices {
    last: Option<Arc<crate::source::SourceFile>>,
    /// What was joined over files, and the first file of it.
    joined: Joined,
    joined_in: String,
}

impl Notices {
    /// How many lines of a kind are told.
    const MOST: usize = 5;

    fn seen(&mut self, file: &Arc<crate::source::SourceFile>, files: &mut u64) {
        if !self
            .last
            .as_ref()
            .is_some_and(|last| Arc::ptr_eq(last, file))
        {
            *files += 1;
            self.last = Some(Arc::clone(file));
        }
    }

    fn join(&mut self, file: &str, joined: Joined) {
        if joined == Joined::default() {
            return;
        }
        if self.joined.across == 0 {
            file.clone_into(&mut self.joined_in);
        }
        self.joined.add(joined);
    }

    /// What was joined over files, which is meant to be and may yet surprise.
    fn of_joined(self) -> Option<Located> {
        let Joined {
            across,
            record,
            rows,
            ..
        } = self.joined;
        let mut parts = Vec::new();
        if across > 0 {
            parts.push(format!(
                "conversation rows of {across} ids came from more than one file, first here, and were joined"
            ));
        }
        if rows > 0 {
            parts.push(format!(
                "{rows} rows that an earlier file has in the same conversation were taken once"
            ));
        }
        (!parts.is_empty()).then(|| Located {
            file: self.joined_in,
            problem: Problem {
                record: record.max(1),
                what: parts.join("; "),
                advice: "audit files apart in which one id names different conversations",
            },
        })
    }

    fn tell(report: &Report) {
        let skipped = report
            .skipped
            .iter()
            // A chat may come with thousands of pictures; they are counted and not told one by one.
            .filter(|skipped| skipped.reason != ATTACHMENT)
            .map(|Skipped { file, reason }| format!("{file}: skipped: {reason}"));
        Self::list(skipped, report.accounting.skipped_files, "files skipped");
        if let Some(line) = national(&report.links) {
            let _ = writeln!(std::io::stderr(), "lamsa: {line}");
        }
        let told = |located: &Located| format!("{}: {}", located.file, located.problem);
        let problems = report.problems.iter().map(told);
        Self::list(problems, report.accounting.unreadable, "problems");
        Self::list(report.notices.iter().map(told), report.noticed, "notices");
    }

    /// The first lines of a kind, and how many more there are of `all`.
    fn list(lines: impl Iterator<Item = String>, all: u64, what: &str) {
        let mut stderr = std::io::stderr().lock();
        for line in lines.take(Self::MOST) {
            let _ = writeln!(stderr, "lamsa: {line}");
        }
        let more = all.saturating_sub(Self::MOST as u64);
        if more > 0 {
            let _ = writeln!(
                stderr,
                "lamsa: {more} more {what}; -o problems=FILE lists them"
            );
        }
    }
}

/// Incomplete input outranks emptiness. A log of which nothing could be judged is incomplete too: it proves nothing.
fn ending(report: &Report, allow_empty: bool) -> Ending {
    let counts = &report.tally.all;
    if !report.complete || (counts.conversations > 0 && counts.judged == 0) {
        return Ending::Incomplete;
    }
    if report.accounting.used == 0 && !allow_empty {
        Ending::Empty
    } else {
        Ending::Done
    }
}
