//! Opening one input: undo its compression, look at its head, recognise it, get its reader.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::archive::ATTACHMENT;
use super::decompress::{Bytes, decompress};
use super::encoding::{Recoder, UTF_8, foreign, without_cut_letter};
use super::feed::Limits;
use super::file::{FileError, SourceFile};
use super::frame::first_row;
use super::letters::Letters;
use super::own::{is_listed_output, is_own_output};
use super::survey::survey;
use super::unfolded::Unfolded;
use super::walk::{Input, Place};
use crate::format::{
    Evidence, Format, Framing, Head, ReadSettings, Reader, Recognised, SniffError, Unfold,
    holds_data, is_mail, recognise,
};

/// How much of a file formats get to see before it is opened.
pub(super) const HEAD: u64 = 64 * 1024;

/// Below this score, what lies in a folder is only perhaps a transcript.
pub(super) const SURE: u8 = 60;

/// An input that can be read.
pub(super) struct Opened {
    pub(super) file: Arc<SourceFile>,
    pub(super) content: Content,
}

/// What is behind it.
pub(super) struct Content {
    pub(super) reader: Arc<dyn Reader>,
    pub(super) stream: Stream,
    /// What was read for the head, without byte order mark and header row.
    pub(super) start: Vec<u8>,
    /// The header row of a table; empty for everything else.
    pub(super) header: Vec<u8>,
}

/// Why an input is not read.
pub(super) enum Refusal {
    /// Listed, and no error: it lay in a folder and is no transcript, or it is empty.
    Skipped(String),
    /// An error.
    Failed(FileError),
}

/// Opens `input`, the run's file number `number`.
///
/// # Errors
/// The file's name and why it is not read.
pub(super) fn open(
    input: &Input,
    number: u32,
    forced: Option<&'static dyn Format>,
    settings: &ReadSettings,
    limits: Limits,
    bytes: &Arc<AtomicU64>,
) -> Result<Opened, Box<(SourceFile, Refusal)>> {
    let mut file = SourceFile {
        number,
        name: input.name(),
        named: input.named,
        recognised: None,
        encoding: UTF_8,
        times: None,
    };
    let opened = open_as(&mut file, input, forced, settings, bytes)
        .map(|content| unfolded(content, &file, limits));
    match opened {
        Ok(content) => Ok(Opened {
            file: Arc::new(file),
            content,
        }),
        Err(refusal) => Err(Box::new((file, refusal))),
    }
}

fn open_as(
    file: &mut SourceFile,
    input: &Input,
    forced: Option<&'static dyn Format>,
    settings: &ReadSettings,
    bytes: &Arc<AtomicU64>,
) -> Result<Content, Refusal> {
    if let Place::Member(member) = &input.place
        && member.is_media()
        && input.fault.is_none()
    {
        return Err(Refusal::Skipped(ATTACHMENT.to_owned()));
    }
    if let (Place::Sheet(_), Some(why)) = (&input.place, &input.fault) {
        return Err(Refusal::Skipped(why.clone()));
    }
    let mut stream = Stream::open(input, bytes).map_err(Refusal::Failed)?;
    let mut start = Vec::new();
    stream.fill(&mut start, HEAD);
    if start.is_empty()
        && let Some(what) = stream.fault.take()
    {
        return Err(Refusal::Failed(FileError::Unreadable(what)));
    }
    if let Some(what) = unsupported(&start) {
        if is_own_output(base_name(&file.name), b"") {
            return Err(pass_over(input, FileError::OwnOutput));
        }
        let head = named_only(base_name(&file.name));
        return Err(refuse(input, &head, FileError::Unsupported(what)));
    }
    // The parts of a message are in encodings of their own, which it names.
    let is_mail = is_mail(&String::from_utf8_lossy(&start));
    if !is_mail {
        file.encoding = stream.recode(&mut start);
    }
    let name = base_name(&file.name);
    let is_listed = matches!(&input.place, Place::File(path) if is_listed_output(path));
    if is_listed || is_own_output(name, &start) {
        return Err(pass_over(input, FileError::OwnOutput));
    }
    strip_preamble(&mut start);
    if start.trim_ascii().is_empty() {
        return Err(Refusal::Skipped("is empty".to_owned()));
    }
    let lossy = is_mail.then(|| String::from_utf8_lossy(&start).into_owned());
    let head = Head::new(
        name,
        lossy.as_deref().unwrap_or_else(|| valid_prefix(&start)),
        stream.ended,
    );
    let recognised = match forced {
        Some(format) => Recognised {
            format,
            evidence: Evidence {
                score: 100,
                keys: vec!["--format".to_owned()],
            },
        },
        None => recognise(&head, settings).map_err(|error| match error {
            SniffError::Nothing { why } => {
                let why = format!("{why}; its text was read as {}", file.encoding);
                let error = FileError::Unrecognised(SniffError::Nothing { why });
                refuse(input, &head, error)
            }
            SniffError::Tie { .. } => Refusal::Failed(FileError::Unrecognised(error)),
        })?,
    };
    let is_sure = recognised.evidence.score >= SURE;
    let format = recognised.format;
    file.recognised = Some(recognised);
    let unusable = |what| {
        let error = FileError::Unusable(what);
        if is_sure {
            Refusal::Failed(error)
        } else {
            refuse(input, &head, error)
        }
    };
    let mut reader = format.open(&head, settings).map_err(unusable)?;
    if reader.unfold().is_none() {
        let header = match reader.framing() {
            Framing::Rows { delimiter, .. } => first_row(&start, delimiter).unwrap_or(start.len()),
            _ => 0,
        };
        survey(&mut *reader, input, &start[header..], stream.ended).map_err(unusable)?;
    }
    file.times = reader.times().map(str::to_owned);
    if let Framing::Letters { is_box } = reader.framing() {
        stream = stream.of_letters(std::mem::take(&mut start), is_box);
    }
    Ok(Content {
        reader: Arc::from(reader),
        stream,
        start,
        header: Vec::new(),
    }
    .with_header())
}

