//! Recorded calls as captions: `WebVTT` and `SubRip` (SRT). One file is one call.
//!
//! Times are offsets from the beginning of a recording that nobody dates: they give the order of what was said and tell
//! a pause from a breath, and no wall clock.

mod cue;
mod voice;

use std::borrow::Cow;

use self::cue::{cues, is_timing};
use self::voice::turns;
use super::thread::shown;
use super::{
    Chunk, Emit, Evidence, Format, Framing, Head, Problem, ReadSettings, Reader, content_id,
};
use crate::transcript::{Capabilities, Channel, Conversation, Item, Oddities};

/// The format.
pub(super) struct Captions;

impl Format for Captions {
    fn id(&self) -> &'static str {
        "captions"
    }

    fn title(&self) -> &'static str {
        "Captions of a recorded call (WebVTT, SRT)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ROLES.with(Capabilities::HUMAN_SIDE)
    }

    fn streams(&self) -> bool {
        false
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        if is_web_vtt(head.text) {
            return Some(Evidence::new(98, &["WEBVTT"]));
        }
        let mut lines = head.text.lines().filter(|line| !line.trim().is_empty());
        let is_number = lines.next()?.trim().chars().all(char::is_numeric);
        (is_number && is_timing(lines.next()?))
            .then(|| Evidence::new(95, &["numbered cues", "lines of times with -->"]))
    }

    fn open(&self, _: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        Ok(Box::new(Recording {
            settings: settings.clone(),
        }))
    }
}

/// The first line is `WEBVTT`, alone or with a title behind it.
fn is_web_vtt(text: &str) -> bool {
    text.strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

/// One opened file.
struct Recording {
    settings: ReadSettings,
}

impl Reader for Recording {
    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn read<'a>(&self, chunk: Chunk<'a>, emit: Emit<'_, 'a>) {
        let problem = |what: &str, advice| Problem {
            record: chunk.first_record,
            what: what.to_owned(),
            advice,
        };
        emit(match std::str::from_utf8(chunk.bytes) {
            Err(_) => Err(problem(
                "the text is not UTF-8, so the call was left out",
                "save the captions as UTF-8, or export them again",
            )),
            Ok(text) => self.call(text).ok_or_else(|| {
                problem(
                    "there is no cue with words in it",
                    "export the captions of the call again, with what was said",
                )
            }),
        });
    }
}

impl Recording {
    /// The call; `None` where nothing was said.
    fn call(&self, text: &str) -> Option<Conversation<'static>> {
        let mut cues = cues(text);
        let broken = cues.iter().filter(|cue| cue.from.is_none());
        let odd = Oddities {
            times: u32::try_from(broken.clone().count()).unwrap_or(u32::MAX),
            record: broken.clone().next().map_or(0, |cue| cue.number),
            ..Oddities::default()
        };
        // Some recorders write one party after the other. Without every time the file's order is the only one.
        if odd.times == 0 {
            cues.sort_by_key(|cue| cue.from);
        }
        let mut one = Conversation::new("", Channel::new(Cow::Borrowed("voice")));
        one.items = turns(&cues, &self.settings)
            .into_iter()
            .map(Item::Turn)
            .collect();
        if one.items.is_empty() {
            return None;
        }
        one.id = Cow::Owned(content_id(&one.items));
        one.source = Some(Cow::Borrowed("captions"));
        one.language = language(text).map(|tag| Cow::Owned(tag.to_owned()));
        one.odd = odd;
        // A recording may end where the machine handed over.
        one.capabilities = shown(&one);
        Some(one)
    }
}

/// The language that the header of `WebVTT` declares.
fn language(text: &str) -> Option<&str> {
    let mut header = text.lines().take_while(|line| !line.trim().is_empty());
    let declared = header.find_map(|line| line.strip_prefix("Language:"));
    declared.filter(|_| is_web_vtt(text)).map(str::trim)
}
