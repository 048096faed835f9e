//! Set-ups to begin with, each with a question.

use super::Lab;

/// A set-up with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// Its name.
    pub name: &'static str,
    /// What to find out.
    pub ask: &'static str,
    /// The set-up, as the query of a link.
    pub query: &'static str,
}

/// All of them, the one that is open at first before the others.
pub const SITUATIONS: [Situation; 6] = [
    Situation {
        name: "Two 503s",
        ask: "Does a user get an answer from a server that is down for two requests?",
        query: "",
    },
    Situation {
        name: "The answer gets lost",
        ask: "What happens to an order when the server does the work and its answer never arrives?",
        query: "method=POST&path=%2Fapi%2Forders&field=Content-Type%3A+application%2Fjson\
                &field=Idempotency-Key%3A+%228c1f-42d0%22&body=%7B+%22item%22%3A+%22teapot%22%2C+%22quantity%22%3A+1+%7D\
                &script=503+retry-after%3D2%2C+reset",
    },
    Situation {
        name: "… without a key",
        ask: "The work is done, its answer lost, and the request has no Idempotency-Key: may it be sent again?",
        query: "method=POST&path=%2Fapi%2Forders&field=Content-Type%3A+application%2Fjson\
                &body=%7B+%22item%22%3A+%22teapot%22%2C+%22quantity%22%3A+1+%7D&script=reset",
    },
    Situation {
        name: "429 for an hour",
        ask: "How long does a client wait for a server that asks for an hour?",
        query: "script=429+retry-after%3D3600",
    },
    Situation {
        name: "A redirect after POST",
        ask: "What is sent to the new place, and with which method?",
        query: "method=POST&path=%2Fapi%2Fredirects%2Fsee-other&field=Content-Type%3A+application%2Fjson\
                &body=%7B+%22item%22%3A+%22cup%22+%7D&script=ok",
    },
    Situation {
        name: "Never answers",
        ask: "How long does the browser’s own fetch() wait when no answer comes?",
        query: "client=fetch&script=timeout",
    },
];

impl Situation {
    /// The set-up.
    pub fn lab(&self) -> Lab {
        Lab::parse(self.query).0
    }

    /// The situation a set-up is, if it is one unchanged, in whichever network, on whichever server and beside whichever
    /// other clients.
    pub fn of(lab: &Lab) -> Option<&'static Self> {
        SITUATIONS.iter().find(|situation| {
            let usual = Lab {
                network: lab.network,
                world: lab.world.clone(),
                rivals: lab.rivals.clone(),
                ..situation.lab()
            };
            usual == *lab
        })
    }
}