impl Content {
    /// A table without its header row, which is kept beside it.
    fn with_header(mut self) -> Self {
        if self.reader.unfold().is_none()
            && let Framing::Rows { delimiter, .. } = self.reader.framing()
        {
            let end = first_row(&self.start, delimiter).unwrap_or(self.start.len());
            self.header.extend(self.start.drain(..end));
        }
        self
    }
}

/// The rows of a file whose records are to become rows; any other file as it is.
fn unfolded(content: Content, file: &SourceFile, limits: Limits) -> Content {
    let Some(framing) = content.reader.unfold().map(Unfold::framing) else {
        return content;
    };
    let reader = Arc::clone(&content.reader);
    let records = Opened {
        file: Arc::new(SourceFile {
            number: file.number,
            name: String::new(),
            named: file.named,
            recognised: None,
            encoding: file.encoding,
            times: None,
        }),
        content,
    };
    let mut stream = Stream {
        bytes: Box::new(Unfolded::new(records, framing, limits)),
        ended: false,
        fault: None,
        recoder: None,
    };
    let mut start = Vec::new();
    stream.fill(&mut start, HEAD);
    let end = first_row(&start, b',').unwrap_or(start.len());
    let header = start.drain(..end).collect();
    Content {
        reader,
        stream,
        start,
        header,
    }
}

/// What cannot be read: an error where it was named, or where it says of itself that it holds data, because the run then
/// lacks something; only listed where it merely lay in a folder.
pub(super) fn refuse(input: &Input, head: &Head<'_>, error: FileError) -> Refusal {
    if !input.named && holds_data(head) {
        Refusal::Failed(FileError::Unread(error.to_string()))
    } else {
        pass_over(input, error)
    }
}

/// All that is known of a file that is no text.
pub(super) const fn named_only(name: &str) -> Head<'_> {
    Head::new(name, "", true)
}

/// What lies in a folder without being ours to read is only listed; what was named is an error.
fn pass_over(input: &Input, error: FileError) -> Refusal {
    if input.named {
        Refusal::Failed(error)
    } else {
        Refusal::Skipped(error.to_string())
    }
}

pub(super) fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// What the first bytes of files that are not read say about them, whatever their name. Archives belong in `decompress`.
const NOT_READ: [(&[u8], &str); 8] = [
    (b"\x1f\x8b", TWICE),
    (b"\x28\xb5\x2f\xfd", TWICE),
    (
        b"PK\x03\x04",
        "is a zip archive on standard input or inside another container, which is not read; unpack it and name the file",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "is an old or locked Office document (.xls, .msg, or one with a password), which is not read; save the sheet as CSV UTF-8",
    ),
    (
        b"%PDF",
        "is a PDF document, which is not read; export the conversations as CSV or JSON",
    ),
    (
        b"\x89PNG",
        "is a picture, which is not read; export the conversations as CSV or JSON",
    ),
    (
        b"\xff\xd8\xff",
        "is a picture, which is not read; export the conversations as CSV or JSON",
    ),
    (
        b"GIF8",
        "is a picture, which is not read; export the conversations as CSV or JSON",
    ),
];

const TWICE: &str = "is compressed twice; unpack it once";

fn unsupported(start: &[u8]) -> Option<&'static str> {
    let known = NOT_READ.iter().find(|(magic, _)| start.starts_with(magic));
    known.map(|(_, what)| *what)
}

/// Removes a UTF-8 byte order mark and the `sep=;` line that spreadsheets write for themselves.
pub(super) fn strip_preamble(start: &mut Vec<u8>) {
    if start.starts_with(b"\xef\xbb\xbf") {
        start.drain(..3);
    }
    if start
        .get(..4)
        .is_some_and(|word| word.eq_ignore_ascii_case(b"sep="))
    {
        let line = start.iter().take(8).position(|byte| *byte == b'\n');
        start.drain(..line.map_or(0, |end| end + 1));
    }
}

fn valid_prefix(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}

/// The plain bytes of one input. An error ends it and stays as its fault.
pub(super) struct Stream {
    bytes: Bytes,
    pub(super) ended: bool,
    pub(super) fault: Option<String>,
    /// Where the text is not UTF-8.
    recoder: Option<Recoder>,
}

