//! Rows that are objects of JSON: lines, lists, or lists inside of what an API answers, as a profile says.

use serde_json::Value;

use super::fold::fold;
use super::path::Path;
use super::plan::{Plan, plan_by, plan_json, profiles};
use super::profile::{Field, Profile};
use super::reader::TableReader;
use super::words::{Happening, Words};
use crate::format::json::framing;
use crate::format::unfold::unfold_values;
use crate::format::{Chunk, Evidence, Framing, Head, ReadSettings, Reader, Table, Unfold};
use crate::transcript::Speaker;

/// How sure a profile is of JSON that has all of its keys.
const SURE: u8 = 95;

/// How sure one of the user's own profiles is of a file of JSON.
pub(in crate::format) fn sniff_json(head: &Head<'_>, settings: &ReadSettings) -> Option<Evidence> {
    profiles(settings)
        .iter()
        .find_map(|profile| matched(head, profile))
}

/// What a file of JSON lacks, where the user has profiles at all.
pub(in crate::format) fn lacks_json(head: &Head<'_>, settings: &ReadSettings) -> Option<String> {
    head.shape()?;
    (!settings.profiles.is_empty()).then(|| "no profile has all of its `match` in it".to_owned())
}

/// Opens a file of JSON with the one of the user's profiles that knows it.
///
/// # Errors
/// Where none does, or where it names too little.
pub(in crate::format) fn open_json(
    head: &Head<'_>,
    settings: &ReadSettings,
) -> Result<Box<dyn Reader>, String> {
    let profiles = profiles(settings);
    let profile = profiles
        .iter()
        .find(|profile| matched(head, profile).is_some());
    let profile =
        profile.ok_or("no profile fits; write one with the keys of a row under `match`")?;
    open(head, profile, settings)
}

/// How sure a shipped profile is of a file, which may also be a table. The user's own profiles go before it.
pub(in crate::format) fn sniff_preset(
    head: &Head<'_>,
    profile: &Profile,
    settings: &ReadSettings,
) -> Option<Evidence> {
    let own = profiles(settings);
    if head.shape().is_some() {
        let is_taken = own.iter().any(|own| matched(head, own).is_some());
        return if is_taken {
            None
        } else {
            matched(head, profile)
        };
    }
    // Most tables are of no platform, and a whole plan is much to make for that.
    let header = fold(head.text.lines().next().unwrap_or_default());
    if !profile
        .headers
        .iter()
        .all(|name| header.contains(&fold(name)))
    {
        return None;
    }
    if plan_by(head, &own).is_some_and(|plan| plan.is_matched()) {
        return None;
    }
    let plan = plan_by(head, std::slice::from_ref(profile)).filter(Plan::is_matched)?;
    plan.evidence().map(|evidence| Evidence {
        score: 100,
        ..evidence
    })
}

/// Opens a file with a shipped profile.
///
/// # Errors
/// What a table lacks, or a time zone that is not known.
pub(in crate::format) fn open_preset(
    head: &Head<'_>,
    profile: &Profile,
    settings: &ReadSettings,
) -> Result<Box<dyn Reader>, String> {
    if head.shape().is_some() {
        return open(head, profile, settings);
    }
    let plan = plan_by(head, std::slice::from_ref(profile))
        .ok_or("no header row with two or more columns")?;
    Ok(Box::new(TableReader::new(plan, settings)?))
}

fn open(
    head: &Head<'_>,
    profile: &Profile,
    settings: &ReadSettings,
) -> Result<Box<dyn Reader>, String> {
    let reader = TableReader::new(plan_json(profile), settings)?;
    Ok(Box::new(
        reader.with_rows(Rows::new(profile, framing(head))),
    ))
}

/// Whether the rows at one of a profile's paths have all of its keys.
fn matched(head: &Head<'_>, profile: &Profile) -> Option<Evidence> {
    let shape = head.shape()?;
    let keys: Vec<&str> = profile.headers.iter().map(String::as_str).collect();
    let known = shape.spelled(spell);
    let has_all = |rows: &String| {
        let before = if rows.is_empty() {
            String::new()
        } else {
            format!("{rows}.")
        };
        let has = |key: &str| known.contains(&spell(&format!("{before}{key}")));
        keys.iter().all(|keys| keys.split('|').any(has))
    };
    let is_known = !keys.is_empty() && places(profile).iter().any(has_all);
    is_known.then(|| Evidence::new(SURE, &keys))
}

/// The spelling of a path, in which the steps stay apart.
fn spell(path: &str) -> String {
    path.split('.')
        .map(|step| fold(step) + if step.ends_with("[]") { "[]" } else { "" })
        .collect::<Vec<_>>()
        .join(".")
}

