//! Who writes: the company, its machines, its customer, or somebody nobody named.

use super::letter::Letter;
use super::words::WORDS;
use crate::format::ReadSettings;
use crate::transcript::Speaker;

/// The parties of one thread, as far as `[roles]` and the messages tell.
pub(super) struct Parties {
    /// The customer's address; `None` where nobody can be told to be one.
    pub(super) customer: Option<String>,
    /// Whether `[roles]` says so, or it follows from who the company is.
    is_named: bool,
}

impl Parties {
    /// Tells the customer of a thread: whom `[roles]` says, else, where it says who the company is, the first of the
    /// others who wrote, or whom the company wrote to.
    pub(super) fn of(letters: &[Letter], settings: &ReadSettings) -> Self {
        let role = |address: &str, name: &str| named(address, name, settings);
        let named = letters
            .iter()
            .find(|letter| role(&letter.from, &letter.name) == Some(Speaker::Customer));
        if let Some(letter) = named {
            return Self {
                customer: Some(letter.from.clone()),
                is_named: true,
            };
        }
        let is_company =
            |role: Option<Speaker>| matches!(role, Some(Speaker::Human | Speaker::Bot));
        let knows_company = letters.iter().any(|letter| {
            is_company(role(&letter.from, &letter.name))
                || letter.to.iter().any(|to| is_company(role(to, "")))
        });
        let writers = letters
            .iter()
            .filter(|letter| role(&letter.from, &letter.name).is_none() && !is_daemon(&letter.from))
            .map(|letter| &letter.from);
        let readers = letters.iter().flat_map(|letter| &letter.to);
        let mut others = writers.chain(readers.filter(|to| role(to, "").is_none()));
        Self {
            customer: others.next().filter(|_| knows_company).cloned(),
            is_named: false,
        }
    }

    /// Who wrote a message, and whether that follows from who else is named.
    pub(super) fn speaker(&self, letter: &Letter, settings: &ReadSettings) -> (Speaker, bool) {
        if is_daemon(&letter.from) {
            return (Speaker::System, false);
        }
        let role = named(&letter.from, &letter.name, settings);
        let is_customer = self.customer.as_ref() == Some(&letter.from);
        match role {
            // What the customer's own machine says ("I am on leave") is not the customer's word.
            Some(Speaker::Customer) | None if is_customer && letter.is_automatic => {
                (Speaker::System, false)
            }
            Some(Speaker::Human) | None if letter.is_automatic => (Speaker::Bot, false),
            Some(role) => (role, false),
            None if is_customer => (Speaker::Customer, !self.is_named),
            None => (Speaker::Unknown, false),
        }
    }
}

/// What `[roles]` says by address, name or domain.
fn named(address: &str, name: &str, settings: &ReadSettings) -> Option<Speaker> {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let keys = [address, name, domain];
    let keys: Vec<&str> = keys.into_iter().filter(|key| !key.is_empty()).collect();
    settings.role_of(&keys)
}

/// Whether the mail system itself writes.
fn is_daemon(address: &str) -> bool {
    let mailbox = address.split('@').next().unwrap_or_default();
    WORDS.postmasters.iter().any(|word| word == mailbox)
}
