//! What stands on the command line.

use std::fs;

use teapot::backend::Script;

use crate::folder::Site;

/// The names of the options; each takes a value.
const NAMES: [&str; 6] = [
    "--dir",
    "--port",
    "--under",
    "--allow-origin",
    "--script",
    "--script-file",
];

/// What is served where, and the trouble the API begins with.
pub struct Options {
    /// The port; 0 for any free one.
    pub port: u16,
    /// The folder.
    pub site: Site,
    /// The trouble.
    pub script: Script,
}

impl Options {
    /// Reads the arguments, which come in pairs of a name and a value.
    ///
    /// # Errors
    /// The first thing that is not right, for a person.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut port = 8418;
        let mut script = Script::default();
        let mut site = Site {
            dir: "dist".into(),
            under: "/".into(),
            allow_origin: None,
        };
        while let Some(name) = arguments.next() {
            if !NAMES.contains(&name.as_str()) {
                let names = NAMES.join(", ");
                return Err(format!("{name} is not an option; there are {names}"));
            }
            let value = arguments.next().ok_or(format!("{name} needs a value"))?;
            match name.as_str() {
                "--dir" => site.dir = value.into(),
                "--port" => {
                    port = value
                        .parse()
                        .map_err(|_| format!("{value} is not a port"))?
                }
                "--under" => {
                    site.under = format!("/{}/", value.trim_matches('/')).replace("//", "/")
                }
                "--allow-origin" => {
                    let origin = value
                        .try_into()
                        .map_err(|_| "--allow-origin holds a control character")?;
                    site.allow_origin = Some(origin);
                }
                "--script" => script = parse(&value)?,
                _ => {
                    let text = fs::read_to_string(&value)
                        .map_err(|error| format!("{value} cannot be read: {error}"))?;
                    script = parse(text.trim_end())?;
                }
            }
        }
        if !site.dir.join("index.html").is_file() {
            return Err(format!(
                "{} holds no index.html; scripts/build writes one",
                site.dir.display()
            ));
        }
        Ok(Self { port, site, script })
    }
}

fn parse(text: &str) -> Result<Script, String> {
    Script::parse(text).map_err(|error| format!("the script cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_option_is_named() {
        let complaint = |line: &[&str]| {
            Options::read(line.iter().map(ToString::to_string))
                .err()
                .expect("a complaint")
        };
        assert_eq!(complaint(&["--port", "many"]), "many is not a port");
        assert_eq!(complaint(&["--port"]), "--port needs a value");
        assert!(complaint(&["--help"]).starts_with("--help is not an option; there are --dir, "));
        assert!(complaint(&["--color", "red"]).starts_with("--color is not an option"));
        assert!(
            complaint(&["--script", "503, nope"])
                .starts_with("the script cannot be read: at column 6: ")
        );
        assert!(complaint(&["--script-file", "/nowhere"]).starts_with("/nowhere cannot be read: "));
    }
}
