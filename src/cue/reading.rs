//! One conversation, read.

use std::ops::Range;

use xxhash_rust::xxh3::Xxh3;

use super::asked::asked;
use super::request::{Request, RequestKind, find_request};
use super::supposed::drop_supposed;
use super::value::{self, Value};
use crate::language::{Class, ClassSet, Cue, Lexicon, ScanBuffer, Side, Word};
use crate::text::{Folded, TokenKind, fold, own_words};
use crate::transcript::{Conversation, EventKind, Item, Speaker, TurnKind};

/// What is known of every turn of one conversation. Buffers are kept from one conversation to the next.
#[derive(Default)]
pub struct Reading {
    /// Folded text and tokens of all turns.
    pub folded: Folded,
    /// One entry for each turn, and for each event that the platform put in words (spoken by the system), in order.
    pub turns: Vec<TurnReading>,
    cues: Vec<Cue>,
    values: Vec<Value>,
    content: Vec<u32>,
    /// For each item, its place in `turns`.
    by_item: Vec<Option<u32>>,
    /// For each speaker, the places of their turns, ascending.
    by_speaker: [Vec<u32>; Speaker::ALL.len()],
    ranges: Vec<Range<usize>>,
    scan: ScanBuffer,
    places: Vec<Place>,
    /// The last item at which somebody was on the way: a transfer, a queue, a person joining.
    last_handoff: Option<u32>,
}

/// Where an item stands in its conversation.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The first item of its session: after the last close before it.
    session: u32,
    /// The first item of the run of customer turns that leads up to it.
    burst: u32,
    /// Whether the last event before it began a transfer or queue.
    waiting: bool,
}

/// What one turn says. Ranges point into the [`Reading`].
#[derive(Clone, Debug)]
pub struct TurnReading {
    /// Number of the item.
    pub item: u32,
    /// Who spoke.
    pub by: Speaker,
    /// Text, choice, form or attachment.
    pub kind: TurnKind,
    /// Its tokens.
    pub tokens: Range<usize>,
    cues: Range<usize>,
    values: Range<usize>,
    content: Range<usize>,
    /// The classes of its cues.
    pub classes: ClassSet,
    /// The slots that a turn of the company's side asks for, as opposed to naming them.
    pub asked: ClassSet,
    /// Whether it asks a question.
    pub question: bool,
    /// Words, without the ends of sentences.
    pub words: u32,
    /// Hash of the words with values masked: the same for the same template.
    pub template: u64,
    /// The customer's wish for a person, if this turn is about one.
    pub request: Option<Request>,
}

/// Reads a conversation into `reading`, which is emptied first.
pub fn read(conversation: &Conversation<'_>, lexicon: &Lexicon, reading: &mut Reading) {
    reading.clear();
    for (item, entry) in conversation.items.iter().enumerate() {
        let before = reading.turns.len() as u32;
        match entry {
            Item::Turn(turn) => {
                reading.read_text(item as u32, turn.by, turn.kind, &turn.text, lexicon);
            }
            // The platform's words about an event tell who closed and why.
            Item::Event(event) => {
                if let Some(text) = &event.text {
                    reading.read_text(item as u32, Speaker::System, TurnKind::Text, text, lexicon);
                }
            }
        }
        reading
            .by_item
            .push((reading.turns.len() as u32 > before).then_some(before));
    }
    reading.place_items(conversation);
}

impl Reading {
    /// Writes down where each item stands, once, so that nobody has to look back for it.
    fn place_items(&mut self, conversation: &Conversation<'_>) {
        let (mut session, mut burst, mut waiting) = (0, 0, false);
        for (at, item) in conversation.items.iter().enumerate() {
            let at = at as u32;
            self.places.push(Place {
                session,
                burst,
                waiting,
            });
            if let Item::Event(event) = item {
                waiting = matches!(event.kind, EventKind::HandoffStarted | EventKind::Queued);
                if waiting || event.kind == EventKind::HumanJoined {
                    self.last_handoff = Some(at);
                }
                if event.kind == EventKind::Closed {
                    session = at + 1;
                }
            }
            if !item.is_by(Speaker::Customer) {
                burst = at + 1;
            }
        }
    }

    /// Where the session of an item began: after the last close before it.
    #[must_use]
    pub fn session_start(&self, item: u32) -> u32 {
        self.places[item as usize].session
    }

    /// The first item of the run of customer turns, parted by no other speaker, that leads up to an item.
    #[must_use]
    pub fn burst_start(&self, item: u32) -> u32 {
        self.places[item as usize].burst
    }

    /// Whether a transfer or queue is under way at an item: what the bot says meanwhile is a notice.
    #[must_use]
    pub fn is_waiting(&self, item: u32) -> bool {
        self.places[item as usize].waiting
    }

    /// Whether after this item a transfer, a queue or a person joining shows that somebody was on the way.
    #[must_use]
    pub fn has_handoff_after(&self, item: u32) -> bool {
        self.last_handoff.is_some_and(|at| at > item)
    }

    fn clear(&mut self) {
        self.places.clear();
        self.last_handoff = None;
        self.folded.clear();
        self.turns.clear();
        self.cues.clear();
        self.values.clear();
        self.content.clear();
        self.by_item.clear();
        for places in &mut self.by_speaker {
            places.clear();
        }
    }