impl Stream {
    pub(super) fn open(input: &Input, counter: &Arc<AtomicU64>) -> Result<Self, FileError> {
        if let Some(fault) = &input.fault {
            return Err(match input.place {
                Place::Member(_) => FileError::Unusable(fault.clone()),
                _ => FileError::Unreadable(fault.clone()),
            });
        }
        let stored: Bytes = match &input.place {
            Place::Stdin => Box::new(io::stdin()),
            Place::Member(member) => member.open().map_err(|error| unreadable(&error))?,
            Place::Sheet(sheet) => {
                counter.fetch_add(input.size.unwrap_or_default(), Ordering::Relaxed);
                let (rows, fault) = sheet.rows().map_err(FileError::Unreadable)?;
                return Ok(Self::sheet(rows, fault));
            }
            Place::File(path) => Box::new(File::open(path).map_err(|error| unreadable(&error))?),
        };
        let stored = Counted {
            bytes: stored,
            counter: Arc::clone(counter),
        };
        let bytes = decompress(Box::new(stored)).map_err(|error| unreadable(&error))?;
        Ok(Self {
            bytes,
            ended: false,
            fault: None,
            recoder: None,
        })
    }

    /// Finds out the encoding by the file's first bytes, as they are stored, and turns them into UTF-8, as everything
    /// that follows will be. Returns the encoding's name.
    pub(super) fn recode(&mut self, start: &mut Vec<u8>) -> &'static str {
        let look: &[u8] = if self.ended {
            start
        } else {
            without_cut_letter(start)
        };
        let Some(encoding) = foreign(look) else {
            return UTF_8;
        };
        let mut recoder = Recoder::new(encoding);
        let stored = std::mem::take(start);
        recoder.append(&stored, self.ended, start);
        self.recoder = Some(recoder);
        encoding.name()
    }

    /// The plain bytes kept in `file`, from its beginning; `fault` is what ended them.
    pub(super) fn kept(file: File, fault: Option<String>) -> Self {
        Self {
            bytes: Box::new(file),
            recoder: None,
            ended: false,
            fault,
        }
    }

    /// The rows of a sheet; `fault` is what ended them.
    fn sheet(rows: Vec<u8>, fault: Option<String>) -> Self {
        Self {
            bytes: Box::new(io::Cursor::new(rows)),
            ended: false,
            fault,
            recoder: None,
        }
    }

    /// The messages behind `start` as rows.
    fn of_letters(self, start: Vec<u8>, is_box: bool) -> Self {
        let rest: Bytes = match self.fault {
            Some(fault) => Box::new(Broken(fault)),
            None => self.bytes,
        };
        let bytes = Box::new(io::Cursor::new(start).chain(rest));
        Self {
            bytes: Box::new(Letters::new(bytes, is_box)),
            ended: false,
            fault: None,
            recoder: None,
        }
    }

    /// Nothing, because of `fault`.
    pub(super) fn kept_nothing(fault: String) -> Self {
        Self {
            bytes: Box::new(io::empty()),
            recoder: None,
            ended: true,
            fault: Some(fault),
        }
    }

    /// Appends up to `amount` bytes to `buffer`, fewer only at the end of the input.
    pub(super) fn fill(&mut self, buffer: &mut Vec<u8>, amount: u64) {
        let Some(mut recoder) = self.recoder.take() else {
            return self.fill_plain(buffer, amount);
        };
        let mut stored = Vec::new();
        self.fill_plain(&mut stored, amount);
        recoder.append(&stored, self.ended, buffer);
        self.recoder = Some(recoder);
    }

    fn fill_plain(&mut self, buffer: &mut Vec<u8>, amount: u64) {
        buffer.reserve(amount as usize + 1);
        match (&mut self.bytes).take(amount).read_to_end(buffer) {
            Ok(read) => self.ended = (read as u64) < amount,
            Err(error) => {
                self.ended = true;
                self.fault = Some(describe(&error));
            }
        }
    }
}

/// What is left of an input that could not be read to its end.
struct Broken(String);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other(self.0.clone()))
    }
}

/// Decoders put their own words into an error; the kind alone is said where the operating system speaks.
fn describe(error: &io::Error) -> String {
    if error.raw_os_error().is_some() {
        error.kind().to_string()
    } else {
        error.to_string()
    }
}

fn unreadable(error: &io::Error) -> FileError {
    FileError::Unreadable(describe(error))
}

/// Counts what is read, as stored, for a progress bar.
struct Counted {
    bytes: Bytes,
    counter: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.counter.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::strip_preamble;

    #[test]
    fn marks_and_separator_lines_are_no_content() {
        for (stored, content) in [
            ("\u{feff}id,text\n", "id,text\n"),
            ("\u{feff}sep=;\r\nid;text\n", "id;text\n"),
            ("sepal,text\n", "sepal,text\n"),
        ] {
            let mut bytes = stored.as_bytes().to_vec();
            strip_preamble(&mut bytes);
            assert_eq!(bytes, content.as_bytes());
        }
    }
}
