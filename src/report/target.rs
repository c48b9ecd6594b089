//! Where reports go: whole or not at all.
//!
//! A file is written beside its place and renamed into it; a folder's files likewise, its `manifest.json` last. Nothing
//! appears before that, and an output that is dropped leaves nothing behind, not even the folders made for it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tempfile::NamedTempFile;

use crate::source::is_own_output;

/// The last file of a folder; lists the others.
pub const MANIFEST: &str = "manifest.json";

/// What unfinished files are called, so that a later run knows them for its own.
const UNFINISHED: (&str, &str) = (".lamsa-", ".tmp");

/// One file on its way to its place, or standard output.
#[derive(Debug)]
pub struct Target {
    place: Place,
}

#[derive(Debug)]
enum Place {
    Stdout(BufWriter<io::Stdout>),
    /// A pipe or device: there is nothing to put in its place.
    Stream(BufWriter<File>),
    File {
        unfinished: BufWriter<NamedTempFile>,
        path: PathBuf,
        parents: NewFolders,
    },
}

impl Target {
    /// Opens a target, making the folders above it. `None` and `-` are standard output.
    ///
    /// # Errors
    /// Where nothing can be written there; the message names the path.
    pub fn open(path: Option<&Path>) -> io::Result<Self> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Self {
                place: Place::Stdout(BufWriter::new(io::stdout())),
            });
        };
        // What a link points to is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        Self::open_file(&path).map_err(|error| at(&path, &error))
    }

    fn open_file(path: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(io::Error::new(
                io::ErrorKind::IsADirectory,
                "is a folder; name a file in it",
            )),
            Ok(found) if !found.is_file() => Ok(Self {
                place: Place::Stream(BufWriter::new(File::options().write(true).open(path)?)),
            }),
            _ => {
                let folder = parent(path);
                let parents = NewFolders::make(folder)?;
                let unfinished = BufWriter::new(unfinished(folder)?);
                Ok(Self {
                    place: Place::File {
                        unfinished,
                        path: path.to_owned(),
                        parents,
                    },
                })
            }
        }
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// Where it cannot be completed; its place then holds what it held before.
    pub fn finish(self) -> io::Result<()> {
        match self.place {
            Place::Stdout(mut stdout) => unless_closed(stdout.flush(), ()),
            Place::Stream(mut stream) => stream.flush(),
            Place::File {
                unfinished,
                path,
                parents,
            } => {
                let file = unfinished
                    .into_inner()
                    .map_err(|error| at(&path, error.error()))?;
                file.persist(&path)
                    .map_err(|error| at(&path, &error.error))?;
                parents.keep();
                Ok(())
            }
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.place {
            Place::Stdout(stdout) => unless_closed(stdout.write(bytes), bytes.len()),
            Place::Stream(stream) => stream.write(bytes),
            Place::File { unfinished, .. } => unfinished.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.place {
            Place::Stdout(stdout) => unless_closed(stdout.flush(), ()),
            Place::Stream(stream) => stream.flush(),
            Place::File { unfinished, .. } => unfinished.flush(),
        }
    }
}

/// A folder of files on its way to its place.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    files: Vec<Target>,
    manifest: Target,
    stale: Vec<PathBuf>,
    made: NewFolders,
}

impl Folder {
    /// Opens a folder for these files, making it and the folders above it.
    ///
    /// # Errors
    /// Where nothing can be written there, or the folder holds anything but an earlier report of this kind.
    pub fn open(path: &Path, names: &[&str]) -> io::Result<Self> {
        let open = || {
            let stale = earlier_files(path)?;
            let made = NewFolders::make(path)?;
            let files = names
                .iter()
                .map(|name| Target::open_file(&path.join(name)))
                .collect::<io::Result<_>>()?;
            let manifest = Target::open_file(&path.join(MANIFEST))?;
            let stale = stale
                .into_iter()
                .filter(|name| !names.contains(&name.as_str()))
                .map(|name| path.join(name))
                .collect();
            Ok(Self {
                path: path.to_owned(),
                files,
                manifest,
                stale,
                made,
            })
        };
        open().map_err(|error| at(path, &error))
    }

    /// The files, in the order of the names they were opened under.
    pub fn files(&mut self) -> &mut [Target] {
        &mut self.files
    }

    /// Puts every file in its place and `manifest`, which must list them, after them.
    ///
    /// # Errors
    /// Where a file cannot be completed. The manifest is then missing: the folder is no report.
    pub fn finish(self, manifest: &[u8]) -> io::Result<()> {
        let Self {
            path,
            mut files,
            manifest: mut last,
            stale,
            made,
        } = self;
        last.write_all(manifest)
            .map_err(|error| at(&path, &error))?;
        for file in &mut files {
            file.flush().map_err(|error| at(&path, &error))?;
        }
        for old in stale.iter().chain([&path.join(MANIFEST)]) {
            if let Err(error) = fs::remove_file(old)
                && error.kind() != io::ErrorKind::NotFound
            {
                return Err(at(old, &error));
            }
        }
        for file in files {
            file.finish()?;
        }
        last.finish()?;
        made.keep();
        Ok(())
    }
}

