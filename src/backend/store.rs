//! What the server remembers: users, and the answers it keeps for idempotency keys. All of it is bounded.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// The most users there can be.
pub(super) const MAX_USERS: usize = 200;
/// How many answers are kept for keys; the oldest is dropped for a new one.
const MAX_KEPT: usize = 50;

/// One user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct User {
    pub(super) id: u32,
    pub(super) name: String,
    /// May be missing; no two users share one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<String>,
    pub(super) role: String,
}

/// The first answer to a request with an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) key: String,
    /// A fingerprint of the content the key came with.
    pub(super) print: u64,
    pub(super) status: u16,
    pub(super) location: Option<String>,
    pub(super) media_type: String,
    pub(super) content: String,
}

/// The server's memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Store {
    users: Vec<User>,
    last_id: u32,
    kept: VecDeque<Kept>,
}

/// Who is there at the start, with the ids 1 to 12.
const SEED: [(&str, &str); 12] = [
    ("Ada Lovelace", "admin"),
    ("Alan Turing", "viewer"),
    ("Barbara Liskov", "editor"),
    ("Dennis Ritchie", "viewer"),
    ("Edsger Dijkstra", "editor"),
    ("Frances Allen", "viewer"),
    ("Grace Hopper", "admin"),
    ("Hedy Lamarr", "viewer"),
    ("Jean Bartik", "viewer"),
    ("Karen Sparck Jones", "editor"),
    ("Katherine Johnson", "viewer"),
    ("Radia Perlman", "editor"),
];

impl Store {
    /// A dozen users and no keys.
    pub(super) fn new() -> Self {
        let users: Vec<User> = (1..)
            .zip(SEED)
            .map(|(id, (name, role))| User {
                id,
                name: name.to_owned(),
                email: name
                    .split(' ')
                    .next()
                    .map(|first| first.to_ascii_lowercase() + "@shop.example"),
                role: role.to_owned(),
            })
            .collect();
        Self {
            last_id: users.len() as u32,
            users,
            kept: VecDeque::new(),
        }
    }

    /// All users, in the order of their ids.
    pub(super) fn users(&self) -> &[User] {
        &self.users
    }

    /// The user with an id.
    pub(super) fn user(&mut self, id: u32) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.id == id)
    }

    /// The user who has an e-mail address, unless that is `except`. Capitals make no difference here: nobody wants two
    /// accounts that differ by one.
    pub(super) fn owner(&self, email: &str, except: u32) -> Option<u32> {
        let owns = |user: &&User| {
            user.id != except
                && user
                    .email
                    .as_ref()
                    .is_some_and(|own| own.eq_ignore_ascii_case(email))
        };
        self.users.iter().find(owns).map(|user| user.id)
    }

    /// Adds a user under the next id, which no user had before.
    pub(super) fn add(&mut self, user: User) -> &User {
        self.last_id = self.last_id.saturating_add(1);
        self.users.push(User {
            id: self.last_id,
            ..user
        });
        &self.users[self.users.len() - 1]
    }

    /// Removes a user; whether there was one.
    pub(super) fn remove(&mut self, id: u32) -> bool {
        let before = self.users.len();
        self.users.retain(|user| user.id != id);
        self.users.len() < before
    }

    /// The answer kept for a key.
    pub(super) fn kept(&self, key: &str) -> Option<&Kept> {
        self.kept.iter().find(|kept| kept.key == key)
    }

    /// Keeps an answer.
    pub(super) fn keep(&mut self, kept: Kept) {
        if self.kept.len() >= MAX_KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(kept);
    }

    /// How many answers are kept.
    pub(super) fn keys(&self) -> usize {
        self.kept.len()
    }
}
