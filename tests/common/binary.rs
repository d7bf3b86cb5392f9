//! The real binary, run in a folder as a person would.

#![allow(dead_code, reason = "no test uses all of it")]

use assert_cmd::Command;
use std::path::Path;
use std::process::Output;

/// Runs a command with nothing of the user's own about it.
pub(crate) fn dateline(folder: impl AsRef<Path>, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("dateline").unwrap();
    command.current_dir(folder).env_remove("DATELINE_INDEX").env_remove("DATELINE_USER_FILES");
    command.args(arguments).output().unwrap()
}

/// Standard output of a command that must not fail.
pub(crate) fn run(folder: impl AsRef<Path>, arguments: &[&str]) -> String {
    let output = dateline(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}
