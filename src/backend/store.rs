//! What the server remembers: the shop's things, who is logged in, the answers it keeps for idempotency keys. All of it is
//! bounded.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::keys::Kept;
use super::shelf::Shelf;
use crate::time::Instant;

/// How many answers are kept for keys; the oldest is dropped for a new one.
const MAX_KEPT: usize = 50;

/// The server's memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Store {
    pub(super) users: Shelf<User>,
    pub(super) products: Shelf<Product>,
    pub(super) orders: Shelf<Order>,
    pub(super) sessions: Shelf<Session>,
    pub(super) jobs: Shelf<Job>,
    pub(super) files: Shelf<File>,
    pub(super) kept: VecDeque<Kept>,
    /// When the present minute of logging in began, and how often it was tried.
    pub(super) logins: (Instant, u32),
    /// When the present minute of uploads began, and how many bytes came.
    pub(super) uploads: (Instant, u32),
}

/// One user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct User {
    pub(super) name: String,
    /// May be missing; no two users share one.
    pub(super) email: Option<String>,
    pub(super) role: String,
}

/// One product; its id is its article number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Product {
    pub(super) name: String,
    /// In cents.
    pub(super) price: u32,
    /// How many there are to sell.
    pub(super) stock: u32,
}

/// One order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) item: String,
    pub(super) quantity: u32,
    /// In cents.
    pub(super) total: u32,
    pub(super) status: Status,
}

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    /// Placed.
    Open,
    /// Paid for.
    Paid,
    /// On its way: too late for changes.
    Shipped,
}

/// Somebody who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Session {
    pub(super) user: String,
    pub(super) access: String,
    pub(super) refresh: String,
    /// When the access token expires.
    pub(super) until: Instant,
}

/// Work that takes longer than a request: a report is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Job {
    /// What the report is about.
    pub(super) kind: String,
    pub(super) ready: Instant,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct File {
    /// One of the media types that files may have.
    pub(super) media_type: usize,
    pub(super) text: String,
}

/// Who is there at the start, with the ids 1 to 12.
const USERS: [(&str, &str); 12] = [
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

/// What is sold at the start: article number, name, price in cents, stock.
const PRODUCTS: [(&str, &str, u32, u32); 6] = [
    ("teapot", "Teapot, short and stout", 2_450, 40),
    ("cup", "Cup, 200 ml", 650, 120),
    ("kettle", "Kettle, whistling", 3_900, 12),
    ("strainer", "Strainer, fine", 480, 60),
    ("cosy", "Tea cosy, wool", 1_800, 1),
    ("samovar", "Samovar, brass", 24_900, 0),
];

/// What was ordered before: article number, quantity, status.
const ORDERS: [(&str, u32, Status); 6] = [
    ("teapot", 1, Status::Shipped),
    ("cup", 6, Status::Shipped),
    ("kettle", 1, Status::Paid),
    ("strainer", 2, Status::Paid),
    ("cosy", 1, Status::Open),
    ("cup", 2, Status::Open),
];

/// How many orders there are at the start.
pub(super) const SEEDED: u32 = ORDERS.len() as u32;

const VERSE: &str = "I'm a little teapot,\nshort and stout.\nHere is my handle,\nhere is my spout.\n\
When I get all steamed up,\nhear me shout:\ntip me over and pour me out!\n";

impl Store {
    /// The shop as it opens.
    pub(super) fn new() -> Self {
        let user = |(name, role): (&str, &str)| User {
            name: name.to_owned(),
            email: name
                .split(' ')
                .next()
                .map(|first| first.to_ascii_lowercase() + "@shop.example"),
            role: role.to_owned(),
        };
        let product = |(id, name, price, stock): (&str, &str, u32, u32)| {
            let name = name.to_owned();
            (id.to_owned(), Product { name, price, stock })
        };
        let order = |(item, quantity, status): (&str, u32, Status)| Order {
            item: item.to_owned(),
            quantity,
            total: PRODUCTS
                .iter()
                .find(|product| product.0 == item)
                .map_or(0, |product| product.2 * quantity),
            status,
        };
        let file = |name: &str, media_type, text: &str| {
            let text = text.to_owned();
            (name.to_owned(), File { media_type, text })
        };
        let mut products = Shelf::new(50, PRODUCTS.map(product));
        // Sold once, and no more.
        let old = ("gaiwan", "Gaiwan, porcelain", 0, 0);
        products.put(old.0, product(old).1, Instant::START);
        products.remove(old.0);
        Self {
            users: Shelf::numbered(200, USERS.map(user)),
            products,
            orders: Shelf::numbered(200, ORDERS.map(order)),
            sessions: Shelf::numbered(20, []),
            jobs: Shelf::numbered(30, []),
            files: Shelf::new(
                20,
                [
                    file("verse.txt", 0, VERSE),
                    file(
                        "prices.csv",
                        1,
                        "item,price\r\nteapot,24.50\r\ncup,6.50\r\n",
                    ),
                    file(
                        "ledger.txt",
                        0,
                        "Opened by the bookkeeper at noon; closed at five.\n",
                    ),
                ],
            ),
            kept: VecDeque::new(),
            logins: (Instant::START, 0),
            uploads: (Instant::START, 0),
        }
    }

    /// Keeps an answer for its key.
    pub(super) fn keep(&mut self, kept: Kept) {
        if self.kept.len() >= MAX_KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(kept);
    }

    /// The user who has an e-mail address, unless that is `except`. Capitals make no difference here: nobody wants two
    /// accounts that differ by one.
    pub(super) fn owner(&self, email: &str, except: &str) -> Option<&str> {
        let mut others = self.users.iter().filter(|user| user.id != except);
        let found = others.find(|user| {
            let own = user.value.email.as_deref();
            own.is_some_and(|own| own.eq_ignore_ascii_case(email))
        });
        found.map(|user| user.id.as_str())
    }
}

/// Counts towards a limit per minute: the count with this one, and how long the minute still lasts, in whole seconds.
pub(super) fn count(minute: &mut (Instant, u32), now: Instant, by: u32) -> (u32, u64) {
    const MINUTE: u64 = 60;
    if now.since(minute.0).as_secs() >= MINUTE {
        *minute = (now, 0);
    }
    minute.1 = minute.1.saturating_add(by);
    let left = MINUTE.saturating_sub(now.since(minute.0).as_secs());
    (minute.1, left.max(1))
}
