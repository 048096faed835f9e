//! Set-ups to begin with, by group: each asks a question, and its run answers it. `tests/it/gallery.rs` holds what every
//! run comes to, so that no answer here is only believed.

use std::sync::LazyLock;

use super::{Lab, Network};

/// A set-up with a question and an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// Which group it belongs to.
    pub group: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What to find out.
    pub ask: &'static str,
    /// What its run shows.
    pub answer: &'static str,
    /// The set-up, as the query of a link.
    pub query: &'static str,
}

/// The groups, in the order they are listed in.
pub const GROUPS: [&str; 8] = [PASSES, WAITS, LOST, MOVED, WHO, NEVER, SEEMS, CALLS];

/// The names of those to offer first.
const FIRST: [&str; 6] = [
    "Two 503s",
    "The answer gets lost",
    "Ordered twice",
    "429 for an hour",
    "A token runs out",
    "A breaker opens",
];

const PASSES: &str = "When it passes";
const WAITS: &str = "Told to wait";
const LOST: &str = "Lost and doubled";
const MOVED: &str = "Moved";
const WHO: &str = "Who are you?";
const NEVER: &str = "Never works";
const SEEMS: &str = "Not what it seems";
const CALLS: &str = "Many calls";

const fn row(
    group: &'static str,
    name: &'static str,
    ask: &'static str,
    answer: &'static str,
    query: &'static str,
) -> Situation {
    Situation {
        group,
        name,
        ask,
        answer,
        query,
    }
}

/// An order without a key.
macro_rules! order {
    ($more:literal) => {
        concat!(
            "method=POST&path=%2Fapi%2Forders&field=Content-Type%3A+application%2Fjson",
            "&body=%7B+%22item%22%3A+%22teapot%22%2C+%22quantity%22%3A+1+%7D",
            $more
        )
    };
}

/// The same order with a key.
macro_rules! keyed {
    ($more:literal) => {
        concat!(
            "method=POST&path=%2Fapi%2Forders&field=Content-Type%3A+application%2Fjson",
            "&field=Idempotency-Key%3A+%228c1f-42d0%22",
            "&body=%7B+%22item%22%3A+%22teapot%22%2C+%22quantity%22%3A+1+%7D",
            $more
        )
    };
}

