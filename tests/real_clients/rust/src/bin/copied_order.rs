// reqwest 0.13.4, reqwest-middleware 0.5.2, async-trait 0.1, http 1, httpdate 1, rand 0.10,
// tokio 1 with macros, rt and time
// careful (walks the tree): Up to 4 attempts in 30 s, 2 s each. Obeys Retry-After; otherwise
// full jitter from 1 s. Repeats a POST only with a key. Follows up to 20 redirects.
use std::time::{Duration, Instant, SystemTime};

use reqwest::{Method, Request, Response};
use reqwest_middleware::{ClientBuilder, Error, Middleware, Next, Result};

const METHODS: &[&str] = &["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"];

/// Seconds; nothing when there is nothing that can be read.
fn retry_after(response: &Response) -> Option<f64> {
    let text = response.headers().get("Retry-After")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(f64::from(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let left = date.duration_since(SystemTime::now()).unwrap_or_default();
    Some(left.as_secs_f64())
}

struct Repeating;

#[async_trait::async_trait]
impl Middleware for Repeating {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut http::Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let repeatable = METHODS.contains(&request.method().as_str())
            || request.headers().contains_key("Idempotency-Key");
        let end = Instant::now() + Duration::from_secs(30);
        let mut n: u32 = 1;
        loop {
            // A body that is a stream can be sent once only.
            let Some(mut copy) = request.try_clone() else {
                return next.run(request, extensions).await;
            };
            *copy.timeout_mut() = Some(Duration::from_secs(2).min(end.saturating_duration_since(Instant::now())));
            let outcome = next.clone().run(copy, extensions).await;
            let told = outcome.as_ref().ok().and_then(retry_after);
            let again = match &outcome {
                Ok(response) => {
                    let status = response.status().as_u16();
                    matches!(status, 408 | 429)
                        || (repeatable && (500..=599).contains(&status) && !matches!(status, 501 | 505 | 506 | 507 | 508 | 510 | 511))
                }
                Err(Error::Reqwest(error)) if error.is_connect() => true,
                Err(Error::Reqwest(error)) if error.is_request() => repeatable,
                Err(_) => false,
            };
            let wait = told.unwrap_or_else(|| rand::random::<f64>() * f64::min(30.0, f64::powf(2.0, f64::from(n - 1))));
            let wait = Duration::from_secs_f64(wait);
            if !again || n == 4 || Instant::now() + wait + Duration::from_secs(2) > end {
                return outcome;
            }
            tokio::time::sleep(wait).await;
            n += 1;
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::limited(20))
        .build()?;
    let client = ClientBuilder::new(client).with(Repeating).build();
    let response = client
        .request(Method::POST, "http://127.0.0.1:8418/api/orders")
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", "\"8c1f-42d0\"")
        .body("{ \"item\": \"teapot\", \"quantity\": 1 }")
        .send()
        .await?;
    println!("{} {}", response.status(), response.text().await?);
    Ok(())
}
