//! What a method promises.

use http::Method;

/// QUERY, safe and idempotent, with content (RFC 10008).
const QUERY: &str = "QUERY";

/// Whether the method asks for no change of state (RFC 9110 §9.2.1; RFC 10008 §2 for QUERY).
pub fn is_safe(method: &Method) -> bool {
    method.is_safe() || method.as_str() == QUERY
}

/// Whether sending it twice intends the same effect as sending it once (RFC 9110 §9.2.2; RFC 10008 §2 for QUERY).
pub fn is_idempotent(method: &Method) -> bool {
    method.is_idempotent() || method.as_str() == QUERY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_promise_what_the_registry_says() {
        let safe_idempotent = |name: &str| {
            let method = Method::from_bytes(name.as_bytes()).expect("a token");
            (is_safe(&method), is_idempotent(&method))
        };
        for name in ["GET", "HEAD", "OPTIONS", "TRACE", "QUERY"] {
            assert_eq!(safe_idempotent(name), (true, true), "{name}");
        }
        for name in ["PUT", "DELETE"] {
            assert_eq!(safe_idempotent(name), (false, true), "{name}");
        }
        for name in ["POST", "PATCH", "CONNECT", "BREW", "get"] {
            assert_eq!(safe_idempotent(name), (false, false), "{name}");
        }
    }
}
