//! Signing in: credentials as one thinks of them, and the fields they are sent in. The fields are the truth; what is shown
//! is read from them, and nothing is kept anywhere else.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use http::header::AUTHORIZATION;

use super::{Lab, Line, MAX_FIELD, MAX_FIELDS, values};

/// The field for API keys, which no standard names, in the shop and in many other APIs.
pub const KEY_NAME: &str = "X-API-Key";

/// Credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// None.
    Nothing,
    /// A name and a password (RFC 7617).
    Basic(String, String),
    /// A token (RFC 6750).
    Bearer(String),
    /// A field that holds a key: its name and its value.
    Key(String, String),
    /// Another scheme, or credentials of one of these that cannot be read.
    Other(String),
}

/// Whoever sends padding is understood, and whoever does not (RFC 4648 §3.2).
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl SignIn {
    /// The ways to sign in: a word for each, and its name.
    pub const WAYS: [(&str, &str); 4] = [
        ("nothing", "None"),
        ("basic", "Basic"),
        ("bearer", "Bearer"),
        ("key", "API key"),
    ];

    /// The word for it.
    pub fn way(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Basic(..) => "basic",
            Self::Bearer(_) => "bearer",
            Self::Key(..) => "key",
            Self::Other(_) => "other",
        }
    }

    /// Credentials of a way, without anything in them.
    pub fn empty(way: &str) -> Self {
        match way {
            "basic" => Self::Basic(String::new(), String::new()),
            "bearer" => Self::Bearer(String::new()),
            "key" => Self::Key(KEY_NAME.to_owned(), String::new()),
            _ => Self::Nothing,
        }
    }

    /// A key in a field of this name. A whole line falls into its two parts.
    pub fn key(name: &str, key: String) -> Self {
        let mut line = Line {
            value: key,
            ..Line::default()
        };
        line.rename(name);
        Self::Key(line.name, line.value)
    }

    /// What is wrong with it: a server would read something else.
    pub fn fault(&self) -> Option<&'static str> {
        match self {
            Self::Basic(name, _) if name.contains(':') => {
                // RFC 7617 §2
                Some(
                    "A user name has no colon: the first one ends it, and the rest would be the password.",
                )
            }
            Self::Basic(name, password)
                if [name, password]
                    .iter()
                    .any(|text| text.contains(char::is_control)) =>
            {
                Some("Neither holds control characters.")
            }
            Self::Bearer(token) if !is_token(token) => Some(
                "A token has letters, digits and -._~+/ and nothing else, but for = at its end.",
            ),
            _ => None,
        }
    }

    /// Whether no field here has room for it.
    pub fn is_too_long(&self) -> bool {
        let line = self.line();
        line.is_some_and(|line| line.value.chars().count() > MAX_FIELD)
    }

    /// The field it is sent in.
    fn line(&self) -> Option<Line> {
        let field = |name: &str, value: String| Line {
            name: name.to_owned(),
            value,
        };
        match self {
            Self::Nothing | Self::Other(_) => None,
            Self::Basic(name, password) => {
                let code = BASE64.encode([name, ":", password].concat());
                Some(field("Authorization", "Basic ".to_owned() + &code))
            }
            Self::Bearer(token) => Some(field("Authorization", "Bearer ".to_owned() + token)),
            Self::Key(name, key) => {
                let mut line = Line::default();
                line.put(key);
                line.rename(name);
                Some(line)
            }
        }
    }

    /// Reads the value of `Authorization`.
    fn read(value: &str) -> Self {
        let value = value.trim();
        let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
        // RFC 9110 §11.1: whatever the case.
        if scheme.eq_ignore_ascii_case("Bearer") {
            return Self::Bearer(rest.trim_start().to_owned());
        }
        let basic = scheme.eq_ignore_ascii_case("Basic").then(|| {
            let text = String::from_utf8(BASE64.decode(rest.trim_start()).ok()?).ok()?;
            let (name, password) = text.split_once(':')?;
            Some(Self::Basic(name.to_owned(), password.to_owned()))
        });
        basic
            .flatten()
            .unwrap_or_else(|| Self::Other(scheme.to_owned()))
    }
}

/// The tokens that mean something to the shop.
pub fn tokens() -> impl Iterator<Item = &'static str> {
    let known = values(AUTHORIZATION.as_str()).iter();
    known.filter_map(|value| value.strip_prefix("Bearer "))
}

impl Lab {
    /// The credentials among the fields: the first `Authorization`, or the field of this name with a key in it.
    pub fn signed_in(&self, key: &str) -> SignIn {
        match self.credentials(key) {
            None => SignIn::Nothing,
            Some((_, line)) if line.is_authorization() => SignIn::read(&line.value),
            Some((_, line)) => SignIn::Key(line.name.clone(), line.value.clone()),
        }
    }

    /// Puts other credentials in the place of those that are there, if there is room for them.
    pub fn sign_in(&mut self, key: &str, credentials: &SignIn) {
        let place = self.credentials(key).map(|(place, _)| place);
        let line = credentials.line();
        // A key goes where its field stands already.
        if let (Some(from), Some(line)) = (place, &line)
            && let Some(to) = self.fields.iter().position(|known| {
                !line.is_authorization() && known.name.trim().eq_ignore_ascii_case(&line.name)
            })
            && to != from
        {
            self.fields[to] = line.clone();
            self.fields.remove(from);
            return;
        }
        match (place, line) {
            (Some(place), Some(line)) => self.fields[place] = line,
            (Some(place), None) => {
                self.fields.remove(place);
            }
            (None, Some(line)) if self.fields.len() < MAX_FIELDS => self.fields.push(line),
            (None, _) => {}
        }
    }

