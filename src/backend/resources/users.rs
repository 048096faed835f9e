//! The users: create, read, replace, change, delete, and every way to be refused.

use http::header::{LINK, LOCATION};
use serde::Serialize;
use serde_json::Value;

use super::{CHANGED, GONE, NEVER, PAGE, PER_PAGE, UNCHANGED, one_as_wanted, page};
use crate::backend::answer::{Answer, Refusal};
use crate::backend::content::{self, Mistakes, members};
use crate::backend::keys;
use crate::backend::route::{
    Call, Example, JSON, OPERATION, Operation, Parameter, Route, SENDS_JSON, example,
};
use crate::backend::shelf::Thing;
use crate::backend::store::User;

/// The format of a change (RFC 7396).
const MERGE_PATCH: &str = "application/merge-patch+json";
const ROLES: [&str; 3] = ["viewer", "editor", "admin"];

const TAKEN: (u16, &str) = (
    409,
    "Somebody else has the e-mail address, or the version is not the present one.",
);
const NOT_VALID: (u16, &str) = (422, "The content does not describe a user.");

pub(in crate::backend) const ROUTES: &[Route] = &[
    Route {
        pattern: "/api/users",
        family: "Users",
        summary: "All users",
        operations: &[
            Operation {
                summary: "List the users",
                query: &[
                    PAGE,
                    PER_PAGE,
                    Parameter {
                        name: "role",
                        what: "Only users of this role: viewer, editor or admin.",
                        example: "editor",
                    },
                ],
                own_answers: &[(200, "A page of users; Link leads to the others.")],
                examples: &[
                    example("List the users", "/api/users"),
                    example(
                        "Page by page, by role",
                        "/api/users?role=viewer&per_page=3&page=2",
                    ),
                ],
                handle: |call| list(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
            Operation {
                method: "POST",
                summary: "Create a user",
                takes: &[JSON],
                own_answers: &[
                    (201, "The user was created; Location says where."),
                    (
                        409,
                        "Somebody has the e-mail address, or the first request with the key still runs.",
                    ),
                    (
                        422,
                        "The content does not describe a user, or the key came with another request.",
                    ),
                    (507, "There is no room for another user."),
                ],
                examples: &[
                    Example {
                        summary: "Create a user",
                        path: "/api/users",
                        fields: SENDS_JSON,
                        body: "{\n  \"name\": \"Mary Shaw\"\n}",
                    },
                    Example {
                        summary: "Create a user, safe to repeat",
                        path: "/api/users",
                        fields: &[SENDS_JSON[0], ("Idempotency-Key", "\"8c1f-42d0\"")],
                        body: "{\n  \"name\": \"Mary Shaw\"\n}",
                    },
                    Example {
                        summary: "Take an e-mail address twice",
                        path: "/api/users",
                        fields: SENDS_JSON,
                        body: "{\n  \"name\": \"Grace Murray\",\n  \"email\": \"grace@shop.example\"\n}",
                    },
                ],
                handle: |call| keys::once(call, false, create).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
        ],
    },
    Route {
        pattern: "/api/users/{id}",
        family: "Users",
        summary: "One user",
        operations: &[
            Operation {
                summary: "Read a user",
                own_answers: &[(200, "The user."), UNCHANGED, NEVER, GONE, CHANGED],
                examples: &[
                    example("Read a user", "/api/users/7"),
                    Example {
                        summary: "Read it only if it changed",
                        path: "/api/users/7",
                        fields: &[("If-None-Match", "\"7-v1\"")],
                        body: "",
                    },
                ],
                handle: |call| match one_as_wanted(call, |store| &store.users, "user") {
                    Ok(user) => show(200, &user).read(format!("User {} read", user.id)),
                    Err(refusal) => *refusal,
                },
                ..OPERATION
            },
            Operation {
                method: "PUT",
                summary: "Replace a user",
                takes: &[JSON],
                own_answers: &[
                    (200, "The user was replaced as a whole."),
                    NEVER,
                    TAKEN,
                    GONE,
                    CHANGED,
                    NOT_VALID,
                ],
                examples: &[Example {
                    summary: "Replace a user",
                    path: "/api/users/7",
                    fields: SENDS_JSON,
                    body: "{\n  \"name\": \"Grace Hopper\",\n  \"email\": \"hopper@shop.example\",\n  \"role\": \"admin\"\n}",
                }],
                handle: |call| change(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
            Operation {
                method: "PATCH",
                summary: "Change a user",
                takes: &[MERGE_PATCH],
                own_answers: &[
                    (200, "The change was merged in."),
                    NEVER,
                    TAKEN,
                    GONE,
                    CHANGED,
                    NOT_VALID,
                ],
                examples: &[
                    Example {
                        summary: "Change one member",
                        path: "/api/users/7",
                        fields: &[("Content-Type", MERGE_PATCH)],
                        body: "{\n  \"role\": \"viewer\"\n}",
                    },
                    Example {
                        summary: "Change what somebody else changed first",
                        path: "/api/users/7",
                        fields: &[("Content-Type", MERGE_PATCH), ("If-Match", "\"7-v0\"")],
                        body: "{\n  \"role\": \"viewer\"\n}",
                    },
                ],
                handle: |call| change(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
            Operation {
                method: "DELETE",
                summary: "Delete a user",
                gives: &[],
                own_answers: &[(204, "The user is deleted."), NEVER, GONE, CHANGED],
                examples: &[example("Delete a user", "/api/users/7")],
                handle: |call| remove(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
        ],
    },
];

/// A user as it is sent.
#[derive(Serialize)]
struct Shown<'a> {
    id: u32,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    role: &'a str,
    version: u32,
}

fn shown(user: &Thing<User>) -> Shown<'_> {
    Shown {
        id: user.id.parse().unwrap_or_default(),
        name: &user.value.name,
        email: user.value.email.as_deref(),
        role: &user.value.role,
        version: user.version,
    }
}

fn show(status: u16, user: &Thing<User>) -> Answer {
    user.validators().on(Answer::json(status, &shown(user)))
}

fn list(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let role = call.asked("role");
    if role.as_deref().is_some_and(|role| !ROLES.contains(&role)) {
        let detail = "The parameter role is viewer, editor or admin.";
        return Err(call.refuse(400, "Parameter not right", detail).into());
    }
    let wanted = |user: &&Thing<User>| role.as_ref().is_none_or(|role| *role == user.value.role);
    let users: Vec<Thing<User>> = call.store.users.iter().filter(wanted).cloned().collect();
    let (users, link) = page(call, users)?;
    let users: Vec<Shown<'_>> = users.iter().map(shown).collect();
    let answer = Answer::json(200, &users).read(format!("{} users read", users.len()));
    Ok(if link.is_empty() {
        answer
    } else {
        answer.with(LINK, &link)
    })
}

fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let content = content::json(call)?;
    let blank = User {
        name: String::new(),
        email: None,
        role: ROLES[0].to_owned(),
    };
    let user = apply(call, content, blank, None)?;
    if let Some(taken) = taken(call, &user, "") {
        return Ok(taken);
    }
    let before = call.store.users.len();
    let room = call.store.users.room();
    let Some(user) = call.store.users.add(user, call.now) else {
        // RFC 4918 §11.5
        let detail = format!("There is room for {room} users. Delete one first.");
        return Ok(call.refuse(507, "No room", detail));
    };
    // RFC 9110 §9.3.3: a POST that creates answers 201, with the new resource's address.
    Ok(show(201, user)
        .with(LOCATION, &format!("/api/users/{}", user.id))
        .did(
            "create",
            format!("User {} created", user.id),
            "no key to know it by",
        )
        .changed("users", before, before + 1))
}

/// Replaces or changes a user.
fn change(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let old = one_as_wanted(call, |store| &store.users, "user")?;
    let patch = call.request.method == http::Method::PATCH;
    let content = content::json(call)?;
    let begin = if patch {
        old.value.clone()
    } else {
        User {
            name: String::new(),
            email: None,
            role: ROLES[0].to_owned(),
        }
    };
    let user = apply(call, content, begin, Some(&old))?;
    if let Some(taken) = taken(call, &user, &old.id) {
        return Err(taken.into());
    }
    let id = &old.id;
    let user = call
        .store
        .users
        .put(id, user, call.now)
        .expect("it was there a moment ago");
    let answer = show(200, user);
    Ok(if patch {
        answer.did("change", format!("User {id} changed"), "merged into it")
    } else {
        answer.did("replace", format!("User {id} replaced"), "as a whole")
    })
}

fn remove(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let user = one_as_wanted(call, |store| &store.users, "user")?;
    call.store.users.remove(&user.id);
    let left = call.store.users.len();
    Ok(Answer::empty(204)
        .did(
            "delete",
            format!("User {} deleted", user.id),
            format!("{left} left"),
        )
        .changed("users", left + 1, left))
}

/// The refusal when someone else has the e-mail address.
fn taken(call: &mut Call<'_>, user: &User, except: &str) -> Option<Answer> {
    let owner = call.store.owner(user.email.as_deref()?, except)?.to_owned();
    let kind = ("email-taken", "The e-mail address is taken");
    let detail = format!("User {owner} has this e-mail address: /api/users/{owner}.");
    Some(Answer::own(call.rng, 409, "E-mail taken", kind, detail))
}

/// Members of a JSON object applied to a user, as RFC 7396 merges them: null removes.
fn apply(
    call: &mut Call<'_>,
    content: Value,
    mut user: User,
    old: Option<&Thing<User>>,
) -> Result<User, Refusal> {
    let mut mistakes = Mistakes::default();
    for (member, value) in members(
        content,
        &mut mistakes,
        "name and, if you like, email and role",
    ) {
        let text = match value {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Null => None,
            // A user read, changed and sent back carries its id and version.
            Value::Number(number)
                if member == "id" && old.is_some_and(|old| old.id == number.to_string()) =>
            {
                continue;
            }
            Value::Number(number) if member == "version" => {
                version(call, old.map(|old| old.version), &number)?;
                continue;
            }
            _ if ["name", "email", "role"].contains(&member.as_str()) => {
                mistakes.note(&member, "must be a string");
                continue;
            }
            _ => Some(String::new()),
        };
        match member.as_str() {
            "name" => user.name = text.unwrap_or_default(),
            "email" => user.email = text,
            "role" => user.role = text.unwrap_or_else(|| ROLES[0].to_owned()),
            "id" => mistakes.note("id", "is given by the server and does not change"),
            other => mistakes.note(
                other,
                "is not a member of a user: those are name, email and role",
            ),
        }
    }
    if user.name.is_empty() {
        mistakes.note("name", "is required");
    }
    if user.name.chars().count() > 100 {
        mistakes.note("name", "is too long: at most 100 characters");
    }
    if user.email.as_deref().is_some_and(|email| !is_email(email)) {
        mistakes.note("email", "must look like name@shop.example");
    }
    if !ROLES.contains(&user.role.as_str()) {
        mistakes.note("role", "must be viewer, editor or admin");
    }
    mistakes.none(call, "user")?;
    Ok(user)
}

/// Whether a version that came with the content is the present one: optimistic locking without conditional fields.
pub(super) fn version(
    call: &mut Call<'_>,
    is: Option<u32>,
    sent: &serde_json::Number,
) -> Result<(), Refusal> {
    match is {
        Some(is) if sent.as_u64() != Some(is.into()) => {
            let kind = ("version-conflict", "The version is not the present one");
            let detail =
                format!("It is at version {is}, and another was sent. Read it again, then decide.");
            Err(Answer::own(call.rng, 409, "Version conflict", kind, detail).into())
        }
        _ => Ok(()),
    }
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
