//! From what was written to what it means.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use xxhash_rust::xxh3::xxh3_64;

use super::raw::{ConfigError, RawChannel, RawConfig, RawRule, nearest};
use crate::contact::{Allowance, Allowances};
use crate::format::{ReadSettings, SessionGap, SpeakerPattern};
use crate::rule::{self, JudgeSettings, RuleSetting, Severity};
use crate::text::redact::{Quotes, RedactSettings};
use crate::transcript::{ChannelKind, Moment, Speaker};

/// The resolved settings of a run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Paths of the user's language packs.
    pub packs: Vec<String>,
    /// What they say, once their files are read.
    pub pack_texts: Vec<String>,
    /// Paths of the user's table profiles.
    pub profiles: Vec<String>,
    /// Share of records, 0 to 1, that may be unreadable.
    pub max_unreadable: f64,
    /// Bytes of the longest record.
    pub max_record: usize,
    /// Need, waits and rules: what judging needs.
    pub judging: JudgeSettings,
    /// Roles, channel, zone: what readers need. Profiles are added when their files are read.
    pub reading: ReadSettings,
    /// What joining conversations needs.
    pub links: LinkSettings,
    /// The key of pseudonyms; empty, they are the same for everybody.
    pub key: String,
    /// Hash of everything that changes what is judged or shown, with what packs and profiles say and without where they
    /// lie. The key is no part of it: a hash of a secret in every output would help to guess it.
    pub hash: u64,
}

/// What the configuration decides about links between conversations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkSettings {
    /// Seconds within which a matter that is brought again counts as the same.
    pub window: i64,
    /// The field of a record that names the customer.
    pub field: String,
    /// Calling code, in digits, that completes national telephone numbers.
    pub country: Option<String>,
}

/// The words under `[channels]` that stand for families.
const FAMILIES: [(&str, ChannelKind); 5] = [
    ("chat", ChannelKind::Chat),
    ("voice", ChannelKind::Voice),
    ("messaging", ChannelKind::Messaging),
    ("social", ChannelKind::Social),
    ("email", ChannelKind::Email),
];

impl Config {
    /// Resolves a file over the defaults.
    ///
    /// # Errors
    /// Names the key whose value cannot be used, and what could stand there.
    pub fn resolve(file: &str, over: &RawConfig) -> Result<Self, ConfigError> {
        let base = RawConfig::parse("defaults", super::DEFAULT)?;
        let fail = |what: String| ConfigError {
            file: file.to_owned(),
            what,
        };
        let confidence = over
            .need
            .as_ref()
            .or(base.need.as_ref())
            .and_then(|need| need.confidence)
            .unwrap_or(0.6);
        let mut resolved = Self {
            packs: over.packs.clone().unwrap_or_default(),
            pack_texts: Vec::new(),
            profiles: over.profiles.clone().unwrap_or_default(),
            max_unreadable: share(over.max_unreadable.or(base.max_unreadable).unwrap_or(1.0))
                .map_err(fail)?,
            max_record: over.max_record.or(base.max_record).unwrap_or(16 << 20),
            judging: JudgeSettings {
                allowances: allowances(&base, over).map_err(fail)?,
                need_confidence: hundredths("need.confidence", confidence).map_err(fail)?,
                rules: rules(&over.rules).map_err(fail)?,
                redaction: RedactSettings {
                    quotes: quotes(over.quotes.as_ref().or(base.quotes.as_ref())).map_err(fail)?,
                    keep_orders: over.keep_order_numbers.unwrap_or(false),
                },
                as_of: over
                    .as_of
                    .as_deref()
                    .map(moment)
                    .transpose()
                    .map_err(fail)?,
            },
            reading: ReadSettings {
                ignore: globset::GlobSet::empty(),
                roles: roles(over).map_err(fail)?,
                channel: over.channel.clone().or_else(|| base.channel.clone()),
                profiles: Vec::new(),
                timezone: over.timezone.clone().map(zone).transpose().map_err(fail)?,
                session_gap: session_gap(over.session_gap.or(base.session_gap)).map_err(fail)?,
                day_first: over
                    .date_order
                    .as_deref()
                    .map(day_first)
                    .transpose()
                    .map_err(fail)?,
                key: 0,
            },
            links: links(&base, over).map_err(fail)?,
            key: String::new(),
            hash: 0,
        };
        resolved.hash = resolved.digest();
        resolved.key = over
            .privacy
            .clone()
            .unwrap_or_default()
            .key
            .unwrap_or_default();
        resolved.reading.key = seed(&resolved.key);
        Ok(resolved)
    }

    /// Hash of the settings and of what the files say that they name.
    pub(super) fn digest(&self) -> u64 {
        let settings = Self {
            packs: Vec::new(),
            profiles: Vec::new(),
            key: String::new(),
            hash: 0,
            reading: ReadSettings {
                key: 0,
                ..self.reading.clone()
            },
            ..self.clone()
        };
        xxh3_64(format!("{settings:?}").as_bytes())
    }
}

