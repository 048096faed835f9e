//! Links that are old, broken or meant to harm: each opens as far as it makes sense, says what it leaves out, and leaves
//! nothing behind that the lab could not have made itself.

use teapot::exchange::{simulate, story};
use teapot::share::lab::{Lab, SITUATIONS};

use crate::hostile;

const KNOWN: [&str; 13] = [
    "method", "path", "field", "body", "client", "policy", "compare", "calls", "pause", "script",
    "seed", "live", "world",
];

#[test]
fn hostile_links_open_as_far_as_they_make_sense() {
    let links = hostile::links();
    assert_eq!(links.len(), 500);
    let (mut ran, mut said, mut kept) = (0, 0, 0);
    for link in &links {
        let (lab, ignored) = Lab::parse(link);
        assert!(ignored.len() <= 5, "{link}: {ignored:?}");
        assert!(
            ignored.iter().all(|what| what.chars().count() < 200),
            "{link}: {ignored:?}"
        );
        // What is no part of a link is said, unless five things were said before it.
        let strange = link.split('&').any(|part| {
            let name = part.split('=').next().unwrap_or_default();
            !part.is_empty()
                && name.bytes().all(|sign| sign.is_ascii_alphanumeric())
                && !KNOWN.contains(&name)
        });
        assert!(!strange || !ignored.is_empty(), "{link}");
        said += usize::from(!ignored.is_empty());
        kept += usize::from(lab != Lab::default());
        // What was opened is a set-up as any other: its own link says it again, and leaves nothing out.
        assert_eq!(
            Lab::parse(&lab.query()),
            (lab.clone(), Vec::new()),
            "{link}"
        );
        match lab.setup() {
            Ok(setup) => {
                story(&simulate(setup).exchange);
                ran += 1;
            }
            Err(problems) => assert!(
                problems.iter().all(|problem| !problem.what.is_empty()),
                "{link}"
            ),
        }
    }
    assert!(
        ran > 20 && said > 200 && kept > 100,
        "{ran} ran, {said} left something out, {kept} kept something"
    );
}

#[test]
fn a_link_may_be_as_long_as_the_longest_set_up() {
    let sign = "\u{1fad6}";
    let lab = Lab {
        path: sign.repeat(10_000),
        body: sign.repeat(8_000),
        ..Lab::default()
    };
    assert_eq!(Lab::parse(&lab.query()), (lab, Vec::new()));
    let (lab, ignored) = Lab::parse(&"a".repeat(2_000_001));
    assert_eq!(
        (lab, ignored),
        (
            Lab::default(),
            vec!["all of it, because it is too long".to_owned()]
        )
    );
    // Those to begin with can be sent to anybody.
    assert!(
        SITUATIONS
            .iter()
            .all(|situation| situation.lab().query().len() <= 2_000)
    );
}
