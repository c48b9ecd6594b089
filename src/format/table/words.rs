//! What the words in cells mean.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::fold::fold;
use super::profile::{GENERIC, Lists, Profile};
use crate::transcript::{EventKind, Speaker, Status, TurnKind};

/// The word lists of a profile, ready for look-up.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    speakers: BTreeMap<String, Speaker>,
    events: BTreeMap<String, Happening>,
    statuses: BTreeMap<String, Status>,
    channels: BTreeMap<String, String>,
    kinds: BTreeMap<String, TurnKind>,
    internal: BTreeSet<String>,
}

/// What an event cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happening {
    /// Nothing beyond the row's message.
    Message,
    /// A step on the way to a person or back.
    Event(EventKind),
    /// Nothing that anybody said or that matters on the way to a person (read receipts, renamings).
    Nothing,
    /// Something that we have no word for.
    Other,
}

static SHIPPED: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    // Checked by the test of the shipped profile.
    let _ = words.add(&GENERIC);
    for kind in EventKind::ALL {
        words
            .events
            .insert(fold(kind.as_str()), Happening::Event(kind));
    }
    for kind in TurnKind::ALL {
        words.kinds.insert(fold(kind.as_str()), kind);
    }
    words
});

/// The speaker of a role word in the shipped lists; unknown for `agent`, which means the bot here and a person there.
pub(in crate::format) fn speaker_word(word: &str) -> Option<Speaker> {
    SHIPPED.speaker(word)
}

impl Words {
    /// The shipped words, overruled by those of `profile`.
    pub(super) fn of(profile: &Profile) -> Self {
        let mut words = SHIPPED.clone();
        // A profile is checked when it is parsed.
        let _ = words.add(profile);
        words
    }

    /// Checks that every list of `profile` means something.
    ///
    /// # Errors
    /// The first list that does not.
    pub(super) fn check(profile: &Profile) -> Result<(), String> {
        Self::default().add(profile)
    }

    fn add(&mut self, profile: &Profile) -> Result<(), String> {
        let event = |word: &str| match word {
            "message" => Some(Happening::Message),
            "ignored" => Some(Happening::Nothing),
            _ => EventKind::named(word).map(Happening::Event),
        };
        insert(
            &mut self.speakers,
            "speakers",
            &profile.speakers,
            Speaker::named,
        )?;
        insert(&mut self.events, "events", &profile.events, event)?;
        insert(
            &mut self.statuses,
            "statuses",
            &profile.statuses,
            Status::named,
        )?;
        insert(&mut self.channels, "channels", &profile.channels, |word| {
            Some(word.to_owned())
        })?;
        insert(&mut self.kinds, "kinds", &profile.kinds, TurnKind::named)?;
        if let Some(name) = profile.internal.keys().find(|name| *name != "words") {
            return Err(format!("[internal] `{name}` is not known; use `words`"));
        }
        self.internal
            .extend(profile.internal.values().flatten().map(|word| fold(word)));
        Ok(())
    }

    /// Who is meant by a role word or a name that is one; numbers behind it (`Visitor 4711`) do not matter. A word for
    /// somebody of the company, person or machine, is unknown.
    pub(super) fn speaker(&self, word: &str) -> Option<Speaker> {
        if word.is_empty() {
            return None;
        }
        let word = fold(word);
        let bare = word.trim_end_matches(char::is_numeric);
        self.speakers
            .get(&word)
            .or_else(|| self.speakers.get(bare))
            .copied()
    }

    pub(super) fn happening(&self, word: &str) -> Happening {
        self.events
            .get(&fold(word))
            .copied()
            .unwrap_or(Happening::Other)
    }

    /// Whether an event cell holds a word that means neither an event nor a kind of message.
    pub(super) fn is_unknown_event(&self, word: &str) -> bool {
        !word.is_empty()
            && self.happening(word) == Happening::Other
            && !self.kinds.contains_key(&fold(word))
    }

    pub(super) fn status(&self, word: &str) -> Option<Status> {
        if word.is_empty() {
            None
        } else {
            self.statuses.get(&fold(word)).copied()
        }
    }

    /// The canonical word for a channel, or the word itself.
    pub(super) fn channel(&self, word: &str) -> String {
        self.channels
            .get(&fold(word))
            .cloned()
            .unwrap_or_else(|| word.to_owned())
    }

    pub(super) fn kind(&self, word: &str) -> TurnKind {
        if word.is_empty() {
            TurnKind::Text
        } else {
            self.kinds.get(&fold(word)).copied().unwrap_or_default()
        }
    }

    pub(super) fn is_internal(&self, word: &str) -> bool {
        !word.is_empty() && self.internal.contains(&fold(word))
    }
}

fn insert<V: Clone>(
    map: &mut BTreeMap<String, V>,
    section: &str,
    lists: &Lists,
    meaning: impl Fn(&str) -> Option<V>,
) -> Result<(), String> {
    for (name, words) in lists {
        let value = meaning(name).ok_or_else(|| format!("[{section}] `{name}` is not known"))?;
        map.extend(words.iter().map(|word| (fold(word), value.clone())));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_told_in_both_languages_and_agent_is_left_open() {
        for (word, speaker) in [
            ("Customer", Some(Speaker::Customer)),
            ("Visitor 4711", Some(Speaker::Customer)),
            ("END_USER", Some(Speaker::Customer)),
            ("العميل", Some(Speaker::Customer)),
            ("المساعد الآلي", Some(Speaker::Bot)),
            ("روبوت", Some(Speaker::Bot)),
            ("موظفة", Some(Speaker::Human)),
            ("النظام", Some(Speaker::System)),
            ("agent", Some(Speaker::Unknown)),
            ("Agent 7", Some(Speaker::Unknown)),
            ("وكيل", Some(Speaker::Unknown)),
            ("الوكيل", Some(Speaker::Unknown)),
            ("Sara", None),
            ("", None),
        ] {
            assert_eq!(speaker_word(word), speaker, "{word}");
        }
    }

    #[test]
    fn events_are_known_by_their_canonical_and_their_common_words() {
        assert_eq!(
            SHIPPED.happening("handoff_started"),
            Happening::Event(EventKind::HandoffStarted)
        );
        assert_eq!(
            SHIPPED.happening("Agent joined"),
            Happening::Event(EventKind::HumanJoined)
        );
        assert_eq!(
            SHIPPED.happening("في الانتظار"),
            Happening::Event(EventKind::Queued)
        );
        assert_eq!(SHIPPED.happening("message"), Happening::Message);
        assert_eq!(SHIPPED.happening("typing"), Happening::Other);
    }
}
