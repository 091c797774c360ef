//! `cargo xtask serve`: the app with live reload.

use std::net::TcpListener;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::steps;
use crate::tools::{self, WebTools};

/// What can be said on the command line.
pub struct Options {
    port: Option<u16>,
    open: bool,
}

impl Options {
    pub fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Options { port: None, open: false };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--open" => options.open = true,
                "--port" => {
                    let port = arguments.next().context("--port needs a number after it")?;
                    options.port = Some(port.parse().with_context(|| format!("`{port}` is not a port"))?);
                }
                other => bail!("serve knows --port N and --open, but not `{other}`"),
            }
        }
        Ok(options)
    }
}

/// Runs until it is interrupted.
pub fn serve(options: &Options) -> Result<()> {
    let tools = WebTools::get()?;
    tools::fetch_crates(&[])?;
    let port = match options.port {
        Some(port) => port,
        None => free_port().context("none of the ports from 8080 to 8099 is free; choose one with --port")?,
    };
    println!(
        "==> Serving http://127.0.0.1:{port}/ once it is built (the first time takes a minute); Ctrl+C ends it"
    );
    let mut trunk = tools.trunk()?;
    trunk
        .args([
            "serve",
            "--disable-address-lookup",
            "--address",
            "127.0.0.1",
            "--port",
            &port.to_string(),
            "--dist",
        ])
        .arg(paths::trunk_output("serve"));
    if options.open {
        trunk.arg("--open");
    }
    steps::run(&mut trunk)
}

fn free_port() -> Option<u16> {
    (8080..8100).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
}