    fn read_text(&mut self, item: u32, by: Speaker, kind: TurnKind, text: &str, lexicon: &Lexicon) {
        let mut ranges = std::mem::take(&mut self.ranges);
        own_words(text, &mut ranges);
        let tokens = fold(text, &ranges, &mut self.folded);
        self.ranges = ranges;

        let first_cue = self.cues.len();
        let side = if by == Speaker::Customer {
            Side::Customer
        } else {
            Side::Company
        };
        lexicon.scan(side, &self.folded, &tokens, &mut self.scan, &mut self.cues);
        drop_supposed(&self.folded, &mut self.cues, first_cue);
        let mut classes = ClassSet::default();
        for cue in &self.cues[first_cue..] {
            classes.add(cue.class);
        }

        let first_value = self.values.len();
        value::find(lexicon, text, &self.folded, &tokens, &mut self.values);
        let (content, template, words) = self.gather(lexicon, &tokens);
        let question = self.folded.tokens[tokens.clone()]
            .iter()
            .any(|token| token.kind == TokenKind::Question);
        // "I can transfer you. Would you like me to do that?" announces nothing yet.
        if question && classes.has(Class::Transfer) && classes.has(Class::Confirm) {
            classes.remove(Class::Transfer);
            classes.add(Class::Offer);
        }
        let cues = first_cue..self.cues.len();
        let request = (side == Side::Customer)
            .then(|| {
                find_request(
                    &self.folded,
                    &tokens,
                    &self.cues[cues.clone()],
                    classes,
                    words,
                )
            })
            .flatten();
        let asked = if side == Side::Company && classes.slots().next().is_some() {
            asked(&self.folded, &tokens, &self.cues[cues.clone()])
        } else {
            ClassSet::default()
        };
        self.by_speaker[by as usize].push(self.turns.len() as u32);
        self.turns.push(TurnReading {
            item,
            by,
            kind,
            tokens,
            cues,
            values: first_value..self.values.len(),
            content,
            classes,
            asked,
            question,
            words,
            template,
            request,
        });
    }

    /// Collects the stems of the words with content, and hashes the template.
    fn gather(&mut self, lexicon: &Lexicon, tokens: &Range<usize>) -> (Range<usize>, u64, u32) {
        let start = self.content.len();
        let mut template = Xxh3::new();
        let mut words = 0;
        for token in &mut self.folded.tokens[tokens.clone()] {
            token.stop = lexicon.word(token) == Some(Word::Stop);
        }
        for token in &self.folded.tokens[tokens.clone()] {
            match token.kind {
                TokenKind::Stop | TokenKind::Question => continue,
                TokenKind::Value | TokenKind::Mail => {
                    template.update(b"#");
                    // "P60" is what the turn is about; "2" is not.
                    if token.end - token.start >= 3 {
                        self.content.push(token.hash as u32);
                    }
                }
                TokenKind::Word | TokenKind::Url | TokenKind::Picture => {
                    template.update(&token.hash.to_le_bytes());
                    let bytes = self.folded.bytes_of(token);
                    if token.kind != TokenKind::Picture && bytes.len() > 1 && !token.stop {
                        self.content.push(lexicon.stem(bytes));
                    }
                }
            }
            words += 1;
        }
        let new = &mut self.content[start..];
        new.sort_unstable();
        let mut kept = start;
        for at in start..self.content.len() {
            if at == start || self.content[at] != self.content[kept - 1] {
                self.content[kept] = self.content[at];
                kept += 1;
            }
        }
        self.content.truncate(kept);
        (start..kept, template.digest(), words)
    }

    /// The reading of an item, if it has words.
    #[must_use]
    pub fn turn(&self, item: u32) -> Option<&TurnReading> {
        self.by_item
            .get(item as usize)
            .copied()
            .flatten()
            .map(|place| &self.turns[place as usize])
    }

    /// The turns of a speaker whose items lie in a range, in order.
    #[must_use]
    pub fn by(
        &self,
        speaker: Speaker,
        items: Range<u32>,
    ) -> impl DoubleEndedIterator<Item = &TurnReading> {
        let places = &self.by_speaker[speaker as usize];
        let before =
            |item: u32| places.partition_point(|place| self.turns[*place as usize].item < item);
        let (from, to) = (before(items.start), before(items.end));
        places[from..to.max(from)]
            .iter()
            .map(|place| &self.turns[*place as usize])
    }

    /// The cues of a turn.
    #[must_use]
    pub fn cues(&self, turn: &TurnReading) -> &[Cue] {
        &self.cues[turn.cues.clone()]
    }

    /// The cues of one class in a turn.
    pub fn cues_of(&self, turn: &TurnReading, class: Class) -> impl Iterator<Item = &Cue> {
        self.cues(turn).iter().filter(move |cue| cue.class == class)
    }

    /// The values in a turn.
    #[must_use]
    pub fn values(&self, turn: &TurnReading) -> &[Value] {
        &self.values[turn.values.clone()]
    }

    /// The stems of a turn's content words and its longer values: sorted, without duplicates.
    #[must_use]
    pub fn content(&self, turn: &TurnReading) -> &[u32] {
        &self.content[turn.content.clone()]
    }

    /// Whether a turn holds this value.
    #[must_use]
    pub fn holds(&self, turn: &TurnReading, canon: u64) -> bool {
        self.values(turn).iter().any(|value| value.canon == canon)
    }

    /// The raw bytes from one token to another.
    #[must_use]
    pub fn raw_range(&self, first: u32, last: u32) -> Range<usize> {
        let (first, last) = (
            self.folded.tokens[first as usize],
            self.folded.tokens[last as usize],
        );
        first.raw_start as usize..last.raw_end as usize
    }
}

impl TurnReading {
    /// Whether the customer asks for a person here, without condition.
    #[must_use]
    pub fn asks_for_person(&self) -> bool {
        self.request
            .as_ref()
            .is_some_and(|request| request.kind == RequestKind::Asked)
    }

    /// Whether the turn has words at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.words == 0
    }
}
