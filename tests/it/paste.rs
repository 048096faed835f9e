//! What people paste, from browsers' menus and from documentation, and what becomes of it.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use teapot::rng::Rng;
use teapot::share::lab::{Lab, MAX_BODY, MAX_FIELD, MAX_FIELDS, MAX_METHOD, MAX_PATH};
use teapot::share::paste::{Pasted, paste};

const CURL: &str = include_str!("paste/curl.txt");
const FETCH: &str = include_str!("paste/fetch.txt");
const RAW: &str = include_str!("paste/raw.txt");

/// The texts of a file, each with its name.
fn texts(file: &str) -> Vec<(&str, &str)> {
    let parts = file.split("=== ").skip(1);
    let parts = parts.map(|part| part.split_once('\n').expect("a name stands on a line"));
    parts
        .map(|(name, text)| (name, text.strip_suffix('\n').unwrap_or(text)))
        .collect()
}

/// What became of the texts of a file, to be read line by line.
fn told(file: &str) -> String {
    let mut told = String::new();
    for (name, text) in texts(file) {
        let _ = writeln!(told, "=== {name}");
        match paste(text) {
            None => told.push_str("not recognised\n"),
            Some(Err(what)) => {
                let _ = writeln!(told, "error: {what}");
            }
            Some(Ok(pasted)) => {
                let mut lab = Lab::default();
                let kind = pasted.kind;
                let left_out = lab.paste_into(pasted);
                let _ = writeln!(told, "{kind:?}: {} {}", lab.method, lab.path);
                for line in &lab.fields {
                    let _ = writeln!(told, "  {}: {}", line.name(), line.value());
                }
                for line in lab.body.replace('\r', "␍").lines() {
                    let _ = writeln!(told, "  | {line}");
                }
                for what in left_out {
                    let _ = writeln!(told, "  - {what}");
                }
            }
        }
    }
    told
}

#[test]
fn commands_for_curl_are_read() {
    assert!(texts(CURL).len() >= 60);
    insta::assert_snapshot!("paste_curl", told(CURL));
}

#[test]
fn calls_of_fetch_are_read() {
    assert!(texts(FETCH).len() >= 15);
    insta::assert_snapshot!("paste_fetch", told(FETCH));
}

#[test]
fn raw_messages_are_read() {
    assert!(texts(RAW).len() >= 10);
    insta::assert_snapshot!("paste_raw", told(RAW));
}

/// A request as it came.
#[derive(Debug, PartialEq)]
struct Sent {
    method: String,
    target: String,
    /// Without what a client writes itself.
    fields: Vec<(String, String)>,
    body: String,
}

impl Sent {
    fn new(method: &str, target: &str, fields: Vec<(String, String)>, body: &str) -> Self {
        // Drawn by curl, and always the same here.
        let boundary = fields
            .iter()
            .find_map(|(_, value)| value.split_once("boundary=").map(|(_, b)| b.to_owned()));
        let plain = |text: &str| match &boundary {
            Some(boundary) => text.replace(boundary.as_str(), "BOUNDARY"),
            None => text.to_owned(),
        };
        let own = [
            "host",
            "content-length",
            "connection",
            "upgrade",
            "http2-settings",
            "proxy-connection",
        ];
        let mut fields: Vec<_> = fields
            .into_iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), plain(value.trim())))
            .filter(|(name, value)| {
                !(own.contains(&name.as_str())
                    || name == "accept" && value == "*/*"
                    || name == "user-agent" && value.starts_with("curl/")
                    // What the installed curl can unpack is its own affair.
                    || name == "accept-encoding" && value.starts_with("deflate, gzip"))
            })
            .collect();
        fields.sort();
        Self {
            method: method.to_owned(),
            target: upper(target),
            fields,
            body: plain(body),
        }
    }

    fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            match stream.read(&mut buffer).ok()? {
                0 => return None,
                count => bytes.extend(&buffer[..count]),
            }
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let mut words = lines.next()?.split(' ');
        let (method, target) = (words.next()?, words.next()?);
        let fields: Vec<_> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let length = fields
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .map_or(0, |(_, value)| value.trim().parse().expect("a length"));
        while bytes.len() < end + 4 + length {
            match stream.read(&mut buffer).ok()? {
                0 => return None,
                count => bytes.extend(&buffer[..count]),
            }
        }
        let body = String::from_utf8_lossy(&bytes[end + 4..]).into_owned();
        Some(Self::new(method, target, fields, &body))
    }

    /// What the lab would send. Fields with nothing to say are those of the form.
    fn meant(pasted: &Pasted) -> Self {
        let rest = pasted.path.split_once("://").map(|(_, rest)| rest);
        let target = match rest {
            Some(rest) => &rest[rest.find('/').expect("a path")..],
            None => &pasted.path,
        };
        let fields = pasted.fields.iter();
        let fields = fields.map(|line| (line.name().to_owned(), line.value().to_owned()));
        Self::new(&pasted.method, target, fields.collect(), &pasted.body)
    }
}