/// What hashes of names are keyed with; 0 without a key.
fn seed(key: &str) -> u64 {
    if key.is_empty() {
        0
    } else {
        xxh3_64(key.as_bytes())
    }
}

fn quotes(word: Option<&String>) -> Result<Quotes, String> {
    let word = word.map_or("redacted", String::as_str);
    Quotes::named(word)
        .ok_or_else(|| format!("quotes = \"{word}\": expected \"none\", \"redacted\" or \"full\""))
}

fn links(base: &RawConfig, over: &RawConfig) -> Result<LinkSettings, String> {
    let first = |raw: &RawConfig| raw.links.clone().unwrap_or_default().window;
    let window = first(over).or_else(|| first(base)).unwrap_or_default();
    let customers = over.customers.clone().unwrap_or_default();
    let default_key = || base.customers.as_ref().and_then(|raw| raw.key.clone());
    let country = customers.country.map(|code| {
        let digits = code.trim().trim_start_matches('+').to_owned();
        let fits =
            (1..=3).contains(&digits.len()) && digits.bytes().all(|sign| sign.is_ascii_digit());
        fits.then_some(digits).ok_or_else(|| {
            format!("customers.country = \"{code}\": expected a calling code such as \"966\"")
        })
    });
    Ok(LinkSettings {
        window: days(&window).ok_or_else(|| {
            format!("links.window = \"{window}\": expected a duration such as \"7d\" or \"48h\"")
        })?,
        field: customers.key.or_else(default_key).unwrap_or_default(),
        country: country.transpose()?,
    })
}

/// Seconds of a duration, which may be written in days of 24 hours.
fn days(text: &str) -> Option<i64> {
    let seconds = match text.trim().strip_suffix('d') {
        Some(days) => days
            .trim()
            .parse::<u32>()
            .ok()
            .map(|days| i64::from(days) * 86_400),
        None => text
            .parse::<SignedDuration>()
            .ok()
            .map(|duration| duration.as_secs()),
    };
    seconds.filter(|seconds| *seconds >= 0)
}

/// Per cent as a share.
fn share(percent: f64) -> Result<f64, String> {
    if (0.0..=100.0).contains(&percent) {
        Ok(percent / 100.0)
    } else {
        Err(format!(
            "max_unreadable = {percent}: expected per cent, from 0 to 100"
        ))
    }
}

/// Hours as seconds: from a minute to a year.
fn session_gap(hours: Option<f64>) -> Result<SessionGap, String> {
    let hours = hours.unwrap_or(24.0);
    if (1.0 / 60.0..=8784.0).contains(&hours) {
        Ok(SessionGap((hours * 3600.0).round() as i64))
    } else {
        Err(format!(
            "session_gap = {hours}: expected hours, more than a minute and at most a year, such as 24"
        ))
    }
}

fn day_first(word: &str) -> Result<bool, String> {
    match word {
        "day-first" => Ok(true),
        "month-first" => Ok(false),
        _ => Err(format!(
            "date_order = \"{word}\": expected \"day-first\" or \"month-first\""
        )),
    }
}

/// A zone that the time-zone database knows.
fn zone(name: String) -> Result<String, String> {
    match jiff::tz::TimeZone::get(&name) {
        Ok(_) => Ok(name),
        Err(_) => Err(format!(
            "timezone = \"{name}\": expected an IANA name such as \"Asia/Riyadh\""
        )),
    }
}

fn moment(text: &str) -> Result<Moment, String> {
    Moment::from_rfc3339(text).ok_or_else(|| {
        format!("as_of = \"{text}\": expected a time with its zone, such as 2026-10-03T14:00:00Z")
    })
}

fn hundredths(key: &str, share: f64) -> Result<u8, String> {
    let hundredths = (0..=100_u8).min_by(|left, right| {
        let off = |one: &u8| (share * 100.0 - f64::from(*one)).abs();
        off(left).total_cmp(&off(right))
    });
    if let Some(nearest) = hundredths.filter(|_| (0.0..=1.0).contains(&share)) {
        Ok(nearest)
    } else {
        Err(format!("{key} = {share}: expected a number from 0 to 1"))
    }
}

fn roles(over: &RawConfig) -> Result<Vec<(SpeakerPattern, Speaker)>, String> {
    let Some(table) = &over.roles else {
        return Ok(Vec::new());
    };
    table
        .iter()
        .map(|(key, value)| {
            let pattern = SpeakerPattern::parse(key).map_err(|error| format!("roles.\"{key}\": {error}"))?;
            let speaker = value.as_str().and_then(Speaker::named).ok_or_else(|| {
                format!("roles.\"{key}\" = {value}: expected \"customer\", \"bot\", \"human\" or \"system\"")
            })?;
            Ok((pattern, speaker))
        })
        .collect()
}

