//! Words out of raw text: folding, tokens, similarity. Pure, and without allocation on the hot path.

mod digit;
mod fold;
mod quoted;
pub mod redact;
mod similarity;
mod table;
mod token;

pub use digit::{digit, latin_digit};
pub use fold::{fold, fold_words};
pub use quoted::own_words;
pub use similarity::{containment, jaccard, shared};
pub use token::{Folded, Token, TokenKind};
