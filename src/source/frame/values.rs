//! JSON values one after the other: concatenated, pretty-printed, or the elements of one list, which is the document or
//! stands under a known key of it.
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
    /// What stands around the list that is wanted.
    Around,
    /// A string there, and the byte after a backslash in it.
    AroundText,
    AroundEscape,
}

#[derive(Default)]
pub(in crate::source) struct ValueCutter {
    seen: usize,
    place: Place,
    depth: usize,
    in_list: bool,
    /// The key of the list that is wanted, where it is not the document itself.
    list: Option<&'static [u8]>,
    /// The last string of the object around it, and whether it was a key and the one that is wanted.
    name: Vec<u8>,
    is_named: bool,
}

impl ValueCutter {
    /// A cutter of the elements of the list under the key `list` of a top-level object.
    pub(super) fn of_list(list: &'static str) -> Self {
        Self {
            place: Place::Around,
            list: Some(list.as_bytes()),
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
                Place::Around | Place::AroundText | Place::AroundEscape => {
                    self.around(buffer[self.seen]);
                    buffer[self.seen] = b' ';
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
        match self.place {
            Place::Between | Place::Word => self.in_list,
            Place::Around => self.depth > 0,
            _ => true,
        }
    }

    /// A byte outside any value; it starts one, or is blanked.
    fn between(&mut self, byte: &mut u8) -> bool {
        match *byte {
            b'[' if !self.in_list => self.in_list = true,
            b']' => self.end_list(),
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

    /// A byte of the object around the list that is wanted.
    fn around(&mut self, byte: u8) {
        match (self.place, byte) {
            (Place::AroundEscape, _) => self.place = Place::AroundText,
            (Place::AroundText, b'\\') => self.place = Place::AroundEscape,
            (Place::AroundText, b'"') => self.place = Place::Around,
            // Keys elsewhere are not compared, and no key that is wanted is longer.
            (Place::AroundText, _) if self.depth == 1 && self.name.len() < 64 => {
                self.name.push(byte);
            }
            (Place::AroundText, _) => {}
            (_, b'"') => {
                self.name.clear();
                self.is_named = false;
                self.place = Place::AroundText;
            }
            (_, b':') => self.is_named = self.depth == 1 && self.list == Some(self.name.as_slice()),
            (_, b'[') if self.is_named => {
                self.is_named = false;
                self.in_list = true;
                self.place = Place::Between;
            }
            (_, b'{' | b'[') => self.depth += 1,
            (_, b'}' | b']') => self.depth = self.depth.saturating_sub(1),
            (_, b',') => self.is_named = false,
            _ => {}
        }
    }

    /// The list ends, and what was around it goes on.
    fn end_list(&mut self) {
        self.in_list = false;
        if self.list.is_some() {
            self.place = Place::Around;
            self.depth = 1;
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
                self.end_list();
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
