//! OpenTelemetry traces of language models (the `gen_ai` conventions, and those of `OpenLLMetry` and `OpenInference`): spans and
//! log records as collectors and kits write them, grouped by `gen_ai.conversation.id`, else the session, else the trace.

use serde_json::{Map, Value, json};

use super::json::framing;
use super::json::look::{at, list, word};
use super::llm::CAPABILITIES;
use super::spans::{Call, Layout, Side, Traces, messages};
use super::{Evidence, Format, Head, ReadSettings, Reader};
use crate::transcript::Capabilities;

static LAYOUT: Layout = Layout {
    source: "opentelemetry",
    calls,
    lacks: "neither spans nor log records (`resourceSpans`, `spans`, `attributes`)",
};

/// Lists in which collectors wrap each other's lists of spans.
const INSIDE: [&str; 13] = [
    "resourceSpans",
    "resource_spans",
    "batches",
    "scopeSpans",
    "scope_spans",
    "instrumentationLibrarySpans",
    "spans",
    "resourceLogs",
    "resource_logs",
    "scopeLogs",
    "scope_logs",
    "logRecords",
    "log_records",
];

/// The format.
pub(super) struct OpenTelemetry;

impl Format for OpenTelemetry {
    fn id(&self) -> &'static str {
        "opentelemetry"
    }

    fn title(&self) -> &'static str {
        "OpenTelemetry GenAI traces (OTLP JSON, span lines)"
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES.with(Capabilities::TIMES)
    }

    fn streams(&self) -> bool {
        true
    }

    fn sniff(&self, head: &Head<'_>, _: &ReadSettings) -> Option<Evidence> {
        let shape = head.shape()?;
        let speaks = ["gen_ai.", "llm.input_messages"]
            .iter()
            .any(|name| head.text.contains(name));
        let is_otlp = shape.first(&[
            "resourceSpans[]",
            "resourceLogs[]",
            "batches[]",
            "data[].spans[]",
        ]);
        let ids = [
            "context.trace_id",
            "trace_id",
            "traceId",
            "spans[].traceId",
            "spans[].trace_id",
            "spans[].context.trace_id",
        ];
        match (is_otlp, shape.first(&ids), speaks) {
            (Some(list), _, true) => Some(Evidence::new(98, &[list, "gen_ai."])),
            (Some(list), _, false) => Some(Evidence::new(70, &[list])),
            (None, Some(id), true) if shape.has_key(&["attributes", "spanAttributes"]) => {
                Some(Evidence::new(98, &[id, "attributes", "gen_ai."]))
            }
            _ => None,
        }
    }

    fn open(&self, head: &Head<'_>, settings: &ReadSettings) -> Result<Box<dyn Reader>, String> {
        Traces::open(&LAYOUT, framing(head), settings)
    }
}

fn calls(record: &Value) -> Option<Vec<Call>> {
    let mut calls = Vec::new();
    collect(record, &mut calls).then_some(calls)
}

fn collect(value: &Value, calls: &mut Vec<Call>) -> bool {
    let mut found = false;
    for key in INSIDE.iter().chain(&["data"]) {
        for inner in list(value, key) {
            collect(inner, calls);
            found = true;
        }
        found |= at(value, key).is_some_and(Value::is_array);
    }
    if found {
        return true;
    }
    let is_span = ["attributes", "spanAttributes", "tags"]
        .iter()
        .any(|key| at(value, key).is_some());
    let is_named = !word(value, &TRACE).is_empty()
        || !word(value, &SPAN).is_empty()
        || at(value, "eventName").is_some();
    if is_span && is_named {
        calls.push(call(value));
    }
    is_span || is_named
}

const TRACE: [&str; 4] = ["traceId", "trace_id", "context.trace_id", "traceID"];
const SPAN: [&str; 4] = ["spanId", "span_id", "context.span_id", "spanID"];

fn call(span: &Value) -> Call {
    let attributes = attributes(span);
    let named = |names: &[&str]| {
        let values = names.iter().filter_map(|name| get(&attributes, name));
        values
            .map(|value| super::json::look::plain(&value).into_owned())
            .find(|text| !text.trim().is_empty())
            .unwrap_or_default()
    };
    let time = |keys: &[&str]| millis(word(span, keys));
    let mut input = said(&attributes, "input", Side::Input);
    let mut output = said(&attributes, "output", Side::Output);
    for event in list(span, "events").iter().chain(list(span, "logs")) {
        from_event(event, &mut input, &mut output);
    }
    Call {
        session: named(&[
            "gen_ai.conversation.id",
            "session.id",
            "langfuse.session.id",
            "thread.id",
            "traceloop.association.properties.session_id",
        ]),
        trace: word(span, &TRACE),
        id: word(span, &SPAN),
        parent: word(
            span,
            &[
                "parentSpanId",
                "parent_span_id",
                "parent_id",
                "references.0.spanID",
            ],
        ),
        start: time(&[
            "startTimeUnixNano",
            "start_time_unix_nano",
            "start_time",
            "startTime",
            "timeUnixNano",
            "timestamp",
        ]),
        end: time(&[
            "endTimeUnixNano",
            "end_time_unix_nano",
            "end_time",
            "endTime",
            "timeUnixNano",
        ]),
        input,
        output,
        customer: named(&["user.id", "enduser.id", "langfuse.user.id"]),
        variant: String::new(),
        tags: Vec::new(),
    }
}

