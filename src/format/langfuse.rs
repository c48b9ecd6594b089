//! Langfuse: traces, observations and sessions, as the API answers and exports write them, grouped by session, else by
//! trace. What a trace says itself counts before what its observations say.

use serde_json::Value;

use super::json::framing;
use super::json::look::{at, list, plain, word};
use super::llm::CAPABILITIES;
use super::spans::{Call, Layout, Side, Traces, messages};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::Capabilities;

static LAYOUT: Layout = Layout {
    source: "langfuse",
    calls,
    lacks: "neither a trace nor an observation (`input`, `output`)",
};

/// The format.
pub(super) struct Langfuse;

impl Format for Langfuse {
    fn id(&self) -> &'static str {
        "langfuse"
    }

    fn title(&self) -> &'static str {
        "Langfuse traces, observations and sessions (JSON, JSONL)"
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES.with(Capabilities::TIMES)
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        for inside in ["", "data[].", "traces[].", "data[].traces[]."] {
            let has = |keys: [&str; 2]| keys.iter().any(|key| shape.has(&format!("{inside}{key}")));
            let speaks = has(["input", "output"]);
            let is_trace = has(["timestamp", "createdAt"]) && has(["sessionId", "session_id"]);
            let is_observation = has(["traceId", "trace_id"])
                && has(["startTime", "start_time"])
                && has(["type", "parentObservationId"]);
            if speaks && (is_trace || is_observation) {
                let kind = if is_trace { "sessionId" } else { "traceId" };
                return Some(Evidence::new(88, &[kind, "input", "output"]));
            }
        }
        None
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        Traces::open(&LAYOUT, framing(head), settings)
    }
}

fn calls(record: &Value) -> Option<Vec<Call>> {
    let mut calls = Vec::new();
    collect(record, "", &mut calls).then_some(calls)
}

/// A page of records, a session with its traces, a trace with its observations, or a single one of these.
fn collect(value: &Value, session: &str, calls: &mut Vec<Call>) -> bool {
    if let Some(data) = at(value, "data").and_then(Value::as_array) {
        for one in data {
            collect(one, session, calls);
        }
        return true;
    }
    if let Some(traces) = at(value, "traces").and_then(Value::as_array) {
        let id = word(value, &["id"]);
        for trace in traces {
            collect(trace, &id, calls);
        }
        return true;
    }
    if ["input", "output", "observations"]
        .iter()
        .all(|key| value.get(key).is_none())
    {
        return false;
    }
    let mut call = call(value);
    if call.session.is_empty() {
        session.clone_into(&mut call.session);
    }
    let (session, trace) = (call.session.clone(), call.trace.clone());
    calls.push(call);
    for observation in list(value, "observations")
        .iter()
        .filter(|one| one.is_object())
    {
        let mut inner = self::call(observation);
        inner.session.clone_from(&session);
        inner.trace.clone_from(&trace);
        if inner.parent.is_empty() {
            inner.parent.clone_from(&trace);
        }
        calls.push(inner);
    }
    true
}

/// A trace, whose id is that of the trace, or an observation, which stands inside of its trace.
fn call(value: &Value) -> Call {
    let id = word(value, &["id"]);
    let trace = word(value, &["traceId", "trace_id"]);
    let parent = word(value, &["parentObservationId", "parent_observation_id"]);
    let tags = list(value, "tags")
        .iter()
        .map(|tag| plain(tag).into_owned());
    let side = |key: &str, side: Side| {
        at(value, key)
            .map(|value| messages(value, side))
            .unwrap_or_default()
    };
    Call {
        session: word(value, &["sessionId", "session_id"]),
        parent: if parent.is_empty() {
            trace.clone()
        } else {
            parent
        },
        trace: if trace.is_empty() { id.clone() } else { trace },
        id,
        start: utc(word(
            value,
            &[
                "timestamp",
                "startTime",
                "start_time",
                "createdAt",
                "created_at",
            ],
        )),
        end: utc(word(
            value,
            &[
                "endTime",
                "end_time",
                "timestamp",
                "startTime",
                "start_time",
            ],
        )),
        input: side("input", Side::Input),
        output: side("output", Side::Output),
        customer: word(value, &["userId", "user_id"]),
        variant: word(value, &["version", "release"]),
        tags: tags.collect(),
    }
}

/// Exports to a bucket write the time of UTC without saying so.
fn utc(time: String) -> String {
    let is_bare = time.len() >= 19
        && time.is_ascii()
        && time.as_bytes()[13] == b':'
        && time.ends_with(|end: char| end.is_ascii_digit());
    let has_zone = is_bare && time[19..].contains(['+', '-']);
    if is_bare && !has_zone {
        time + "Z"
    } else {
        time
    }
}
