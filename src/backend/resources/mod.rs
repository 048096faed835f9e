//! What is behind the routes: one file per family, its table first and its handlers below.

pub(super) mod admin;
pub(super) mod files;
pub(super) mod home;
pub(super) mod jobs;
pub(super) mod orders;
pub(super) mod products;
pub(super) mod redirects;
pub(super) mod reports;
pub(super) mod sessions;
pub(super) mod status;
pub(super) mod users;

use super::answer::{Answer, Refusal};
use super::conditions;
use super::route::{Call, Parameter, Route};
use super::shelf::{Missing, Shelf, Thing};

/// The tables, in the order the landing page lists them.
pub(super) const FAMILIES: &[&[Route]] = &[
    home::ROUTES,
    users::ROUTES,
    products::ROUTES,
    orders::ROUTES,
    sessions::ROUTES,
    reports::ROUTES,
    jobs::ROUTES,
    files::ROUTES,
    admin::ROUTES,
    redirects::ROUTES,
    status::ROUTES,
];

/// Parameters of every list.
pub(super) const PAGE: Parameter = Parameter {
    name: "page",
    what: "Which page, from 1.",
    example: "2",
};
/// How long a page is.
pub(super) const PER_PAGE: Parameter = Parameter {
    name: "per_page",
    what: "How many things a page has, 1 to 50; 20 if you do not say.",
    example: "5",
};

/// The answers of an operation on one thing.
const NEVER: (u16, &str) = (404, "There never was anything with this id.");
const GONE: (u16, &str) = (410, "It was there once and was removed.");
const UNCHANGED: (u16, &str) = (304, "It is what the client already has.");
const CHANGED: (u16, &str) = (412, "It is not in the state the request depends on.");

/// A copy of the thing a path names.
fn one<T: Clone>(
    call: &mut Call<'_>,
    shelf: fn(&super::store::Store) -> &Shelf<T>,
    what: &'static str,
) -> Result<Thing<T>, Refusal> {
    let why = match shelf(call.store).find(call.part) {
        Ok(thing) => return Ok(thing.clone()),
        Err(why) => why,
    };
    Err(missing(call, why, what).into())
}

/// Why there is nothing.
fn missing(call: &mut Call<'_>, why: Missing, what: &'static str) -> Answer {
    match why {
        Missing::Never => call.refuse(
            404,
            "Not found",
            format!("There is no {what} with this id."),
        ),
        // RFC 9110 §15.5.11: only who knows that it was there and will not be again says so.
        Missing::Gone => call.refuse(
            410,
            "Gone",
            format!("The {what} was removed and does not come back."),
        ),
    }
}

/// The same with its conditions checked.
fn one_as_wanted<T: Clone>(
    call: &mut Call<'_>,
    shelf: fn(&super::store::Store) -> &Shelf<T>,
    what: &'static str,
) -> Result<Thing<T>, Refusal> {
    let thing = one(call, shelf, what)?;
    conditions::check(call, Some(&thing.validators()))?;
    Ok(thing)
}

/// A page of a list, and the `Link` to the others (RFC 8288, RFC 5005 §3).
///
/// # Errors
/// A 400 when the query asks for no page.
fn page<T>(call: &mut Call<'_>, all: Vec<T>) -> Result<(Vec<T>, String), Refusal> {
    let mut number = |name: &str, usual: usize, most: usize| match call.asked(name) {
        None => Ok(usual),
        Some(text) => match text.parse() {
            Ok(number) if (1..=most).contains(&number) => Ok(number),
            _ => {
                let detail = format!("The parameter {name} is a number from 1 to {most}.");
                Err(Refusal::from(call.refuse(
                    400,
                    "Parameter not right",
                    detail,
                )))
            }
        },
    };
    let long = number("per_page", 20, 50)?;
    let page = number("page", 1, 10_000)?;
    let last = all.len().div_ceil(long).max(1);
    let query = call.request.uri.query().unwrap_or_default();
    let mut kept = form_urlencoded::Serializer::new(String::new());
    kept.extend_pairs(form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "page"));
    let kept = kept.finish();
    let path = call.request.path();
    let mut link = String::new();
    for (page, rel, is) in [
        (1, "first", last > 1),
        (page - 1, "prev", page > 1 && page <= last),
        (page + 1, "next", page < last),
        (last, "last", last > 1),
    ] {
        if is {
            let comma = if link.is_empty() { "" } else { ", " };
            let and = if kept.is_empty() { "" } else { "&" };
            link += &format!("{comma}<{path}?{kept}{and}page={page}>; rel=\"{rel}\"");
        }
    }
    let part = all
        .into_iter()
        .skip((page - 1).saturating_mul(long))
        .take(long)
        .collect();
    Ok((part, link))
}