/// All of them, by group, the one that is open at first before the others.
#[rustfmt::skip]
pub const SITUATIONS: &[Situation] = &[
    row(PASSES, "Two 503s",
        "Does a user get an answer from a server that is down for two requests?",
        "Yes, at the third try. Both 503s asked for 2\u{a0}s, and the client waited 2\u{a0}s each time.",
        ""),
    row(PASSES, "A dead upstream",
        "The gateway cannot reach the server behind it. Is a 502 worth another try?",
        "For a GET, yes: after two 502s and two short waits, the server is back and the third request works.",
        "script=upstream-down+x2"),
    row(PASSES, "No answer, then one",
        "The first answer never comes. How does a client get on?",
        "By its own time-out of 2\u{a0}s. It sends the GET again, and the second request is answered.",
        "script=timeout"),
    row(PASSES, "Half an answer",
        "The content of a 200 breaks off in the middle. Is that a success?",
        "No: the client sees that the rest is missing and sends the GET again. The second answer is whole.",
        "script=truncated"),
    row(PASSES, "A slow answer, hedged",
        "The first answer takes 3\u{a0}s. Must a reader wait that long?",
        "No: a second request goes out after 500\u{a0}ms, and its answer is there after 0.9\u{a0}s.",
        "client=grpc-hedging&script=ok+after%3D3s"),

    row(WAITS, "Waits as told",
        "The server refuses until somebody waits the 2\u{a0}s it asks for. What does a careful client do?",
        "It waits the 2\u{a0}s, and the second request is served.",
        "script=429+retry-after%3D2+until-waited"),
    row(WAITS, "… and a client that cannot",
        "Retry-After says 10\u{a0}s, and this client does not read it. Does its back-off help?",
        "No: it comes back after 1, 2 and 4\u{a0}s, too early each time, and gives up.",
        "client=tanstack-query&script=429+retry-after%3D10+until-waited"),
    row(WAITS, "429 for an hour",
        "How long does a client wait for a server that asks for an hour?",
        "Not at all: an hour is past its deadline of 30\u{a0}s, so it hands over the 429 at once.",
        "script=429+retry-after%3D3600"),
    row(WAITS, "… and an hour it is",
        "The same hour, told to axios-retry, which waits as long as it is told. What does a user see?",
        "A call that takes an hour: it slept for 3,600\u{a0}s, and then it worked.",
        "client=axios-retry&script=429+retry-after%3D3600"),
    row(WAITS, "No time for a third",
        "Each answer asks for 20\u{a0}s, and the call has 30\u{a0}s. How often does the client try?",
        "Twice: a second wait of 20\u{a0}s would end after the deadline, so it stops at 20.9\u{a0}s.",
        "script=503+retry-after%3D20+x*"),
    row(WAITS, "A date, a wrong clock",
        "Retry-After is a date in 5\u{a0}s, and the client’s clock is 30\u{a0}s ahead. How long does it wait?",
        "Not at all: by its clock the date has passed. Four requests within 2\u{a0}s, and all are refused.",
        "client=axios-retry&policy=skew%3D30+s&script=503+retry-after%3Ddate%2B5+until-waited"),
    row(WAITS, "… and the right wait",
        "The same date and the same wrong clock. Can a client get the wait right?",
        "Yes: it counts from the answer’s own Date, not from its clock. It waits 5\u{a0}s and is served.",
        "policy=skew%3D30+s&script=503+retry-after%3Ddate%2B5+until-waited"),
    row(WAITS, "Retry-After: soon",
        "What does a client do with a Retry-After that is neither a number nor a date?",
        "It ignores the field and backs off by itself, for 0.3\u{a0}s. The second try works.",
        "script=503+retry-after%3Dunparsable"),

    row(LOST, "The answer gets lost",
        "What happens to an order when the server does the work and its answer never arrives?",
        "One order: by its key the server knows the repeated request, and replays the answer.",
        keyed!("&script=503+retry-after%3D2%2C+reset")),
    row(LOST, "… without a key",
        "The work is done, its answer lost, and the request has no Idempotency-Key: may it be sent again?",
        "No: the client stops and says so. One order was made, and the client cannot tell.",
        order!("&script=reset")),
    row(LOST, "Ordered twice",
        "The answer to an order gets lost, and axios-retry repeats the POST. How many orders are there?",
        "Two orders. The second request was a new one for the server.",
        order!("&client=axios-retry&script=reset")),
    row(LOST, "… and with a key",
        "The same client and the same lost answer, with an Idempotency-Key. How many orders are there?",
        "One. The server knew the key and sent its first answer again.",
        keyed!("&client=axios-retry&script=reset")),
    row(LOST, "502 after the work",
        "A 502 for an order that .NET’s handler sends: does it mean that nothing was done?",
        "No: the server behind the gateway did the work. The handler repeated the POST: two orders.",
        order!("&client=ms-http-resilience&script=upstream-reset")),
    row(LOST, "504 after the work",
        "The gateway gave up waiting and says 504. Was the order placed?",
        "It was. The repeated request had the same key, so the server replayed the 201: one order.",
        keyed!("&script=upstream-slow")),
    row(LOST, "A POST hedged",
        "An order takes 3\u{a0}s. What does a client do that sends another request after 2\u{a0}s?",
        "It orders twice: both requests are carried out. Only what may be done twice may be hedged.",
        order!("&client=ms-http-hedging&script=ok+after%3D3s")),
    row(LOST, "… and with a key, too",
        "Does an Idempotency-Key help an order that is sent side by side?",
        "There is one order. Yet the client takes the 409 of the second request and misses the 201.",
        keyed!("&client=ms-http-hedging&script=ok+after%3D3s")),
    row(LOST, "Cancelled, and gone",
        "The answer to a DELETE gets lost. A DELETE may be repeated: what does the second one meet?",
        "410 Gone: the first one had cancelled the order. The call fails, and yet the order is cancelled.",
        "method=DELETE&path=%2Fapi%2Forders%2F6&script=reset"),
    row(LOST, "Too early",
        "An order in TLS early data could be replayed by somebody else. What does the server say?",
        "425 Too Early, and nothing is done. This client hands it over and does not send it again.",
        "method=POST&path=%2Fapi%2Forders&field=Content-Type%3A+application%2Fjson\
         &field=Idempotency-Key%3A+%228c1f-42d0%22&field=Early-Data%3A+1\
         &body=%7B+%22item%22%3A+%22teapot%22%2C+%22quantity%22%3A+1+%7D&script="),

    row(MOVED, "A redirect after POST",
        "What is sent to the new place, and with which method?",
        "A GET without content: 303 says that the result is elsewhere, to be read there.",
        "method=POST&path=%2Fapi%2Fredirects%2Fsee-other&field=Content-Type%3A+application%2Fjson\
         &body=%7B+%22item%22%3A+%22cup%22+%7D&script=ok"),
    row(MOVED, "POST and 302",
        "The answer to a POST is 302. What arrives at the new place?",
        "A GET without content: after a 302, this client turns a POST into a GET, as fetch() does.",
        "method=POST&path=%2Fapi%2Fredirects%2Ffound&field=Content-Type%3A+application%2Fjson\
         &body=%7B+%22item%22%3A+%22cup%22+%7D&script="),
    row(MOVED, "POST and 307",
        "The answer to a POST is 307. What arrives at the new place?",
        "The same POST with its content: 307 lets nobody change the method.",
        "method=POST&path=%2Fapi%2Fredirects%2Felsewhere&field=Content-Type%3A+application%2Fjson\
         &body=%7B+%22item%22%3A+%22cup%22+%7D&script="),
    row(MOVED, "Another server helps out",
        "During maintenance, a 307 says who answers instead. What does a second call do?",
        "It asks the old address first: 307 is for now. Two calls, four requests, and two 200s.",
        "path=%2Fapi%2Fredirects%2Fmaintenance&calls=2&script="),
    row(MOVED, "Round in circles",
        "Two addresses redirect to each other. What stops a client?",
        "Its limit: it follows 20 redirects and hands over the last 302.",
        "path=%2Fapi%2Fredirects%2Floop&script="),
    row(MOVED, "A token goes no further",
        "A request with a token is redirected to another origin. Does the token go along?",
        "No: the client leaves Authorization out where the origin changes.",
        "path=%2Fapi%2Fredirects%2Felsewhere&field=Authorization%3A+Bearer+admin&script="),
    row(MOVED, "An API key does",
        "The same redirect, with the secret in X-API-Key. Does it go along?",
        "Yes: to the client it is a field like any other. Now the other server has the key.",
        "path=%2Fapi%2Fredirects%2Felsewhere&field=X-API-Key%3A+demo-key&script="),

    row(WHO, "A token runs out",
        "The access token has expired. Must the user sign in again?",
        "No: after the 401 the client gets a new token and sends the request again. Three requests, then 200.",
        "path=%2Fapi%2Fsessions%2Fcurrent&field=Authorization%3A+Bearer+expired&policy=refreshes%3Dyes&script="),
    row(WHO, "… and is not renewed",
        "The same token, and a client that gets no new one. Does it try again?",
        "No: the same token would be refused again. It hands over the 401 at once.",
        "path=%2Fapi%2Fsessions%2Fcurrent&field=Authorization%3A+Bearer+expired&script="),
    row(WHO, "Not for viewers",
        "The token is good, but a viewer may not read this. Is 403 worth another try?",
        "No: nothing would be different. The client hands over the 403 at once.",
        "path=%2Fapi%2Fadmin%2Freport&field=Authorization%3A+Bearer+viewer&script="),
    row(WHO, "Guessing a password",
        "Seven wrong passwords in a row. When does the server stop reading them?",
        "After five: the first five get 401, the sixth and the seventh 429.",
        "method=POST&path=%2Fapi%2Fsessions&field=Content-Type%3A+application%2Fjson\
         &body=%7B+%22user%22%3A+%22grace%22%2C+%22password%22%3A+%22tall%22+%7D&client=fetch&calls=7&script="),

    row(NEVER, "A bug, six times",
        "A mistake in the program answers 500 each time. What do five retries bring?",
        "Five more 500s and 15\u{a0}s of waiting. What a retry cannot mend is to be reported.",
        "client=urllib3-typical&script=bug+x*"),
    row(NEVER, "501, four times",
        "The server does not support what is asked: 501. How often does axios-retry ask?",
        "Four times within 2\u{a0}s: to it, 501 is a 5xx like any other.",
        "client=axios-retry&script=501+x*"),
    row(NEVER, "No space left",
        "The server has no space left: 507. Does a key make another try worth it?",
        "No: a key makes a repetition harmless, not useful. One request, and the 507 is handed over.",
        keyed!("&script=507+x*")),
    row(NEVER, "The e-mail is taken",
        "Somebody else has this e-mail address already: 409. Does that pass by itself?",
        "No: the request conflicts with what is there. Somebody has to decide, so the 409 is handed over.",
        "method=POST&path=%2Fapi%2Fusers&field=Content-Type%3A+application%2Fjson\
         &body=%7B+%22name%22%3A+%22Grace+Murray%22%2C+%22email%22%3A+%22grace%40shop.example%22+%7D&script="),
    row(NEVER, "The wrong method",
        "All products cannot be deleted at once. How does a client learn what it may do?",
        "From Allow in the 405: GET, HEAD, QUERY and OPTIONS.",
        "method=DELETE&path=%2Fapi%2Fproducts&script="),
    row(NEVER, "Changed meanwhile",
        "You change a version that is no longer the newest. What keeps you from overwriting it?",
        "If-Match: the versions differ, so the server answers 412 and changes nothing.",
        "method=PATCH&field=Content-Type%3A+application%2Fmerge-patch%2Bjson&field=If-Match%3A+%227-v0%22\
         &body=%7B+%22role%22%3A+%22viewer%22+%7D&script="),
    row(NEVER, "Too large",
        "The content is too large: 413. Would a later try help?",
        "No: the same content stays too large. The client hands over the 413 at once.",
        order!("&script=413+x*")),
    row(NEVER, "A bad certificate",
        "The certificate is not valid for the host. Does a client try again?",
        "No: it stops at once, and the server never sees the request.",
        "script=tls+x*"),
    row(NEVER, "Never answers",
        "How long does the browser’s own fetch() wait when no answer comes?",
        "As long as the connection stands: it has no time-out of its own.",
        "client=fetch&script=timeout"),

    row(SEEMS, "200, with an error inside",
        "The status says 200, the content says error. What does a client make of it that reads the status?",
        "A success, at the first try. No order was made.",
        order!("&script=error-in-200")),
    row(SEEMS, "204, read as JSON",
        "The order is cancelled: 204. What does a program find that parses the answer as JSON?",
        "Nothing: a 204 has no content. Parsing fails, although all went well.",
        "method=DELETE&path=%2Fapi%2Forders%2F6&client=fetch&script="),
    row(SEEMS, "304 for what you have",
        "The client has this version already, and says so. What does it cost to ask again?",
        "One request and no content: 304 says that the copy is still good.",
        "field=If-None-Match%3A+%227-v1%22&script="),
    row(SEEMS, "202, not done yet",
        "A report is asked for, and the answer is 202. Is the report there?",
        "Not yet: a job was made. Location says where to look, and Retry-After when: in 3\u{a0}s.",
        "method=POST&path=%2Fapi%2Freports&field=Content-Type%3A+application%2Fjson\
         &body=%7B+%22kind%22%3A+%22sales%22+%7D&script="),

    row(CALLS, "Three in ten fail",
        "Three in ten requests fail. How many of ten calls does that cost?",
        "None: four answers were 503, and four more requests made up for them.",
        "calls=10&script=30%25+503+%7C+ok+x*"),
    row(CALLS, "A bucket runs dry",
        "Five tokens, one more every 2\u{a0}s, and eight calls in a row. Which ones are refused?",
        "The seventh and the eighth: a token came back in time for the sixth, but not for them.",
        "client=fetch&calls=8&script=limit+bucket+5%2F10s"),
    row(CALLS, "… and patience",
        "The same eight calls by a client that waits as it is told. How many are served?",
        "All eight. Two were refused first, and the client waited 3\u{a0}s in all.",
        "calls=8&script=limit+bucket+5%2F10s"),
    row(CALLS, "Everybody at once",
        "Fifty others a second ask the same server for 5\u{a0}s. What becomes of your five calls?",
        "All are served: the first is told twice to wait 2\u{a0}s, and by then the crowd is gone.",
        "calls=5&script=..5s%3A+load+others%3D50%2Fs"),
    row(CALLS, "A retry storm",
        "Six calls to a server that is down, each with three retries at once. What arrives?",
        "24 requests: four times the load, on a server that is down.",
        "client=axios-retry&calls=6&script=503+x*"),
    row(CALLS, "A budget for retries",
        "The same six calls by a client that may repeat as long as its budget lasts. What arrives?",
        "11 requests: five retries spend the budget, and from then on each call is sent once.",
        "policy=budget%3Dtokens+10+cost+2+throttled+2+timed-out+2+success+1&calls=6&script=503+x*"),
    row(CALLS, "A breaker opens",
        "Six calls to a server that is down, through a circuit breaker. How many reach it?",
        "Four. Then the circuit is open, and the last two calls fail without a request.",
        "client=fetch&policy=breaker%3D50+%25+of+4+within+10+s+open+5+s&calls=6&script=503+x*"),
    row(CALLS, "… and closes again",
        "The server is back after four requests. How does a client with an open circuit learn of it?",
        "It holds back two calls, then lets one through to try. That works, and the circuit closes.",
        "client=fetch&policy=breaker%3D50+%25+of+4+within+10+s+open+5+s&calls=8&pause=2+s&script=503+x4"),
];

