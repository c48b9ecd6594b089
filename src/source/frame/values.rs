//! JSON values one after the other: concatenated, pretty-printed, or the elements of one list: at the top, or under a
//! key of objects that are pages.
//!
//! Only strings, escapes and depth are followed, by a loop and a counter, so that nesting costs nothing and a value
//! that is not quite JSON still ends where its brackets close. The bytes are tidied on the way: what stands between
//! two values becomes one line break, line breaks inside a value become spaces, and so readers see one value a line.

use memchr::memchr3;

use super::Unit;

/// What the next byte belongs to.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// The space between values.
    #[default]
    Between,
    /// An object or list.
    Container,
    /// A string.
    Text,
    /// The byte after a backslash.
    Escape,
    /// A number or bare word outside any container.
    Word,
    /// A page, outside the list that holds its records.
    Page,
    /// A string of the page.
    PageText,
    /// The byte after a backslash in it.
    PageEscape,
}

/// An object around the list of records, none of whose own bytes are kept.
#[derive(Default)]
struct Page {
    /// The key of the list.
    key: &'static str,
    /// How many of its objects and lists are open.
    depth: usize,
    /// How many of them are lists: a key inside one is another's.
    lists: usize,
    /// How many bytes of the key the current string has; `None` once it is another.
    matched: Option<usize>,
    /// Whether the last string was the key and a list may begin.
    is_named: bool,
}

#[derive(Default)]
pub(in crate::source) struct ValueCutter {
    seen: usize,
    place: Place,
    depth: usize,
    in_list: bool,
    page: Option<Page>,
}

impl ValueCutter {
    /// Cuts the lists under `key` of the objects at the top.
    pub(super) fn within(key: &'static str) -> Self {
        Self {
            page: Some(Page {
                key,
                ..Page::default()
            }),
            ..Self::default()
        }
    }

    pub(super) fn next(&mut self, buffer: &mut [u8]) -> Option<Unit> {
        while self.seen < buffer.len() {
            let ended = match self.place {
                Place::Between => self.between(&mut buffer[self.seen]),
                Place::Container => self.container(&mut buffer[self.seen]),
                Place::Text => self.text(buffer),
                Place::Escape => {
                    self.place = Place::Text;
                    false
                }
                Place::Word if is_separator(buffer[self.seen]) => {
                    self.place = Place::Between;
                    return Some(self.unit(buffer));
                }
                Place::Word => false,
                Place::Page | Place::PageText | Place::PageEscape => {
                    self.page(&mut buffer[self.seen]);
                    false
                }
            };
            self.seen = (self.seen + 1).min(buffer.len());
            if ended {
                self.place = Place::Between;
                return Some(self.unit(buffer));
            }
        }
        None
    }

    pub(super) fn forget(&mut self, count: usize) {
        self.seen -= count;
    }

    pub(super) const fn spare(&self) -> usize {
        self.seen
    }

    pub(super) fn is_inside(&self) -> bool {
        self.in_list || !matches!(self.place, Place::Between | Place::Word)
    }

    /// A byte outside any value; it starts one, or is blanked.
    fn between(&mut self, byte: &mut u8) -> bool {
        match *byte {
            b'{' if !self.in_list && self.page.is_some() => {
                self.place = Place::Page;
                if let Some(page) = &mut self.page {
                    page.depth = 1;
                    page.lists = 0;
                    page.is_named = false;
                }
            }
            b'[' if !self.in_list => self.in_list = true,
            b']' => self.leave_list(),
            b'{' | b'[' => {
                self.place = Place::Container;
                self.depth = 1;
                return false;
            }
            b'"' => {
                self.place = Place::Text;
                self.depth = 0;
                return false;
            }
            other if is_separator(other) => {}
            _ => {
                self.place = Place::Word;
                return false;
            }
        }
        *byte = b' ';
        false
    }

    /// The list of records has ended; a page around it goes on.
    fn leave_list(&mut self) {
        self.in_list = false;
        if self.page.as_ref().is_some_and(|page| page.depth > 0) {
            self.place = Place::Page;
        }
    }

    /// A byte of a page outside its list of records; it leaves nothing behind.
    fn page(&mut self, byte: &mut u8) {
        let Some(page) = &mut self.page else { return };
        let is = std::mem::replace(byte, b' ');
        match (self.place, is) {
            (Place::PageEscape, _) => {
                self.place = Place::PageText;
                page.matched = None;
            }
            (Place::PageText, b'\\') => self.place = Place::PageEscape,
            (Place::PageText, b'"') => {
                self.place = Place::Page;
                page.is_named = page.matched == Some(page.key.len());
            }
            (Place::PageText, other) => {
                let next =
                    |at: usize| (page.key.as_bytes().get(at) == Some(&other)).then_some(at + 1);
                page.matched = page.matched.and_then(next);
            }
            (_, b'"') => {
                self.place = Place::PageText;
                page.matched = Some(0);
                page.is_named = false;
            }
            (_, b'[') if page.is_named && page.lists == 0 => {
                self.place = Place::Between;
                self.in_list = true;
                page.is_named = false;
            }
            (_, open @ (b'{' | b'[')) => {
                page.depth += 1;
                page.lists += usize::from(open == b'[');
                page.is_named = false;
            }
            (_, close @ (b'}' | b']')) => {
                page.depth -= 1;
                page.lists = page.lists.saturating_sub(usize::from(close == b']'));
                page.is_named = false;
                if page.depth == 0 {
                    self.place = Place::Between;
                }
            }
            (_, b',') => page.is_named = false,
            _ => {}
        }
    }

    /// A byte of an object or list, outside its strings; true where it closes the outermost one.
    fn container(&mut self, byte: &mut u8) -> bool {
        match *byte {
            b'"' => self.place = Place::Text,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            b'\n' | b'\r' => *byte = b' ',
            _ => {}
        }
        self.depth == 0
    }

    /// The rest of a string, up to the next byte that matters; true where the string itself was the value.
    fn text(&mut self, buffer: &mut [u8]) -> bool {
        let Some(at) = memchr3(b'"', b'\\', b'\n', &buffer[self.seen..]) else {
            self.seen = buffer.len();
            return false;
        };
        self.seen += at;
        match buffer[self.seen] {
            b'"' => self.place = Place::Container,
            b'\\' => self.place = Place::Escape,
            // No line may break inside a record, not even where a broken exporter forgot to escape it.
            _ => buffer[self.seen] = b' ',
        }
        self.place == Place::Container && self.depth == 0
    }

    /// The value that ends at `seen`, with one line break after it where there is a byte to hold it.
    fn unit(&mut self, buffer: &mut [u8]) -> Unit {
        let glued = buffer
            .get(self.seen)
            .is_some_and(|next| !is_separator(*next));
        if !glued && self.seen < buffer.len() {
            if buffer[self.seen] == b']' {
                self.leave_list();
            }
            buffer[self.seen] = b'\n';
            self.seen += 1;
        }
        Unit {
            end: self.seen,
            records: 1,
            last: glued,
        }
    }
}

const fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b']')
}
