//! More shops beside the first, each with its own script and memory, at a port of its own.

use std::net::{SocketAddr, TcpListener as Listener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use teapot::backend::Script;
use tokio::net::TcpListener;

use crate::api::Api;
use crate::connection::Server;

/// The most shops beside the first.
const MOST: usize = 1_000;

/// How many there are, counted by all of them together.
#[derive(Clone, Default)]
pub struct Room(Arc<AtomicUsize>);

/// Opens a shop at any free port. It ends with the server.
///
/// # Errors
/// When there is no room for it, for a person.
pub fn open(server: &Server, script: Script) -> Result<SocketAddr, String> {
    let room = server.room.clone();
    if room.0.fetch_add(1, Ordering::Relaxed) >= MOST {
        room.0.fetch_sub(1, Ordering::Relaxed);
        return Err(format!("There are {MOST} shops already."));
    }
    let listener = Listener::bind(("127.0.0.1", 0)).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok((listener.local_addr()?, TcpListener::from_std(listener)?))
    });
    let (address, listener) = listener.map_err(|error| {
        room.0.fetch_sub(1, Ordering::Relaxed);
        format!("No port can be had: {error}.")
    })?;
    let shop = Server {
        site: server.site.clone(),
        api: Api::new(script),
        log: server.log.clone(),
        own: crate::own(address.port()),
        room,
    };
    tokio::spawn(crate::run(listener, Arc::new(shop), std::future::pending()));
    Ok(address)
}