fn rules(written: &BTreeMap<String, RawRule>) -> Result<BTreeMap<String, RuleSetting>, String> {
    let mut settings = BTreeMap::new();
    for (id, raw) in written {
        if !rule::all().iter().any(|about| about.id == id) {
            let hint = nearest(id, rule::all().iter().map(|about| about.id))
                .map_or(String::new(), |name| format!("; did you mean \"{name}\"?"));
            return Err(format!(
                "rules.{id}: no such rule{hint}; `lamsa rules` lists them"
            ));
        }
        let severity = match &raw.severity {
            None => None,
            Some(word) => Some(
                Severity::ALL
                    .into_iter()
                    .find(|severity| severity.as_str() == word)
                    .ok_or_else(|| format!("rules.{id}.severity = \"{word}\": expected low, medium, high or critical"))?,
            ),
        };
        let confidence = raw
            .confidence
            .map(|share| hundredths(&format!("rules.{id}.confidence"), share))
            .transpose()?;
        settings.insert(
            id.clone(),
            RuleSetting {
                off: raw.off.unwrap_or(false),
                confidence,
                severity,
            },
        );
    }
    Ok(settings)
}

fn allowances(base: &RawConfig, over: &RawConfig) -> Result<Allowances, String> {
    let mut resolved = Allowances::default();
    for (word, kind) in FAMILIES {
        let defaults = base.channels.get(word).cloned().unwrap_or_default();
        let mut allowance = allowance(word, &defaults, Allowances::FALLBACK)?;
        if let Some(own) = over.channels.get(word) {
            allowance = self::allowance(word, own, allowance)?;
        }
        resolved.by_kind.insert(kind, allowance);
    }
    for (word, own) in over
        .channels
        .iter()
        .filter(|(word, _)| FAMILIES.iter().all(|(family, _)| family != word))
    {
        let family = resolved.of(&crate::transcript::Channel::new(word.as_str().into()));
        resolved
            .by_word
            .insert(word.to_lowercase(), allowance(word, own, family)?);
    }
    Ok(resolved)
}

fn allowance(channel: &str, raw: &RawChannel, under: Allowance) -> Result<Allowance, String> {
    let seconds = |key: &str, written: &Option<String>, otherwise: i64| {
        match written {
        None => Ok(otherwise),
        Some(text) => text
            .parse::<SignedDuration>()
            .map(|duration| duration.as_secs())
            .map_err(|_| format!("channels.{channel}.{key} = \"{text}\": expected a duration such as \"10m\" or \"24h\"")),
    }
    };
    Ok(Allowance {
        human_seconds: seconds("human", &raw.human, under.human_seconds)?,
        human_turns: raw.human_turns.unwrap_or(under.human_turns),
        answer_seconds: seconds("answer", &raw.answer, under.answer_seconds)?,
        promise_seconds: seconds("promise", &raw.promise, under.promise_seconds)?,
    })
}

#[cfg(test)]
mod tests {
    use super::{Config, RawConfig};
    use crate::transcript::{Channel, ChannelKind};

    fn resolve(text: &str) -> Result<Config, String> {
        let raw = RawConfig::parse("lamsa.toml", text).map_err(|error| error.to_string())?;
        Config::resolve("lamsa.toml", &raw).map_err(|error| error.to_string())
    }

    #[test]
    fn defaults_are_complete() {
        let config = resolve("").unwrap();
        assert_eq!(
            config.judging.allowances.by_kind[&ChannelKind::Email].human_seconds,
            86_400
        );
        assert_eq!(config.judging.need_confidence, 60);
    }

    #[test]
    fn sessions_end_after_hours_of_silence() {
        let gap = |text: &str| resolve(text).map(|config| config.reading.session_gap.0);
        assert_eq!(gap(""), Ok(86_400));
        assert_eq!(gap("session_gap = 0.5"), Ok(1800));
        assert_eq!(gap("session_gap = 6"), Ok(21_600));
        for wrong in ["0", "-1", "nan", "100000"] {
            let error = gap(&format!("session_gap = {wrong}")).unwrap_err();
            assert!(error.contains("expected hours"), "{error}");
        }
        let error = resolve("date_order = 'american'").unwrap_err();
        assert!(error.contains("month-first"), "{error}");
    }

    #[test]
    fn a_channel_of_its_own_starts_from_its_family() {
        let config = resolve("[channels.telegram]\nhuman = \"5m\"").unwrap();
        let telegram = config
            .judging
            .allowances
            .of(&Channel::new("Telegram".into()));
        assert_eq!(
            (telegram.human_seconds, telegram.answer_seconds),
            (300, 3600)
        );
    }

    #[test]
    fn mistakes_name_the_key_and_the_nearest() {
        assert!(
            resolve("timezon = 'UTC'")
                .unwrap_err()
                .contains("did you mean `timezone`?")
        );
        assert!(
            resolve("[rules.re-aks]\noff = true")
                .unwrap_err()
                .contains("did you mean \"re-ask\"?")
        );
        assert!(
            resolve("[roles]\nBob = 'agent'")
                .unwrap_err()
                .contains("expected \"customer\"")
        );
        assert!(
            resolve("[channels.chat]\nhuman = 'soon'")
                .unwrap_err()
                .contains("10m")
        );
    }
}
