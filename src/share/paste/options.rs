//! The options of curl: which there are, which take a value, and what those do that have no place in the lab.

/// An option.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opt {
    /// Its long name.
    pub name: &'static str,
    /// Whether a value follows.
    pub value: bool,
    /// What is said when it is left out; empty for an option that is read.
    pub told: &'static str,
}

/// Options by what is said about them, to stand behind one name or several: the short name, if there is one, the long name, and `=` for a value.
const OPTIONS: &[(&str, &str)] = &[
    (
        "",
        "X,request= H,header= d,data= data-ascii= data-binary= data-raw= data-urlencode= json= F,form= form-string= \
         form-escape G,get I,head u,user= oauth2-bearer= A,user-agent= e,referer= b,cookie= T,upload-file= r,range= \
         z,time-cond= compressed url= url-query= request-target= :,next g,globoff path-as-is basic digest ntlm \
         ntlm-wb negotiate anyauth aws-sigv4=",
    ),
    (
        "only for what curl shows.",
        "s,silent S,show-error v,verbose i,include show-headers #,progress-bar progress-meter N,no-buffer buffer \
         w,write-out= stderr= styled-output trace= trace-ascii= trace-config= trace-ids trace-time D,dump-header= \
         suppress-connect-headers libcurl= q,disable h,help M,manual V,version",
    ),
    (
        "for the exit code after an error status; the client in the lab decides by the status.",
        "f,fail fail-with-body fail-early",
    ),
    (
        "about files; the lab shows the response and keeps none.",
        "o,output= O,remote-name J,remote-header-name remote-name-all R,remote-time output-dir= create-dirs \
         create-file-mode= clobber remove-on-error skip-existing c,cookie-jar= j,junk-session-cookies C,continue-at= \
         etag-compare= etag-save= xattr alt-svc= hsts= max-filesize= ssl-sessions=",
    ),
    (
        "about TLS; nothing is encrypted in the lab.",
        "k,insecure cacert= capath= E,cert= cert-type= cert-status key= key-type= pass= ciphers= curves= crlfile= \
         ca-native ech= sigalgs= dane-ee pinnedpubkey= 1,tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tls-max= tls13-ciphers= \
         tls-earlydata tlsauthtype= tlspassword= tlsuser= 2,sslv2 3,sslv3 ssl ssl-reqd ssl-allow-beast \
         ssl-auto-client-cert ssl-no-revoke ssl-revoke-best-effort false-start alpn npn sessionid egd-file= engine= \
         random-file= doh-insecure doh-cert-status",
    ),
    (
        "about the way curl connects; the lab has its own network.",
        "x,proxy= preproxy= noproxy= U,proxy-user= p,proxytunnel proxy1.0= proxy-anyauth proxy-basic proxy-digest \
         proxy-negotiate proxy-ntlm proxy-header= proxy-cacert= proxy-capath= proxy-cert= proxy-cert-type= \
         proxy-ca-native proxy-ciphers= proxy-crlfile= proxy-http2 proxy-http3 proxy-insecure proxy-key= \
         proxy-key-type= proxy-pass= proxy-pinnedpubkey= proxy-service-name= proxy-ssl-allow-beast \
         proxy-ssl-auto-client-cert proxy-tls13-ciphers= proxy-tlsauthtype= proxy-tlspassword= proxy-tlsuser= \
         proxy-tlsv1 socks4= socks4a= socks5= socks5-hostname= socks5-basic socks5-gssapi socks5-gssapi-nec \
         socks5-gssapi-service= resolve= connect-to= interface= 4,ipv4 6,ipv6 dns-interface= dns-ipv4-addr= \
         dns-ipv6-addr= dns-servers= doh-url= unix-socket= abstract-unix-socket= tcp-fastopen tcp-nodelay keepalive \
         keepalive-time= keepalive-cnt= local-port= haproxy-protocol haproxy-clientip= happy-eyeballs-timeout-ms= \
         ip-tos= vlan-priority= mptcp",
    ),
    (
        "about the version of HTTP; a request means the same in all of them.",
        "0,http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only http0.9",
    ),
    (
        "for the time a transfer may take; choose a client with a time-out.",
        "m,max-time= y,speed-time= Y,speed-limit=",
    ),
    (
        "for the time connecting may take; in the lab it takes none.",
        "connect-timeout=",
    ),
    (
        "for repeating what failed; choose the client “curl --retry 5”.",
        "retry= retry-all-errors retry-connrefused retry-delay= retry-max-time=",
    ),
    (
        "for following redirects; that is up to the client in the lab.",
        "L,location location-trusted max-redirs= post301 post302 post303 proto-redir= follow",
    ),
    (
        "read from a file, which is not here.",
        "K,config= n,netrc netrc-file= netrc-optional",
    ),
    (
        "about several transfers; the lab sends one request.",
        "Z,parallel parallel-immediate parallel-max= parallel-max-host= rate=",
    ),
    (
        "without a place in the lab.",
        "raw tr-encoding ignore-content-length expect100-timeout= a,append B,use-ascii compressed-ssh crlf \
         delegation= disallow-username-in-url disable-eprt disable-epsv eprt epsv ftp-account= \
         ftp-alternative-to-user= ftp-create-dirs ftp-method= ftp-pasv P,ftp-port= ftp-pret ftp-skip-pasv-ip \
         ftp-ssl-ccc ftp-ssl-ccc-mode= ftp-ssl-control hostpubmd5= hostpubsha256= krb= l,list-only login-options= \
         mail-auth= mail-from= mail-rcpt= mail-rcpt-allowfails metalink proto= proto-default= pubkey= Q,quote= \
         sasl-authzid= sasl-ir service-name= t,telnet-option= tftp-blksize= tftp-no-options upload-flags= out-null variable= limit-rate=",
    ),
];

