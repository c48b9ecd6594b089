//! Opening the inputs of a run more than once, also those that can be read only once.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::archive::members;
use super::encoding::UTF_8;
use super::feed::Limits;
use super::file::{FileError, SourceFile};
use super::open::{Content, Opened, Refusal, Stream, base_name, named_only, open, refuse};
use super::scan::keyed;
use super::walk::Input;
use crate::format::{Format, ReadSettings, Reader, holds_data};

/// How much of a pipe is copied at once.
const COPY: u64 = 256 << 10;

/// What opening gives.
pub(super) type Opening = Result<Opened, Box<(SourceFile, Refusal)>>;

/// The inputs of a run, to be opened by number.
pub(super) struct Opener {
    inputs: Vec<Input>,
    /// Why archives among them cannot be read.
    refused: BTreeMap<u32, FileError>,
    forced: Option<&'static dyn Format>,
    settings: ReadSettings,
    limits: Limits,
    kept: BTreeMap<u32, Kept>,
}

/// A pipe that was opened before its turn.
enum Kept {
    /// Opened and not read any further.
    Once(Box<Opening>),
    /// Copied to a temporary file, because its rows may be scattered.
    Rows {
        file: Arc<SourceFile>,
        reader: Arc<dyn Reader>,
        header: Vec<u8>,
        rows: File,
        fault: Option<String>,
    },
}

impl Opener {
    pub(super) fn new(
        inputs: Vec<Input>,
        settings: ReadSettings,
        forced: Option<&'static dyn Format>,
        limits: Limits,
    ) -> Self {
        let (inputs, refused) = unpacked(inputs, &settings, forced);
        Self {
            inputs,
            refused,
            forced,
            settings,
            limits,
            kept: BTreeMap::new(),
        }
    }

    /// The stored size of all inputs, where every one is known.
    pub(super) fn total(&self) -> Option<u64> {
        self.inputs.iter().map(|input| input.size).sum()
    }

    /// How many inputs there are.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.inputs.len()).unwrap_or(u32::MAX)
    }

    /// The stored size of an input, where it is known.
    pub(super) fn size(&self, number: u32) -> Option<u64> {
        self.inputs[number as usize].size
    }

    /// The name of an input.
    pub(super) fn name(&self, number: u32) -> String {
        self.inputs[number as usize].name()
    }

    /// Opens an input for the last time.
    pub(super) fn open(&mut self, number: u32, bytes: &Arc<AtomicU64>) -> Opening {
        match self.kept.remove(&number) {
            Some(Kept::Once(opening)) => *opening,
            Some(kept) => self.again(number, kept),
            None => self.read(number, bytes),
        }
    }

    /// Opens an input whose rows are to be looked at before its turn; `None` where that is not needed.
    ///
    /// # Errors
    /// Where a pipe cannot be copied to a temporary file.
    pub(super) fn look(
        &mut self,
        number: u32,
        bytes: &Arc<AtomicU64>,
    ) -> io::Result<Option<Opened>> {
        let opening = match self.kept.remove(&number) {
            Some(once @ Kept::Once(_)) => {
                self.kept.insert(number, once);
                return Ok(None);
            }
            Some(kept) => self.again(number, kept),
            None => self.read(number, bytes),
        };
        let is_pipe = self.size(number).is_none();
        match opening {
            Ok(opened) if keyed(&opened.content).is_some() => {
                if !is_pipe || self.kept.contains_key(&number) {
                    return Ok(Some(opened));
                }
                let kept = copy(opened)?;
                Ok(self.again(number, kept).ok())
            }
            other => {
                if is_pipe {
                    self.kept.insert(number, Kept::Once(Box::new(other)));
                }
                Ok(None)
            }
        }
    }

    fn read(&self, number: u32, bytes: &Arc<AtomicU64>) -> Opening {
        let input = &self.inputs[number as usize];
        if let Some(error) = self.refused.get(&number) {
            return Err(Box::new(refusal(input, number, error.clone())));
        }
        let limits = self.limits;
        open(input, number, self.forced, &self.settings, limits, bytes)
    }

    /// A copy from its beginning. It stays kept.
    fn again(&mut self, number: u32, kept: Kept) -> Opening {
        match kept {
            Kept::Once(opening) => *opening,
            Kept::Rows {
                file,
                reader,
                header,
                mut rows,
                fault,
            } => {
                let stream = match rows.rewind().and_then(|()| rows.try_clone()) {
                    Ok(copy) => Stream::kept(copy, fault.clone()),
                    Err(error) => Stream::kept_nothing(error.to_string()),
                };
                let content = Content {
                    reader: Arc::clone(&reader),
                    stream,
                    start: Vec::new(),
                    header: header.clone(),
                };
                let opened = Opened {
                    file: Arc::clone(&file),
                    content,
                };
                let kept = Kept::Rows {
                    file,
                    reader,
                    header,
                    rows,
                    fault,
                };
                self.kept.insert(number, kept);
                Ok(opened)
            }
        }
    }
}

