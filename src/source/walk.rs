//! From paths to an ordered list of inputs.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::archive::Member;
use super::workbook::Sheet;
use globset::GlobBuilder;
use walkdir::{DirEntry, WalkDir};

/// Where one input's bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Standard input.
    Stdin,
    /// A file, or anything else that can be opened and read.
    File(PathBuf),
    /// A file inside a zip archive.
    Member(Box<Member>),
    /// A sheet of a workbook.
    Sheet(Box<Sheet>),
}

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it is.
    pub place: Place,
    /// Whether the user named it, by path or pattern; `false` for what was found inside a folder.
    pub named: bool,
    /// Size in bytes as stored, where the file system knows it.
    pub size: Option<u64>,
    /// Why it cannot even be opened (a folder without permission, a dangling link).
    pub fault: Option<String>,
}

/// Why a path leads nowhere.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum WalkError {
    /// Nothing is there.
    #[error("{0}: no such file or folder; check the path")]
    Missing(PathBuf),
    /// A pattern that matches no file.
    #[error(
        "{0}: no file matches this pattern; check it, and quote it so that the shell leaves it alone"
    )]
    NoMatch(PathBuf),
    /// A pattern that is not well formed.
    #[error("{path}: not a pattern: {what}; close every bracket and brace")]
    Pattern {
        /// The pattern as given.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

impl Input {
    /// The input's name for people: its path, or `stdin`.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.place {
            Place::Stdin => "stdin".to_owned(),
            Place::File(path) => path.display().to_string(),
            Place::Member(member) => member.name(),
            Place::Sheet(sheet) => sheet.name(),
        }
    }

    fn file(path: &Path, named: bool) -> Self {
        let size = path
            .metadata()
            .ok()
            .filter(std::fs::Metadata::is_file)
            .map(|data| data.len());
        Self {
            place: Place::File(path.to_owned()),
            named,
            size,
            fault: None,
        }
    }
}

/// Lists the inputs behind `paths`: files as they are, folders with everything in them sorted by name, patterns
/// (`*`, `?`, `[…]`, `{…}`, `**`) expanded, `-` as standard input. Hidden entries are left out unless named; a file
/// reached twice is read once, at its first place.
///
/// # Errors
/// Where a path or pattern leads to nothing.
pub fn walk(paths: &[PathBuf]) -> Result<Vec<Input>, WalkError> {
    let mut list = List::default();
    for path in paths {
        if path.as_os_str() == "-" {
            list.add(Input {
                place: Place::Stdin,
                named: true,
                size: None,
                fault: None,
            });
        } else if path.is_dir() {
            list.add_folder(path);
        } else if path.exists() {
            list.add(Input::file(path, true));
        } else if is_pattern(path) {
            list.add_matches(path)?;
        } else {
            return Err(WalkError::Missing(path.clone()));
        }
    }
    Ok(list.inputs)
}

/// The inputs so far, and which files they are.
#[derive(Default)]
struct List {
    inputs: Vec<Input>,
    seen: BTreeSet<PathBuf>,
}

impl List {
    fn add(&mut self, input: Input) {
        let key = match &input.place {
            Place::Stdin => PathBuf::from("-"),
            Place::Member(_) | Place::Sheet(_) => PathBuf::from(input.name()),
            Place::File(path) => path.canonicalize().unwrap_or_else(|_| path.clone()),
        };
        if self.seen.insert(key) {
            self.inputs.push(input);
        }
    }

    fn add_folder(&mut self, folder: &Path) {
        for entry in visible(WalkDir::new(folder)) {
            match entry {
                // Only regular files are read unasked: a pipe in a folder would block the run.
                Ok(entry) if entry.file_type().is_file() => {
                    self.add(Input::file(entry.path(), false));
                }
                Ok(_) => {}
                Err(error) => self.add_fault(&error),
            }
        }
    }

