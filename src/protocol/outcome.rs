//! What became of one attempt: an answer, or one of the ways to get none.

use super::Response;

/// What became of one attempt, as the client sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A complete response arrived, of whatever status.
    Answered(Response),
    /// None did.
    Failed(Failure),
}

/// The ways to get no complete answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// The host's name does not resolve.
    NoSuchName,
    /// Nothing listens at the address.
    Refused,
    /// The certificate is not valid for the name, or not trusted.
    NotTrusted,
    /// The connection ended before an answer.
    Reset,
    /// The client stopped waiting.
    TimedOut,
    /// The answer broke off in the middle.
    Truncated,
    /// What arrived is not an HTTP message.
    NotHttp,
}

impl Failure {
    /// All of them, in the order a connection meets them.
    pub const ALL: [Self; 7] = [
        Self::NoSuchName,
        Self::Refused,
        Self::NotTrusted,
        Self::Reset,
        Self::TimedOut,
        Self::Truncated,
        Self::NotHttp,
    ];

    /// The word for it in links and scripts; never changes.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::NoSuchName => "dns",
            Self::Refused => "refused",
            Self::NotTrusted => "tls",
            Self::Reset => "reset",
            Self::TimedOut => "timeout",
            Self::Truncated => "truncated",
            Self::NotHttp => "not-http",
        }
    }

    /// The failure of a slug.
    pub fn find(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.slug() == slug)
    }

    /// Its name on a tile or a chip.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoSuchName => "DNS",
            Self::Refused => "Refused",
            Self::NotTrusted => "TLS",
            Self::Reset => "Reset",
            Self::TimedOut => "Time-out",
            Self::Truncated => "Truncated",
            Self::NotHttp => "Not HTTP",
        }
    }

    /// What happened, in a few words.
    pub const fn what(self) -> &'static str {
        match self {
            Self::NoSuchName => "no such name",
            Self::Refused => "no one listens",
            Self::NotTrusted => "not trusted",
            Self::Reset => "cut off",
            Self::TimedOut => "no answer",
            Self::Truncated => "half an answer",
            Self::NotHttp => "no status line",
        }
    }

    /// Whether the request may have reached the server: a connection that never came about carried nothing.
    pub const fn may_have_reached(self) -> bool {
        !matches!(self, Self::NoSuchName | Self::Refused | Self::NotTrusted)
    }
}
