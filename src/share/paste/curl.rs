//! A command for curl: its options in the order they stand, then what curl makes of all of them.

use super::options::{by_letter, by_name};
use super::{Kind, Pasted, form, shell, short, url};

/// The most options that are read.
const MAX_OPTIONS: usize = 1_000;

/// Where the arguments begin, when the text is a command for curl. A prompt, comments and the like may stand before.
pub(super) fn begins(text: &str) -> Option<usize> {
    let whole = text.len();
    let mut text = text;
    while text.starts_with('#') {
        // A comment, or the prompt of root.
        let after = text.trim_start_matches('#').trim_start();
        text = if after.starts_with("curl") {
            after
        } else {
            text.split_once('\n')?.1.trim_start()
        };
    }
    for prompt in ["$ ", "% ", "> ", "!", "sudo ", "time ", "PS> "] {
        text = text.strip_prefix(prompt).unwrap_or(text).trim_start();
    }
    let end = text.find(|sign: char| sign.is_ascii_whitespace());
    let (program, rest) = text.split_at(end.unwrap_or(text.len()));
    let name = program.rsplit(['/', '\\']).next()?;
    // A path that ends like this is one, unless something follows.
    let path = name.len() < program.len() && rest.trim().is_empty();
    let curl = name.eq_ignore_ascii_case("curl") || name.eq_ignore_ascii_case("curl.exe");
    (curl && !path && !program.contains("://")).then_some(whole - rest.len())
}

/// Reads a command whose arguments begin at a byte of the text.
pub(super) fn read(text: &str, at: usize) -> Result<Pasted, String> {
    let command = shell::split(text, at)?;
    let mut curl = Curl {
        pasted: Pasted::new(Kind::Curl),
        stdin: command.stdin,
        ..Curl::default()
    };
    if let Some(word) = command
        .words
        .iter()
        .find(|word| word.starts_with(['“', '”', '‘', '’']))
    {
        curl.lost = true;
        curl.pasted.tell(
            "",
            word,
            " begins with a typographic quote; shells know ' and \" only.",
        );
    }
    curl.options(command.words);
    curl.pasted.left_out.extend(command.notes);
    curl.finish()
}

/// What the options said so far.
#[derive(Default)]
struct Curl {
    pasted: Pasted,
    stdin: Option<String>,
    urls: Vec<String>,
    method: Option<String>,
    target: Option<String>,
    data: Option<String>,
    json: bool,
    /// Whether a word that is no URL may look like one: the value of an option nobody knows, part of a broken quote.
    lost: bool,
    form: Option<String>,
    query: String,
    removed: Vec<String>,
    cookies: String,
    user: Option<String>,
    bearer: Option<String>,
    scheme: &'static str,
    agent: Option<String>,
    referer: Option<String>,
    range: Option<String>,
    time: Option<String>,
    upload: Option<String>,
    compressed: bool,
    get: bool,
    head: bool,
    globoff: bool,
    as_is: bool,
    /// Options that are left out, by what is said about them.
    told: Vec<(&'static str, String)>,
}

impl Curl {
    fn options(&mut self, words: Vec<String>) {
        let mut words = words.into_iter();
        let mut plain = false;
        let mut count = 0;
        while let Some(word) = words.next() {
            if count > MAX_OPTIONS {
                self.pasted
                    .leave("There are more options than are read here.");
                return;
            }
            if plain || !word.starts_with('-') || word == "-" {
                self.urls.push(word);
                continue;
            }
            if word == "--" {
                plain = true;
                continue;
            }
            if let Some(long) = word.strip_prefix("--") {
                count += 1;
                let (name, value) = match long.split_once('=') {
                    Some((name, value)) if by_name(name).is_some_and(|opt| opt.value) => {
                        (name, Some(value.to_owned()))
                    }
                    _ => (long, None),
                };
                let Some(opt) = by_name(name) else {
                    self.unknown(&word);
                    continue;
                };
                if opt.name == "next" {
                    self.next(words);
                    return;
                }
                let value = if opt.value {
                    value.or_else(|| words.next())
                } else {
                    None
                };
                self.option(&format!("--{name}"), opt.name, opt.told, opt.value, value);
                continue;
            }
            let mut rest = word[1..].chars();
            while let Some(letter) = rest.next().filter(|_| count <= MAX_OPTIONS) {
                count += 1;
                let Some(opt) = by_letter(letter.encode_utf8(&mut [0; 4])) else {
                    self.unknown(&word);
                    break;
                };
                if opt.name == "next" {
                    self.next(words);
                    return;
                }
                let written = format!("-{letter}");
                if opt.value {
                    let value = match rest.as_str() {
                        "" => words.next(),
                        value => Some(value.to_owned()),
                    };
                    self.option(&written, opt.name, opt.told, true, value);
                    break;
                }
                self.option(&written, opt.name, opt.told, false, None);
            }
        }
    }

