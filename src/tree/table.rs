//! The nodes. A wrong target does not compile; a node nothing leads to is an unused item.

use super::Next::{Ask, End};
use super::{Ending, Node, Question, Verdict};
use crate::protocol::{Source, rfc};

const IDEMPOTENT: Source = rfc(9110, "9.2.2");
const RETRY_AFTER: Source = rfc(9110, "10.2.3");
const OVERLOAD: Source = Source::Page {
    title: "SRE book, Handling overload",
    url: "https://sre.google/sre-book/handling-overload/",
};
const CASCADES: Source = Source::Page {
    title: "SRE book, Cascading failures",
    url: "https://sre.google/sre-book/addressing-cascading-failures/",
};
const JITTER: Source = Source::Page {
    title: "AWS, Exponential backoff and jitter",
    url: "https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/",
};

/// The first question.
pub static ROOT: Node = Node {
    slug: "answered",
    question: Question::Answered,
    ask: "Did a complete answer arrive?",
    why: "A status code says who failed. A connection that broke says nothing, and half an answer is none: a response cut short is incomplete, whatever its status line said.",
    sources: &[rfc(9112, "8"), rfc(9110, "15.6")],
    yes: Ask(&EVER),
    no: Ask(&ADDRESS),
};

static ADDRESS: Node = Node {
    slug: "address",
    question: Question::WrongAddress,
    ask: "Is the name or certificate wrong?",
    why: "A name that does not exist, a certificate that is not valid for it, or a port where nobody speaks HTTP will be the same on the next try. The service you meant never got the request.",
    sources: &[rfc(9110, "4.3.2"), rfc(9110, "4.3.4")],
    yes: End(&FIX_ADDRESS),
    no: Ask(&ACTED),
};

static EVER: Node = Node {
    slug: "ever",
    question: Question::CanEverWork,
    ask: "Can this ever work?",
    why: "Some 5xx describe the request or the set-up, not a bad moment: 501, 505, 506, 508, 510 and 511 answer the same request in the same way until someone changes something. 507 may pass, but the request must not be repeated before a person asks for it again.",
    sources: &[
        rfc(9110, "15.6.2"),
        rfc(9110, "15.6.6"),
        rfc(2295, "8.1"),
        rfc(4918, "11.5"),
        rfc(5842, "7.2"),
        rfc(2774, "7"),
        rfc(6585, "6"),
    ],
    yes: Ask(&ACTED),
    no: End(&CHANGE),
};

static ACTED: Node = Node {
    slug: "acted",
    question: Question::MayHaveActed,
    ask: "Could the server have acted?",
    why: "A request that never reached the server, or that it refused with 429 or never read whole (408), left nothing behind. After a 5xx, a reset or a time-out the work may be done all the same.",
    sources: &[
        IDEMPOTENT,
        rfc(9110, "15.5.9"),
        rfc(6585, "4"),
        rfc(9110, "15.6"),
    ],
    yes: Ask(&TWICE),
    no: Ask(&TRIES),
};

static TWICE: Node = Node {
    slug: "twice",
    question: Question::SafeToRepeat,
    ask: "Can it be sent twice?",
    why: "Safe and idempotent methods intend the same effect however often they arrive. A POST or a PATCH does not, unless the server recognises the repeat, for instance by an Idempotency-Key.",
    sources: &[
        IDEMPOTENT,
        rfc(5789, "2"),
        Source::Draft {
            name: "draft-ietf-httpapi-idempotency-key-header-07",
            section: "",
        },
    ],
    yes: Ask(&TRIES),
    no: Ask(&LOOK),
};

static LOOK: Node = Node {
    slug: "look",
    question: Question::CanLookUp,
    ask: "Can you look up the result?",
    why: "A request that must not arrive twice may be repeated if you can detect that the first was never applied. Often a GET tells you.",
    sources: &[IDEMPOTENT],
    yes: End(&LOOK_FIRST),
    no: End(&UNKNOWN),
};

static TRIES: Node = Node {
    slug: "tries",
    question: Question::TriesLeft,
    ask: "Are tries and budget left?",
    why: "Every retry is load for a server that is already in trouble, and retries of several layers multiply. RFC 9110 advises against repeating a repeat that failed; who does it all the same keeps a limit per call and a budget per client.",
    sources: &[IDEMPOTENT, OVERLOAD, CASCADES],
    yes: Ask(&WHEN),
    no: Ask(&STALE),
};

static STALE: Node = Node {
    slug: "stale",
    question: Question::HasSubstitute,
    ask: "A stale copy, or another endpoint?",
    why: "A slightly old answer, or one from another region, is often better than none, if its age is shown and the server does not forbid it.",
    sources: &[rfc(9111, "4.2.4"), rfc(5861, "4"), OVERLOAD],
    yes: End(&SERVE_STALE),
    no: End(&REPORT),
};

