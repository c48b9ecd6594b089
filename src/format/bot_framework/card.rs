//! Cards and other attachments of a message: what they say, and what they offer to tap.

use crate::format::json::Node;

/// How deep the parts of a card are looked at.
const DEPTH: usize = 16;

/// What stands beside the text of a message.
#[derive(Default)]
pub(super) struct Card {
    /// What its cards say.
    pub(super) lines: Vec<String>,
    /// Labels and values of its buttons and suggested actions. They are not speech.
    pub(super) choices: Vec<(String, String)>,
    /// Whether it has pictures or files.
    pub(super) has_files: bool,
}

/// The cards, buttons and files of a message.
pub(super) fn words(activity: Node<'_>) -> Card {
    let mut card = Card::default();
    card.offer(activity.at("suggestedActions.actions"));
    for attachment in activity.get("attachments").list() {
        let kind = attachment.get("contentType").word().unwrap_or_default();
        if kind.contains(".card.") {
            card.read(attachment.get("content"), DEPTH);
        } else {
            card.has_files |= attachment.fields().is_some();
        }
    }
    card
}

impl Card {
    fn read(&mut self, content: Node<'_>, depth: usize) {
        if depth == 0 {
            return;
        }
        for key in ["title", "subtitle", "text"] {
            self.lines.extend(content.get(key).text());
        }
        // Adaptive cards: blocks of text, in columns and containers.
        for list in ["body", "items", "columns"] {
            for part in content.get(list).list() {
                self.read(part, depth - 1);
            }
        }
        for fact in content.get("facts").list() {
            let parts = [fact.first(&["title", "key"]), fact.first(&["value"])];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            self.lines.push(parts.join(" "));
        }
        self.offer(content.get("buttons"));
        self.offer(content.get("actions"));
    }

    fn offer(&mut self, actions: Node<'_>) {
        for action in actions.list() {
            let words = |key: &str| action.get(key).text();
            if let Some(label) = words("title")
                .or_else(|| words("text"))
                .or_else(|| words("value"))
            {
                let sent = words("value").unwrap_or_else(|| label.clone());
                self.choices.push((label, sent));
            }
        }
    }
}
