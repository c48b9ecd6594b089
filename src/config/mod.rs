//! Settings: read raw, laid over the commented defaults, then resolved into what the run needs.

mod load;
mod raw;
mod resolve;

pub use raw::{ConfigError, RawConfig, nearest};
pub use resolve::{Config, LinkSettings};

/// The commented defaults: documentation and data at once.
pub const DEFAULT: &str = include_str!("default.toml");
