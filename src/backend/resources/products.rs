//! The products: negotiated, filtered, queried; changed only by who says which version they mean.

use http::header::{CONTENT_LOCATION, HeaderName, LINK, LOCATION};
use serde::Serialize;
use serde_json::Value;

use super::{CHANGED, GONE, NEVER, PAGE, PER_PAGE, UNCHANGED, one_as_wanted, page, users};
use crate::backend::answer::{Answer, Refusal};
use crate::backend::conditions;
use crate::backend::content::{self, Mistakes, members};
use crate::backend::gate::accepted;
use crate::backend::route::{
    Call, Example, JSON, OPERATION, Operation, Parameter, Route, SENDS_JSON, example,
};
use crate::backend::shelf::Thing;
use crate::backend::store::Product;

const CSV: &str = "text/csv";
/// What a client would rather have (RFC 7240).
const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");
/// What may not be sold here, and who says so.
const FORBIDDEN: &str = "opium-poppy-tea";

const Q: Parameter = Parameter {
    name: "q",
    what: "Only products whose name has this in it.",
    example: "tea",
};
const IN_STOCK: Parameter = Parameter {
    name: "in_stock",
    what: "yes: only what can be had.",
    example: "yes",
};
const NOT_VALID: (u16, &str) = (422, "The content does not describe a product.");
const CONFLICT: (u16, &str) = (409, "The version in the content is not the present one.");
const WHICH: (u16, &str) = (428, "If-Match is missing: which version is meant?");

