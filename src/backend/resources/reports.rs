//! The reports: they take longer than a request, so asking for one is answered with a job to look at (202), and one whose
//! job failed cannot be had (424).

use std::time::Duration;

use http::header::{LOCATION, RETRY_AFTER};
use serde::Serialize;
use serde_json::Value;

use super::{NEVER, UNCHANGED, one};
use crate::backend::answer::{Answer, Refusal};
use crate::backend::conditions;
use crate::backend::content::{self, Mistakes, members};
use crate::backend::gate::accepted;
use crate::backend::keys;
use crate::backend::route::{
    Call, Example, JSON, OPERATION, Operation, Route, SENDS_JSON, example,
};
use crate::backend::shelf::Thing;
use crate::backend::store::Job;

/// How long a report takes.
const LONG: Duration = Duration::from_secs(3);
const CSV: &str = "text/csv";
const KINDS: [&str; 3] = ["sales", "stock", "impossible"];

pub(in crate::backend) const ROUTES: &[Route] = &[
    Route {
        pattern: "/api/reports",
        family: "Reports",
        summary: "All reports",
        operations: &[
            Operation {
                summary: "List the reports",
                own_answers: &[(200, "Every report that is ready.")],
                examples: &[example("List the reports", "/api/reports")],
                handle: list,
                ..OPERATION
            },
            Operation {
                method: "POST",
                summary: "Have a report made",
                takes: &[JSON],
                own_answers: &[
                    (
                        202,
                        "It is being made: Location is the job to look at, Retry-After when.",
                    ),
                    keys::RUNNING,
                    keys::REUSED,
                    (503, "Too many reports are being made."),
                ],
                examples: &[
                    Example {
                        summary: "Have a report made",
                        path: "/api/reports",
                        fields: SENDS_JSON,
                        body: "{\n  \"kind\": \"sales\"\n}",
                    },
                    Example {
                        summary: "Have one made that will fail",
                        path: "/api/reports",
                        fields: SENDS_JSON,
                        body: "{\n  \"kind\": \"impossible\"\n}",
                    },
                ],
                handle: |call| keys::once(call, false, make).unwrap_or_else(|refusal| *refusal),
                ..OPERATION
            },
        ],
    },
    Route {
        pattern: "/api/reports/{id}",
        family: "Reports",
        summary: "One report",
        operations: &[Operation {
            summary: "Read a report",
            gives: &[JSON, CSV],
            own_answers: &[
                (200, "The report, as JSON or CSV."),
                UNCHANGED,
                NEVER,
                (409, "It is not ready yet."),
                (412, "It is not in the state the request depends on."),
                (424, "The job it depends on failed."),
            ],
            examples: &[example("Read a report", "/api/reports/1")],
            handle: |call| read(call).unwrap_or_else(|refusal| *refusal),
            ..OPERATION
        }],
    },
];

/// Whether a job ends badly.
pub(super) fn fails(job: &Job) -> bool {
    job.kind == "impossible"
}

#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    kind: &'a str,
    path: String,
}

fn list(call: &mut Call<'_>) -> Answer {
    let ready = |job: &&Thing<Job>| job.value.ready <= call.now && !fails(&job.value);
    let reports: Vec<Listed<'_>> = call
        .store
        .jobs
        .iter()
        .filter(ready)
        .map(|job| Listed {
            id: &job.id,
            kind: &job.value.kind,
            path: format!("/api/reports/{}", job.id),
        })
        .collect();
    Answer::json(200, &reports).read(format!("{} reports listed", reports.len()))
}

fn make(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let content = content::json(call)?;
    let mut mistakes = Mistakes::default();
    let kind = members(content, &mut mistakes, "a kind").remove("kind");
    let kind = match kind {
        Some(Value::String(kind)) if KINDS.contains(&kind.as_str()) => kind,
        _ => {
            mistakes.note("kind", "must be sales, stock or impossible");
            String::new()
        }
    };
    mistakes.none(call, "report")?;
    let now = call.now;
    let oldest_is_done = call
        .store
        .jobs
        .iter()
        .next()
        .is_none_or(|job| job.value.ready <= now);
    if call.store.jobs.is_full() {
        if !oldest_is_done {
            let detail = "Too many reports are being made. Ask again in a moment.";
            return Ok(call
                .refuse(503, "Too many jobs", detail)
                .with(RETRY_AFTER, &LONG.as_secs().to_string()));
        }
        call.store.jobs.forget_oldest();
    }
    let ready = now + LONG;
    let before = call.store.jobs.len();
    let job = call
        .store
        .jobs
        .add(Job { kind, ready }, now)
        .expect("room was made");
    let path = format!("/api/jobs/{}", job.id);
    let title = format!("Job {} begun", job.id);
    // RFC 9110 §15.3.3: it is accepted, not done; the content and Location say where to look.
    Ok(Answer::json(202, &super::jobs::shown(job, now))
        .with(LOCATION, &path)
        .with(RETRY_AFTER, &LONG.as_secs().to_string())
        .did("create", title, "no key to know it by")
        .changed("jobs", before, before + 1))
}

fn read(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let job = one(call, |store| &store.jobs, "report")?;
    if job.value.ready > call.now {
        let kind = ("not-ready", "The report is not ready yet");
        let detail = format!("Look at /api/jobs/{} until it leads here.", job.id);
        return Err(Answer::own(call.rng, 409, "Not ready", kind, detail).into());
    }
    if fails(&job.value) {
        // RFC 4918 §11.4: what it depends on failed, so it fails.
        let detail = format!(
            "Job {} failed, and this report is made of it. Have it made again.",
            job.id
        );
        return Err(call.refuse(424, "Its job failed", detail).into());
    }
    let validators = conditions::Validators {
        changed: job.value.ready,
        ..job.validators()
    };
    conditions::check(call, Some(&validators))?;
    let rows = [
        ("teapot", 1_u32, 2_450_u32),
        ("cup", 8, 5_200),
        ("kettle", 1, 3_900),
    ];
    let answer = if accepted(&call.request.headers, &[JSON, CSV]) == Some(CSV) {
        let mut text = "item,quantity,cents\r\n".to_owned();
        for (item, quantity, cents) in rows {
            text += &format!("{item},{quantity},{cents}\r\n");
        }
        Answer::of(200, "text/csv; charset=utf-8; header=present", text)
    } else {
        let rows: Vec<Row> = rows
            .map(|(item, quantity, cents)| Row {
                item,
                quantity,
                cents,
            })
            .into();
        Answer::json(
            200,
            &Report {
                kind: &job.value.kind,
                rows,
            },
        )
    };
    Ok(validators
        .on(answer)
        .read(format!("Report {} read", job.id)))
}

#[derive(Serialize)]
struct Report<'a> {
    kind: &'a str,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    item: &'static str,
    quantity: u32,
    cents: u32,
}