    /// Whether a name is that of another field than the one of the key; nothing is the name of any.
    pub fn has_another(&self, key: &str, name: &str) -> bool {
        let own = self.credentials(key).map(|(place, _)| place);
        let name = name.trim();
        let mut lines = self.fields.iter().enumerate();
        name.is_empty()
            || lines.any(|(place, line)| {
                own != Some(place) && line.name.trim().eq_ignore_ascii_case(name)
            })
    }

    fn credentials(&self, key: &str) -> Option<(usize, &Line)> {
        let lines = || self.fields.iter().enumerate();
        let keyed = |line: &Line| line.name.trim().eq_ignore_ascii_case(key.trim());
        lines()
            .find(|(_, line)| line.is_authorization())
            .or_else(|| lines().find(|(_, line)| keyed(line)))
    }
}

impl Line {
    fn is_authorization(&self) -> bool {
        self.name
            .trim()
            .eq_ignore_ascii_case(AUTHORIZATION.as_str())
    }
}

/// RFC 6750 §2.1: `b64token`. One that is still to be typed is none yet.
fn is_token(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    let signs = text.trim_end_matches('=');
    text.is_empty() || (!signs.is_empty() && signs.bytes().all(sign))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn with(line: &str) -> Lab {
        Lab {
            fields: vec![Line::read("Accept: */*"), Line::read(line)],
            ..Lab::default()
        }
    }

    #[test]
    fn credentials_are_read_from_the_fields() {
        let read = |line: &str| with(line).signed_in(KEY_NAME);
        let basic =
            |name: &str, password: &str| SignIn::Basic(name.to_owned(), password.to_owned());
        // RFC 7617 §2 and §2.1
        assert_eq!(
            read("Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
            basic("Aladdin", "open sesame")
        );
        assert_eq!(
            read("authorization: basic  dGVzdDoxMjPCow"),
            basic("test", "123£")
        );
        assert_eq!(read("Authorization: Basic Og=="), basic("", ""));
        assert_eq!(
            read("Authorization: bearer a.b"),
            SignIn::Bearer("a.b".to_owned())
        );
        assert_eq!(read("Authorization: Bearer"), SignIn::Bearer(String::new()));
        for (line, scheme) in [
            ("Authorization: Digest username=\"ada\"", "Digest"),
            ("Authorization: Basic ???", "Basic"),
            ("Authorization: Basic /w==", "Basic"),
            ("Authorization: Basic YWRh", "Basic"),
            ("Authorization: ", ""),
        ] {
            assert_eq!(read(line), SignIn::Other(scheme.to_owned()), "{line}");
        }
        let key = SignIn::Key("x-api-key".to_owned(), "demo-key".to_owned());
        assert_eq!(read("x-api-key: demo-key"), key);
        assert_eq!(read("X-Other: demo-key"), SignIn::Nothing);
    }

    #[test]
    fn one_way_takes_the_place_of_another() {
        let mut lab = with("Authorization: Bearer admin");
        let told = |lab: &Lab| {
            let lines = lab
                .fields
                .iter()
                .map(|line| format!("{}: {}", line.name, line.value));
            lines.collect::<Vec<_>>().join("; ")
        };
        lab.sign_in(KEY_NAME, &SignIn::Basic("ada".to_owned(), "tea".to_owned()));
        assert_eq!(told(&lab), "Accept: */*; Authorization: Basic YWRhOnRlYQ==");
        lab.sign_in(KEY_NAME, &SignIn::empty("key"));
        assert_eq!(told(&lab), "Accept: */*; X-API-Key: ");
        lab.sign_in(KEY_NAME, &SignIn::key("X-Token: 1", String::new()));
        assert_eq!(told(&lab), "Accept: */*; X-Token: 1");
        lab.sign_in("X-Token", &SignIn::Nothing);
        assert_eq!(told(&lab), "Accept: */*");
        lab.fields.resize(MAX_FIELDS, Line::default());
        lab.sign_in(KEY_NAME, &SignIn::empty("bearer"));
        assert_eq!(lab.fields.len(), MAX_FIELDS);
    }

    #[test]
    fn what_a_server_would_misread_is_said() {
        let fault = |name: &str, password: &str| {
            SignIn::Basic(name.to_owned(), password.to_owned()).fault()
        };
        assert!(fault("a:b", "c").is_some_and(|why| why.contains("colon")));
        assert_eq!(fault("a", "b:c"), None);
        assert!(fault("a", "b\u{7}").is_some());
        for (token, good) in [
            ("", true),
            ("a.b-c_~+/9==", true),
            ("=", false),
            ("a=b", false),
            ("a b", false),
            ("é", false),
        ] {
            assert_eq!(
                SignIn::Bearer(token.to_owned()).fault().is_none(),
                good,
                "{token}"
            );
        }
        assert_eq!(tokens().collect::<Vec<_>>(), ["admin", "viewer", "expired"]);
        for (way, _) in SignIn::WAYS {
            assert_eq!(SignIn::empty(way).way(), way);
            assert_eq!(SignIn::empty(way).fault(), None);
        }
        assert_eq!(values(KEY_NAME), ["demo-key"]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(name in "[^:]{0,8}", password in any::<String>(), token in "[a-zA-Z0-9._~+/-]{0,9}={0,2}") {
            for credentials in [SignIn::Basic(name, password), SignIn::Bearer(token.clone()), SignIn::Key(KEY_NAME.to_owned(), token)] {
                let mut lab = Lab::default();
                lab.sign_in(KEY_NAME, &credentials);
                prop_assert_eq!(lab.signed_in(KEY_NAME), credentials);
                prop_assert!(lab.fields.iter().all(|line| line.value.is_ascii()));
            }
        }
    }
}
