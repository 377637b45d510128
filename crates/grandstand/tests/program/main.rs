//! The real program, started as an operator starts it.

#![expect(clippy::disallowed_methods, reason = "these tests start the real program")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at the first thing that is wrong")]

mod backup;
mod bucket;
mod command_line;
mod faults;
mod serve;

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_grandstand");

/// Runs the program to its end, without a terminal and with no configuration but what is given.
fn run(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_grandstand"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

/// What it printed, when it ended well.
fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The sentence on standard error, when it did not.
fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "it should have failed: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}
