//! The program: sub-commands, configuration, wiring and shutdown. The only room with a real clock, real randomness and
//! an exit code; everything it does stands in `grandstand-app` and the rooms below it.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program talks to the person who started it")]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at the first fault"))]

mod backup;
mod cli;
mod config;
mod doctor;
mod feed;
mod games;
mod host;
mod import;
mod key;
mod mail;
mod newcomer;
mod people;
mod post;
mod restore;
mod sample;
mod server;
mod telemetry;
mod verify;
mod world;

use std::process::ExitCode;

use clap::Parser;

/// The C library's allocator keeps much of what one thread made and another dropped, and rows of the database are such.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    // Two TLS providers in one program would panic at the first connection; this names the one there is.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        eprintln!("A TLS provider was installed before the program's own.");
        return ExitCode::FAILURE;
    }
    let cli = cli::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The program could not start its threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
