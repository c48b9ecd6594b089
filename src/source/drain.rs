//! Reading a feed to its end on one thread, for commands that need no workers.

use super::feed::{Delivered, Feed};
use super::file::{FileError, SourceFile};
use super::place::located;
use crate::format::{Chunk, Problem};
use crate::transcript::Conversation;

/// What a feed holds, one by one and in input order.
pub enum Found<'a> {
    /// A conversation.
    Conversation(Conversation<'a>),
    /// A record that could not be used.
    Unreadable(Problem),
    /// A file, or the rest of it, that could not be used.
    Failed(FileError),
    /// A file that is no transcript, and why.
    Skipped(String),
}

/// Shows everything in `feed` to `see`, until that returns an error.
///
/// # Errors
/// The error of `see`.
pub fn drain<E>(
    feed: &mut Feed,
    mut see: impl FnMut(&SourceFile, Found<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut buffer = Vec::new();
    while let Some(delivery) = feed.next(&mut buffer) {
        let file = delivery.file;
        match delivery.what {
            Delivered::Records {
                reader,
                first_record,
                rows,
            } => {
                let mut result = Ok(());
                let chunk = Chunk {
                    bytes: &buffer,
                    first_record,
                };
                reader.read(chunk, &mut |read| {
                    if result.is_ok() {
                        let found = match read {
                            Ok(conversation) => Found::Conversation(conversation),
                            Err(problem) => Found::Unreadable(located(rows.as_ref(), problem)),
                        };
                        result = see(&file, found);
                    }
                });
                result?;
            }
            Delivered::Unreadable(problem) => see(&file, Found::Unreadable(problem))?,
            Delivered::Failed(error) => see(&file, Found::Failed(error))?,
            Delivered::Skipped(reason) => see(&file, Found::Skipped(reason))?,
        }
    }
    Ok(())
}
