//! Which column holds what.

use super::fold::fold;
use super::profile::{Field, Profile};

/// The columns of one table by field.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    places: [Option<usize>; Field::ALL.len()],
    /// The header as it is written.
    pub(super) header: Vec<String>,
}

impl Columns {
    /// Gives each field its column: by the names of `first`, where it speaks of the field, else by those of `then`.
    pub(super) fn choose(header: &[String], first: &Profile, then: &Profile) -> Self {
        let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
        let without_zone: Vec<String> = header
            .iter()
            .map(|name| zoned(name).map_or_else(String::new, |(rest, _)| fold(&rest)))
            .collect();
        let mut taken = vec![false; header.len()];
        let mut places = [None; Field::ALL.len()];
        for field in Field::ALL {
            let Some(names) = first
                .columns
                .get(&field)
                .or_else(|| then.columns.get(&field))
            else {
                continue;
            };
            let among = |columns: &[String]| {
                names.iter().map(fold).find_map(|name| {
                    columns
                        .iter()
                        .zip(&taken)
                        .position(|(column, taken)| !taken && !name.is_empty() && *column == name)
                })
            };
            let is_time = matches!(field, Field::Time | Field::Date);
            let place = among(&folded).or_else(|| among(&without_zone).filter(|_| is_time));
            if let Some(place) = place {
                taken[place] = true;
                places[field as usize] = Some(place);
            }
        }
        Self {
            places,
            header: header.to_vec(),
        }
    }

    /// The zone that the header of the times names: `Created At (UTC)`, `sent_gmt+3`.
    pub(super) fn zone(&self) -> Option<&str> {
        let place = self.of(Field::Time).or_else(|| self.of(Field::Date))?;
        zoned(&self.header[place]).map(|(_, zone)| zone)
    }

    /// A column for each of the fields that `profile` names, behind `before` columns.
    pub(super) fn of_profile(profile: &Profile, before: &[&str]) -> Self {
        let mut places = [None; Field::ALL.len()];
        let mut header: Vec<String> = before.iter().map(|name| (*name).to_owned()).collect();
        for field in profile.columns.keys() {
            places[*field as usize] = Some(header.len());
            header.push(format!("{field:?}").to_lowercase());
        }
        Self { places, header }
    }

    /// The column of `field`, from 0.
    pub(super) const fn of(&self, field: Field) -> Option<usize> {
        self.places[field as usize]
    }

    /// Whether the table has a column for `field`.
    pub(super) const fn has(&self, field: Field) -> bool {
        self.of(field).is_some()
    }

    /// Takes a column away from `field`.
    pub(super) fn clear(&mut self, field: Field) {
        self.places[field as usize] = None;
    }

    /// How many fields have a column.
    pub(super) fn known(&self) -> usize {
        self.places.iter().flatten().count()
    }

    /// The headers of those of `fields` that have a column.
    pub(super) fn named(&self, fields: &[Field]) -> Vec<String> {
        fields
            .iter()
            .filter_map(|field| self.of(*field))
            .map(|place| self.header[place].clone())
            .collect()
    }

    /// The columns that no field took.
    pub(super) fn others(&self) -> Vec<usize> {
        (0..self.header.len())
            .filter(|place| !self.places.contains(&Some(*place)))
            .collect()
    }
}

/// A header without the zone that it names, and the zone.
fn zoned(name: &str) -> Option<(String, &str)> {
    let lower = name.to_ascii_lowercase();
    let start = ["utc", "gmt"].iter().find_map(|word| lower.rfind(word))?;
    let rest = &name[start + 3..];
    let hours = rest
        .find(|letter: char| !letter.is_ascii_digit() && !matches!(letter, '+' | '-' | ':'))
        .unwrap_or(rest.len());
    let (before, after) = (&name[..start], &rest[hours..]);
    let is_word =
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
    is_word.then(|| (format!("{before} {after}"), &name[start..start + 3 + hours]))
}

#[cfg(test)]
mod tests {
    use super::zoned;

    #[test]
    fn headers_name_zones() {
        for (name, rest, zone) in [
            ("Created At (UTC)", "Created At ( )", "UTC"),
            ("sent_gmt+3", "sent_ ", "gmt+3"),
            ("utc_time", " _time", "utc"),
            ("Time (GMT+03:00)", "Time ( )", "GMT+03:00"),
        ] {
            assert_eq!(zoned(name), Some((rest.to_owned(), zone)), "{name}");
        }
        assert_eq!(zoned("outcome"), None);
        assert_eq!(zoned("created_at"), None);
    }
}
