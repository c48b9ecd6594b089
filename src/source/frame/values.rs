//! JSON values one after the other: concatenated, pretty-printed, or the elements of one top-level list.
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
}

#[derive(Default)]
pub(in crate::source) struct ValueCutter {
    seen: usize,
    place: Place,
    depth: usize,
    in_list: bool,
}

impl ValueCutter {
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
            b'[' if !self.in_list => self.in_list = true,
            b']' => self.in_list = false,
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
            self.in_list &= buffer[self.seen] != b']';
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
