//! The users: create, read, replace, change, delete, and every way to be refused.

use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, LOCATION};
use serde_json::{Map, Value};

use crate::backend::answer::{Answer, KEPT};
use crate::backend::route::Call;
use crate::backend::store::{Kept, MAX_USERS, User};
use crate::protocol::Request;
use crate::protocol::problem::{Invalid, Problem};
use crate::rng::Rng;

/// The format of a change (RFC 7396).
pub(in crate::backend) const MERGE_PATCH: &str = "application/merge-patch+json";
/// Where a server names the formats of changes it understands (RFC 5789 §3.1).
pub(in crate::backend) const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");

const JSON: &str = "application/json";
/// The largest content that is read, in bytes.
const MAX_CONTENT: usize = 64 * 1024;
/// The most mistakes that are listed at once.
const MAX_ERRORS: usize = 20;
const ROLES: [&str; 3] = ["viewer", "editor", "admin"];

/// `/api/users`
pub(in crate::backend) fn all(mut call: Call<'_>) -> Answer {
    if call.request.method == http::Method::POST {
        return create(&mut call).unwrap_or_else(|refusal| *refusal);
    }
    let users = call.store.users();
    Answer::json(200, &users).did(
        "read",
        format!("{} users read", users.len()),
        "nothing changed",
    )
}

/// `/api/users/{id}`
pub(in crate::backend) fn one(mut call: Call<'_>) -> Answer {
    let known = call.part.parse().ok().and_then(|id| call.store.user(id));
    // `+7` and `07` are numbers, but not the names of user 7.
    let known = known.filter(|user| user.id.to_string() == call.part);
    let Some(user) = known.cloned() else {
        let detail = "No user has this id. GET /api/users lists those there are.";
        return Answer::refusal(call.rng, 404, "No such user", detail);
    };
    let id = user.id;
    match call.request.method.as_str() {
        "DELETE" => {
            call.store.remove(id);
            Answer::empty(204).did(
                "delete",
                format!("User {id} deleted"),
                format!("{} left", call.store.users().len()),
            )
        }
        "PUT" | "PATCH" => change(&mut call, user).unwrap_or_else(|refusal| *refusal),
        _ => Answer::json(200, &user).did("read", format!("User {id} read"), "nothing changed"),
    }
}

/// An answer that ends the way early.
type Refusal = Box<Answer>;

/// Creates a user.
fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let key = key(call.request)
        .map_err(|detail| Box::new(Answer::refusal(call.rng, 400, "Key not right", detail)))?;
    let print = fingerprint(&call.request.body.0);
    if let Some(kept) = key.and_then(|key| call.store.kept(key)) {
        // draft-ietf-httpapi-idempotency-key-header-07 §2.7: other content under a known key is 422.
        if kept.print != print {
            let problem = Problem {
                kind: "tag:teapot.example,2026:key-reused".to_owned(),
                title: "The key is already used".to_owned(),
                ..Problem::blank(
                    422,
                    "",
                    "The Idempotency-Key came with other content before. A new request wants a new key.",
                )
            };
            return Err(Answer::problem(call.rng, "Key reused", problem).into());
        }
        return Ok(replay(kept));
    }
    let content = content(call, JSON)?;
    let blank = User {
        id: 0,
        name: String::new(),
        email: None,
        role: ROLES[0].to_owned(),
    };
    let user = apply(call.rng, content, blank)?;
    let answer = add(call, user);
    // draft-ietf-httpapi-idempotency-key-header-07 §2.6: what was carried out is kept, success or error. A request
    // refused before that may come again, put right, under its key; so may one there was no room for.
    if let Some(key) = key.filter(|_| !answer.response.status.is_server_error()) {
        let text = |name: HeaderName| answer.response.field(name).map(str::to_owned);
        call.store.keep(Kept {
            key: key.to_owned(),
            print,
            status: answer.response.status.as_u16(),
            location: text(LOCATION),
            media_type: text(CONTENT_TYPE).unwrap_or_default(),
            content: answer.response.body.text().into_owned(),
        });
    }
    Ok(match key {
        Some(_) if answer.verb == "create" => Answer {
            note: KEPT.to_owned(),
            ..answer
        },
        _ => answer,
    })
}