    fn unknown(&mut self, word: &str) {
        self.lost = true;
        self.pasted.tell(
            "",
            word,
            ": no option of curl known here; what follows may be its value.",
        );
    }

    fn next(&mut self, words: std::vec::IntoIter<String>) {
        let rest: Vec<_> = words.take(20).collect();
        self.pasted
            .tell("--next ", &rest.join(" "), ": another request.");
    }

    fn option(
        &mut self,
        written: &str,
        name: &'static str,
        told: &'static str,
        wants: bool,
        value: Option<String>,
    ) {
        if wants && value.is_none() {
            self.pasted.tell(written, "", ": without its value.");
            return;
        }
        let value = value.unwrap_or_default();
        if !told.is_empty() {
            let mut text = written.to_owned();
            if wants {
                text.push(' ');
                text += &short(&value);
            }
            match self.told.iter_mut().find(|(known, _)| *known == told) {
                Some((_, list)) if list.len() < 200 => {
                    list.push_str(", ");
                    list.push_str(&text);
                }
                Some((_, list)) if list.ends_with('…') => {}
                Some((_, list)) => list.push_str(", …"),
                None => self.told.push((told, text)),
            }
            return;
        }
        let on = !written.starts_with("--no-");
        match name {
            "request" => self.method = Some(value),
            "header" => self.header(&value),
            "data" | "data-ascii" | "data-binary" | "json" => {
                let data = match value.strip_prefix('@') {
                    Some(file) => self.file(written, file),
                    None => value,
                };
                self.json |= name == "json";
                self.add(&data, if name == "json" { "" } else { "&" });
            }
            "data-raw" => self.add(&value, "&"),
            "data-urlencode" => {
                let data = self.encoded(written, &value);
                self.add(&data, "&");
            }
            "url-query" => {
                let data = match value.strip_prefix('+') {
                    Some(raw) => raw.to_owned(),
                    None => self.encoded(written, &value),
                };
                if !self.query.is_empty() {
                    self.query.push('&');
                }
                self.query += &data;
            }
            "form" | "form-string" => {
                let form = self.form.get_or_insert_default();
                form::part(&mut self.pasted, form, &value, name == "form-string");
            }
            "get" => self.get = on,
            "head" => self.head = on,
            "user" => self.user = Some(value),
            "oauth2-bearer" => self.bearer = Some(value),
            "basic" => self.scheme = "",
            "digest" | "ntlm" | "ntlm-wb" | "negotiate" | "anyauth" | "aws-sigv4" => {
                self.scheme = name;
            }
            "user-agent" => self.agent = Some(value),
            "referer" => self.referer = Some(value),
            "cookie" if value.contains('=') => {
                if !self.cookies.is_empty() {
                    // RFC 6265 §4.2.1; up to 8.17, curl leaves the blank out (its issue 20183).
                    self.cookies.push_str("; ");
                }
                self.cookies += &value;
            }
            "cookie" if value.is_empty() => {
                let what = "for keeping the cookies that are sent; the lab keeps none.";
                self.pasted.leave(&format!("{written} \"\": {what}"));
            }
            "cookie" => {
                self.pasted
                    .tell("-b ", &value, ": cookies from a file; add a Cookie field.");
            }
            "upload-file" => self.upload = Some(value),
            "range" => self.range = Some(value),
            "time-cond" => self.time = Some(value),
            "compressed" => self.compressed = on,
            "url" => self.urls.push(value),
            "request-target" => self.target = Some(value),
            "globoff" => self.globoff = on,
            "path-as-is" => self.as_is = on,
            // How names in a form are escaped.
            _ => {}
        }
    }

    fn header(&mut self, line: &str) {
        if let Some(file) = line.strip_prefix('@') {
            self.pasted
                .tell("-H @", file, ": fields from a file; add them.");
            return;
        }
        match line.split_once(':') {
            Some((name, value)) if value.trim().is_empty() => {
                self.removed.push(name.trim().to_ascii_lowercase());
            }
            Some((name, value)) if name.trim().eq_ignore_ascii_case("host") => {
                self.pasted.tell(
                    "-H Host: ",
                    value,
                    ": the client writes Host itself, from the URL.",
                );
            }
            // HTTP/2's own, which old copies have among the fields (RFC 9113 §8.3).
            Some(("", _)) => self.pasted.tell("-H ", line, ": no field."),
            Some((name, value)) => {
                self.pasted
                    .field(name, value.strip_prefix(' ').unwrap_or(value));
            }
            None => match line.strip_suffix(';') {
                Some(name) if !name.contains(';') => self.pasted.field(name, ""),
                _ => self
                    .pasted
                    .tell("-H ", line, ": no field; curl sends nothing for it."),
            },
        }
    }

