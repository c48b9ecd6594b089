//! Who is who: the table of customers that a command takes.

use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow};

use crate::config::Config;
use crate::link::Customers;

/// What is known of customers beside the log.
#[derive(Debug, clap::Args)]
pub(super) struct PeopleArgs {
    /// A CSV table whose rows each hold one customer's keys, in columns such as phone, email and crm id, so that they count
    /// as one.
    #[arg(long, value_name = "MAP.csv")]
    customers: Option<PathBuf>,
}

impl PeopleArgs {
    /// The customers as the configuration and the table tell them apart.
    ///
    /// # Errors
    /// Where the table cannot be read or used; names the line and what was expected.
    pub(super) fn customers(&self, config: &Config) -> Result<Customers> {
        let mut customers = Customers::new(&config.links.field, config.links.country.as_deref());
        if let Some(path) = &self.customers {
            let told = || format!("--customers {}", path.display());
            let text = std::fs::read(path)
                .with_context(|| format!("{}: cannot be read; check the path", told()))?;
            customers
                .add_table(&text, config.reading.key)
                .map_err(|what| anyhow!("{}: {what}", told()))?;
        }
        Ok(customers)
    }
}