impl Situation {
    /// The set-up.
    pub fn lab(&self) -> Lab {
        Lab::parse(self.query).0
    }

    /// The situation a set-up is, if it is one unchanged, in whichever network, on whichever server and beside whichever
    /// other clients.
    pub fn of(lab: &Lab) -> Option<&'static Self> {
        // Asked with every key that is typed: all links are read once.
        static PLAIN: LazyLock<Vec<Lab>> =
            LazyLock::new(|| SITUATIONS.iter().map(|it| plain(&it.lab())).collect());
        let plain = plain(lab);
        let place = PLAIN.iter().position(|usual| *usual == plain)?;
        SITUATIONS.get(place)
    }

    /// Those to offer first.
    pub fn first() -> impl Iterator<Item = &'static Self> {
        SITUATIONS
            .iter()
            .filter(|situation| FIRST.contains(&situation.name))
    }

    /// The one after it; the first one after the last.
    pub fn next(&self) -> &'static Self {
        let place = SITUATIONS.iter().position(|situation| situation == self);
        &SITUATIONS[place.map_or(0, |place| place + 1) % SITUATIONS.len()]
    }
}

/// A set-up without what does not make it another situation.
fn plain(lab: &Lab) -> Lab {
    Lab {
        network: Network::Simulated,
        world: String::new(),
        ..lab.alone()
    }
}
