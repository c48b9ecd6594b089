//! Zip archives: every member is an input of its own, read from the archive's file without unpacking anything to disk.
//!
//! The archive's directory is read once. A member's name is only a name: it is sorted, shown and never opened.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::file::FileError;
use super::own::is_own_output;
use super::walk::{Input, Place};
use super::workbook::sheets;
use crate::format::{Format, ReadSettings};

/// How many members an archive may have.
const MEMBERS: usize = 100_000;
/// How many bytes its members may hold together: more than any export we know of.
const TOTAL: u64 = 64 << 30;
/// How often larger than its stored form a member may be, and from which size on that is asked. Chats and JSON stay
/// below 40; the format's own limit is 1032.
const RATIO: u64 = 200;
const RATIO_FROM: u64 = 16 << 20;
/// How many bytes the parts of a workbook may be together: they are read into memory.
const WORKBOOK: u64 = 2 << 30;

/// What chats carry beside their text.
const MEDIA: [&str; 22] = [
    "jpg", "jpeg", "png", "gif", "webp", "heic", "mp4", "mov", "3gp", "mkv", "opus", "ogg", "mp3",
    "m4a", "aac", "amr", "wav", "pdf", "vcf", "docx", "pptx", "was",
];

/// Why a member that is a picture or recording is not read.
pub const ATTACHMENT: &str = "is a picture, recording or other attachment";

/// One file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The archive.
    archive: PathBuf,
    /// Its name there.
    name: String,
    /// Where its stored bytes begin, and how many they are.
    start: u64,
    stored: u64,
    size: u64,
    crc: u32,
    deflated: bool,
}

impl Member {
    /// The member's name for people: the archive's path and its own name in it.
    pub(super) fn name(&self) -> String {
        format!("{}/{}", self.archive.display(), self.name)
    }

    /// Whether its name says that it is no text.
    pub(super) fn is_media(&self) -> bool {
        ending(&self.name).is_some_and(|ending| MEDIA.contains(&ending.as_str()))
    }

    /// Its plain bytes, checked against the directory's size and checksum.
    ///
    /// # Errors
    /// Where the archive cannot be opened again.
    pub(super) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let mut file = File::open(&self.archive)?;
        file.seek(SeekFrom::Start(self.start))?;
        let stored = io::BufReader::new(file).take(self.stored);
        let plain: Box<dyn Read + Send> = if self.deflated {
            Box::new(DeflateDecoder::new(stored))
        } else {
            Box::new(stored)
        };
        Ok(Box::new(Checked {
            plain,
            crc: Crc::new(),
            left: self.size,
            expected: self.crc,
        }))
    }
}

/// Bytes of a member, counted and summed.
struct Checked {
    plain: Box<dyn Read + Send>,
    crc: Crc,
    left: u64,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.plain.read(buffer)?;
        self.crc.update(&buffer[..read]);
        let wrong = |what| Err(io::Error::new(io::ErrorKind::InvalidData, what));
        match self.left.checked_sub(read as u64) {
            None => return wrong("longer than the archive's directory says"),
            Some(left) => self.left = left,
        }
        if read == 0 && !buffer.is_empty() && (self.left > 0 || self.crc.sum() != self.expected) {
            return wrong("its checksum or size is not the archive's");
        }
        Ok(read)
    }
}

