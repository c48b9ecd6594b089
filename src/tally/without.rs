//! Taking counts out again.
//!
//! Done on the serialised form, field by field whatever the fields are, so that none can be forgotten: numbers are
//! subtracted, and entries of maps that come to nothing go away, as if they had never been counted.

use serde_json::Value;

use super::{Counts, Tally};

impl Tally {
    /// The counts without those of `other`, which were added before. Channels left empty go away.
    #[must_use]
    pub fn without(mut self, other: &Self) -> Self {
        let mut other = other.clone();
        self.cut();
        other.cut();
        for (channel, counts) in &other.channels {
            // What is kept apart of the whole is kept apart of every part: a channel that is not there is in the rest.
            let from = self.channels.get_mut(channel).unwrap_or(&mut *self.rest);
            from.take_out(counts);
        }
        self.rest.take_out(&other.rest);
        self.channels.retain(|_, counts| counts.conversations > 0);
        self.all.take_out(&other.all);
        self
    }
}

impl Counts {
    /// Leaves the counts as they are where they cannot be written down and read again, which the tests rule out.
    fn take_out(&mut self, other: &Self) {
        let left = || {
            let mut value = serde_json::to_value(&*self).ok()?;
            subtract(&mut value, &serde_json::to_value(other).ok()?);
            prune(&mut value);
            serde_json::from_value(value).ok()
        };
        if let Some(left) = left() {
            *self = left;
        }
    }
}

fn subtract(from: &mut Value, other: &Value) {
    match (from, other) {
        (Value::Object(from), Value::Object(other)) => {
            for (key, other) in other {
                if let Some(from) = from.get_mut(key) {
                    subtract(from, other);
                }
            }
        }
        (Value::Array(from), Value::Array(other)) => {
            for (from, other) in from.iter_mut().zip(other) {
                subtract(from, other);
            }
        }
        (from, other) => {
            if let (Some(all), Some(part)) = (from.as_u64(), other.as_u64()) {
                *from = all.saturating_sub(part).into();
            }
        }
    }
}

/// Takes away what is 0; fields of structs that go are read again as their default, which is 0 too.
fn prune(value: &mut Value) {
    if let Value::Object(map) = value {
        map.retain(|_, entry| entry.as_u64() != Some(0));
        map.values_mut().for_each(prune);
    }
}

#[cfg(test)]
mod tests {
    use crate::report::sample;
    use crate::tally::{Counts, Tally};

    #[test]
    fn what_was_added_can_be_taken_out() {
        let [_, mixed, troubled] = sample::reports().map(|report| report.tally);
        let mut both = mixed.clone();
        both.merge(&troubled);
        assert_eq!(both.clone().without(&troubled), mixed);
        assert_eq!(both.clone().without(&both), Tally::default());
    }

    #[test]
    fn counts_survive_a_spill() {
        for report in sample::reports() {
            let bytes = postcard::to_stdvec(&report.tally.all).unwrap();
            let read: Counts = postcard::from_bytes(&bytes).unwrap();
            assert_eq!(read, report.tally.all);
        }
    }
}
