//! The classes of phrases that a pack fills.

use std::fmt;

/// What a typed value is, and what a bot can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum SlotKind {
    /// Order, ticket, booking, claim or tracking number.
    Order,
    /// Account, customer, policy, contract, meter or service number.
    Account,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// The customer's name.
    Name,
    /// A date or time.
    Date,
    /// Street address, postcode, area.
    Address,
    /// A sum of money.
    Amount,
    /// National or other personal identity number.
    Identity,
    /// Product, model, version, device.
    Product,
    /// A photo, file or log.
    File,
    /// What the matter is.
    Issue,
}

impl SlotKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Order,
        Self::Account,
        Self::Email,
        Self::Phone,
        Self::Name,
        Self::Date,
        Self::Address,
        Self::Amount,
        Self::Identity,
        Self::Product,
        Self::File,
        Self::Issue,
    ];

    /// The word in packs and records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Account => "account",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Name => "name",
            Self::Date => "date",
            Self::Address => "address",
            Self::Amount => "amount",
            Self::Identity => "identity",
            Self::Product => "product",
            Self::File => "file",
            Self::Issue => "issue",
        }
    }
}

/// Why a matter is too grave for a bot alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum RiskKind {
    /// Money being taken, stolen card, account taken over.
    Fraud,
    /// Illness, injury, medicine, allergy, self-harm.
    Medical,
    /// Fire, gas, violence, someone in danger or stranded.
    Safety,
    /// Court, police, regulator deadlines.
    Legal,
    /// A death.
    Grief,
    /// Something irrevocable happens very soon.
    Deadline,
    /// A child, an old or disabled person depends on it; no money for food or heating.
    Vulnerable,
}

impl RiskKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Fraud,
        Self::Medical,
        Self::Safety,
        Self::Legal,
        Self::Grief,
        Self::Deadline,
        Self::Vulnerable,
    ];

    /// The word in packs and records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fraud => "fraud",
            Self::Medical => "medical",
            Self::Safety => "safety",
            Self::Legal => "legal",
            Self::Grief => "grief",
            Self::Deadline => "deadline",
            Self::Vulnerable => "vulnerable",
        }
    }
}

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $key:literal),* $(,)?) => {
        /// One class of phrases. Customer classes are read on customer turns only, bot classes on bot turns only.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Class {
            $($(#[$doc])* $name,)*
            /// `[risk] kind = […]`: words that make a matter grave.
            Risk(RiskKind),
            /// `[slots] kind = […]`: nouns by which a bot asks for a value.
            Slot(SlotKind),
        }

        impl Class {
            /// Every class that stands in a pack's `[request]`, `[customer]`, `[beside]`, `[bot]` or `[shared]` table, with its key.
            pub const KEYS: &[(&str, Self)] = &[$(($key, Self::$name)),*];

            /// The place of the class among those without a kind.
            const fn plain(self) -> u32 {
                enum Place {
                    $($name,)*
                }
                match self {
                    $(Self::$name => Place::$name as u32,)*
                    Self::Risk(_) | Self::Slot(_) => u32::MAX,
                }
            }
        }
    };
}