    /// What a file would hold: nothing, unless it is what the command itself hands in.
    fn file(&mut self, written: &str, name: &str) -> String {
        if name == "-"
            && let Some(text) = self.stdin.take()
        {
            // curl takes line ends out of what `-d` reads, and nothing of the rest.
            return if matches!(written, "-d" | "--data" | "--data-ascii") {
                text.replace(['\r', '\n'], "")
            } else {
                text
            };
        }
        let before = [written, " @"].concat();
        self.pasted
            .tell(&before, name, ": what is in a file; put that in the body.");
        String::new()
    }

    fn add(&mut self, data: &str, between: &str) {
        match &mut self.data {
            Some(all) => {
                all.push_str(between);
                all.push_str(data);
            }
            None => self.data = Some(data.to_owned()),
        }
    }

    /// `text`, `=text`, `name=text`, `@file`, `name@file`.
    fn encoded(&mut self, written: &str, value: &str) -> String {
        let (name, text) = match value.find(['=', '@']) {
            None => ("", url::escape(value)),
            Some(at) => {
                let (name, text) = (&value[..at], &value[at + 1..]);
                let text = if value.as_bytes()[at] == b'@' {
                    self.file(written, text)
                } else {
                    text.to_owned()
                };
                (name, url::escape(&text))
            }
        };
        let text = text.replace("%20", "+");
        if name.is_empty() {
            text
        } else {
            format!("{name}={text}")
        }
    }

    /// What curl makes of it all.
    fn finish(mut self) -> Result<Pasted, String> {
        self.form = self.form.filter(|form| !form.is_empty());
        let mut urls = std::mem::take(&mut self.urls);
        if self.lost
            && let Some(at) = urls.iter().position(|url| url.contains("://"))
        {
            urls[..=at].rotate_right(1);
        }
        let mut urls = urls.into_iter();
        let address = urls
            .next()
            .ok_or("There is no URL in this command for curl.")?;
        let mut rest: Vec<_> = urls.by_ref().take(5).map(|url| short(&url)).collect();
        if !rest.is_empty() {
            if urls.next().is_some() {
                rest.push("…".to_owned());
            }
            let what = [&rest.join(", "), ": not requested; one URL is."].concat();
            self.pasted.leave(&what);
        }
        let mut named = self.address(address);
        if let Some(user) = named.as_mut().filter(|user| !user.contains(':')) {
            user.push(':');
        }
        if named.is_some() && self.user.is_some() {
            self.pasted.leave("The name in the URL: -u counts instead.");
        }
        let user = self.user.take().or(named);
        self.content();
        self.fields(user);
        let mut removed = std::mem::take(&mut self.removed);
        removed.retain(|name| name != "content-type" || self.data.is_none() && self.form.is_none());
        if !removed.is_empty() {
            self.pasted.tell(
                "",
                &removed.join(", "),
                ": taken away by -H; what the client in the lab writes itself stays.",
            );
        }
        if self.stdin.is_some_and(|text| !text.is_empty()) {
            self.pasted
                .leave("What is handed in with <<: curl does not read it here.");
        }
        for (told, list) in self.told {
            self.pasted.leave(&[&list, ": ", told].concat());
        }
        Ok(self.pasted)
    }

    fn address(&mut self, address: String) -> Option<String> {
        let mut address = address.trim().to_owned();
        if !address.contains("://") && !address.starts_with(['$', '`']) {
            // curl's own guess, unless a variable may hold it.
            address.insert_str(0, "http://");
        }
        if let Some(file) = &self.upload
            && address.ends_with('/')
        {
            address += file.rsplit('/').next().unwrap_or_default();
        }
        if !self.globoff {
            address = url::first(&mut self.pasted, &address);
        }
        let user = url::put(&mut self.pasted, &address, !self.as_is);
        if let Some(target) = self.target.take() {
            self.pasted.tell(
                "--request-target ",
                &target,
                ": sent in place of the path; put it there.",
            );
        }
        if !(self.get && self.data.is_some()) {
            url::add_query(&mut self.pasted.path, &self.query);
        } else if !self.query.is_empty() {
            self.pasted.leave("--url-query: -G counts instead.");
        }
        user
    }

