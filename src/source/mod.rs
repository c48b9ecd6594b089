//! Where bytes come from: files, folders, globs, stdin; plain or compressed; cut into chunks of whole records.
