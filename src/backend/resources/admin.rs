//! Pages for administrators: the way from 401 over 403 to 200, with three kinds of credentials, and a page that is not even
//! admitted to exist.

use http::header::CACHE_CONTROL;
use serde::Serialize;

use crate::backend::answer::Answer;
use crate::backend::credentials::role;
use crate::backend::route::{Call, Example, OPERATION, Operation, Route, Wants, example};

pub(in crate::backend) const ROUTES: &[Route] = &[
    Route {
        pattern: "/api/admin/report",
        family: "Admin",
        summary: "For administrators: wants a token",
        operations: &[Operation {
            summary: "Read the report",
            wants: Wants::Admin,
            own_answers: &[(200, "The report.")],
            examples: &[
                example("Without a token", "/api/admin/report"),
                Example {
                    summary: "With a token that may not",
                    path: "/api/admin/report",
                    fields: &[("Authorization", "Bearer viewer")],
                    body: "",
                },
                Example {
                    summary: "With a token that may",
                    path: "/api/admin/report",
                    fields: &[("Authorization", "Bearer admin")],
                    body: "",
                },
            ],
            handle: report,
            ..OPERATION
        }],
    },
    Route {
        pattern: "/api/admin/metrics",
        family: "Admin",
        summary: "Figures: wants a name and a password",
        operations: &[Operation {
            summary: "Read the figures",
            wants: Wants::Basic,
            own_answers: &[(200, "The figures.")],
            examples: &[Example {
                summary: "With a name and a password",
                path: "/api/admin/metrics",
                fields: &[("Authorization", "Basic YWRtaW46c2hvcnQtYW5kLXN0b3V0")],
                body: "",
            }],
            handle: report,
            ..OPERATION
        }],
    },
    Route {
        pattern: "/api/admin/export",
        family: "Admin",
        summary: "For other programs: wants an API key",
        operations: &[Operation {
            summary: "Read the export",
            wants: Wants::ApiKey,
            own_answers: &[(200, "The export.")],
            examples: &[Example {
                summary: "With a key",
                path: "/api/admin/export",
                fields: &[("X-API-Key", "demo-key")],
                body: "",
            }],
            handle: report,
            ..OPERATION
        }],
    },
    Route {
        pattern: "/api/admin/payroll",
        family: "Admin",
        summary: "What only administrators learn of",
        operations: &[Operation {
            summary: "Read the payroll",
            wants: Wants::Bearer,
            own_answers: &[
                (200, "The payroll."),
                (404, "It does not exist, or not for you."),
            ],
            examples: &[
                Example {
                    summary: "With a token that may not know",
                    path: "/api/admin/payroll",
                    fields: &[("Authorization", "Bearer viewer")],
                    body: "",
                },
                Example {
                    summary: "With a token that may",
                    path: "/api/admin/payroll",
                    fields: &[("Authorization", "Bearer admin")],
                    body: "",
                },
            ],
            handle: payroll,
            ..OPERATION
        }],
    },
];

#[derive(Serialize)]
struct Report {
    users: usize,
    orders: usize,
    answers_kept_for_keys: usize,
}

fn report(call: &mut Call<'_>) -> Answer {
    let report = Report {
        users: call.store.users.len(),
        orders: call.store.orders.len(),
        answers_kept_for_keys: call.store.kept.len(),
    };
    Answer::json(200, &report)
        .with(CACHE_CONTROL, "private, no-store")
        .read("Report read")
}

fn payroll(call: &mut Call<'_>) -> Answer {
    if role(&call.who) != "admin" {
        // RFC 9110 §15.5.4: a server that wants to hide that there is something answers 404 instead of 403.
        return call.refuse(404, "Hidden", "Nothing is at this path.");
    }
    report(call).read("Payroll read")
}
