// reqwest 0.13.4, reqwest-middleware 0.5.2, async-trait 0.1, http 1, httpdate 1, tokio 1 with
// macros, rt and time
// urllib3 Retry(5, backoff_factor=0.5, [500, 502, 503, 504]): Up to 6 tries; waits 0 s, then 1
// s, then 2 s and so on; obeys Retry-After up to 6 h (but no 0); repeats POST only when no
// answer came. Repeats 500, 502–504; 413, 429 only when told when. Follows up to 5 redirects.
use std::time::{Duration, SystemTime};

use reqwest::{Method, Request, Response};
use reqwest_middleware::{ClientBuilder, Error, Middleware, Next, Result};

const METHODS: &[&str] = &["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"];

/// Seconds; nothing when there is nothing that can be read.
fn retry_after(response: &Response) -> Option<f64> {
    let text = response.headers().get("Retry-After")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(f64::from(seconds)).filter(|seconds| *seconds > 0.0);
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let left = date.duration_since(SystemTime::now()).unwrap_or_default();
    Some(left.as_secs_f64()).filter(|seconds| *seconds > 0.0)
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
        let repeatable = METHODS.contains(&request.method().as_str());
        let mut n: u32 = 1;
        loop {
            // A body that is a stream can be sent once only.
            let Some(copy) = request.try_clone() else {
                return next.run(request, extensions).await;
            };
            let outcome = next.clone().run(copy, extensions).await;
            let told = outcome.as_ref().ok().and_then(retry_after);
            let again = match &outcome {
                Ok(response) => {
                    let status = response.status().as_u16();
                    (repeatable && matches!(status, 500 | 502 | 503 | 504))
                        || (repeatable && told.is_some() && matches!(status, 413 | 429))
                }
                Err(Error::Reqwest(error)) if error.is_connect() => true,
                Err(Error::Reqwest(error)) if error.is_request() => repeatable,
                Err(_) => false,
            };
            let own = if n == 1 { 0.0 } else { f64::min(120.0, 0.5 * f64::powf(2.0, f64::from(n - 1))) };
            let wait = match told {
                Some(told) => f64::min(told, 21_600.0),
                None => own,
            };
            let wait = Duration::from_secs_f64(wait);
            if !again || n == 6 {
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
        .redirect(reqwest::redirect::Policy::limited(5))
        .build()?;
    let client = ClientBuilder::new(client).with(Repeating).build();
    let response = client
        .request(Method::GET, "http://127.0.0.1:8418/api/users/7")
        .send()
        .await?;
    println!("{} {}", response.status(), response.text().await?);
    Ok(())
}