/// The inputs with the members of every archive and the sheets of every workbook in its place, and why archives cannot be
/// read, by number. What was found and is to be ignored is left out.
fn unpacked(
    inputs: Vec<Input>,
    settings: &ReadSettings,
    forced: Option<&'static dyn Format>,
) -> (Vec<Input>, BTreeMap<u32, FileError>) {
    let is_wanted = |input: &Input| input.named || !settings.ignore.is_match(input.name());
    let (mut flat, mut refused) = (Vec::with_capacity(inputs.len()), BTreeMap::new());
    for input in inputs.into_iter().filter(is_wanted) {
        match members(&input, settings, forced) {
            Ok(None) => flat.push(input),
            Ok(Some(inside)) if inside.is_empty() => {
                refused.insert(
                    u32::try_from(flat.len()).unwrap_or(u32::MAX),
                    FileError::Empty,
                );
                flat.push(input);
            }
            Ok(Some(inside)) => flat.extend(inside.into_iter().filter(is_wanted)),
            Err(error) => {
                refused.insert(u32::try_from(flat.len()).unwrap_or(u32::MAX), error);
                flat.push(input);
            }
        }
    }
    (flat, refused)
}

/// An archive that cannot be read: passed over where it was only found, an error where it was named.
fn refusal(input: &Input, number: u32, error: FileError) -> (SourceFile, Refusal) {
    let file = SourceFile {
        number,
        name: input.name(),
        named: input.named,
        recognised: None,
        encoding: UTF_8,
        times: None,
    };
    let refusal = match error {
        error @ (FileError::Unsupported(_) | FileError::Unrecognised(_)) => {
            refuse(input, &named_only(base_name(&file.name)), error)
        }
        // A workbook is data by its name, so one that lies in a folder and is damaged leaves a gap.
        error @ FileError::Unusable(_) if holds_data(&named_only(base_name(&file.name))) => {
            refuse(input, &named_only(base_name(&file.name)), error)
        }
        FileError::Empty => Refusal::Skipped(error.to_string()),
        error => Refusal::Failed(error),
    };
    (file, refusal)
}

/// Copies what is left of a pipe to an unlinked temporary file.
fn copy(opened: Opened) -> io::Result<Kept> {
    let Opened { file, content } = opened;
    let Content {
        reader,
        mut stream,
        start,
        header,
    } = content;
    let mut rows = BufWriter::new(tempfile::tempfile()?);
    let mut buffer = start;
    loop {
        rows.write_all(&buffer)?;
        if stream.ended {
            break;
        }
        buffer.clear();
        stream.fill(&mut buffer, COPY);
    }
    Ok(Kept::Rows {
        file,
        reader,
        header,
        rows: rows.into_inner().map_err(io::IntoInnerError::into_error)?,
        fault: stream.fault,
    })
}