/// Nanoseconds as milliseconds; any other time as it is.
fn millis(time: String) -> String {
    let is_nanos = time.len() >= 18 && time.bytes().all(|byte| byte.is_ascii_digit());
    if is_nanos {
        time[..time.len() - 6].to_owned()
    } else {
        time
    }
}

/// The attributes of a span as one object, whether they are a list of keys and values or an object already.
fn attributes(span: &Value) -> Value {
    let raw = ["attributes", "spanAttributes", "tags"]
        .iter()
        .find_map(|key| at(span, key));
    match raw {
        Some(Value::Array(pairs)) => {
            let pairs = pairs.iter().map(|pair| {
                (
                    word(pair, &["key"]),
                    open(pair.get("value").unwrap_or(&Value::Null)),
                )
            });
            Value::Object(pairs.collect::<Map<_, _>>())
        }
        Some(other) => other.clone(),
        None => Value::Null,
    }
}

/// A value out of the wrapping in which OTLP names its type.
fn open(value: &Value) -> Value {
    for key in ["stringValue", "intValue", "doubleValue", "boolValue"] {
        if let Some(inner) = value.get(key) {
            return inner.clone();
        }
    }
    if value.get("arrayValue").is_some() {
        return list(value, "arrayValue.values").iter().map(open).collect();
    }
    if value.get("kvlistValue").is_some() {
        let pairs = list(value, "kvlistValue.values").iter();
        let pairs = pairs.map(|pair| {
            (
                word(pair, &["key"]),
                open(pair.get("value").unwrap_or(&Value::Null)),
            )
        });
        return Value::Object(pairs.collect::<Map<_, _>>());
    }
    value.clone()
}

/// An attribute, whose dots are part of its name or lead into objects.
fn get(attributes: &Value, name: &str) -> Option<Value> {
    attributes
        .get(name)
        .or_else(|| at(attributes, name))
        .filter(|value| !value.is_null())
        .cloned()
}

/// The messages of one side: as one attribute, or as one attribute for every field of every message.
fn said(attributes: &Value, side: &str, of: Side) -> Vec<Value> {
    let old = if of == Side::Input {
        "prompt"
    } else {
        "completion"
    };
    for name in [
        format!("gen_ai.{side}.messages"),
        format!("gen_ai.{side}_messages"),
        format!("gen_ai.{old}"),
    ] {
        let found = get(attributes, &name)
            .map(|value| messages(&value, of))
            .unwrap_or_default();
        if !found.is_empty() {
            return found;
        }
    }
    for (prefix, inner) in [
        (format!("gen_ai.{old}"), ""),
        (format!("llm.{side}_messages"), "message."),
    ] {
        let found = numbered(attributes, &prefix, inner);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

fn numbered(attributes: &Value, prefix: &str, inner: &str) -> Vec<Value> {
    let field =
        |number: usize, name: &str| attributes.get(format!("{prefix}.{number}.{inner}{name}"));
    (0..)
        .map_while(|number| {
            let role = field(number, "role")?.clone();
            let tool = ["tool_calls.0.name", "tool_calls.0.tool_call.function.name"].iter().find_map(|name| field(number, name));
            Some(json!({"role": role, "content": field(number, "content"), "tool_calls": tool.map(|name| json!([{"name": name}]))}))
        })
        .collect()
}

/// Messages that are events of a span: one an event, or all of a call in one.
fn from_event(event: &Value, input: &mut Vec<Value>, output: &mut Vec<Value>) {
    let attributes = attributes(event);
    let name = word(event, &["name", "eventName"]);
    if let Some(role) = name
        .strip_prefix("gen_ai.")
        .and_then(|name| name.strip_suffix(".message"))
    {
        let mut message = attributes;
        if let Value::Object(fields) = &mut message {
            fields.entry("role").or_insert_with(|| role.into());
        }
        input.push(message);
    } else if name == "gen_ai.choice" {
        let message = get(&attributes, "message").unwrap_or(attributes);
        output.extend(messages(&message, Side::Output));
    } else {
        input.extend(said(&attributes, "input", Side::Input));
        output.extend(said(&attributes, "output", Side::Output));
    }
}