/// Percent-encoding reads the same in both cases (RFC 3986 §6.2.2.1), and versions of curl differ.
fn upper(target: &str) -> String {
    let mut parts = target.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        text.push('%');
        text.push_str(&code.to_ascii_uppercase());
        text.push_str(rest);
    }
    text
}

/// What the real curl sends for a command, through bash; every host leads to a listener here.
fn really_sent(command: &str) -> Option<Sent> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it is bound").port();
    let (done, first) = mpsc::channel();
    thread::spawn(move || {
        // The connection that ends this brings nothing.
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let sent = Sent::read(&mut stream);
            let last = sent.is_none();
            let _ = done.send(sent);
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let _ = stream.shutdown(Shutdown::Write);
            if last {
                break;
            }
        }
    });
    let folder = std::env::temp_dir().join(format!("teapot-paste-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for what curl writes");
    let script = format!(
        "curl() {{ command curl -q --noproxy '*' -m 10 --connect-to ::127.0.0.1:{port} \"$@\"; }}\n{command}\nwait\n"
    );
    let status = Command::new("bash")
        .args(["-c", &script])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.expect("there is a shell");
    drop(TcpStream::connect(("127.0.0.1", port)));
    let sent = first.recv_timeout(Duration::from_secs(10)).ok().flatten();
    let _ = std::fs::remove_dir_all(&folder);
    sent
}

/// Commands the comparison cannot run: they need another shell, a file, a variable, a proxy, a secret handshake; or curl
/// refuses them, or they are for more than one request.
const NOT_RUN: &[&str] = &[
    "cmd",
    "PowerShell",
    "Windows",
    "variable",
    "word processor",
    "without its password",
    "service account",
    "OpenAI",
    "Anthropic",
    "Postman, a form",
    "Slack, token in a form",
    "from a file",
    "AWS, signed",
    "Docker, socket",
    "rustup",
    "Homebrew",
    "Solr",
    "all five forms",
    "combined letters",
    "equals signs",
    "digest",
    "a proxy",
    "a date in words",
    "a configuration",
    "nobody knows",
    "an upload",
    "Consul",
    "a form with types",
    "HEAD with a body",
    "a prompt",
    "no URL",
    "an open quote",
];

