//! A 2xx whose content tells of an error.

use serde_json::{Map, Value};

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "error-as-success",
    fault: "An error inside a success",
    why: "Clients, proxies and monitors look at the code: they cache the failure, do not retry \
          it and count it as success.",
    source: rfc(9110, "15.3"),
    check,
};

/// Parts of paths where errors are the content. GraphQL tells of them in a success.
const ASKED_FOR: &[&str] = &[
    "graphql",
    "error",
    "errors",
    "log",
    "logs",
    "validate",
    "validation",
    "verify",
    "check",
    "lint",
];

fn check(message: &Message<'_>) -> Option<String> {
    let judged = message.is_success()
        // A multistatus has a code for each of its parts; 202 has not decided yet.
        && !matches!(message.code, 202 | 207)
        && message.media_type != "application/problem+json"
        && !message.media_type.starts_with("application/graphql");
    let object = message.object().filter(|_| judged)?;
    let asked_for = |part: &str| ASKED_FOR.contains(&part.to_ascii_lowercase().as_str());
    if message.request.path().split('/').any(asked_for) {
        return None;
    }
    let said = contradiction(object)?;
    Some(format!(
        "The content says {said}, but the code says success. Send a `4xx` or `5xx` that fits, \
        with this content."
    ))
}

/// Members that tell of an error, or come with one.
const COMPANY: &[&str] = &[
    "success",
    "ok",
    "error",
    "errors",
    "message",
    "title",
    "detail",
    "code",
    "status",
    "statusCode",
    "status_code",
    "type",
    "instance",
    "path",
    "timestamp",
    "error_description",
    "requestId",
    "request_id",
    "trace_id",
];

/// The member that tells of an error. Beside others it may be one of many facts, such as why a job failed, and reading
/// them did succeed: there must be none but its company.
fn contradiction(object: &Map<String, Value>) -> Option<String> {
    if !object.keys().all(|name| COMPANY.contains(&name.as_str())) {
        return None;
    }
    let explained = ["error", "errors", "message", "title", "detail", "code"]
        .iter()
        .any(|name| object.get(*name).is_some_and(speaks));
    if !explained {
        return None;
    }
    for name in ["success", "ok"] {
        if object.get(name) == Some(&Value::Bool(false)) {
            return Some(format!("`{name}: false`"));
        }
    }
    for name in ["status", "statusCode", "status_code"] {
        match object.get(name) {
            Some(Value::Number(code))
                if code.as_u64().is_some_and(|code| (400..600).contains(&code)) =>
            {
                return Some(format!("`{name}: {code}`"));
            }
            Some(Value::String(word)) if word == "error" => {
                return Some(format!("`{name}: error`"));
            }
            // The state of something else, whose error may be told beside it.
            Some(Value::String(_)) => return None,
            _ => {}
        }
    }
    ["error", "errors"]
        .into_iter()
        .find(|name| object.get(*name).is_some_and(speaks))
        .map(|name| format!("`{name}`"))
}

/// Whether the value says anything.
fn speaks(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => list.iter().any(|item| item.is_object() || item.is_string()),
        Value::Object(members) => members.contains_key("message") || members.contains_key("code"),
        // A count is no error.
        Value::Number(_) | Value::Null | Value::Bool(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_200_that_tells_of_an_error_is_found() {
        let refused = "200 OK\nContent-Type: application/json\n\n{\"error\": \"No\"}";
        flags(&RULE, "POST /checkout", refused, "`error`");
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n{\"error\": \"No such user\"}",
            "`error`",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n{\"success\": false, \"message\": \"No such user\"}",
            "success: false",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n{\"status\": 404, \"message\": \"gone\"}",
            "404",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n{\"errors\": [{\"message\": \"no\"}]}",
            "`errors`",
        );
    }

    #[test]
    fn errors_that_are_facts_pass() {
        let found = "200 OK\nContent-Type: application/json\n\n{\"errors\": [\"line 3\"]}";
        passes(&RULE, "POST /api/lint", found);
        for content in [
            r#"{"success": false}"#,
            r#"{"url": "/a", "status": 404, "message": "not found"}"#,
            r#"{"ok": false, "error": "", "errors": []}"#,
            r#"{"code": 7, "message": "hello"}"#,
            r#"{"errors": 3, "ok": true}"#,
        ] {
            let response = format!("200 OK\nContent-Type: application/json\n\n{content}");
            passes(&RULE, "GET /", &response);
        }
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n{\"error\": null, \"errors\": []}",
        );
        passes(
            &RULE,
            "GET /jobs/7",
            "200 OK\nContent-Type: application/json\n\n\
            {\"id\": 7, \"status\": \"failed\", \"error\": \"disk full\"}",
        );
        passes(
            &RULE,
            "POST /rpc",
            "200 OK\nContent-Type: application/json\n\n\
            {\"jsonrpc\": \"2.0\", \"error\": {\"code\": 1}}",
        );
        passes(
            &RULE,
            "POST /graphql",
            "200 OK\nContent-Type: application/json\n\n{\"errors\": [{\"message\": \"no\"}]}",
        );
        passes(
            &RULE,
            "GET /",
            "404 Not Found\nContent-Type: application/json\n\n{\"error\": \"no\"}",
        );
        passes(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n{\"status\": 200, \"message\": \"ok\"}",
        );
        passes(
            &RULE,
            "GET /log",
            "200 OK\nContent-Type: application/json\n\n{\"lines\": 3, \"errors\": [\"a\"]}",
        );
    }
}