/// The members of the archive behind `input`, sorted by name, or the sheets of the workbook; `None` where it is neither.
///
/// # Errors
/// Where it is damaged, too large for what it stores, or another office document or a program package.
pub(super) fn members(
    input: &Input,
    settings: &ReadSettings,
    forced: Option<&'static dyn Format>,
) -> Result<Option<Vec<Input>>, FileError> {
    let Place::File(path) = &input.place else {
        return Ok(None);
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if input.fault.is_some() || is_own_output(&name, b"") || !has_magic(path) {
        return Ok(None);
    }
    if let Some(what) = document_by_name(&name) {
        return Err(FileError::Unsupported(what));
    }
    let kind = if is_workbook_name(&name) {
        "workbook"
    } else {
        "zip archive"
    };
    let damaged = |what: &dyn std::fmt::Display| {
        FileError::Unusable(format!(
            "is a {kind} that cannot be read ({what}); export it again"
        ))
    };
    let file = File::open(path).map_err(|error| damaged(&error))?;
    let mut archive = ZipArchive::new(file).map_err(|error| damaged(&error))?;
    if archive.index_for_name("xl/workbook.xml").is_some() {
        check_parts(&mut archive)?;
        drop(archive);
        return sheets(path, input.size, settings, forced).map(Some);
    }
    if let Some(what) = document(&archive) {
        return Err(FileError::Unsupported(what));
    }
    if archive.len() > MEMBERS {
        return Err(FileError::Unusable(format!(
            "has more than {MEMBERS} files in it; unpack it and name the folder"
        )));
    }
    let mut found: Vec<Input> = Vec::new();
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let entry = archive
            .by_index_raw(index)
            .map_err(|error| damaged(&error))?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let hidden = name
            .split(['/', '\\'])
            .any(|part| part == "__MACOSX" || (part.starts_with('.') && part != ".."));
        if entry.is_dir() || hidden {
            continue;
        }
        let (size, stored) = (entry.size(), entry.compressed_size());
        let method = entry.compression();
        let start = entry.data_start();
        let member = Member {
            archive: path.clone(),
            start: start.unwrap_or_default(),
            stored,
            size,
            crc: entry.crc32(),
            deflated: method == CompressionMethod::Deflated,
            name,
        };
        let is_readable = start.is_some()
            && matches!(
                method,
                CompressionMethod::Stored | CompressionMethod::Deflated
            );
        let fault = fault(&member, entry.encrypted(), is_readable);
        if fault.is_none() && !member.is_media() {
            total = total.saturating_add(size);
        }
        found.push(Input {
            place: Place::Member(Box::new(member)),
            named: false,
            size: Some(stored),
            fault: fault.map(str::to_owned),
        });
    }
    if total > TOTAL {
        return Err(FileError::Unusable(format!(
            "holds more than {} GiB; unpack it and name the folder",
            TOTAL >> 30
        )));
    }
    found.sort_by_cached_key(Input::name);
    Ok(Some(found))
}

/// Refuses a workbook whose parts would not fit into memory, or are packed as only traps are.
fn check_parts(archive: &mut ZipArchive<File>) -> Result<(), FileError> {
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index_raw(index) else {
            continue;
        };
        total = total.saturating_add(part.size());
        if is_trap(part.size(), part.compressed_size()) || total > WORKBOOK {
            return Err(FileError::Unusable(
                "is a workbook whose parts are too large or packed as tightly as only traps are; save the sheet as CSV \
                 UTF-8"
                    .to_owned(),
            ));
        }
    }
    Ok(())
}

/// Whether so much comes of so little.
const fn is_trap(size: u64, stored: u64) -> bool {
    size > RATIO_FROM && size / RATIO > stored
}

/// Why a member cannot be opened. Pictures are not opened anyway.
fn fault(member: &Member, encrypted: bool, is_readable: bool) -> Option<&'static str> {
    let is_archive = ending(&member.name)
        .is_some_and(|ending| matches!(ending.as_str(), "zip" | "7z" | "rar" | "tar" | "tgz"));
    if member.is_media() {
        None
    } else if encrypted {
        Some("is encrypted; unpack it with its password and name the folder")
    } else if !is_readable {
        Some("is packed in a way that is not read; unpack it and name the folder")
    } else if is_archive {
        Some("is an archive inside an archive; unpack the outer one and name the folder")
    } else if is_trap(member.size, member.stored) {
        Some("is packed as tightly as only traps are; unpack it and name the folder")
    } else {
        None
    }
}

/// The lower-case ending of a name.
fn ending(name: &str) -> Option<String> {
    Path::new(name)
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
}

fn has_magic(path: &Path) -> bool {
    let mut magic = [0_u8; 4];
    // A pipe that was named is not opened twice.
    path.is_file()
        && File::open(path)
            .and_then(|mut file| file.read_exact(&mut magic))
            .is_ok()
        && (&magic == b"PK\x03\x04" || &magic == b"PK\x05\x06")
}

const OFFICE: &str = "is a workbook that is no .xlsx, or another office document, which is not read; save the sheet as CSV UTF-8";
const PROGRAM: &str = "is a program package, not a transcript";

fn is_workbook_name(name: &str) -> bool {
    matches!(ending(name).as_deref(), Some("xlsx" | "xlsm"))
}

/// Documents and programs that are zip archives inside, told by the file's name even where they are damaged.
fn document_by_name(name: &str) -> Option<&'static str> {
    match ending(name)?.as_str() {
        "xlsb" | "docx" | "pptx" | "ods" | "odt" | "odp" | "epub" => Some(OFFICE),
        "jar" | "apk" | "war" | "whl" => Some(PROGRAM),
        _ => None,
    }
}

/// The same told by what is in them.
fn document(archive: &ZipArchive<File>) -> Option<&'static str> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("[Content_Types].xml") || has("mimetype") {
        Some(OFFICE)
    } else if has("META-INF/MANIFEST.MF") || has("AndroidManifest.xml") {
        Some(PROGRAM)
    } else {
        None
    }
}