#[test]
fn curl_sends_what_was_read() {
    let mut texts = texts(CURL);
    texts.retain(|(name, _)| !NOT_RUN.iter().any(|not| name.contains(not)));
    assert!(texts.len() >= 40);
    texts.extend(ODD.iter().map(|text| (*text, *text)));
    let mut wrong = Vec::new();
    for (name, text) in texts {
        // A pipe would run what a server here never sends; and there is no TLS.
        let text = text
            .replace("https://", "http://")
            .replace("| jq -r .version", "| cat");
        let pasted = paste(&text).expect(name).expect(name);
        let (sent, meant) = (really_sent(&text), Sent::meant(&pasted));
        if sent.as_ref() != Some(&meant) {
            wrong.push(format!("{name}\n  sent {sent:?}\n  read {meant:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What nobody types every day, for the comparison alone.
const ODD: &[&str] = &[
    "curl -G -d 'é={}' h.example/find",
    "curl -G -d 'a=1' -X POST h.example",
    "curl -I -G -d a=1 h.example",
    "curl -X GET -d a=1 h.example",
    "curl --data-urlencode 'a=b*c!~(d)-_.é' h.example",
    "curl --data-urlencode 'a b=c d' h.example",
    "curl -d '' h.example",
    "curl -d a -d '' -d b h.example",
    "curl -X POST h.example",
    "curl --json '{}' -H 'Accept: x/y' h.example",
    "curl --json '{}' -d a=1 h.example",
    "curl -d a=1 --json '{}' h.example",
    "curl -d a=1 -H 'Content-Type:' h.example",
    "curl -d a=1 -H 'Content-Type;' h.example",
    "curl -d @- h.example <<< 'one\ntwo'",
    "curl --data-binary @- h.example <<< 'one\ntwo'",
    "curl --json @- h.example <<E\n{\n}\nE",
    "curl $'http://h.example/a\\x41\\101?q=\\'\\\"'",
    "curl http://h.example?x=1",
    "curl h.example/a/./b/../c",
    "curl http://h.example/..",
    "curl http://h.example/a/..",
    "curl http://h.example/a/.",
    "curl http://h.example//a//../b",
    "curl http://h.example/.hidden/...",
    "curl 'http://h.example/p#frag?x'",
    "curl 'http://H.Example/A'",
    "curl 'http://user:p%40ss@h.example/'",
    "curl -u a:b -H 'Authorization: x' h.example",
    "curl -u ada: h.example",
    "curl http://ada@h.example/",
    "curl -G --no-get -d a --compressed --no-compressed -g --no-globoff h.example/{a}",
    "curl -u c:d 'http://a:b@h.example/'",
    "curl --oauth2-bearer t -u a:b h.example",
    "curl -b a=1 -H 'Cookie: c=3' h.example",
    "curl -A x -H 'User-Agent: y' h.example",
    "curl -A '' h.example",
    "curl -e ';auto' h.example",
    "curl -e x -H 'Referer: y' h.example",
    "curl -F a=1 -F 'b=\"q\\\"uote\";type=text/x' h.example",
    "curl -F 'na\"me=1' -F 'e=' h.example",
    "curl -F a=1 -X PUT h.example",
    "curl -r 0-1 h.example",
    "curl -H 'Range: bytes=5-' -r 0-1 h.example",
    "curl -z '-Tue, 15 Nov 1994 12:45:26 GMT' h.example",
    "curl \"http://h.example/\\$x\"",
    "curl http://h.example/a\\&b",
    "curl http://h.example/[]",
    "curl -g 'http://h.example/{a,b}'",
    "curl 'http://h.example/a\\{b'",
    "curl 'http://h.example/[01-03]/{x}'",
    "curl -HX-a:b -H 'X-b:  c  ' h.example",
    "curl -H 'X-A: 1' -H 'X-A: 2' h.example",
    "curl -H 'X-A;' -H 'X-B:' -H 'X-C' -H 'X-D ; ' h.example",
    "curl --url-query 'a=b c' --url-query '=x y' --url-query z h.example/?q",
    "curl --url-query a=1 -G -d b=2 h.example",
    "curl --compressed -H 'Accept-Encoding: br' h.example",
    "curl -sSfLkvX DELETE h.example",
    "curl --no-location --no-silent -- h.example",
    "curl h.example -X OPTIONS --http1.1 # a comment",
    "curl -X 'lower' h.example",
    "curl 'h.example/ü'",
];

/// Pieces of what people paste, and of what nobody should.
const PIECES: &[&str] = &[
    "curl ",
    "fetch(",
    "GET / HTTP/1.1\n",
    ":method: GET\n",
    "HTTP/1.1 200\n",
    "-H ",
    "-d ",
    "-F ",
    "-X",
    "-u ",
    "--json ",
    "--data-urlencode ",
    "--next ",
    "-sSLX ",
    "-z ",
    "-b ",
    "-T ",
    "-G ",
    "--",
    "-",
    "'",
    "\"",
    "`",
    "$'",
    "$(",
    "${",
    "\\",
    "\\\n",
    "^\n",
    "`\n",
    "^\"",
    "\\u{",
    "\\x4",
    "\\ud83c",
    "<<E\n",
    "<<<",
    ">",
    "2>&1",
    "|",
    "&",
    ";",
    "@",
    "=",
    "a=b",
    "{",
    "}",
    "[",
    "]",
    "[1-3]",
    "(",
    ")",
    ",",
    ":",
    "/*",
    "*/",
    "//",
    "JSON.stringify(",
    "new Headers(",
    "new URLSearchParams(",
    "\"headers\": ",
    "\"body\": ",
    "null",
    "-0",
    "1e9",
    "http://",
    "https://shop.example/",
    "é",
    "🍵",
    "\u{feff}",
    "\0",
    "\r\n",
    "\n",
    "\n\n",
    " ",
    "\t",
    "Content-Type: a/b",
    "<script>",
    "../",
    "#",
    "?",
    "%",
    "%zz",
    "--url ",
];

#[test]
fn hostile_texts_keep_the_limits() {
    let mut rng = Rng::new(418);
    let mut below = |most: u64| rng.bits() % most;
    let starts = [
        "curl ",
        "fetch(\"/\",",
        "POST /a HTTP/1.1\nHost: a\n",
        ":method: GET\n",
        "",
    ];
    for round in 0..500 {
        let mut text = starts[round % starts.len()].to_owned();
        for _ in 0..below(400) {
            let piece = PIECES[below(PIECES.len() as u64) as usize];
            // Now and then a lot of one thing.
            let times = if below(60) == 0 { 3_000 } else { 1 };
            text.push_str(&piece.repeat(times));
        }
        let Some(Ok(pasted)) = paste(&text) else {
            continue;
        };
        let mut lab = Lab::default();
        let left_out = lab.paste_into(pasted);
        assert!(left_out.len() <= 50);
        assert!(left_out.iter().all(|what| what.chars().count() <= 1_500));
        assert!(lab.method.chars().count() <= MAX_METHOD);
        assert!(lab.path.chars().count() <= MAX_PATH);
        assert!(lab.body.chars().count() <= MAX_BODY);
        assert!(lab.fields.len() <= MAX_FIELDS);
        for line in &lab.fields {
            assert!(line.name().chars().count() <= MAX_FIELD);
            assert!(line.value().chars().count() <= MAX_FIELD);
        }
        // What was pasted goes into a link and comes back.
        let (back, ignored) = Lab::parse(&lab.query());
        assert!(ignored.is_empty(), "{ignored:?}");
        assert_eq!(back, lab);
    }
}
