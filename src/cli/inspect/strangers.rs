//! Speakers without a role, over every file: who talks in several conversations is a bot or staff.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::report::pseudonym::Pseudonyms;
use crate::transcript::{Conversation, Speaker};

/// How many speakers are remembered; more are hardly staff.
const MOST: usize = 10_000;

/// How many speakers are proposed for `[roles]`.
const PROPOSED: usize = 12;

/// Names of speakers without a role: turns, and conversations they are in.
#[derive(Default)]
pub(super) struct Strangers(BTreeMap<String, (u64, u64)>);

impl Strangers {
    pub(super) fn add(&mut self, one: &Conversation<'_>) {
        let mut here: BTreeMap<&str, u64> = BTreeMap::new();
        for (_, turn) in one.turns().filter(|(_, turn)| turn.by == Speaker::Unknown) {
            if let Some(name) = turn.name.as_deref().filter(|name| !name.is_empty()) {
                *here.entry(name).or_default() += 1;
            }
        }
        for (name, turns) in here {
            if self.0.len() >= MOST && !self.0.contains_key(name) {
                continue;
            }
            let (all, conversations) = self.0.entry(name.to_owned()).or_default();
            *all += turns;
            *conversations += 1;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The lines of `[roles]` that would say who they are. Only speakers of several conversations are named: a
    /// customer's name is nobody's business. A telephone number or e-mail address is masked even then. Nothing is
    /// proposed that would fit everybody: a bot whose name was forgotten would become a customer.
    pub(super) fn write(&self, pseudonyms: Pseudonyms, out: &mut dyn Write) -> io::Result<()> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by_key(|(_, (turns, _))| std::cmp::Reverse(*turns));
        let several = all
            .iter()
            .filter(|(_, (_, conversations))| *conversations > 1);
        let proposed: Vec<_> = several.take(PROPOSED).collect();
        writeln!(
            out,
            "    [roles]  # say for each: customer, bot, human or system"
        )?;
        for (name, (turns, conversations)) in &proposed {
            let name = toml::Value::from(pseudonyms.id(name).into_owned());
            writeln!(
                out,
                "    {name} = \"?\"  # {turns} turns in {conversations} conversations"
            )?;
        }
        let others = all.len() - proposed.len();
        if others > 0 {
            writeln!(
                out,
                "    # {others} more names, most in one conversation each; a pattern can name them: \"/^…/\""
            )?;
        }
        Ok(())
    }
}
