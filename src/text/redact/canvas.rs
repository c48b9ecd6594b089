//! A text in which recognisers take turns: what one has claimed, the next cannot see.

use std::ops::Range;

use super::Kind;
use super::shape::Shape;
use crate::text::digit;

/// Personal data in a text.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// The value in one spelling: what makes two mentions the same.
    pub(super) key: String,
}

/// The text under examination. Claimed stretches are blanked byte for byte, so that positions stay true.
pub(super) struct Canvas {
    view: String,
    /// The outline of the view, until it changes.
    shape: Option<Shape>,
    found: Vec<Found>,
}

impl Canvas {
    pub(super) fn new(text: &str) -> Self {
        Self {
            view: text.to_owned(),
            shape: None,
            found: Vec::new(),
        }
    }

    /// What nobody has claimed yet.
    pub(super) fn view(&self) -> &str {
        &self.view
    }

    /// The outline of what nobody has claimed yet.
    pub(super) fn shape(&mut self) -> Shape {
        *self.shape.get_or_insert_with(|| Shape::of(&self.view))
    }

    /// Claims a stretch as personal data.
    pub(super) fn take(&mut self, range: Range<usize>, kind: Kind, key: String) {
        self.keep(range.clone());
        self.found.push(Found { range, kind, key });
    }

    /// Claims a stretch as harmless.
    pub(super) fn keep(&mut self, range: Range<usize>) {
        let blank = "\0".repeat(range.len());
        self.view.replace_range(range, &blank);
        self.shape = None;
    }

    /// Whether a stretch is free of anything claimed.
    pub(super) fn is_free(&self, range: Range<usize>) -> bool {
        self.view
            .get(range)
            .is_some_and(|view| !view.contains('\0'))
    }

    /// Whether a stretch of digits is no part of a longer row of digits.
    pub(super) fn stands_alone(&self, range: &Range<usize>) -> bool {
        let joins = |sign: Option<char>, beyond: Option<char>| match sign {
            Some('+') => true,
            Some('-' | '/' | '.' | ',' | ':' | '٫' | '٬') => beyond.and_then(digit).is_some(),
            Some(other) => digit(other).is_some(),
            None => false,
        };
        let mut before = self.view[..range.start].chars().rev();
        let mut after = self.view[range.end..].chars();
        !joins(before.next(), before.next()) && !joins(after.next(), after.next())
    }

    /// Everything found, in the order of the text.
    pub(super) fn into_found(mut self) -> Vec<Found> {
        self.found.sort_by_key(|found| found.range.start);
        self.found
    }
}
