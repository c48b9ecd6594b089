//! Fragments that sentences are put together from.

use crate::rng::Rng;

/// A list of fragments. `{order}`, `{email}` and the like are filled in.
pub(crate) type List = &'static [&'static str];

/// The fragments of one language.
pub(crate) struct Phrases {
    /// Its BCP 47 tag.
    pub(crate) tag: &'static str,
    /// The bot's first words.
    pub(crate) welcomes: List,
    /// How a customer begins…
    pub(crate) openings: List,
    /// …with what it is about…
    pub(crate) matters: List,
    /// …and what is added.
    pub(crate) details: List,
    /// What customers tell besides…
    pub(crate) stories: List,
    /// …and what bots have to tell besides.
    pub(crate) notices: List,
    /// The bot asks for a value.
    pub(crate) asks: List,
    /// The customer gives it.
    pub(crate) gives: List,
    /// The bot answers…
    pub(crate) answers: List,
    /// …and goes on.
    pub(crate) tails: List,
    /// The bot did not understand.
    pub(crate) fallbacks: List,
    /// The customer is not content.
    pub(crate) complaints: List,
    /// The customer asks for a person.
    pub(crate) requests: List,
    /// The bot agrees…
    pub(crate) handoffs: List,
    /// …or does not.
    pub(crate) refusals: List,
    /// The bot promises a person.
    pub(crate) promises: List,
    /// A person writes…
    pub(crate) humans: List,
    /// …and settles it.
    pub(crate) solutions: List,
    /// The customer's last words.
    pub(crate) thanks: List,
    /// The bot's last words.
    pub(crate) goodbyes: List,
    /// What the platform says about a queue.
    pub(crate) queues: List,
    /// Names of staff.
    pub(crate) names: List,
    /// Cities.
    pub(crate) cities: List,
}

/// The values of one conversation, the same wherever they are told.
pub(crate) struct Values {
    order: String,
    amount: String,
    date: String,
    email: String,
    phone: String,
    city: &'static str,
    name: &'static str,
}

impl Values {
    pub(crate) fn new(rng: &mut Rng, phrases: &Phrases) -> Self {
        let (name, city) = (*rng.pick(phrases.names), *rng.pick(phrases.cities));
        let user = 1000 + rng.below(900_000);
        Self {
            order: (10_000 + rng.below(9_990_000)).to_string(),
            amount: format!("{}.{:02}", 5 + rng.below(900), rng.below(100)),
            date: format!("{}/{}/2026", 1 + rng.below(28), 1 + rng.below(12)),
            email: format!("client{user}@mail.example"),
            phone: format!("05{:08}", rng.below(100_000_000)),
            city,
            name,
        }
    }

    /// The name of the person who helps.
    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    /// `fragment` with its gaps filled in.
    pub(crate) fn fill(&self, fragment: &str) -> String {
        let mut out = String::with_capacity(fragment.len() + 16);
        let mut rest = fragment;
        while let Some((before, after)) = rest.split_once('{') {
            let (gap, behind) = after.split_once('}').unwrap_or((after, ""));
            out.push_str(before);
            out.push_str(match gap {
                "order" => &self.order,
                "amount" => &self.amount,
                "date" => &self.date,
                "email" => &self.email,
                "phone" => &self.phone,
                "city" => self.city,
                "name" => self.name,
                _ => "",
            });
            rest = behind;
        }
        out + rest
    }
}
