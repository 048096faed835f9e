//! The servers a tab of the simulated network keeps between runs, as the text in which its storage has them, so that
//! loading the page anew changes nothing: not what they remember, and not the run that is shown.
//!
//! Invariant: at most [`MOST`] servers, each name once, the one used last at the end.

use serde::{Deserialize, Serialize};

use crate::backend::Backend;
use crate::time::Instant;

/// What a text begins with: that it is ours, and of which version. Others are not read.
const VERSION: u32 = 0x7EA9_0801;
/// The most servers that are kept.
pub const MOST: usize = 20;
/// The longest text there is, in bytes, each a character of it; servers that were not used for long are left out of it.
pub const MOST_BYTES: usize = 1_000_000;

/// The servers, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Servers {
    servers: Vec<(String, Backend)>,
    /// What the last run began from.
    last: Option<Began>,
}

/// What a run on a kept server began from: with it, the same run can be had again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Began {
    /// The set-up, as the query of its link; whoever is compared with it left out.
    pub query: String,
    /// The server before it; nothing when it was a new one.
    pub server: Option<Backend>,
    /// When it was cancelled, if it was.
    pub cancel: Option<Instant>,
}

impl Servers {
    /// The server of a name, as the last run on it left it.
    pub fn get(&self, name: &str) -> Option<&Backend> {
        let found = self.servers.iter().find(|(known, _)| known == name);
        found.map(|(_, server)| server)
    }

    /// Keeps a server after a run on it. The one that was not used for longest makes room.
    pub fn put(&mut self, name: &str, server: Backend, began: Began) {
        self.remove(name);
        if self.servers.len() >= MOST {
            self.servers.remove(0);
        }
        self.servers.push((name.to_owned(), server));
        self.last = Some(began);
    }

    /// Forgets a server, and the last run if it was on that one.
    pub fn remove(&mut self, name: &str) {
        if self.servers.last().is_some_and(|(last, _)| last == name) {
            self.last = None;
        }
        self.servers.retain(|(known, _)| known != name);
    }

    /// What the last run began from, if it was one of this set-up.
    pub fn began(&self, query: &str) -> Option<&Began> {
        self.last.as_ref().filter(|last| last.query == query)
    }

    /// The servers as text, each character a byte; empty when there are none.
    pub fn print(&self) -> String {
        let mut kept = self.clone();
        while !kept.servers.is_empty() {
            let mut bytes =
                postcard::to_allocvec(&(VERSION, &kept)).expect("memory can be written");
            bytes.extend(check(&bytes));
            if bytes.len() <= MOST_BYTES {
                return bytes.into_iter().map(char::from).collect();
            }
            kept.servers.remove(0);
        }
        String::new()
    }

    /// The servers of a text; none when it is damaged, or of another version.
    pub fn parse(text: &str) -> Self {
        Self::read(text).unwrap_or_default()
    }

    fn read(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > 2 * MOST_BYTES {
            return None;
        }
        let bytes: Vec<u8> = text
            .chars()
            .map(|sign| u8::try_from(sign).ok())
            .collect::<Option<_>>()?;
        let (bytes, sum) = bytes.split_last_chunk::<4>()?;
        let (version, rest) = postcard::take_from_bytes::<u32>(bytes).ok()?;
        if check(bytes) != *sum || version != VERSION {
            return None;
        }
        let read: Self = postcard::from_bytes(rest).ok()?;
        (read.servers.len() <= MOST).then_some(read)
    }
}

/// A sum that tells damage (FNV-1a): a server that was read wrong would not do what servers do.
fn check(bytes: &[u8]) -> [u8; 4] {
    let mix = |sum: u32, byte: &u8| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    bytes.iter().fold(0x811c_9dc5, mix).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exchange::simulate;
    use crate::share::lab::Lab;

    const DELETE: &str = "method=DELETE&client=fetch&script=&world=mine";

    /// A run on the kept server of its name.
    fn run(servers: &mut Servers, query: &str) -> String {
        let lab = Lab::parse(query).0;
        let server = servers.get(&lab.world).cloned();
        let began = Began {
            query: query.to_owned(),
            server: server.clone(),
            cancel: None,
        };
        let ran = simulate(lab.setup_on(server).expect("it runs"));
        servers.put(&lab.world, ran.backend, began);
        format!("{:?}", ran.exchange.result().expect("it ends"))
    }

    #[test]
    fn servers_remember_over_a_reload_and_the_last_run_can_be_had_again() {
        let mut servers = Servers::default();
        let first = run(&mut servers, DELETE);
        let mut loaded = Servers::parse(&servers.print());
        assert_eq!(loaded, servers);
        let began = loaded.began(DELETE).expect("it was the last run");
        assert_eq!(began.server, None);
        assert_eq!(loaded.began("method=PUT"), None);
        assert_ne!(run(&mut loaded, DELETE), first);
        // Another server's end is not the end of this run; what is reset has no run to go back to.
        loaded.remove("another");
        assert!(loaded.began(DELETE).is_some());
        loaded.remove("mine");
        assert_eq!((loaded.get("mine"), loaded.began(DELETE)), (None, None));
        assert_eq!(loaded.print(), "");
        assert_eq!(run(&mut loaded, DELETE), first);
    }

    #[test]
    fn the_server_not_used_for_longest_makes_room() {
        let mut servers = Servers::default();
        for name in 0..=MOST {
            run(&mut servers, &format!("{DELETE}-{name}"));
        }
        assert_eq!(servers.get("mine-0"), None);
        assert!(servers.get("mine-1").is_some());
        assert!(servers.print().chars().count() < MOST_BYTES);
        assert_eq!(Servers::parse(&servers.print()), servers);
    }

    /// When this fails, what a server keeps has another form: change [`VERSION`] and this.
    #[test]
    fn another_form_is_another_version() {
        let mut servers = Servers::default();
        run(&mut servers, DELETE);
        let text = servers.print();
        let bytes: Vec<u8> = text.chars().map(|sign| sign as u8).collect();
        assert_eq!(
            (VERSION, bytes.len(), check(&bytes)),
            (0x7EA9_0801, 1_227, [0x44, 0x36, 0xa1, 0x7d])
        );
    }

    proptest! {
        #[test]
        fn what_is_damaged_is_not_read(at in any::<prop::sample::Index>(), by in 1_u8..=255, cut in any::<bool>()) {
            let mut servers = Servers::default();
            run(&mut servers, DELETE);
            let mut signs: Vec<char> = servers.print().chars().collect();
            let at = at.index(signs.len());
            if cut {
                signs.truncate(at);
            } else {
                signs[at] = char::from(signs[at] as u8 ^ by);
            }
            let text: String = signs.into_iter().collect();
            prop_assert_eq!(Servers::parse(&text), Servers::default());
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            Servers::parse(&text);
        }
    }
}