fn add(call: &mut Call<'_>, user: User) -> Answer {
    if let Some(taken) = taken(call, &user) {
        return taken;
    }
    if call.store.users().len() >= MAX_USERS {
        // RFC 4918 §11.5
        let detail = format!("There is room for {MAX_USERS} users. Delete one first.");
        return Answer::refusal(call.rng, 507, "No room", detail);
    }
    let user = call.store.add(user);
    // RFC 9110 §9.3.3: a POST that creates answers 201, with the new resource's address.
    Answer::json(201, user)
        .with(LOCATION, &format!("/api/users/{}", user.id))
        .did(
            "create",
            format!("User {} created", user.id),
            "no key to know it by",
        )
}

/// Replaces or changes a user.
fn change(call: &mut Call<'_>, user: User) -> Result<Answer, Refusal> {
    let id = user.id;
    let patch = call.request.method == http::Method::PATCH;
    let content = content(call, if patch { MERGE_PATCH } else { JSON })?;
    let before = if patch {
        user
    } else {
        User {
            name: String::new(),
            email: None,
            role: ROLES[0].to_owned(),
            ..user
        }
    };
    let user = apply(call.rng, content, before)?;
    if let Some(taken) = taken(call, &user) {
        return Err(taken.into());
    }
    let answer = Answer::json(200, &user);
    if let Some(place) = call.store.user(id) {
        *place = user;
    }
    Ok(if patch {
        answer.did("change", format!("User {id} changed"), "merged into it")
    } else {
        answer.did("replace", format!("User {id} replaced"), "as a whole")
    })
}

/// The refusal when someone else has the e-mail address.
fn taken(call: &mut Call<'_>, user: &User) -> Option<Answer> {
    let owner = call.store.owner(user.email.as_deref()?, user.id)?;
    let problem = Problem {
        kind: "tag:teapot.example,2026:email-taken".to_owned(),
        title: "The e-mail address is taken".to_owned(),
        ..Problem::blank(
            409,
            "",
            format!("User {owner} has this e-mail address: /api/users/{owner}."),
        )
    };
    Some(Answer::problem(call.rng, "E-mail taken", problem))
}

/// The content of a request as JSON.
fn content(call: &mut Call<'_>, media_type: &'static str) -> Result<Value, Refusal> {
    let request = call.request;
    if !is_of(request, media_type) {
        let detail = format!("Send the content with Content-Type: {media_type}.");
        let answer = Answer::refusal(call.rng, 415, "Wrong media type", detail);
        // RFC 9110 §15.5.16 names Accept; for a PATCH, RFC 5789 §2.2 wants Accept-Patch.
        let name = if media_type == MERGE_PATCH {
            ACCEPT_PATCH
        } else {
            ACCEPT
        };
        return Err(answer.with(name, media_type).into());
    }
    if request.body.len() > MAX_CONTENT {
        let detail = format!("At most {MAX_CONTENT} bytes are read here.");
        return Err(Answer::refusal(call.rng, 413, "Too large", detail).into());
    }
    serde_json::from_slice(&request.body.0).map_err(|error| {
        let detail = format!("The content is not JSON: {error}.");
        Answer::refusal(call.rng, 400, "Not JSON", detail).into()
    })
}

/// Whether the content is of a media type, whatever its parameters; names compare without case (RFC 9110 §8.3.1).
fn is_of(request: &Request, media_type: &str) -> bool {
    let value = request.headers.get(CONTENT_TYPE);
    let text = value.and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = text.split(';').next().unwrap_or("").trim();
    essence.eq_ignore_ascii_case(media_type)
}

