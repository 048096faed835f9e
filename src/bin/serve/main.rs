//! Serves the built folder on this machine with the headers it is meant to be served with, and the mock API to programs
//! that are to be tried against it.
//!
//! ```text
//! serve [--dir dist] [--port 8418] [--under /docs/http/] [--allow-origin '*'] [--script '503 x2, ok' | --script-file path]
//! ```
//!
//! `--port 0` takes any free port. `--under` puts the folder at a sub-path and `--allow-origin` lets pages of other origins
//! (a sandboxed frame is one) load it; the journeys use all three. `/api` is the shop, with the trouble of the script;
//! `/control` changes the script ([`control`]). Only this machine can connect.

mod api;
mod connection;
mod control;
mod folder;
mod log;
mod options;
mod shops;
mod wire;

use std::env;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use api::Api;
use connection::Server;
use log::Log;
use options::Options;
use shops::Room;

/// The most connections at a time; more wait until there is room.
const MAX_CONNECTIONS: u32 = 256;
/// How long what is being answered may take when the server is to end.
const GRACE: Duration = Duration::from_secs(2);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(complaint) => {
            eprintln!("serve: {complaint}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), String> {
    let Options { port, site, script } = Options::read(env::args().skip(1))?;
    let taken = |error| format!("port {port} cannot be used: {error}");
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    let (log, written) = Log::to(std::io::stdout());
    // Whoever starts the server waits for this line; whether anybody reads on is not known.
    let under = &site.under;
    let _ = writeln!(
        std::io::stdout(),
        "Teapot is served at http://{address}{under}"
    );
    log.line(&format!(
        "The API is at http://{address}/api, {}",
        script.in_words()
    ));
    let server = Server {
        site,
        api: Api::new(script),
        log,
        own: own(address.port()),
        room: Room::default(),
    };
    let interrupt = async {
        // Where it cannot be told, the server runs until it is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    run(listener, Arc::new(server), interrupt).await;
    // The log is gone with the server, unless a connection still holds it.
    let _ = timeout(Duration::from_millis(200), written).await;
    Ok(())
}

/// The hosts a server at a port of this machine has. The port is left out when it is the usual one (RFC 9110 §4.2.3).
fn own(port: u16) -> Vec<String> {
    let mut own = vec![format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    if port == 80 {
        own.extend(["127.0.0.1".to_owned(), "localhost".to_owned()]);
    }
    own
}

/// Serves connections until it is interrupted; those that wait for a request are closed then, the others have some time.
async fn run(listener: TcpListener, server: Arc<Server>, interrupt: impl Future<Output = ()>) {
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS as usize));
    let (end, ending) = watch::channel(false);
    let accept = async {
        loop {
            let Ok(place) = room.clone().acquire_owned().await else {
                return;
            };
            let Ok((stream, _)) = listener.accept().await else {
                // The connection is gone, which concerns nobody, or the machine has no room, which takes a moment.
                sleep(Duration::from_millis(50)).await;
                continue;
            };
            let (server, ending) = (server.clone(), ending.clone());
            tokio::spawn(async move {
                connection::serve(server, stream, ending).await;
                drop(place);
            });
        }
    };
    tokio::select! {
        () = accept => {}
        () = interrupt => {}
    }
    // Nobody listens when there is no connection.
    let _ = end.send(true);
    let _ = timeout(GRACE, room.acquire_many(MAX_CONNECTIONS)).await;
}

#[cfg(test)]
mod tests;