classes! {
    // The request grammar: what the customer's wish for a person is made of.
    /// Wanting: "i want", "can i", "let me", "get me".
    Want = "request.want",
    /// Contact verbs in their base form: "speak", "talk", "connect", "transfer", "put ~ through".
    Contact = "request.contact",
    /// Nouns that can only be a person of the company: "human", "agent", "supervisor".
    Person = "request.person",
    /// Nouns that may be one: "someone", "anyone", "they", a role or a department.
    AnyPerson = "request.any_person",
    /// What a person would do: "look at", "sort this out", "check it", "take over".
    Act = "request.act",
    /// Existence: "is there", "no", "any", "anybody".
    Exist = "request.exist",
    /// Whole requests that the grammar cannot build: "call me back", "escalate this".
    Request = "request.phrase",
    /// Negation that governs the next request word: "dont", "no need to".
    Negation = "request.negation",
    /// Contact verbs that report the past: "spoke to", "was told by".
    Past = "request.past",
    /// Conditions: "if you cant", "otherwise".
    Condition = "request.condition",
    /// People who are not the company's: "travel agent", "delivery guy", "my manager".
    OtherPerson = "request.other_person",
    /// Asking whether the other side is a person: "are you a bot", "am i talking to".
    Probe = "request.probe",

    // Customer cues.
    /// "I already told you".
    Told = "customer.told",
    /// "Still not working", "that did not help", "that is not what I asked".
    Unsolved = "customer.unsolved",
    /// What makes the next words a fear or a supposition: "if", "in case", "make sure".
    Supposing = "customer.supposing",
    /// "Forget it", "never mind", "neither, thank you".
    GiveUp = "customer.give_up",
    /// "I don't know what to do".
    Lost = "customer.lost",
    /// Strong anger or abuse at the company or the bot.
    Anger = "customer.anger",
    /// Displeasure that is not yet anger.
    Annoyed = "customer.annoyed",
    /// Leaving, complaining, chargeback, posting it, regulators with a threat verb.
    Threat = "customer.threat",
    /// Plain despair: "I'm begging you", "I'm in tears".
    Despair = "customer.despair",
    /// Thanks.
    Thanks = "customer.thanks",
    /// The matter is settled, said by the customer.
    Solved = "customer.solved",
    /// Takes an offer: "yes please", "ok connect me".
    Accept = "customer.accept",
    /// Turns an offer of a person down or takes the request back.
    Decline = "customer.decline",
    /// "Ok", "hm", "sure": nothing new.
    Acknowledge = "customer.acknowledge",
    /// "I don't have it".
    Lacks = "customer.lacks",
    /// "Another question", "one more thing": a new matter begins.
    NewMatter = "customer.new_matter",
    /// "Say that again": asks to hear the same once more.
    RepeatPlease = "customer.repeat_please",
    /// "Back", "main menu": asks to see the menu again.
    Back = "customer.back",

    // What is counted beside the rules.
    /// Says that they will leave: "I'm switching to another bank", "cancel everything".
    Leaving = "beside.leaving",
    /// Says that they will complain: "I will report you", "I'm filing a complaint".
    Complaining = "beside.complaining",
    /// Says that they will tell the public: "everyone will read about this".
    Posting = "beside.posting",
    /// Disputes a charge or decision, or asks for an exception.
    Dispute = "beside.dispute",
    /// A third contact or an old case: "for three weeks now", "this is my fourth chat".
    OldCase = "beside.old_case",

    // Bot cues.
    /// Did not understand, or a generic error.
    Fallback = "bot.fallback",
    /// Canned reply, FAQ, link dump.
    Canned = "bot.canned",
    /// A formula around a reply: "thank you for contacting us", "we value your feedback". A reply of nothing else is canned.
    Courtesy = "bot.courtesy",
    /// Sends the customer elsewhere: call, e-mail, visit, use the form.
    Redirect = "bot.redirect",
    /// Announces a person, a callback or a ticket follow-up.
    Promise = "bot.promise",
    /// Announces a transfer now.
    Transfer = "bot.transfer",
    /// Offers a person as a question.
    Offer = "bot.offer",
    /// Says that no person can be had, or sets a condition.
    Refuse = "bot.refuse",
    /// Says that it cannot do what was asked.
    Cannot = "bot.cannot",
    /// Queue and wait notices.
    Hold = "bot.hold",
    /// Greetings and openings.
    Welcome = "bot.welcome",
    /// "Anything else?".
    AnythingElse = "bot.anything_else",
    /// Ends the conversation: "goodbye", "this chat is closed".
    Closing = "bot.closing",
    /// The platform says that the customer ended it: "caller disconnected".
    CustomerLeft = "bot.customer_left",
    /// "Rate us".
    Survey = "bot.survey",
    /// Offers, discounts, "did you know".
    Marketing = "bot.marketing",
    /// Cheerful openers: "great!", "awesome".
    Cheer = "bot.cheer",
    /// Canned patience and empty empathy: "we value your patience".
    Patience = "bot.patience",
    /// Apology.
    Sorry = "bot.sorry",
    /// Names and owns the customer's trouble.
    Understands = "bot.understands",
    /// Something was really done: "has been refunded", "is booked".
    Done = "bot.done",
    /// The value was not valid or not found.
    Rejected = "bot.rejected",
    /// Reads back: "is that right", "do you mean".
    Confirm = "bot.confirm",
    /// Another, different, new, second, which of.
    Another = "bot.another",
    /// Security check.
    Security = "bot.security",
    /// Asks for something: "please provide", "what is your", "enter".
    Ask = "bot.ask",
    /// A concrete next step: time, reference, place.
    NextStep = "bot.next_step",

    // Both sides.
    /// Words without content.
    Stop = "shared.stop",
    /// Number words, in the order zero to nine, then other words for them.
    Digit = "shared.digit",
}

impl Class {
    /// Whether the class is read on turns of the company's side.
    #[must_use]
    pub fn is_company(self) -> bool {
        self >= Self::Fallback && self <= Self::NextStep
    }

    /// A number for sets, below 128.
    const fn number(self) -> u32 {
        match self {
            Self::Risk(kind) => 100 + kind as u32,
            Self::Slot(kind) => 110 + kind as u32,
            other => other.plain(),
        }
    }
}

/// A set of classes: what one turn says, at a glance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassSet(u128);

impl ClassSet {
    /// Adds a class.
    pub const fn add(&mut self, class: Class) {
        self.0 |= 1 << class.number();
    }

    /// Takes a class out.
    pub const fn remove(&mut self, class: Class) {
        self.0 &= !(1 << class.number());
    }

    /// Whether the class is in the set.
    #[must_use]
    pub const fn has(self, class: Class) -> bool {
        self.0 & (1 << class.number()) != 0
    }

    /// Whether any of the classes is in the set.
    #[must_use]
    pub fn any(self, classes: &[Class]) -> bool {
        classes.iter().any(|class| self.has(*class))
    }

    /// The kinds of risk in the set.
    pub fn risks(self) -> impl Iterator<Item = RiskKind> {
        RiskKind::ALL
            .into_iter()
            .filter(move |kind| self.has(Class::Risk(*kind)))
    }

    /// The kinds of slots in the set.
    pub fn slots(self) -> impl Iterator<Item = SlotKind> {
        SlotKind::ALL
            .into_iter()
            .filter(move |kind| self.has(Class::Slot(*kind)))
    }
}

impl fmt::Display for Class {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Risk(kind) => write!(out, "risk.{}", kind.as_str()),
            Self::Slot(kind) => write!(out, "slots.{}", kind.as_str()),
            other => {
                let key = Self::KEYS
                    .iter()
                    .find(|(_, class)| class == other)
                    .map_or("?", |(key, _)| *key);
                out.write_str(key)
            }
        }
    }
}
