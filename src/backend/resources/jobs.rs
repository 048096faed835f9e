//! The jobs: something to look at while a report is being made, until it leads to the report (303).

use http::header::{LOCATION, RETRY_AFTER};
use serde::Serialize;

use super::reports::fails;
use super::{NEVER, one};
use crate::backend::answer::Answer;
use crate::backend::route::{Call, OPERATION, Operation, Route, example};
use crate::backend::shelf::Thing;
use crate::backend::store::Job;
use crate::time::Instant;

pub(in crate::backend) const ROUTES: &[Route] = &[
    Route {
        pattern: "/api/jobs",
        family: "Jobs",
        summary: "All jobs",
        operations: &[Operation {
            summary: "List the jobs",
            own_answers: &[(200, "Every job, with how far it is.")],
            examples: &[example("List the jobs", "/api/jobs")],
            handle: list,
            ..OPERATION
        }],
    },
    Route {
        pattern: "/api/jobs/{id}",
        family: "Jobs",
        summary: "One job",
        operations: &[Operation {
            summary: "Look how far a job is",
            own_answers: &[
                (
                    200,
                    "It still runs, and Retry-After says when to look again; or it failed.",
                ),
                (303, "It is done: Location is the report."),
                NEVER,
            ],
            examples: &[example("Look how far a job is", "/api/jobs/1")],
            handle: |call| match one(call, |store| &store.jobs, "job") {
                Ok(job) => look(call, &job),
                Err(refusal) => *refusal,
            },
            ..OPERATION
        }],
    },
];

/// A job as it is sent.
#[derive(Serialize)]
pub(super) struct Shown<'a> {
    id: &'a str,
    kind: &'a str,
    status: &'static str,
}

pub(super) fn shown(job: &Thing<Job>, now: Instant) -> Shown<'_> {
    let status = match &job.value {
        value if value.ready > now => "running",
        value if fails(value) => "failed",
        _ => "done",
    };
    Shown {
        id: &job.id,
        kind: &job.value.kind,
        status,
    }
}

fn list(call: &mut Call<'_>) -> Answer {
    let jobs: Vec<Shown<'_>> = call
        .store
        .jobs
        .iter()
        .map(|job| shown(job, call.now))
        .collect();
    Answer::json(200, &jobs).read(format!("{} jobs read", jobs.len()))
}

fn look(call: &Call<'_>, job: &Thing<Job>) -> Answer {
    let content = shown(job, call.now);
    let id = &job.id;
    match content.status {
        "running" => {
            // Whole seconds, and never too early.
            let left = job.value.ready.since(call.now).as_millis().div_ceil(1_000);
            Answer::json(200, &content)
                .with(RETRY_AFTER, &left.to_string())
                .read(format!("Job {id} still runs"))
        }
        "failed" => Answer::json(200, &content).read(format!("Job {id} has failed")),
        // RFC 9110 §15.4.4: the answer to another question, at another place.
        _ => Answer::json(303, &content)
            .with(LOCATION, &format!("/api/reports/{id}"))
            .read(format!("Job {id} is done")),
    }
}