/// Members of a JSON object applied to a user, as RFC 7396 merges them: null removes.
fn apply(rng: &mut Rng, content: Value, mut user: User) -> Result<User, Refusal> {
    let mut errors = Vec::new();
    let mut wrong = |member: &str, detail: &str| {
        if errors.len() < MAX_ERRORS {
            errors.push(Invalid {
                detail: detail.to_owned(),
                pointer: format!("#/{member}"),
            });
        }
    };
    let members = match content {
        Value::Object(members) => members,
        _ => {
            wrong(
                "",
                "must be an object with name and, if you like, email and role",
            );
            Map::new()
        }
    };
    for (member, value) in members {
        let text = match value {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Null => None,
            // A user read, changed and sent back carries its id.
            Value::Number(number) if member == "id" && number.as_u64() == Some(user.id.into()) => {
                continue;
            }
            _ if ["name", "email", "role"].contains(&member.as_str()) => {
                wrong(&member, "must be a string");
                continue;
            }
            _ => Some(String::new()),
        };
        match member.as_str() {
            "name" => user.name = text.unwrap_or_default(),
            "email" => user.email = text,
            "role" => user.role = text.unwrap_or_else(|| ROLES[0].to_owned()),
            "id" => wrong("id", "is given by the server and does not change"),
            // Only names that need no escaping in a pointer are repeated.
            other
                if other
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') =>
            {
                wrong(
                    other,
                    "is not a member of a user: those are name, email and role",
                );
            }
            _ => wrong(
                "",
                "has a member that no user has: those are name, email and role",
            ),
        }
    }
    if user.name.is_empty() {
        wrong("name", "is required");
    }
    if user.name.chars().count() > 100 {
        wrong("name", "is too long: at most 100 characters");
    }
    if user.email.as_deref().is_some_and(|email| !is_email(email)) {
        wrong("email", "must look like name@shop.example");
    }
    if !ROLES.contains(&user.role.as_str()) {
        wrong("role", "must be viewer, editor or admin");
    }
    if errors.is_empty() {
        return Ok(user);
    }
    let problem = Problem {
        kind: "tag:teapot.example,2026:not-valid".to_owned(),
        title: "The user is not valid".to_owned(),
        errors,
        ..Problem::blank(422, "", "See errors for what to change.")
    };
    Err(Answer::problem(rng, "Not valid", problem).into())
}

/// Whether a text looks like an address: something, one `@`, something; no blanks, at most 254 bytes (RFC 5321 §4.5.3.1.3
/// allows a path of 256 with its brackets). What else makes one is known only by writing to it.
fn is_email(text: &str) -> bool {
    let printable = |c: char| !c.is_whitespace() && !c.is_control();
    match text.split_once('@') {
        Some((local, domain)) => {
            !local.is_empty()
                && !domain.is_empty()
                && !domain.contains('@')
                && text.len() <= 254
                && text.chars().all(printable)
        }
        None => false,
    }
}

/// The idempotency key of a request, if it has one. The draft makes it a string in quotes; keys without them are
/// common, so both are understood.
fn key(request: &Request) -> Result<Option<&str>, &'static str> {
    let mut values = request.headers.get_all("idempotency-key").iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err("Send one Idempotency-Key, not several.");
    }
    let text = value.to_str().unwrap_or("").trim();
    let bare = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text);
    if bare.is_empty() || bare.len() > 255 || bare.contains('"') {
        return Err("A key is a string of up to 255 characters, such as \"8c1f-42d0\".");
    }
    Ok(Some(bare))
}

/// FNV-1a: tells contents apart that were not made to collide, and those only fool the one who made them.
fn fingerprint(content: &[u8]) -> u64 {
    content.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// The answer that was kept, once more.
fn replay(kept: &Kept) -> Answer {
    let mut answer = Answer::empty(kept.status).with(CONTENT_TYPE, &kept.media_type);
    answer.response.body = kept.content.as_str().into();
    if let Some(location) = &kept.location {
        answer = answer.with(LOCATION, location);
    }
    answer.did("replay", "Key known: replayed", "nothing new")
}
