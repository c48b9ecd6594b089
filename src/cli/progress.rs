//! Progress by bytes read, on stderr, on a terminal only.

use std::io::{IsTerminal as _, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that follows a counter until it is dropped.
pub(super) struct Progress {
    bar: ProgressBar,
    done: Arc<AtomicU64>,
    ticker: Option<std::thread::JoinHandle<()>>,
    stop: Arc<std::sync::atomic::AtomicBool>,
}

impl Progress {
    /// Starts a bar for `bytes` of `total`; draws nothing unless stderr is a terminal and `wanted`.
    pub(super) fn start(bytes: Arc<AtomicU64>, total: Option<u64>, wanted: bool) -> Option<Self> {
        if !wanted || !stderr().is_terminal() {
            return None;
        }
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let template = "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let (shown, read, ended) = (bar.clone(), Arc::clone(&bytes), Arc::clone(&stop));
        let ticker = std::thread::spawn(move || {
            while !ended.load(Ordering::Relaxed) {
                shown.set_position(read.load(Ordering::Relaxed));
                std::thread::park_timeout(Duration::from_millis(100));
            }
        });
        Some(Self {
            bar,
            done: bytes,
            ticker: Some(ticker),
            stop,
        })
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(ticker) = self.ticker.take() {
            ticker.thread().unpark();
            let _ = ticker.join();
        }
        self.bar.set_position(self.done.load(Ordering::Relaxed));
        self.bar.finish_and_clear();
    }
}
