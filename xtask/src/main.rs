//! Chores of the house, run as `cargo xtask NAME`: `tidy` checks what the compiler cannot (walls between rooms,
//! file openings, licences, words), `new-migration` makes a pair of migration files, `config-sample` prints the
//! commented configuration file.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the person who runs it")]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is wrong"))]

mod chores;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "cargo xtask tidy | new-migration NAME | config-sample";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["tidy"] => tidy::run(),
        ["new-migration", name] => chores::new_migration(name),
        ["config-sample"] => chores::config_sample(),
        _ => Err(anyhow::anyhow!("usage: {USAGE}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
