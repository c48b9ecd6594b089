//! How long the customer waited for each answer.

use crate::contact::course::View;
use crate::transcript::{Item, Speaker};

/// One answer to what the customer had said since the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Whether a person gave it; else a bot did.
    pub by_person: bool,
    /// Seconds from the first unanswered word to it; none without times, or where they are out of order.
    pub seconds: Option<i64>,
}

/// Every answer in one conversation, in order, and whether the last word got none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replies {
    /// The answers. The first of them is the first reply.
    pub answered: Vec<Reply>,
    /// The customer's last word wanted an answer and got none.
    pub never: bool,
}

impl Replies {
    /// Seconds to the first answer; none without times, or without an answer.
    #[must_use]
    pub fn first_seconds(&self) -> Option<i64> {
        self.answered.first().and_then(|reply| reply.seconds)
    }

    /// Goes through the items once. Words that want no answer ("thanks", "ok") at the end leave nobody waiting.
    pub(super) fn of(view: &View<'_>) -> Self {
        let mut replies = Self::default();
        let mut waiting = None;
        for (at, item) in view.conversation.items.iter().enumerate() {
            if super::is_company(item) {
                if let Some(since) = waiting.take() {
                    replies.answered.push(Reply {
                        by_person: item.is_by(Speaker::Human),
                        seconds: seconds(view, since, item),
                    });
                }
            } else if item.is_by(Speaker::Customer) {
                waiting.get_or_insert(at);
            }
        }
        replies.never = waiting.is_some()
            && view
                .last_said(view.end())
                .is_some_and(|last| view.wants_answer(last));
        replies
    }
}

fn seconds(view: &View<'_>, since: usize, reply: &Item<'_>) -> Option<i64> {
    let asked = view.conversation.items[since].at()?;
    reply.at()?.waited_since(asked)
}
