//! The OpenAPI description of the API, made from the table of routes.

use super::route::routes;

/// The description as JSON.
pub fn document() -> String {
    let paths: Vec<&str> = routes().map(|route| route.pattern).collect();
    super::answer::pretty(&paths)
}
