//! Logging in: tokens that expire, refresh tokens that bring new ones, and a limit on guessing.

use std::time::Duration;

use http::header::{CACHE_CONTROL, HeaderName, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use serde::Serialize;
use serde_json::Value;

use crate::backend::answer::{Answer, Refusal};
use crate::backend::content::{self, Mistakes, members};
use crate::backend::credentials::{CHALLENGE, credentials, role};
use crate::backend::route::{Call, Example, JSON, OPERATION, Operation, Route, SENDS_JSON, Wants};
use crate::backend::shelf::Thing;
use crate::backend::store::{Session, count};
use crate::rng::Rng;

/// How long an access token is good.
const GOOD: Duration = Duration::from_secs(60);
/// How often one may try to log in within a minute.
const TRIES: u32 = 5;
/// Everybody's password, which says enough about this shop.
const PASSWORD: &str = "short-and-stout";

const TOO_OFTEN: (u16, &str) = (429, "Logging in was tried too often within a minute.");

pub(in crate::backend) const ROUTES: &[Route] = &[
    Route {
        pattern: "/api/sessions",
        family: "Sessions",
        summary: "Logging in",
        operations: &[Operation {
            method: "POST",
            summary: "Log in",
            takes: &[JSON],
            own_answers: &[
                (
                    201,
                    "Logged in: an access token for a minute, and a refresh token.",
                ),
                (401, "The name or the password is wrong."),
                (422, "There is no user or no password."),
                TOO_OFTEN,
            ],
            examples: &[
                Example {
                    summary: "Log in",
                    path: "/api/sessions",
                    fields: SENDS_JSON,
                    body: "{\n  \"user\": \"grace\",\n  \"password\": \"short-and-stout\"\n}",
                },
                Example {
                    summary: "Guess a password",
                    path: "/api/sessions",
                    fields: SENDS_JSON,
                    body: "{\n  \"user\": \"grace\",\n  \"password\": \"tall\"\n}",
                },
            ],
            handle: |call| log_in(call).unwrap_or_else(|refusal| *refusal),
            ..OPERATION
        }],
    },
    Route {
        pattern: "/api/sessions/refresh",
        family: "Sessions",
        summary: "New tokens for old",
        operations: &[Operation {
            method: "POST",
            summary: "Get new tokens",
            takes: &[JSON],
            own_answers: &[
                (200, "New tokens; the old ones are no longer good."),
                (400, "The refresh token is not, or no longer, good."),
                (422, "There is no refresh token."),
            ],
            examples: &[Example {
                summary: "Get new tokens",
                path: "/api/sessions/refresh",
                fields: SENDS_JSON,
                body: "{\n  \"refresh_token\": \"demo-refresh\"\n}",
            }],
            handle: |call| refresh(call).unwrap_or_else(|refusal| *refusal),
            ..OPERATION
        }],
    },
    Route {
        pattern: "/api/sessions/current",
        family: "Sessions",
        summary: "Who am I?",
        operations: &[
            Operation {
                summary: "Ask who you are",
                wants: Wants::Bearer,
                own_answers: &[(200, "Whom the token belongs to.")],
                examples: &[
                    Example {
                        summary: "Ask who you are",
                        path: "/api/sessions/current",
                        fields: &[("Authorization", "Bearer viewer")],
                        body: "",
                    },
                    Example {
                        summary: "With a token that was good once",
                        path: "/api/sessions/current",
                        fields: &[("Authorization", "Bearer expired")],
                        body: "",
                    },
                ],
                handle: current,
                ..OPERATION
            },
            Operation {
                method: "DELETE",
                summary: "Log out",
                wants: Wants::Bearer,
                gives: &[],
                own_answers: &[(204, "Logged out: the token is no longer good.")],
                examples: &[Example {
                    summary: "Log out",
                    path: "/api/sessions/current",
                    fields: &[("Authorization", "Bearer viewer")],
                    body: "",
                }],
                handle: log_out,
                ..OPERATION
            },
        ],
    },
];

/// What RFC 6749 §5.1 makes of a good login.
#[derive(Serialize)]
struct Tokens<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u64,
    refresh_token: &'a str,
}

#[derive(Serialize)]
struct Who<'a> {
    user: &'a str,
    role: &'a str,
}

