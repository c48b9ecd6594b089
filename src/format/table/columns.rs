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
            let place = names.iter().map(fold).find_map(|name| {
                folded
                    .iter()
                    .zip(&taken)
                    .position(|(column, taken)| !taken && !name.is_empty() && *column == name)
            });
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
