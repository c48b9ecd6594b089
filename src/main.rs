//! The `lamsa` command.

fn main() {}