static WHEN: Node = Node {
    slug: "when",
    question: Question::SaidWhen,
    ask: "Did the server say when?",
    why: "Retry-After is how long the server asks to be left alone. It knows more about its trouble than any formula of yours.",
    sources: &[RETRY_AFTER, rfc(9110, "15.6.4"), rfc(6585, "4")],
    yes: Ask(&DEADLINE),
    no: Ask(&FITS),
};

static DEADLINE: Node = Node {
    slug: "deadline",
    question: Question::ToldInTime,
    ask: "Is that before your deadline?",
    why: "Coming back earlier than told asks for the same refusal; waiting past your own deadline helps nobody.",
    sources: &[RETRY_AFTER, CASCADES],
    yes: End(&WAIT),
    no: End(&LATER),
};

static FITS: Node = Node {
    slug: "fits",
    question: Question::WaitInTime,
    ask: "Does the wait end in time?",
    why: "An answer after the deadline is load without use.",
    sources: &[CASCADES],
    yes: End(&BACK_OFF),
    no: End(&LATER),
};

static FIX_ADDRESS: Ending = Ending {
    slug: "fix-address",
    verdict: Verdict::FixAddress,
    title: "Fix the address or the trust",
    how: "Check the host name, the port, the scheme and the certificate. Never switch certificate checks off to get through.",
    user: "The service cannot be reached at its address. Trying again will not help; we have been told.",
    provider: "The name looked up, the error, the certificate's names and dates.",
    sources: &[rfc(9110, "4.3.4")],
};

static CHANGE: Ending = Ending {
    slug: "change",
    verdict: Verdict::Change,
    title: "Change the request, or stop",
    how: "Use another method or version, send less, sign in to the network, or do without. Repeating the same request by itself does not help.",
    user: "This is not possible right now.",
    provider: "The request as sent, the status, the error id.",
    sources: &[
        rfc(9110, "15.6.2"),
        rfc(9110, "15.6.6"),
        rfc(4918, "11.5"),
        rfc(6585, "6"),
    ],
};

static LOOK_FIRST: Ending = Ending {
    slug: "look-first",
    verdict: Verdict::Look,
    title: "Look, then decide",
    how: "Fetch the thing the request should have made. Is it there, you are done; is it not, send the request again.",
    user: "Checking whether it went through.",
    provider: "Nothing yet.",
    sources: &[IDEMPOTENT],
};

static UNKNOWN: Ending = Ending {
    slug: "unknown",
    verdict: Verdict::Unknown,
    title: "Stop, say it is unknown",
    how: "Do not repeat it by yourself. Say that the outcome is unknown, and let a person decide.",
    user: "We could not confirm this. It may have gone through: check before you try again.",
    provider: "Time, path, error id; ask for an Idempotency-Key, so that a repeat is harmless.",
    sources: &[
        IDEMPOTENT,
        Source::Draft {
            name: "draft-ietf-httpapi-idempotency-key-header-07",
            section: "",
        },
    ],
};

static SERVE_STALE: Ending = Ending {
    slug: "serve-stale",
    verdict: Verdict::UseInstead,
    title: "Use that instead",
    how: "Show the copy with its age, or ask the other endpoint once. Keep the failed one out of the way for a while.",
    user: "Showing what we had at 11:52. New data as soon as the service answers.",
    provider: "After the last try: time, path, error id.",
    sources: &[rfc(9111, "4.2.4"), rfc(5861, "4")],
};

static REPORT: Ending = Ending {
    slug: "report",
    verdict: Verdict::Report,
    title: "Stop and report",
    how: "Hand the last answer up, with what you tried and when. Do not start over at another layer.",
    user: "The service is not answering. Nothing you typed is lost; try again later.",
    provider: "Every try with its time and status, the path, the error id.",
    sources: &[OVERLOAD, CASCADES],
};

static WAIT: Ending = Ending {
    slug: "wait",
    verdict: Verdict::WaitAsTold,
    title: "Wait exactly that long",
    how: "Sleep for what Retry-After says, then send it again: not earlier, and without back-off on top.",
    user: "The service is busy and asked us to wait. We go on by ourselves.",
    provider: "Nothing yet. After the last try: time, path, error id.",
    sources: &[RETRY_AFTER],
};

static LATER: Ending = Ending {
    slug: "later",
    verdict: Verdict::Later,
    title: "Queue it, or say when",
    how: "Hand it to a queue that outlives this call, or tell the person when to come back.",
    user: "This takes longer than we can wait for. Come back later; nothing you typed is lost.",
    provider: "The wait you were told, and the deadline you had.",
    sources: &[RETRY_AFTER, CASCADES],
};

static BACK_OFF: Ending = Ending {
    slug: "backoff",
    verdict: Verdict::BackOff,
    title: "Back off, then repeat",
    how: "Wait a random time below a limit that doubles with every try, so that clients which failed together do not come back together.",
    user: "Still trying. This can take a few seconds.",
    provider: "Nothing yet. After the last try: time, path, error id.",
    sources: &[JITTER, CASCADES],
};