    /// The method, the content and what says what it is.
    fn content(&mut self) {
        let removed = |name: &str| self.removed.iter().any(|removed| removed == name);
        let pasted = &mut self.pasted;
        let mut usual = "GET";
        if self.head {
            usual = "HEAD";
            if self.form.is_some() || self.data.is_some() && !self.get {
                pasted.leave("-I: curl refuses this together with content.");
            }
        }
        if let Some(mut form) = self.form.clone() {
            form::end(&mut form);
            if self.data.is_some() || self.get {
                pasted.leave("-F: curl refuses this together with -d or -G.");
            }
            if !removed("content-type") {
                pasted.unless("Content-Type", form::MEDIA_TYPE);
            }
            pasted.body = form;
            usual = if self.head { usual } else { "POST" };
        } else if let Some(data) = &self.data {
            if self.get {
                url::add_query(&mut pasted.path, data);
            } else {
                let (media_type, accept) = if self.json {
                    ("application/json", true)
                } else {
                    // Of forms, and what curl says whatever the content is.
                    ("application/x-www-form-urlencoded", false)
                };
                if !removed("content-type") {
                    pasted.unless("Content-Type", media_type);
                }
                if accept && !removed("accept") {
                    pasted.unless("Accept", media_type);
                }
                pasted.body.clone_from(data);
                usual = if self.head { usual } else { "POST" };
            }
        } else if let Some(file) = &self.upload {
            usual = "PUT";
            match self
                .stdin
                .take()
                .filter(|_| matches!(file.as_str(), "-" | "."))
            {
                Some(text) => pasted.body = text,
                None => pasted.tell("-T ", file, ": what is in a file; put that in the body."),
            }
        }
        if self.upload.is_some() && (self.data.is_some() || self.form.is_some()) {
            pasted.leave("-T: curl refuses this together with -d or -F.");
        }
        pasted.method = self.method.take().unwrap_or_else(|| usual.to_owned());
    }

    /// Fields that have an option of their own. One that is written with `-H` counts instead.
    fn fields(&mut self, user: Option<String>) {
        let pasted = &mut self.pasted;
        let mut put = |written: &str, name: &str, value: &str| {
            if !pasted.unless(name, value) {
                pasted.leave(&[written, ": -H ", name, " counts instead."].concat());
            }
        };
        if let Some(token) = &self.bearer {
            put(
                "--oauth2-bearer",
                "Authorization",
                &format!("Bearer {token}"),
            );
        } else if let Some(user) = &user
            && self.scheme.is_empty()
        {
            let colon = if user.contains(':') { "" } else { ":" };
            put(
                "-u",
                "Authorization",
                &url::basic(&format!("{user}{colon}")),
            );
        }
        match self.agent.as_deref() {
            Some("") => self.removed.push("user-agent".to_owned()),
            Some(agent) => put("-A", "User-Agent", agent),
            None => {}
        }
        if let Some(referer) = &self.referer {
            let (value, auto) = referer
                .split_once(';')
                .map_or((referer.as_str(), false), |(value, _)| (value, true));
            if !value.is_empty() {
                put("-e", "Referer", value);
            }
            if auto {
                let what = "for Referer after a redirect; that is up to the client in the lab.";
                self.told.push((what, format!("-e {}", short(referer))));
            }
        }
        if !self.cookies.is_empty() {
            put("-b", "Cookie", &self.cookies);
        }
        if let Some(range) = &self.range {
            // curl asks for a range with these methods only.
            if self.data.is_none() && self.form.is_none() && self.upload.is_none() || self.get {
                put("-r", "Range", &format!("bytes={range}"));
            } else {
                let what = "not sent with content.";
                self.told.push((what, format!("-r {}", short(range))));
            }
        }
        if self.compressed {
            put("--compressed", "Accept-Encoding", "deflate, gzip, br, zstd");
        }
        if let Some(time) = &self.time {
            let (name, text) = match time.strip_prefix('-') {
                Some(text) => ("If-Unmodified-Since", text),
                None => ("If-Modified-Since", time.trim_start_matches(['+', '='])),
            };
            match httpdate::parse_http_date(text.trim()) {
                Ok(date) => put("-z", name, &httpdate::fmt_http_date(date)),
                Err(_) => {
                    let what = "a date for curl to read, or a file; add If-Modified-Since.";
                    self.told.push((what, format!("-z {}", short(time))));
                }
            }
        }
        if !self.scheme.is_empty() {
            let name = if user.is_some() { "-u …, " } else { "" };
            let what = "signs the request as it is sent; the lab does not.";
            self.told.push((what, format!("{name}--{}", self.scheme)));
        } else if self.bearer.is_some() && user.is_some() {
            let what = "--oauth2-bearer counts instead.";
            self.told.push((what, "-u …".to_owned()));
        } else if let Some(user) = user.filter(|user| !user.contains(':')) {
            let what = "curl asks for the password; it is empty here.";
            self.told.push((what, format!("-u {}", short(&user))));
        }
    }
}
