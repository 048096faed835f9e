//! A 2xx whose content tells of an error.

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

use serde_json::{Map, Value};

fn check(message: &Message<'_>) -> Option<String> {
    let judged = message.is_success()
        // A multistatus has a code for each of its parts; 202 has not decided yet.
        && !matches!(message.code, 202 | 207)
        && message.media_type != "application/problem+json"
        && !message.media_type.starts_with("application/graphql");
    let object = message.object().filter(|_| judged)?;
    // What these protocols call an error travels in a success (JSON-RPC 2.0; GraphQL, which has data beside it).
    // What has an identity is a thing that failed, such as a job, and reading it did succeed.
    let excused = ["jsonrpc", "data", "id", "result"]
        .iter()
        .any(|name| object.contains_key(*name))
        || message.request.path().contains("graphql");
    if excused {
        return None;
    }
    let said = contradiction(object)?;
    Some(format!(
        "The content says {said}, but the code says success. Send a `4xx` or `5xx` that fits, \
            with this content."
    ))
}

/// The member that tells of an error.
fn contradiction(object: &Map<String, Value>) -> Option<String> {
    for name in ["success", "ok"] {
        if object.get(name) == Some(&Value::Bool(false)) {
            return Some(format!("`{name}: false`"));
        }
    }
    let explained = ["error", "message", "title", "detail"]
        .iter()
        .any(|name| object.contains_key(*name));
    for name in ["status", "statusCode", "status_code"] {
        match object.get(name) {
            Some(Value::Number(code)) if explained => {
                let code = code.as_u64().filter(|code| (400..600).contains(code));
                if let Some(code) = code {
                    return Some(format!("`{name}: {code}`"));
                }
            }
            Some(Value::String(word)) if word == "error" && explained => {
                return Some(format!("`{name}: error`"));
            }
            // The state of something else, whose error may be told beside it.
            Some(Value::String(_)) => return None,
            _ => {}
        }
    }
    let speaks = |value: &Value| match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => list.iter().any(|item| item.is_object() || item.is_string()),
        Value::Object(members) => members.contains_key("message") || members.contains_key("code"),
        _ => false,
    };
    // Beside other members it may be one of many facts; alone, or with its explanation, it is the answer.
    const COMPANY: [&str; 11] = [
        "error",
        "errors",
        "message",
        "code",
        "status",
        "statusCode",
        "path",
        "timestamp",
        "error_description",
        "requestId",
        "request_id",
    ];
    let alone = object.keys().all(|name| COMPANY.contains(&name.as_str()));
    ["error", "errors"]
        .into_iter()
        .find(|name| alone && object.get(*name).is_some_and(speaks))
        .map(|name| format!("`{name}`"))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_200_that_tells_of_an_error_is_found() {
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n{\"error\": \"No such user\"}",
            "`error`",
        );
        flags(
            &RULE,
            "GET /",
            "200 OK\nContent-Type: application/json\n\n{\"success\": false}",
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
