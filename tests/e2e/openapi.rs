//! A program that reads the description of the API: it is OpenAPI 3.1, as somebody else's validator understands that.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde_json::{Value, json};

use crate::site::dist;

/// What the validator says of a file, if that is not that all is well.
fn complaint(file: &Path) -> Option<String> {
    let validator = env::var("TEAPOT_OPENAPI_VALIDATOR")
        .expect("TEAPOT_OPENAPI_VALIDATOR names validate-api-cli.js; scripts/test sets it");
    let output = Command::new("node").arg(&validator).arg(file).output();
    let output = output.expect("node runs; scripts/setup says how to get it");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    // Neither a validator that is missing nor one that says nothing is content.
    let verdict: Value = serde_json::from_str(&said)
        .unwrap_or_else(|_| panic!("{said}\n{}", String::from_utf8_lossy(&output.stderr)));
    let valid = verdict["valid"].as_bool().expect("a verdict");
    assert_eq!(output.status.success(), valid, "{said}");
    (!valid).then_some(said)
}

#[test]
fn a_validator_accepts_the_description_of_the_api() {
    assert_eq!(complaint(&dist().join("docs/openapi.json")), None);
}

#[test]
fn the_validator_refuses_a_description_that_is_broken() {
    let whole = fs::read_to_string(dist().join("docs/openapi.json")).expect("a description");
    let whole: Value = serde_json::from_str(&whole).expect("JSON");
    let breaks: [(&str, &str, Value); 5] = [
        ("/info", "version", Value::Null),
        ("", "openapi", json!("3.1")),
        (
            "/paths/~1api~1users/get",
            "sumary",
            json!("a typing mistake"),
        ),
        (
            "/paths/~1api~1users~1{id}/parameters/0",
            "required",
            json!(false),
        ),
        (
            "/paths/~1api~1users/get/responses",
            "2000",
            json!({ "description": "no status" }),
        ),
    ];
    let file = env::temp_dir().join(format!("teapot-{}-openapi.json", std::process::id()));
    for (place, member, value) in breaks {
        let mut broken = whole.clone();
        broken.pointer_mut(place).expect("the place is there")[member] = value;
        fs::write(&file, broken.to_string()).expect("a temporary file can be written");
        assert!(
            complaint(&file).is_some(),
            "{place}/{member} was not noticed"
        );
    }
    fs::remove_file(&file).expect("it was written");
}