fn log_in(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let (tried, left) = count(&mut call.store.logins, call.now, 1);
    if tried > TRIES {
        let detail = format!("Logging in was tried {TRIES} times within a minute. Wait {left} s.");
        return Err(
            limited(call.refuse(429, "Too many tries", detail), tried, left)
                .with(RETRY_AFTER, &left.to_string())
                .into(),
        );
    }
    let sent = strings(call, ["user", "password"], "session")?;
    let [user, password] = sent;
    let known = call
        .store
        .users
        .iter()
        .any(|known| first_name(&known.value.name) == user);
    if !known || password != PASSWORD {
        // The same words for both: which of the two was wrong helps only those who guess.
        let detail = "The name or the password is wrong. The names are first names in small letters, such as grace.";
        let answer = call
            .refuse(401, "Wrong password", detail)
            .with(WWW_AUTHENTICATE, CHALLENGE);
        return Err(limited(answer, tried, left).into());
    }
    if call.store.sessions.is_full() {
        call.store.sessions.forget_oldest();
    }
    let session = begin(call.rng, user, call.now + GOOD);
    let added = call
        .store
        .sessions
        .add(session, call.now)
        .expect("room was made");
    let title = "Logged in";
    let answer = tokens(201, added).with(LOCATION, "/api/sessions/current");
    Ok(limited(answer, tried, left).did("create", title, "good for a minute"))
}

/// How much is left of the limit (draft-ietf-httpapi-ratelimit-headers-11).
fn limited(answer: Answer, tried: u32, left: u64) -> Answer {
    let remaining = TRIES.saturating_sub(tried);
    answer
        .with(
            HeaderName::from_static("ratelimit-policy"),
            &format!("\"login\";q={TRIES};w=60"),
        )
        .with(
            HeaderName::from_static("ratelimit"),
            &format!("\"login\";r={remaining};t={left}"),
        )
}

fn first_name(name: &str) -> String {
    name.split(' ')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}

fn begin(rng: &mut Rng, user: String, until: crate::time::Instant) -> Session {
    let mut token = || format!("{:016x}{:016x}", rng.bits(), rng.bits());
    Session {
        user,
        access: token(),
        refresh: token(),
        until,
    }
}

fn tokens(status: u16, session: &Thing<Session>) -> Answer {
    let tokens = Tokens {
        access_token: &session.value.access,
        token_type: "Bearer",
        expires_in: GOOD.as_secs(),
        refresh_token: &session.value.refresh,
    };
    // RFC 6749 §5.1
    Answer::json(status, &tokens).with(CACHE_CONTROL, "no-store")
}

fn refresh(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let [sent] = strings(call, ["refresh_token"], "request for tokens")?;
    let old = call
        .store
        .sessions
        .iter()
        .find(|session| session.value.refresh == sent)
        .cloned();
    let (id, user) = match old {
        Some(old) => (Some(old.id), old.value.user),
        None if sent == "demo-refresh" => (None, "viewer".to_owned()),
        None => {
            // RFC 6749 §5.2: invalid_grant is a 400.
            let kind = ("invalid-grant", "The refresh token is not good");
            let detail = "It was never given out, was used before, or was logged out. Log in again at /api/sessions.";
            return Err(Answer::own(call.rng, 400, "Not a refresh token", kind, detail).into());
        }
    };
    let session = begin(call.rng, user, call.now + GOOD);
    if call.store.sessions.is_full() && id.is_none() {
        call.store.sessions.forget_oldest();
    }
    let now = call.now;
    let session = match id {
        // RFC 9700 §4.14.2: a refresh token is good once.
        Some(id) => call.store.sessions.put(&id, session, now),
        None => call.store.sessions.add(session, now),
    };
    let session = session.expect("room was made");
    let title = "Token renewed";
    Ok(tokens(200, session).did("renew", title, "the old one is void"))
}

fn current(call: &mut Call<'_>) -> Answer {
    let who = Who {
        user: &call.who,
        role: role(&call.who),
    };
    Answer::json(200, &who)
        .with(CACHE_CONTROL, "no-store")
        .read("Asked who it is")
}

fn log_out(call: &mut Call<'_>) -> Answer {
    let token = credentials(call.request, "bearer").unwrap_or_default();
    let session = call
        .store
        .sessions
        .iter()
        .find(|session| session.value.access == token);
    let id = session
        .map(|session| session.id.clone())
        .unwrap_or_default();
    call.store.sessions.remove(&id);
    Answer::empty(204).did("delete", "Logged out", "its token is void")
}

/// The strings of a flat object, all of them required.
fn strings<const N: usize>(
    call: &mut Call<'_>,
    names: [&'static str; N],
    what: &str,
) -> Result<[String; N], Refusal> {
    let content = content::json(call)?;
    let mut mistakes = Mistakes::default();
    let mut members = members(content, &mut mistakes, &names.join(" and "));
    let found = names.map(|name| match members.remove(name) {
        Some(Value::String(text)) if text.len() <= 200 => text,
        _ => {
            mistakes.note(name, "is required, as a string");
            String::new()
        }
    });
    mistakes.none(call, what)?;
    Ok(found)
}
