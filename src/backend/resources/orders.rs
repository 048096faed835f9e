//! The orders: where a lost answer costs money. An order may be placed without an idempotency key, which shows the danger;
//! a payment may not.

use std::time::Duration;

use http::StatusCode;
use http::header::{CONNECTION, LINK, LOCATION, UPGRADE};
use serde::Serialize;
use serde_json::Value;

use super::{CHANGED, GONE, NEVER, PAGE, PER_PAGE, UNCHANGED, one, one_as_wanted, page};
use crate::backend::answer::{Answer, Refusal};
use crate::backend::content::{self, Mistakes, members};
use crate::backend::keys;
use crate::backend::route::{
    Call, Example, JSON, OPERATION, Operation, Route, SENDS_JSON, example,
};
use crate::backend::shelf::Thing;
use crate::backend::store::{Order, SEEDED, Status};
use crate::protocol::Response;

/// How long a payment takes, and when the server says that it is at it.
const PAYING: Duration = Duration::from_millis(1_500);
const AT_IT: Duration = Duration::from_millis(500);
/// How far back an order like a new one makes the log suspicious.
const ALIKE: Duration = Duration::from_secs(60);

const LATE: (u16, &str) = (409, "The order is on its way: too late.");

pub(in crate::backend) const ROUTES: &[Route] = &[
    Route {
        pattern: "/api/orders",
        family: "Orders",
        summary: "All orders",
        operations: &[
            Operation {
                summary: "List the orders",
                query: &[PAGE, PER_PAGE],
                own_answers: &[(200, "A page of orders; Link leads to the others.")],
                examples: &[example("List the orders", "/api/orders")],
                handle: |call| list(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
            Operation {
                method: "POST",
                summary: "Place an order",
                takes: &[JSON],
                own_answers: &[
                    (201, "The order was placed; Location says where."),
                    (
                        409,
                        "There is not enough in stock, or the first request with the key still runs.",
                    ),
                    keys::REUSED,
                    (507, "There is no room for another order."),
                ],
                examples: &[
                    Example {
                        summary: "Place an order",
                        path: "/api/orders",
                        fields: SENDS_JSON,
                        body: "{\n  \"item\": \"teapot\",\n  \"quantity\": 1\n}",
                    },
                    Example {
                        summary: "Place an order, safe to repeat",
                        path: "/api/orders",
                        fields: &[SENDS_JSON[0], ("Idempotency-Key", "\"8c1f-42d0\"")],
                        body: "{\n  \"item\": \"teapot\",\n  \"quantity\": 1\n}",
                    },
                    Example {
                        summary: "Order more than there is",
                        path: "/api/orders",
                        fields: SENDS_JSON,
                        body: "{\n  \"item\": \"cosy\",\n  \"quantity\": 3\n}",
                    },
                ],
                handle: |call| keys::once(call, false, place).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
        ],
    },
    Route {
        pattern: "/api/orders/stream",
        family: "Orders",
        summary: "Orders as they come, over a WebSocket",
        operations: &[Operation {
            summary: "Follow the orders",
            own_answers: &[(426, "This is only had over a WebSocket: Upgrade says so.")],
            examples: &[example(
                "Follow the orders without a WebSocket",
                "/api/orders/stream",
            )],
            handle: stream,
            ..OPERATION
        }],
    },
    Route {
        pattern: "/api/orders/{id}",
        family: "Orders",
        summary: "One order",
        operations: &[
            Operation {
                summary: "Read an order",
                own_answers: &[(200, "The order."), UNCHANGED, NEVER, GONE, CHANGED],
                examples: &[example("Read an order", "/api/orders/5")],
                handle: |call| match one_as_wanted(call, |store| &store.orders, "order") {
                    Ok(order) => show(200, &order).read(format!("Order {} read", order.id)),
                    Err(refusal) => *refusal,
                },
                ..OPERATION
            },
            Operation {
                method: "DELETE",
                summary: "Cancel an order",
                gives: &[],
                own_answers: &[(204, "The order is cancelled."), NEVER, LATE, GONE, CHANGED],
                examples: &[
                    example("Cancel an order", "/api/orders/6"),
                    example("Cancel one that is on its way", "/api/orders/1"),
                ],
                handle: |call| cancel(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
        ],
    },
    Route {
        pattern: "/api/orders/{id}/payment",
        family: "Orders",
        summary: "The payment of an order",
        operations: &[Operation {
            method: "POST",
            summary: "Pay for an order",
            own_answers: &[
                (
                    200,
                    "It is paid; before that a 102, because it takes a while.",
                ),
                (400, "There is no Idempotency-Key, or it is none."),
                NEVER,
                (
                    409,
                    "It is already paid, or the first request with the key still runs.",
                ),
                GONE,
                keys::REUSED,
            ],
            examples: &[
                Example {
                    summary: "Pay for an order",
                    path: "/api/orders/5/payment",
                    fields: &[("Idempotency-Key", "\"pay-5\"")],
                    body: "",
                },
                example("Pay without a key", "/api/orders/5/payment"),
            ],
            handle: |call| keys::once(call, true, pay).unwrap_or_else(|refusal| *refusal),
            ..OPERATION
        }],
    },
];

/// An order as it is sent; the total in cents.
#[derive(Serialize)]
struct Shown<'a> {
    id: u32,
    item: &'a str,
    quantity: u32,
    total: u32,
    status: Status,
    version: u32,
}

fn shown(order: &Thing<Order>) -> Shown<'_> {
    let Order {
        item,
        quantity,
        total,
        status,
    } = &order.value;
    Shown {
        id: order.id.parse().unwrap_or_default(),
        item,
        quantity: *quantity,
        total: *total,
        status: *status,
        version: order.version,
    }
}

fn show(status: u16, order: &Thing<Order>) -> Answer {
    order.validators().on(Answer::json(status, &shown(order)))
}

fn list(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let orders: Vec<Thing<Order>> = call.store.orders.iter().cloned().collect();
    let (orders, link) = page(call, orders)?;
    let orders: Vec<Shown<'_>> = orders.iter().map(shown).collect();
    let answer = Answer::json(200, &orders).read(format!("{} orders read", orders.len()));
    Ok(if link.is_empty() {
        answer
    } else {
        answer.with(LINK, &link)
    })
}

fn place(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let content = content::json(call)?;
    let mut mistakes = Mistakes::default();
    let (mut item, mut quantity) = (None, Some(1));
    for (member, value) in members(content, &mut mistakes, "item and, if you like, quantity") {
        match (member.as_str(), value) {
            ("item", Value::String(text)) => item = Some(text),
            ("item", _) => {
                mistakes.note("item", "must be a string: the article number of a product")
            }
            ("quantity", value) => {
                quantity = value
                    .as_u64()
                    .and_then(|value| u32::try_from(value).ok())
                    .filter(|value| (1..=1_000).contains(value));
            }
            (other, _) => mistakes.note(
                other,
                "is not a member of an order: those are item and quantity",
            ),
        }
    }
    let product = item
        .as_deref()
        .and_then(|item| call.store.products.find(item).ok())
        .cloned();
    if product.is_none() {
        mistakes.note(
            "item",
            "must be the article number of a product: /api/products lists them",
        );
    }
    if quantity.is_none() {
        mistakes.note("quantity", "must be a whole number from 1 to 1000");
    }
    mistakes.none(call, "order")?;
    let (Some(product), Some(quantity)) = (product, quantity) else {
        unreachable!("both are there when there are no mistakes");
    };
    let mut value = product.value;
    if value.stock < quantity {
        let kind = ("out-of-stock", "There is not enough in stock");
        let detail = format!(
            "{quantity} are asked for, and {} are there. Order fewer, or later.",
            value.stock
        );
        return Ok(Answer::own(
            call.rng,
            409,
            "Not enough in stock",
            kind,
            detail,
        ));
    }
    value.stock -= quantity;
    let order = Order {
        item: product.id.clone(),
        quantity,
        total: value.price.saturating_mul(quantity),
        status: Status::Open,
    };
    // Those the shop opened with were placed long ago.
    let recent = |other: &&Thing<Order>| {
        other.id.parse().is_ok_and(|id: u32| id > SEEDED) && call.now.since(other.changed) < ALIKE
    };
    let same = |other: &&Thing<Order>| recent(other) && other.value == order;
    let twin = call
        .store
        .orders
        .iter()
        .find(same)
        .map(|twin| twin.id.clone());
    let before = call.store.orders.len();
    let room = call.store.orders.room();
    let Some(order) = call.store.orders.add(order, call.now) else {
        // RFC 4918 §11.5
        let detail = format!("There is room for {room} orders. Cancel one first.");
        return Ok(call.refuse(507, "No room", detail));
    };
    let note = match twin {
        // What a repeat without a key looks like from here: like a customer who wants two.
        Some(twin) => format!("just like order {twin}: no key"),
        None => "no key to know it by".to_owned(),
    };
    let answer = show(201, order)
        .with(LOCATION, &format!("/api/orders/{}", order.id))
        .did("create", format!("Order {} created", order.id), note)
        .changed("orders", before, before + 1);
    call.store.products.put(&product.id, value, call.now);
    Ok(answer)
}

fn cancel(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let order = one_as_wanted(call, |store| &store.orders, "order")?;
    if order.value.status == Status::Shipped {
        let kind = ("shipped", "The order is on its way");
        let detail = "It was handed over to the carrier. Send it back when it comes.";
        return Err(Answer::own(call.rng, 409, "Already shipped", kind, detail).into());
    }
    call.store.orders.remove(&order.id);
    let left = call.store.orders.len();
    Ok(Answer::empty(204)
        .did(
            "delete",
            format!("Order {} cancelled", order.id),
            format!("{left} left"),
        )
        .changed("orders", left + 1, left))
}

fn pay(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let mut order = one(call, |store| &store.orders, "order")?;
    if order.value.status != Status::Open {
        let kind = ("paid", "The order is already paid");
        let detail = "It was paid before, under another key. Nothing was charged now.";
        return Ok(Answer::own(call.rng, 409, "Already paid", kind, detail));
    }
    order.value.status = Status::Paid;
    let paid = call
        .store
        .orders
        .put(&order.id, order.value, call.now)
        .expect("it was there a moment ago");
    let title = format!("Order {} paid", paid.id);
    // RFC 2518 §10.1: the request is at work and not forgotten.
    Ok(show(200, paid)
        .did("change", title, "charged once")
        .after_saying(AT_IT, Response::new(StatusCode::PROCESSING))
        .takes(PAYING))
}

fn stream(call: &mut Call<'_>) -> Answer {
    // RFC 9110 §15.5.22, §7.8: Upgrade names the protocol, Connection names Upgrade.
    let detail = "Orders are followed over a WebSocket (RFC 6455); this is plain HTTP. GET /api/orders has those there are.";
    call.refuse(426, "Needs a WebSocket", detail)
        .with(UPGRADE, "websocket")
        .with(CONNECTION, "Upgrade")
}
