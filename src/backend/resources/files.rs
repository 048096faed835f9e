//! The files: parts of them, uploads with a length and a limit, one that is locked.

use http::header::{CONTENT_LENGTH, CONTENT_RANGE, LOCATION, RETRY_AFTER};
use serde::Serialize;

use super::{CHANGED, GONE, NEVER, UNCHANGED, one_as_wanted};
use crate::backend::answer::{Answer, Refusal};
use crate::backend::content::essence;
use crate::backend::route::{Call, Example, OPERATION, Operation, Route, example};
use crate::backend::shelf::Thing;
use crate::backend::store::{File, count};
use crate::backend::{conditions, range};

/// The media types of files: text only, so that nothing that is sent here can run as anything there.
const TYPES: &[&str] = &["text/plain", "text/csv"];
const SENT_AS: [&str; 2] = ["text/plain; charset=utf-8", "text/csv; charset=utf-8"];
/// The largest file, in bytes.
const MAX: usize = 16 * 1024;
/// How much may be sent within a minute, in bytes.
const PER_MINUTE: u32 = 32 * 1024;
/// The file somebody else is working on.
const LOCKED: &str = "ledger.txt";

const IN_USE: (u16, &str) = (423, "Somebody else has locked the file.");

pub(in crate::backend) const ROUTES: &[Route] = &[
    Route {
        pattern: "/api/files",
        family: "Files",
        summary: "All files",
        operations: &[Operation {
            summary: "List the files",
            own_answers: &[(200, "Every file with its size.")],
            examples: &[example("List the files", "/api/files")],
            handle: list,
            ..OPERATION
        }],
    },
    Route {
        pattern: "/api/files/{name}",
        family: "Files",
        summary: "One file",
        operations: &[
            Operation {
                summary: "Read a file or a part of it",
                gives: TYPES,
                own_answers: &[
                    (200, "The file."),
                    (206, "The part or parts Range asked for."),
                    UNCHANGED,
                    NEVER,
                    GONE,
                    CHANGED,
                    (416, "There is nothing in the range."),
                ],
                examples: &[
                    example("Read a file", "/api/files/verse.txt"),
                    Example {
                        summary: "Read its beginning",
                        path: "/api/files/verse.txt",
                        fields: &[("Range", "bytes=0-19")],
                        body: "",
                    },
                    Example {
                        summary: "Read two parts",
                        path: "/api/files/verse.txt",
                        fields: &[("Range", "bytes=0-19, 21-36")],
                        body: "",
                    },
                    Example {
                        summary: "Read beyond its end",
                        path: "/api/files/verse.txt",
                        fields: &[("Range", "bytes=5000-")],
                        body: "",
                    },
                ],
                handle: |call| read(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
            Operation {
                method: "PUT",
                summary: "Send a file",
                takes: TYPES,
                gives: &[],
                own_answers: &[
                    (201, "The file is there."),
                    (204, "The file is replaced."),
                    (
                        400,
                        "Content-Range came with it: only whole files are taken.",
                    ),
                    (411, "There is no Content-Length."),
                    CHANGED,
                    (
                        413,
                        "The file is too large; or too much came within a minute, and Retry-After says when.",
                    ),
                    (422, "The content is not UTF-8, or the name is none."),
                    IN_USE,
                    (507, "There is no room for another file."),
                ],
                examples: &[
                    Example {
                        summary: "Send a file, once it may",
                        path: "/api/files/note.txt",
                        fields: &[("Content-Type", "text/plain"), ("Expect", "100-continue")],
                        body: "Warm the pot first.\n",
                    },
                    Example {
                        summary: "Send it without its length",
                        path: "/api/files/note.txt",
                        fields: &[
                            ("Content-Type", "text/plain"),
                            ("Transfer-Encoding", "chunked"),
                        ],
                        body: "Warm the pot first.\n",
                    },
                    Example {
                        summary: "Change a locked file",
                        path: "/api/files/ledger.txt",
                        fields: &[("Content-Type", "text/plain")],
                        body: "Nothing to see here.\n",
                    },
                ],
                handle: |call| put(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
            Operation {
                method: "DELETE",
                summary: "Delete a file",
                gives: &[],
                own_answers: &[(204, "The file is deleted."), NEVER, GONE, CHANGED, IN_USE],
                examples: &[example("Delete a file", "/api/files/prices.csv")],
                handle: |call| remove(call).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
        ],
    },
];

#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    media_type: &'static str,
    bytes: usize,
}

fn list(call: &mut Call<'_>) -> Answer {
    let files = call.store.files.iter().map(|file| Listed {
        name: &file.id,
        media_type: TYPES[file.value.media_type],
        bytes: file.value.text.len(),
    });
    let files: Vec<Listed<'_>> = files.collect();
    Answer::json(200, &files).read(format!("{} files listed", files.len()))
}

fn read(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let file = one_as_wanted(call, |store| &store.files, "file")?;
    let validators = file.validators();
    let holds = conditions::range_holds(call.request, &validators);
    let answer = range::serve(
        call,
        SENT_AS[file.value.media_type],
        &file.value.text,
        holds,
    );
    Ok(if answer.response.status.is_success() {
        validators.on(answer)
    } else {
        answer
    })
}

fn put(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let request = call.request;
    if !request.headers.contains_key(CONTENT_LENGTH) {
        // RFC 9110 §15.5.12
        let detail = "Send the file with its Content-Length, so that too large a one is refused before it is sent.";
        return Err(call.refuse(411, "No length", detail).into());
    }
    if request.headers.contains_key(CONTENT_RANGE) {
        // RFC 9110 §14.5: as if the part were the whole would destroy the rest.
        let detail = "Content-Range came with it, and only whole files are taken here.";
        return Err(call.refuse(400, "Only a part", detail).into());
    }
    let length = request.body.len();
    if length > MAX {
        let detail = format!("The file has {length} bytes; at most {MAX} are taken.");
        return Err(call.refuse(413, "Too large", detail).into());
    }
    let old = call.store.files.find(call.part).ok().map(Thing::validators);
    conditions::check(call, old.as_ref())?;
    unlocked(call)?;
    let name = call.part.to_owned();
    let fits = name.len() <= 40
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    let Some(text) = std::str::from_utf8(&request.body.0).ok().filter(|_| fits) else {
        let detail = "A file is UTF-8 text, and its name has up to 40 letters, digits, dots, hyphens and underscores.";
        return Err(call.refuse(422, "Not a file", detail).into());
    };
    let (sent, left) = count(
        &mut call.store.uploads,
        call.now,
        u32::try_from(length).unwrap_or(u32::MAX),
    );
    if sent > PER_MINUTE {
        // RFC 9110 §15.5.14: a condition that passes says when.
        let detail = format!(
            "{PER_MINUTE} bytes are taken within a minute. This one fits again in {left} s."
        );
        return Err(call
            .refuse(413, "Too much in a minute", detail)
            .with(RETRY_AFTER, &left.to_string())
            .into());
    }
    let file = File {
        media_type: TYPES
            .iter()
            .position(|own| own.eq_ignore_ascii_case(essence(request)))
            .unwrap_or_default(),
        text: text.to_owned(),
    };
    let before = call.store.files.len();
    let Some(file) = call.store.files.put(&name, file, call.now) else {
        let detail = "There is room for 20 files. Delete one first.";
        return Err(call.refuse(507, "No room", detail).into());
    };
    let validators = file.validators();
    Ok(if old.is_some() {
        validators
            .on(Answer::empty(204))
            .did("replace", "File replaced", "as a whole")
    } else {
        // RFC 9110 §15.3.2: with the address of what was created; its content is what was just sent.
        validators
            .on(Answer::of(201, SENT_AS[0], format!("/api/files/{name}\n")))
            .with(LOCATION, &format!("/api/files/{name}"))
            .did("create", "File created", "a second PUT replaces it")
            .changed("files", before, before + 1)
    })
}

fn remove(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let file = one_as_wanted(call, |store| &store.files, "file")?;
    unlocked(call)?;
    call.store.files.remove(&file.id);
    let left = call.store.files.len();
    Ok(Answer::empty(204)
        .did("delete", "File deleted", format!("{left} left"))
        .changed("files", left + 1, left))
}

/// RFC 4918 §11.3
fn unlocked(call: &mut Call<'_>) -> Result<(), Refusal> {
    if call.part != LOCKED {
        return Ok(());
    }
    let kind = ("locked", "The file is locked");
    let detail = "The bookkeeper is working on it. It is free again when they are done.";
    Err(Answer::own(call.rng, 423, "Locked", kind, detail).into())
}