fn places(profile: &Profile) -> Vec<String> {
    if profile.json.rows.is_empty() {
        vec![String::new()]
    } else {
        profile.json.rows.clone()
    }
}

/// Makes rows of records.
pub(super) struct Rows {
    framing: Framing,
    places: Vec<Path>,
    fields: Vec<(Field, Vec<Path>)>,
    options: Vec<Path>,
    ids: Vec<Path>,
    words: Words,
    header: Vec<String>,
}

impl Rows {
    fn new(profile: &Profile, framing: Framing) -> Self {
        let paths = |names: Vec<&str>| names.into_iter().map(Path::parse).collect::<Vec<_>>();
        let fields = profile
            .columns
            .iter()
            .map(|(field, names)| (*field, paths(names.iter().collect())));
        Self {
            framing,
            places: places(profile)
                .iter()
                .map(|place| Path::parse(place))
                .collect(),
            fields: fields.collect(),
            options: profile
                .json
                .options
                .iter()
                .map(|option| Path::parse(option))
                .collect(),
            ids: profile.json.id.iter().map(|id| Path::parse(id)).collect(),
            words: Words::of(profile),
            header: plan_json(profile).columns.header,
        }
    }

    /// Writes the rows of `record`; what is wrong with it, where there are none or they belong nowhere.
    fn record(&self, record: &Value, table: &mut Table) -> Result<(), &'static str> {
        let mut is_lost = false;
        for place in &self.places {
            let mut count = 0;
            place.rows(record, &mut |chain| {
                count += 1;
                is_lost |= !self.row(chain, table);
            });
            if count > 0 {
                return if is_lost {
                    Err("a message that names no conversation, which was left out")
                } else {
                    Ok(())
                };
            }
        }
        let is_page = record
            .as_object()
            .is_some_and(|fields| fields.values().any(Value::is_array));
        if is_page {
            Ok(())
        } else {
            Err("no message where the profile expects one")
        }
    }

    /// Writes one row. False where it names no conversation.
    fn row(&self, chain: &[&Value], table: &mut Table) -> bool {
        let mut cells = vec![String::new()];
        cells.extend(
            self.fields
                .iter()
                .map(|(field, paths)| self.cell(*field, paths, chain)),
        );
        let conversation = self
            .fields
            .iter()
            .position(|(field, _)| *field == Field::Conversation);
        if conversation.is_none_or(|place| cells[place + 1].trim().is_empty()) {
            return false;
        }
        let id = self
            .ids
            .iter()
            .find_map(|path| path.values(chain).into_iter().next());
        cells.push(id.unwrap_or_default());
        table.push(cells.iter().map(String::as_str));
        true
    }

    /// What a field holds: the first path that leads anywhere, except that a speaker or event is better known by a later
    /// word that means something than by an earlier one that means nothing.
    fn cell(&self, field: Field, paths: &[Path], chain: &[&Value]) -> String {
        let mut found = paths
            .iter()
            .map(|path| path.values(chain))
            .filter(|values| !values.is_empty());
        let known = |is_known: &dyn Fn(&str) -> bool| {
            let all: Vec<String> = found.by_ref().flatten().collect();
            let best = all.iter().find(|word| is_known(word)).or(all.first());
            best.cloned().unwrap_or_default()
        };
        match field {
            Field::Speaker => {
                let mut known = known;
                known(&|word| {
                    self.words
                        .speaker(word)
                        .is_some_and(|by| by != Speaker::Unknown)
                })
            }
            Field::Event => {
                let mut known = known;
                known(&|word| {
                    !matches!(
                        self.words.happening(word),
                        Happening::Other | Happening::Message
                    )
                })
            }
            Field::Text => {
                let mut lines = found.next().unwrap_or_default();
                let options = self.options.iter().flat_map(|path| path.values(chain));
                lines.extend(
                    options
                        .filter(|option| !lines.contains(option))
                        .collect::<Vec<_>>(),
                );
                lines.join("\n")
            }
            Field::Tags => found.next().unwrap_or_default().join(","),
            _ => found
                .next()
                .and_then(|values| values.into_iter().next())
                .unwrap_or_default(),
        }
    }
}

impl Unfold for Rows {
    fn framing(&self) -> Framing {
        self.framing
    }

    fn header(&self) -> Vec<String> {
        self.header.clone()
    }

    fn unfold(&self, chunk: Chunk<'_>, table: &mut Table) {
        unfold_values(chunk, table, |value, table| self.record(value, table));
    }
}
