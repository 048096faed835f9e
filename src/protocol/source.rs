//! Where a fact comes from. Every fact the site states carries one of these next to it.

/// A place a reader can check a fact at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A section of an RFC; an empty section means the document as a whole.
    Rfc {
        /// The document's number.
        number: u16,
        /// The section, such as `15.6.4`.
        section: &'static str,
    },
    /// An Internet-Draft: a work in progress, named with its version.
    Draft {
        /// The draft's name with its version, such as `draft-ietf-httpbis-resumable-upload-05`.
        name: &'static str,
        /// The section, or empty.
        section: &'static str,
    },
    /// The IANA registry of HTTP status codes, as of November 2026.
    Registry,
    /// Anything else with an address of its own.
    Page {
        /// What the reader sees, such as `SRE book, Handling Overload`.
        title: &'static str,
        /// The address, with its scheme.
        url: &'static str,
    },
}

/// A section of an RFC, the most frequent source.
pub const fn rfc(number: u16, section: &'static str) -> Source {
    Source::Rfc { number, section }
}

impl Source {
    /// The source as it is cited: `RFC 9110 §15.6.4`.
    pub fn label(&self) -> String {
        match self {
            Self::Rfc {
                number,
                section: "",
            } => format!("RFC {number}"),
            Self::Rfc { number, section } => format!("RFC {number} §{section}"),
            Self::Draft { name, section: "" } => (*name).to_owned(),
            Self::Draft { name, section } => format!("{name} §{section}"),
            Self::Registry => "IANA HTTP status code registry".to_owned(),
            Self::Page { title, .. } => (*title).to_owned(),
        }
    }

    /// Where to read it.
    pub fn url(&self) -> String {
        match self {
            Self::Rfc {
                number,
                section: "",
            } => format!("https://www.rfc-editor.org/rfc/rfc{number}"),
            Self::Rfc { number, section } => {
                format!("https://www.rfc-editor.org/rfc/rfc{number}#section-{section}")
            }
            Self::Draft { name, section: "" } => {
                format!("https://datatracker.ietf.org/doc/html/{name}")
            }
            Self::Draft { name, section } => {
                format!("https://datatracker.ietf.org/doc/html/{name}#section-{section}")
            }
            Self::Registry => "https://www.iana.org/assignments/http-status-codes/".to_owned(),
            Self::Page { url, .. } => (*url).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_cited_and_linked() {
        let source = rfc(9110, "15.6.4");
        assert_eq!(source.label(), "RFC 9110 §15.6.4");
        assert_eq!(
            source.url(),
            "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4"
        );
        assert_eq!(rfc(2324, "").label(), "RFC 2324");
    }
}
