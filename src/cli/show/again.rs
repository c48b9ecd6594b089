//! What the customer brought to other conversations: links to and from the conversation that is shown.

use std::collections::BTreeSet;
use std::io::{self, Write};

use anyhow::Result;

use crate::config::Config;
use crate::link::{Customers, Link, LinkKind, Linker, Record};
use crate::report::bidi;
use crate::report::layout::{Ink, hanging};
use crate::report::pseudonym::Pseudonyms;
use crate::rule::{CROSS_CHANNEL_REPEAT, Judge, Scratch};
use crate::source::{Feed, Found, drain};
use crate::transcript::Conversation;

/// What was shown: whose conversations, under which ids.
#[derive(Default)]
pub(super) struct Shown {
    customers: BTreeSet<u64>,
    /// The ids as reports show them, those of collisions with their number.
    ids: BTreeSet<String>,
    /// The same without the number: all contents of an id are needed to number them.
    plain: BTreeSet<String>,
}

impl Shown {
    /// Notes a conversation, shown as `id`, and its customer.
    pub(super) fn note(&mut self, one: &Conversation<'_>, id: &str, customers: &Customers) {
        let customer = customers.of(one).map(|known| known.key);
        self.customers.extend(customer);
        self.ids.insert(id.to_owned());
        self.plain.insert(one.id.clone().into_owned());
    }

    /// Whether any of the customers is known, without which there are no links.
    pub(super) fn knows_anybody(&self) -> bool {
        !self.customers.is_empty()
    }

    /// Reads the log once more and joins the customers' conversations; only those are judged.
    ///
    /// # Errors
    /// Where the log cannot be read again.
    pub(super) fn links(
        &self,
        feed: &mut Feed,
        config: &Config,
        judge: &Judge,
        customers: &Customers,
    ) -> Result<Vec<Link>> {
        let pseudonyms = Pseudonyms::new(&config.key);
        let (mut linker, mut scratch) = (Linker::default(), Scratch::default());
        drain(feed, |_, record| {
            let Found::Conversation(one) = record else {
                return Ok(());
            };
            let known = customers.of(&one);
            if known.is_some_and(|known| self.customers.contains(&known.key))
                || self.plain.contains(&*one.id)
            {
                let mut verdict = judge.judge(&one, &mut scratch);
                verdict.id = pseudonyms.id(&one.id).into_owned();
                linker.push(&Record::of(&one, scratch.reading(), &verdict, customers))?;
            }
            Ok::<(), anyhow::Error>(())
        })?;
        let rule = config.judging.rules.get(CROSS_CHANNEL_REPEAT.id).copied();
        let mut links = Vec::new();
        linker.join::<io::Error>(config.links.window, rule.unwrap_or_default(), &mut |link| {
            if link.again.is_some()
                && (self.ids.contains(&link.from) || self.ids.contains(&link.to))
            {
                links.push(link.clone());
            }
            Ok(())
        })?;
        Ok(links)
    }

    /// Writes a paragraph about each link.
    ///
    /// # Errors
    /// What `out` returns.
    pub(super) fn tell(&self, links: &[Link], width: usize, out: &mut dyn Write) -> io::Result<()> {
        let mut page = String::new();
        for link in links {
            let text = self.sentence(link);
            hanging(&mut page, "", 0, &bidi::line(&text), width, Some(Ink::Warn));
        }
        out.write_all(page.as_bytes())
    }

    fn sentence(&self, link: &Link) -> String {
        let item = link.again.as_ref().map_or(0, |again| again.at);
        let (from, to) = (&link.from, &link.to);
        match (link.finding(), self.ids.contains(to)) {
            (Some(finding), true) => format!(
                "{to} #{item} {} ({}, {}% sure): {}",
                finding.rule,
                finding.severity.as_str(),
                finding.confidence,
                finding.evidence.says
            ),
            (Some(_), false) => format!(
                "{from} settled nothing: the customer brought the matter again in {to} ({}, #{item}).",
                link.to_channel
            ),
            (None, _) => format!(
                "{} of {from}: the matter had looked settled and comes again in {to} ({}, #{item}).",
                LinkKind::Recontact.as_str(),
                link.to_channel
            ),
        }
    }
}
