//! A rule's page: what `lamsa explain` shows, and the examples that test the rule.
//!
//! Examples are fenced blocks whose info string is `transcript LANGUAGE [CHANNEL]`; each line is one item (`speaker: words`
//! or `event: kind words`), with an optional time after the item before it (`+2m bot: …`); ` <-` at the end of a line
//! marks an item that the rule must find. Every other item must stay silent. Examples under the heading
//! `### Not right yet` are those that the rule is known to get wrong: honest documentation, and a test that says when one
//! of them has come right.

use crate::transcript::{Channel, Conversation, Event, EventKind, Item, Moment, Speaker, Turn};

/// One example of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Line of the page on which the block begins, from 1.
    pub line: usize,
    /// `en`, `ar` or another pack's tag.
    pub language: String,
    /// The conversation; several where the block is parted by `---` lines.
    pub conversations: Vec<Conversation<'static>>,
    /// The items that must be found: number of the conversation and of the item.
    pub marked: Vec<(usize, u32)>,
    /// Whether the rule is known to get it wrong.
    pub known_wrong: bool,
}

/// The heading of the examples that the rule is known to get wrong.
const NOT_YET: &str = "### Not right yet";

/// Reads every example of a page.
///
/// # Errors
/// Names the line that does not follow the notation.
pub fn examples(page: &str) -> Result<Vec<Example>, String> {
    let mut found = Vec::new();
    let mut lines = page.lines().enumerate();
    let mut known_wrong = false;
    while let Some((at, line)) = lines.next() {
        if line.starts_with('#') {
            known_wrong = line.trim_end() == NOT_YET;
        }
        let Some(info) = line.strip_prefix("```transcript") else {
            continue;
        };
        let block: Vec<(usize, &str)> = lines
            .by_ref()
            .take_while(|(_, line)| !line.starts_with("```"))
            .map(|(at, line)| (at + 1, line))
            .collect();
        let example = example(at + 1, info, &block)?;
        found.push(Example {
            known_wrong,
            ..example
        });
    }
    Ok(found)
}

fn example(line: usize, info: &str, block: &[(usize, &str)]) -> Result<Example, String> {
    let mut words = info.split_whitespace();
    let language = words
        .next()
        .ok_or_else(|| format!("line {line}: a language is expected after `transcript`"))?;
    let channel = words.next().unwrap_or("chat").to_owned();
    let timed = block
        .iter()
        .any(|(_, text)| text.starts_with('+') || (text.starts_with("---") && text.contains(" +")));
    let mut reader = BlockReader {
        example: Example {
            line,
            language: language.to_owned(),
            conversations: Vec::new(),
            marked: Vec::new(),
            known_wrong: false,
        },
        customer: None,
        now: timed.then_some(1_760_000_000_000),
    };
    reader.begin(channel);
    for (at, text) in block.iter().filter(|(_, text)| !text.trim().is_empty()) {
        reader
            .line(text)
            .map_err(|what| format!("line {at}: {what}"))?;
    }
    Ok(reader.example)
}

struct BlockReader {
    example: Example,
    customer: Option<String>,
    now: Option<i64>,
}

impl BlockReader {
    fn begin(&mut self, channel: String) {
        let id = format!(
            "line-{}-{}",
            self.example.line,
            self.example.conversations.len()
        );
        let mut conversation = Conversation::new(id, Channel::new(channel.into()));
        conversation.customer = self.customer.clone().map(Into::into);
        self.example.conversations.push(conversation);
    }

    fn line(&mut self, text: &str) -> Result<(), String> {
        if let Some(key) = text.strip_prefix("customer-key:") {
            self.customer = Some(key.trim().to_owned());
            if let Some(first) = self.example.conversations.last_mut() {
                first.customer = self.customer.clone().map(Into::into);
            }
            return Ok(());
        }
        if let Some(next) = text.strip_prefix("---") {
            let (channel, wait) = next.trim().split_once(' ').unwrap_or((next.trim(), ""));
            self.pass(wait.trim())?;
            self.begin(channel.to_owned());
            return Ok(());
        }
        let (text, marked) = text
            .trim_end()
            .strip_suffix("<-")
            .map_or((text, false), |rest| (rest, true));
        let text = match text.split_once(' ') {
            Some((wait, rest)) if wait.starts_with('+') => {
                self.pass(wait)?;
                rest
            }
            _ => text,
        };
        let (who, words) = text.split_once(':').ok_or("`speaker: words` is expected")?;
        let item = self.item(who.trim(), &words.trim().replace("\\n", "\n"))?;
        let place = self.example.conversations.len() - 1;
        let conversation = &mut self.example.conversations[place];
        if marked {
            self.example
                .marked
                .push((place, conversation.items.len() as u32));
        }
        conversation.items.push(item);
        Ok(())
    }

    fn pass(&mut self, wait: &str) -> Result<(), String> {
        if wait.is_empty() {
            return Ok(());
        }
        let duration: jiff::SignedDuration = wait
            .trim_start_matches('+')
            .parse()
            .map_err(|_| format!("«{wait}»: a wait such as +90s or +2h is expected"))?;
        if let Some(now) = &mut self.now {
            *now += duration.as_millis() as i64;
        }
        Ok(())
    }

    fn item(&self, who: &str, words: &str) -> Result<Item<'static>, String> {
        let at = self.now.map(Moment::from_millis);
        if who == "event" {
            let (kind, text) = words.split_once(' ').unwrap_or((words, ""));
            let kind =
                EventKind::named(kind).ok_or_else(|| format!("«{kind}» is no kind of event"))?;
            let text = (!text.is_empty()).then(|| text.to_owned().into());
            return Ok(Item::Event(Event {
                at,
                text,
                ..Event::new(kind)
            }));
        }
        let by = Speaker::named(who).ok_or_else(|| format!("«{who}» is no speaker"))?;
        Ok(Item::Turn(Turn {
            at,
            ..Turn::new(by, words.to_owned())
        }))
    }
}
