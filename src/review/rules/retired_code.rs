//! A code that is reserved, or whose specification has been withdrawn.

use crate::catalogue::{self, Standing};
use crate::protocol::Source;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "retired-code",
    fault: "A code that is out of use",
    why: "Clients have no behaviour for it, and a later specification may give the number \
          another meaning.",
    source: Source::Registry,
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let row = catalogue::find(message.code)?;
    let how = match row.standing {
        Standing::Unused => "reserved and not to be used",
        Standing::Deprecated => "deprecated",
        Standing::Obsoleted => "obsolete",
        Standing::Registered | Standing::Temporary { .. } => return None,
    };
    let instead = match row.number {
        300..=399 => "`307` or `308`",
        400..=499 => "`403` or `404`",
        _ => "`500` or `501`",
    };
    Some(format!(
        "`{}` is {how} ({}). Send what fits: {instead}, for instance.",
        row.number,
        row.spec.label()
    ))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn unused_and_deprecated_codes_are_found() {
        flags(&RULE, "GET /", "306 \n\n", "reserved");
        flags(&RULE, "BREW /", "418 I'm a teapot\n\n", "`418`");
        flags(&RULE, "GET /", "305 Use Proxy\n\n", "deprecated");
    }

    #[test]
    fn codes_in_use_pass() {
        passes(&RULE, "GET /", "307 Temporary Redirect\n\n");
        passes(&RULE, "GET /", "104 Upload Resumption Supported\n\n");
    }
}