/// The part of a manifest that says which files are ours.
#[derive(Deserialize)]
struct Listed {
    tool: String,
    files: Vec<ListedFile>,
}

#[derive(Deserialize)]
struct ListedFile {
    name: String,
}

/// The files of an earlier report in a folder; an error where it holds anything else.
fn earlier_files(path: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let listed = fs::read(path.join(MANIFEST))
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Listed>(&bytes).ok());
    let ours: Vec<String> = match listed {
        Some(listed) if listed.tool == "lamsa" => {
            listed.files.into_iter().map(|file| file.name).collect()
        }
        _ => Vec::new(),
    };
    let is_report = !ours.is_empty();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let unfinished = name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1);
        if !(unfinished || ours.contains(&name) || (is_report && name == MANIFEST)) {
            let what = format!(
                "holds {name}, which is no part of an earlier report; name an empty or new folder"
            );
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, what));
        }
    }
    Ok(ours)
}

/// Refuses a target whose writing would replace one of the inputs. `inputs` is asked only where something that is not
/// ours stands in the target's place.
///
/// # Errors
/// Names the target; or what `inputs` returned.
pub fn refuse_input(
    target: &Path,
    inputs: impl FnOnce() -> io::Result<Vec<PathBuf>>,
) -> io::Result<()> {
    let Ok(place) = fs::canonicalize(target) else {
        return Ok(());
    };
    if !place.is_file() || is_own(&place) {
        return Ok(());
    }
    let is_input = |input: &PathBuf| fs::canonicalize(input).is_ok_and(|input| input == place);
    if inputs()?.iter().any(is_input) {
        return Err(at(
            target,
            &io::Error::new(
                io::ErrorKind::AlreadyExists,
                "it is an input; name another place",
            ),
        ));
    }
    Ok(())
}

/// Whether a file is an output of an earlier run.
fn is_own(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(2048).read_to_end(&mut head));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    read.is_ok() && is_own_output(&name, &head)
}

/// Folders that were made for an output; unmade where the output is dropped and nobody else has used them.
#[derive(Debug, Default)]
struct NewFolders(Vec<PathBuf>);

impl NewFolders {
    fn make(path: &Path) -> io::Result<Self> {
        let missing = path
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let made = Self(missing.map(Path::to_owned).collect());
        fs::create_dir_all(path)?;
        Ok(made)
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for NewFolders {
    fn drop(&mut self) {
        for folder in &self.0 {
            // A folder that somebody has put something into stays.
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
}

fn unfinished(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Reports are ordinary files: the user's umask decides who may read them.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot write {}: {error}", path.display()),
    )
}

/// A reader of standard output who has seen enough is no error: what else is written goes nowhere, and every other output
/// of the run is still finished.
pub(super) fn unless_closed<T>(result: io::Result<T>, as_if: T) -> io::Result<T> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(as_if),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Folder, MANIFEST, Target, refuse_input};
    use std::fs;
    use std::io::Write;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("a/b/report.txt");
        let mut target = Target::open(Some(&path)).unwrap();
        target.write_all(b"half").unwrap();
        drop(target);
        assert_eq!(fs::read_dir(room.path()).unwrap().count(), 0);
        let mut target = Target::open(Some(&path)).unwrap();
        target.write_all(b"whole").unwrap();
        assert!(!path.exists());
        target.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        assert!(Target::open(Some(room.path())).is_err());
    }

    #[test]
    fn a_folder_is_replaced_only_if_it_is_ours() {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("out");
        drop(Folder::open(&path, &["a.csv"]).unwrap());
        assert!(!path.exists());
        for round in ["one", "two"] {
            let mut folder = Folder::open(&path, &["a.csv"]).unwrap();
            folder.files()[0].write_all(round.as_bytes()).unwrap();
            folder
                .finish(br#"{"tool":"lamsa","files":[{"name":"a.csv"}]}"#)
                .unwrap();
            assert_eq!(fs::read_to_string(path.join("a.csv")).unwrap(), round);
        }
        fs::write(path.join("notes.txt"), "mine").unwrap();
        let error = Folder::open(&path, &["a.csv"]).unwrap_err();
        assert!(error.to_string().contains("notes.txt"), "{error}");
        fs::remove_file(path.join("notes.txt")).unwrap();
        fs::remove_file(path.join(MANIFEST)).unwrap();
        assert!(Folder::open(&path, &["a.csv"]).is_err());
    }

    #[test]
    fn inputs_are_never_overwritten() {
        let room = tempfile::tempdir().unwrap();
        let export = room.path().join("export.jsonl");
        fs::write(&export, "{}").unwrap();
        assert!(refuse_input(&export, || Ok(vec![export.clone()])).is_err());
        assert!(refuse_input(&export, || Ok(Vec::new())).is_ok());
        let report = room.path().join("report.jsonl");
        assert!(refuse_input(&report, || unreachable!()).is_ok());
        fs::write(
            &report,
            r#"{"type":"header","schema_version":1,"tool":"lamsa"}"#,
        )
        .unwrap();
        assert!(refuse_input(&report, || unreachable!()).is_ok());
    }
}
