//! Paths into JSON, as profiles write them.
//!
//! `a.b` is a key in a key; `a[].b` takes every element of a list; `users[id=author_id].name` those whose `id` is the row's
//! own `author_id`, and `users[type='customer'].id` those whose `type` is that word. Each `^.` before it begins one object
//! further out: the row's thread, the thread's chat. `bot_id?bot` is the word `bot` where there is a `bot_id`. Keys are
//! spelled as the names of columns are: `createdAt` is `created_at`.

use serde_json::Value;

use super::fold::fold;
use crate::format::json::look::plain;

/// One path.
#[derive(Clone, Debug)]
pub(super) struct Path {
    outward: usize,
    steps: Vec<Step>,
    /// The word that stands for whatever is there.
    word: Option<String>,
}

#[derive(Clone, Debug)]
struct Step {
    key: String,
    folded: String,
    each: Option<Choice>,
}

/// Which elements of a list are taken.
#[derive(Clone, Debug)]
enum Choice {
    All,
    /// Those whose value at the key is that of the row at the other.
    Same(String, String),
    /// Those whose value at the key is this word.
    Word(String, String),
}

impl Path {
    pub(super) fn parse(text: &str) -> Self {
        let (text, word) = match text.split_once('?') {
            Some((text, word)) => (text, Some(word.to_owned())),
            None => (text, None),
        };
        let inner = text.trim_start_matches(['^', '.']);
        let outward = text.len() - text.trim_start_matches('^').len();
        let steps = inner.split('.').filter(|step| !step.is_empty());
        Self {
            outward,
            steps: steps.map(Step::parse).collect(),
            word,
        }
    }

    /// Everything plain at this path, seen from the row `chain[0]`, which stands in `chain[1]` and so on.
    pub(super) fn values(&self, chain: &[&Value]) -> Vec<String> {
        let mut found = Vec::new();
        if let (Some(start), Some(row)) = (chain.get(self.outward), chain.first()) {
            walk(start, &self.steps, row, &mut |value| {
                let text = match (value, &self.word) {
                    (Value::Null | Value::Bool(false), Some(_)) => String::new(),
                    (_, Some(word)) => word.clone(),
                    (value, None) => plain(value).into_owned(),
                };
                if !text.trim().is_empty() {
                    found.push(text);
                }
            });
        }
        found
    }

    /// Shows every object at this path in `record`, with the objects around it, innermost first.
    pub(super) fn rows(&self, record: &Value, see: &mut impl FnMut(&[&Value])) {
        descend(record, &self.steps, &mut vec![record], see);
    }
}

impl Step {
    fn parse(text: &str) -> Self {
        let (key, inside) = match text.split_once('[') {
            Some((key, inside)) => (key, Some(inside.trim_end_matches(']'))),
            None => (text, None),
        };
        let each = inside.map(|inside| match inside.split_once('=') {
            None => Choice::All,
            Some((key, value)) => match value.strip_prefix('\'') {
                Some(word) => Choice::Word(key.to_owned(), word.trim_end_matches('\'').to_owned()),
                None => Choice::Same(key.to_owned(), value.to_owned()),
            },
        });
        Self {
            key: key.to_owned(),
            folded: fold(key),
            each,
        }
    }

    fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        let fields = value.as_object()?;
        fields.get(&self.key).or_else(|| {
            let mut alike = fields.iter().filter(|(key, _)| fold(key) == self.folded);
            alike.next().map(|(_, value)| value)
        })
    }

    fn takes(&self, element: &Value, row: &Value) -> bool {
        let at = |value: &Value, key: &str| value.get(key).map(|value| plain(value).into_owned());
        match &self.each {
            Some(Choice::Same(key, own)) => {
                at(element, key).is_some_and(|value| at(row, own) == Some(value))
            }
            Some(Choice::Word(key, word)) => at(element, key).is_some_and(|value| value == *word),
            Some(Choice::All) | None => true,
        }
    }
}

fn walk(value: &Value, steps: &[Step], row: &Value, see: &mut impl FnMut(&Value)) {
    let Some((step, rest)) = steps.split_first() else {
        see(value);
        return;
    };
    match (step.find(value), &step.each) {
        (Some(Value::Array(list)), Some(_)) => {
            for element in list.iter().filter(|element| step.takes(element, row)) {
                walk(element, rest, row, see);
            }
        }
        (Some(inner), None) => walk(inner, rest, row, see),
        _ => {}
    }
}

fn descend<'v>(
    value: &'v Value,
    steps: &[Step],
    chain: &mut Vec<&'v Value>,
    see: &mut impl FnMut(&[&Value]),
) {
    let Some((step, rest)) = steps.split_first() else {
        if value.is_object() {
            let inmost: Vec<&Value> = chain.iter().rev().copied().collect();
            see(&inmost);
        }
        return;
    };
    let mut enter = |inner: &'v Value| {
        chain.push(inner);
        descend(inner, rest, chain, see);
        chain.pop();
    };
    match (step.find(value), &step.each) {
        (Some(Value::Array(list)), Some(_)) => list.iter().for_each(enter),
        (Some(inner @ Value::Object(_)), None) => enter(inner),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_know_what_stands_around_them() {
        let record = json!({"chats": [{"users": [{"id": "a", "type": "customer"}, {"id": "b", "type": "agent"}],
            "thread": {"id": "t1", "events": [{"authorId": "b", "author_id": "b", "parts": [{"x": {"y": 1}}, {"x": {"y": "two"}}]}]}}]});
        let mut seen = 0;
        Path::parse("chats[].thread.events[]").rows(&record, &mut |chain| {
            seen += 1;
            for (path, values) in [
                ("^.id", vec!["t1"]),
                ("^^.users[id=author_id].type", vec!["agent"]),
                ("^^.users[type='customer'].id", vec!["a"]),
                ("parts[].x.y", vec!["1", "two"]),
                ("AuthorID?bot", vec!["bot"]),
                ("missing?bot", vec![]),
                ("^^^^^.id", vec![]),
            ] {
                assert_eq!(Path::parse(path).values(chain), values, "{path}");
            }
        });
        assert_eq!(seen, 1);
    }
}
