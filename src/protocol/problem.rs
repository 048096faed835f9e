//! Problem details: an error as data (RFC 9457).

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

/// The media type of a problem (RFC 9457 §3).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// The type of a problem that says no more than its status code (RFC 9457 §4.2.1).
pub const BLANK: &str = "about:blank";

/// What went wrong, for programs and for people. Reading one never fails on a member of the wrong type: it is ignored,
/// as RFC 9457 §3.1 asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which kind of problem, as a URI; `about:blank` when missing (RFC 9457 §3.1.1).
    #[serde(rename = "type", default = "blank", deserialize_with = "kind")]
    pub kind: String,
    /// The kind in a few words; the reason phrase for `about:blank`. Empty when missing.
    #[serde(
        default,
        deserialize_with = "lenient",
        skip_serializing_if = "String::is_empty"
    )]
    pub title: String,
    /// The status code, repeated for those who no longer see the message.
    #[serde(
        default,
        deserialize_with = "lenient",
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<u16>,
    /// What is wrong this time. Empty when missing.
    #[serde(
        default,
        deserialize_with = "lenient",
        skip_serializing_if = "String::is_empty"
    )]
    pub detail: String,
    /// The name of this one occurrence, to quote when asking about it. Empty when missing.
    #[serde(
        default,
        deserialize_with = "lenient",
        skip_serializing_if = "String::is_empty"
    )]
    pub instance: String,
    /// A short id of it, for people to read out and logs to be searched for; an extension of ours (RFC 9457 §3.2). Empty
    /// when missing.
    #[serde(
        default,
        deserialize_with = "lenient",
        skip_serializing_if = "String::is_empty"
    )]
    pub error_id: String,
    /// What is wrong with the parts of the request, as in the example of RFC 9457 §3.
    #[serde(
        default,
        deserialize_with = "lenient",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub errors: Vec<Invalid>,
}

/// One part of a request that is not right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    /// What is wrong with it.
    pub detail: String,
    /// Where it is in the content, as a JSON Pointer in a fragment (RFC 6901 §6): `#/email`.
    pub pointer: String,
}

impl Problem {
    /// A problem that says no more than its code; `title` is the code's phrase (RFC 9457 §4.2.1).
    pub fn blank(status: u16, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: blank(),
            title: title.to_owned(),
            status: Some(status),
            detail: detail.into(),
            instance: String::new(),
            error_id: String::new(),
            errors: Vec::new(),
        }
    }
}

fn blank() -> String {
    BLANK.to_owned()
}

fn kind<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let read: String = lenient(from)?;
    Ok(if read.is_empty() { blank() } else { read })
}

fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    from: D,
) -> Result<T, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_reads_as_it_was_written() {
        let problem = Problem {
            kind: "tag:teapot.example,2026:not-valid".to_owned(),
            instance: "urn:uuid:8c1f42d0-0000-4000-8000-000000000000".to_owned(),
            errors: vec![Invalid {
                detail: "is required".to_owned(),
                pointer: "#/name".to_owned(),
            }],
            ..Problem::blank(422, "The user is not valid", "One field is wrong.")
        };
        let text = serde_json::to_string(&problem).unwrap();
        assert_eq!(serde_json::from_str::<Problem>(&text).unwrap(), problem);
    }

    #[test]
    fn a_member_of_the_wrong_type_is_ignored() {
        let text = r#"{"type": 7, "title": "Gone", "status": "410", "detail": null, "errors": {}, "balance": 30}"#;
        let problem: Problem = serde_json::from_str(text).unwrap();
        let expected = Problem {
            status: None,
            ..Problem::blank(410, "Gone", "")
        };
        assert_eq!(problem, expected);
    }

    #[test]
    fn an_empty_problem_is_blank() {
        let problem: Problem = serde_json::from_str("{}").unwrap();
        assert_eq!(problem.kind, BLANK);
        assert_eq!(
            serde_json::to_string(&problem).unwrap(),
            r#"{"type":"about:blank"}"#
        );
    }
}