pub(in crate::backend) const ROUTES: &[Route] = &[
    Route {
        pattern: "/api/products",
        family: "Products",
        summary: "What is sold",
        operations: &[
            Operation {
                summary: "List the products",
                query: &[PAGE, PER_PAGE, Q, IN_STOCK],
                gives: &[JSON, CSV],
                own_answers: &[(200, "A page of products, as JSON or CSV.")],
                examples: &[
                    example("List the products", "/api/products"),
                    example("Only what can be had", "/api/products?q=tea&in_stock=yes"),
                    Example {
                        summary: "As CSV",
                        path: "/api/products",
                        fields: &[("Accept", CSV)],
                        body: "",
                    },
                    Example {
                        summary: "As a picture, which is not to be had",
                        path: "/api/products",
                        fields: &[("Accept", "image/png")],
                        body: "",
                    },
                ],
                handle: |call| list(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
            Operation {
                method: "QUERY",
                summary: "Ask for products with content",
                takes: &[JSON],
                gives: &[JSON, CSV],
                own_answers: &[
                    (200, "What the query asked for."),
                    (422, "The content is no query."),
                ],
                examples: &[Example {
                    summary: "Ask safely, with content",
                    path: "/api/products",
                    fields: SENDS_JSON,
                    body: "{\n  \"q\": \"tea\",\n  \"max_price\": 2500\n}",
                }],
                handle: |call| query(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
        ],
    },
    Route {
        pattern: "/api/products/{sku}",
        family: "Products",
        summary: "One product",
        operations: &[
            Operation {
                summary: "Read a product",
                own_answers: &[
                    (200, "The product."),
                    UNCHANGED,
                    NEVER,
                    GONE,
                    CHANGED,
                    (451, "A court forbids showing it."),
                ],
                examples: &[
                    example("Read a product", "/api/products/teapot"),
                    example("One that is no longer sold", "/api/products/gaiwan"),
                    example("One that is forbidden", "/api/products/opium-poppy-tea"),
                ],
                handle: |call| read(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
            Operation {
                method: "PUT",
                summary: "Add or replace a product",
                takes: &[JSON],
                own_answers: &[
                    (200, "The product was replaced."),
                    (201, "There was none: it was created."),
                    (
                        204,
                        "It was replaced, and Prefer: return=minimal asked for no content.",
                    ),
                    CONFLICT,
                    CHANGED,
                    NOT_VALID,
                    WHICH,
                    (507, "There is no room for another product."),
                ],
                examples: &[
                    Example {
                        summary: "Add a product",
                        path: "/api/products/tray",
                        fields: SENDS_JSON,
                        body: "{\n  \"name\": \"Tray, lacquered\",\n  \"price\": 2900,\n  \"stock\": 8\n}",
                    },
                    Example {
                        summary: "Replace a product",
                        path: "/api/products/cup",
                        fields: &[SENDS_JSON[0], ("If-Match", "\"cup-v1\"")],
                        body: "{\n  \"name\": \"Cup, 250 ml\",\n  \"price\": 700,\n  \"stock\": 120\n}",
                    },
                    Example {
                        summary: "Replace without saying which version",
                        path: "/api/products/cup",
                        fields: SENDS_JSON,
                        body: "{\n  \"name\": \"Cup, 250 ml\",\n  \"price\": 700,\n  \"stock\": 120\n}",
                    },
                    Example {
                        summary: "Add it only if it is new",
                        path: "/api/products/cup",
                        fields: &[SENDS_JSON[0], ("If-None-Match", "*")],
                        body: "{\n  \"name\": \"Cup, 250 ml\",\n  \"price\": 700,\n  \"stock\": 120\n}",
                    },
                ],
                handle: |call| put(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
            Operation {
                method: "DELETE",
                summary: "Stop selling a product",
                gives: &[],
                own_answers: &[(204, "It is no longer sold."), NEVER, GONE, CHANGED, WHICH],
                examples: &[Example {
                    summary: "Stop selling a product",
                    path: "/api/products/samovar",
                    fields: &[("If-Match", "\"samovar-v1\"")],
                    body: "",
                }],
                handle: |call| remove(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
        ],
    },
];

/// A product as it is sent; the price in cents.
#[derive(Serialize)]
struct Shown<'a> {
    sku: &'a str,
    name: &'a str,
    price: u32,
    stock: u32,
    version: u32,
}

fn shown(product: &Thing<Product>) -> Shown<'_> {
    Shown {
        sku: &product.id,
        name: &product.value.name,
        price: product.value.price,
        stock: product.value.stock,
        version: product.version,
    }
}

fn show(status: u16, product: &Thing<Product>) -> Answer {
    product
        .validators()
        .on(Answer::json(status, &shown(product)))
}

/// What a list or a query asks for.
#[derive(Default)]
struct Wanted {
    q: String,
    in_stock: bool,
    max_price: Option<u64>,
}

fn list(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let in_stock = match call.asked("in_stock").as_deref() {
        None | Some("no") => false,
        Some("yes") => true,
        Some(_) => {
            let detail = "The parameter in_stock is yes or no.";
            return Err(call.refuse(400, "Parameter not right", detail).into());
        }
    };
    let wanted = Wanted {
        q: call.asked("q").unwrap_or_default(),
        in_stock,
        max_price: None,
    };
    found(call, &wanted)
}

/// RFC 10008: as safe as GET, with what is asked for in the content.
fn query(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let content = content::json(call)?;
    let mut mistakes = Mistakes::default();
    let mut wanted = Wanted::default();
    for (member, value) in members(content, &mut mistakes, "q, in_stock or max_price") {
        match (member.as_str(), value) {
            ("q", Value::String(q)) => wanted.q = q,
            ("in_stock", Value::Bool(in_stock)) => wanted.in_stock = in_stock,
            ("max_price", Value::Number(price)) if price.is_u64() => {
                wanted.max_price = price.as_u64()
            }
            ("q", _) => mistakes.note("q", "must be a string"),
            ("in_stock", _) => mistakes.note("in_stock", "must be true or false"),
            ("max_price", _) => mistakes.note("max_price", "must be a whole number of cents"),
            (other, _) => mistakes.note(
                other,
                "is not part of a query: those are q, in_stock and max_price",
            ),
        }
    }
    mistakes.none(call, "query")?;
    found(call, &wanted)
}

fn found(call: &mut Call<'_>, wanted: &Wanted) -> Result<Answer, Refusal> {
    let q = wanted.q.to_ascii_lowercase();
    let fits = |product: &&Thing<Product>| {
        let value = &product.value;
        value.name.to_ascii_lowercase().contains(&q)
            && (value.stock > 0 || !wanted.in_stock)
            && wanted
                .max_price
                .is_none_or(|most| u64::from(value.price) <= most)
    };
    let products: Vec<Thing<Product>> = call.store.products.iter().filter(fits).cloned().collect();
    let (products, link) = page(call, products)?;
    let title = format!("{} products read", products.len());
    let answer = if accepted(&call.request.headers, &[JSON, CSV]) == Some(CSV) {
        let mut text = "sku,name,price,stock\r\n".to_owned();
        for product in &products {
            let Product { name, price, stock } = &product.value;
            // RFC 4180 §2: quotes around what may hold a comma, doubled inside.
            text += &format!(
                "{},\"{}\",{price},{stock}\r\n",
                product.id,
                name.replace('"', "\"\"")
            );
        }
        Answer::of(200, "text/csv; charset=utf-8; header=present", text)
    } else {
        let products: Vec<Shown<'_>> = products.iter().map(shown).collect();
        Answer::json(200, &products)
    };
    let answer = answer.read(title);
    Ok(if link.is_empty() {
        answer
    } else {
        answer.with(LINK, &link)
    })
}

fn read(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    if call.part == FORBIDDEN {
        // RFC 7725 §4: who blocks it, not who demands that.
        let detail = "By order of the district court this product may not be shown.";
        return Err(call
            .refuse(451, "Forbidden by a court", detail)
            .with(LINK, "<https://shop.example/>; rel=\"blocked-by\"")
            .into());
    }
    let product = one_as_wanted(call, |store| &store.products, "product")?;
    Ok(show(200, &product).read("Product read"))
}

fn put(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let sku = call.part.to_owned();
    let old = call.store.products.find(&sku).ok().cloned();
    conditions::check(call, old.as_ref().map(Thing::validators).as_ref())?;
    if old.is_some() {
        conditions::demand(call)?;
    }
    let content = content::json(call)?;
    let product = read_product(call, content, old.as_ref(), &sku)?;
    let before = call.store.products.len();
    let Some(product) = call.store.products.put(&sku, product, call.now) else {
        let detail = "There is room for 50 products. Stop selling one first.";
        return Err(call.refuse(507, "No room", detail).into());
    };
    if old.is_none() {
        // RFC 9110 §9.3.4: a PUT that creates answers 201.
        return Ok(show(201, product)
            .with(LOCATION, &format!("/api/products/{sku}"))
            .did("create", "Product added", "a second PUT replaces it")
            .changed("products", before, before + 1));
    }
    let minimal = call
        .request
        .headers
        .get_all(PREFER)
        .iter()
        .any(|prefer| prefer.as_bytes().starts_with(b"return=minimal"));
    let answer = if minimal {
        // RFC 7240 §4.2; with a 204 the validators are those of what was just stored.
        product
            .validators()
            .on(Answer::empty(204))
            .with(PREFERENCE_APPLIED, "return=minimal")
    } else {
        show(200, product).with(CONTENT_LOCATION, &format!("/api/products/{sku}"))
    };
    Ok(answer.did("replace", "Product replaced", "as a whole"))
}

fn read_product(
    call: &mut Call<'_>,
    content: Value,
    old: Option<&Thing<Product>>,
    sku: &str,
) -> Result<Product, Refusal> {
    let mut mistakes = Mistakes::default();
    let (mut name, mut price, mut stock) = (String::new(), None, Some(0));
    let amount = |value: &Value| {
        value
            .as_u64()
            .and_then(|value| u32::try_from(value).ok())
            .filter(|value| *value <= 1_000_000)
    };
    for (member, value) in members(
        content,
        &mut mistakes,
        "name, price and, if you like, stock",
    ) {
        match (member.as_str(), value) {
            ("name", Value::String(text)) => text.trim().clone_into(&mut name),
            ("name", _) => mistakes.note("name", "must be a string"),
            ("price", value) => price = Some(amount(&value)),
            ("stock", value) => stock = amount(&value),
            ("sku", Value::String(own)) if own == sku => {}
            ("sku", _) => mistakes.note("sku", "is part of the path and does not change"),
            ("version", Value::Number(number)) => {
                users::version(call, old.map(|old| old.version), &number)?
            }
            (other, _) => mistakes.note(
                other,
                "is not a member of a product: those are name, price and stock",
            ),
        }
    }
    let fits = sku.len() <= 40
        && sku
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !fits {
        mistakes.note("sku", "has small letters, digits and hyphens, at most 40");
    }
    if name.is_empty() || name.chars().count() > 100 {
        mistakes.note("name", "is required, with at most 100 characters");
    }
    if price.flatten().is_none() {
        mistakes.note("price", "is required, in whole cents, at most 1000000");
    }
    if stock.is_none() {
        mistakes.note("stock", "must be a whole number, at most 1000000");
    }
    mistakes.none(call, "product")?;
    Ok(Product {
        name,
        price: price.flatten().unwrap_or_default(),
        stock: stock.unwrap_or_default(),
    })
}

fn remove(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let product = one_as_wanted(call, |store| &store.products, "product")?;
    conditions::demand(call)?;
    call.store.products.remove(&product.id);
    let left = call.store.products.len();
    Ok(Answer::empty(204)
        .did("delete", "Product no longer sold", format!("{left} left"))
        .changed("products", left + 1, left))
}