    fn add_matches(&mut self, pattern: &Path) -> Result<(), WalkError> {
        let (base, rest) = split_pattern(pattern);
        let matcher = GlobBuilder::new(&rest)
            .literal_separator(true)
            .build()
            .map_err(|error| WalkError::Pattern {
                path: pattern.to_owned(),
                what: error.kind().to_string(),
            })?
            .compile_matcher();
        let root = if base.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &base
        };
        let depth = if rest.contains("**") {
            usize::MAX
        } else {
            rest.split('/').count()
        };
        let before = self.seen.len();
        let mut any = false;
        for entry in visible(WalkDir::new(root).max_depth(depth)).flatten() {
            let Ok(relative) = entry.path().strip_prefix(root) else {
                continue;
            };
            if !matcher.is_match(relative) || relative.as_os_str().is_empty() {
                continue;
            }
            any = true;
            let path = base.join(relative);
            if entry.file_type().is_dir() {
                self.add_folder(&path);
            } else {
                self.add(Input::file(&path, true));
            }
        }
        if any || self.seen.len() > before {
            Ok(())
        } else {
            Err(WalkError::NoMatch(pattern.to_owned()))
        }
    }

    fn add_fault(&mut self, error: &walkdir::Error) {
        // A link back to a parent folder hides nothing: its files are listed where they are.
        if error.loop_ancestor().is_some() {
            return;
        }
        let Some(path) = error.path() else { return };
        let what = error
            .io_error()
            .map_or_else(|| error.to_string(), |io| io.kind().to_string());
        self.add(Input {
            place: Place::File(path.to_owned()),
            named: false,
            size: None,
            fault: Some(what),
        });
    }
}

/// Walks without hidden entries, in the order of the names' bytes, following links.
fn visible(walk: WalkDir) -> impl Iterator<Item = walkdir::Result<DirEntry>> {
    walk.follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| {
            entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
        })
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[', '{'])
}

/// The folder before the first component with a pattern in it, and the rest with `/` between components.
fn split_pattern(pattern: &Path) -> (PathBuf, String) {
    let mut base = PathBuf::new();
    let mut rest: Vec<String> = Vec::new();
    for part in pattern.components() {
        if rest.is_empty() && !is_pattern(Path::new(part.as_os_str())) {
            base.push(part);
        } else if !matches!(part, Component::CurDir) {
            rest.push(part.as_os_str().to_string_lossy().into_owned());
        }
    }
    (base, rest.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(inputs: &[Input]) -> Vec<(String, bool)> {
        inputs
            .iter()
            .map(|input| {
                (
                    Path::new(&input.name())
                        .file_name()
                        .unwrap()
                        .to_string_lossy()
                        .into_owned(),
                    input.named,
                )
            })
            .collect()
    }

    fn house() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        for name in [
            "c.jsonl",
            "a.csv",
            "b/z.csv",
            "b/y.csv",
            ".hidden",
            ".git/x.csv",
        ] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_is_listed_by_name_without_hidden_entries() {
        let folder = house();
        let found = walk(&[folder.path().to_owned()]).unwrap();
        let expected = ["a.csv", "y.csv", "z.csv", "c.jsonl"].map(|name| (name.to_owned(), false));
        assert_eq!(names(&found), expected);
        assert_eq!(found[0].size, Some(5));
    }

    #[test]
    fn patterns_are_expanded_and_count_as_named() {
        let folder = house();
        let flat = walk(&[folder.path().join("*.csv")]).unwrap();
        assert_eq!(names(&flat), [("a.csv".to_owned(), true)]);
        let deep = walk(&[folder.path().join("**/*.csv")]).unwrap();
        assert_eq!(
            names(&deep),
            ["a.csv", "y.csv", "z.csv"].map(|name| (name.to_owned(), true))
        );
        let folders = walk(&[folder.path().join("[b]")]).unwrap();
        assert_eq!(
            names(&folders),
            ["y.csv", "z.csv"].map(|name| (name.to_owned(), false))
        );
    }

    #[test]
    fn what_leads_nowhere_is_an_error() {
        let folder = house();
        let missing = folder.path().join("nothing.csv");
        assert_eq!(
            walk(std::slice::from_ref(&missing)),
            Err(WalkError::Missing(missing))
        );
        let pattern = folder.path().join("*.xml");
        assert_eq!(
            walk(std::slice::from_ref(&pattern)),
            Err(WalkError::NoMatch(pattern))
        );
        assert!(matches!(
            walk(&[folder.path().join("[a")]),
            Err(WalkError::Pattern { .. })
        ));
    }

    #[test]
    fn a_file_reached_twice_is_read_once_and_a_hidden_one_when_named() {
        let folder = house();
        let paths = [
            folder.path().join("c.jsonl"),
            folder.path().to_owned(),
            folder.path().join(".hidden"),
        ];
        let found = names(&walk(&paths).unwrap());
        assert_eq!(found.len(), 5);
        assert_eq!(found[0], ("c.jsonl".to_owned(), true));
        assert_eq!(found[4], (".hidden".to_owned(), true));
        assert_eq!(walk(&["-".into(), "-".into()]).unwrap().len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn link_loops_end_and_dangling_links_are_told() {
        let folder = house();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("b/up")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("dangling")).unwrap();
        let found = walk(&[folder.path().to_owned()]).unwrap();
        assert_eq!(found.len(), 5);
        assert_eq!(
            found.iter().filter(|input| input.fault.is_some()).count(),
            1
        );
    }
}
