//! The `dateline` command.

use std::process::ExitCode;

/// Extraction makes and drops many small strings on many threads; the system's allocator takes a sixth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    dateline::cli::main()
}