/// Every option.
fn all() -> impl Iterator<Item = (&'static str, Opt)> {
    OPTIONS.iter().flat_map(|&(told, names)| {
        names.split_ascii_whitespace().map(move |name| {
            let value = name.ends_with('=');
            let name = name.trim_end_matches('=');
            let (short, name) = name.split_once(',').unwrap_or(("", name));
            (short, Opt { name, value, told })
        })
    })
}

/// The option of a letter.
pub(super) fn by_letter(letter: &str) -> Option<Opt> {
    all()
        .find(|(short, _)| *short == letter)
        .map(|(_, opt)| opt)
}

/// The option of a long name; `--no-` turns one off.
pub(super) fn by_name(name: &str) -> Option<Opt> {
    let find = |name: &str| all().find(|(_, opt)| opt.name == name).map(|(_, opt)| opt);
    find(name).or_else(|| find(name.strip_prefix("no-")?).filter(|opt| !opt.value))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn the_options_of_the_installed_curl_are_known() {
        let output = Command::new("curl").args(["--help", "all"]).output();
        let output = output.expect("curl is installed");
        let help = String::from_utf8(output.stdout).expect("its help is text");
        let mut count = 0;
        let mut unknown = Vec::new();
        for line in help
            .lines()
            .filter(|line| line.trim_start().starts_with('-'))
        {
            let mut words = line.split_whitespace().peekable();
            let Some(first) = words.next() else { continue };
            let (letter, name) = if first.starts_with("--") {
                (None, first)
            } else {
                let letter = first.trim_start_matches('-').trim_end_matches(',');
                (Some(letter), words.next().expect("a long name follows"))
            };
            let name = name.trim_start_matches("--");
            let Some(opt) = by_name(name) else {
                unknown.push(name.to_owned());
                continue;
            };
            let value = words
                .peek()
                .is_some_and(|word| word.starts_with(['<', '[']));
            // It can do without.
            let value = value && name != "help";
            assert_eq!(opt.value, value, "{name}");
            if let Some(letter) = letter {
                let short = by_letter(letter).expect("a short name");
                assert_eq!(short.name, opt.name, "{letter}");
            }
            count += 1;
        }
        assert!(count > 200, "{count}");
        // A version of next year has a few more.
        assert!(unknown.len() < 10, "{unknown:?}");
    }

    #[test]
    fn no_option_is_there_twice() {
        let mut names: Vec<_> = all().map(|(_, opt)| opt.name).collect();
        let mut letters: Vec<_> = all().map(|(short, _)| short).collect();
        letters.retain(|short| !short.is_empty());
        for list in [&mut names, &mut letters] {
            let count = list.len();
            list.sort_unstable();
            list.dedup();
            assert_eq!(list.len(), count);
        }
    }
}
