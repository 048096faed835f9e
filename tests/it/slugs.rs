//! Slugs are forever: they are in people's links. Removing one shows in the snapshot.

use teapot::catalogue::{self, filter};
use teapot::client::presets;
use teapot::client::settings::SETTINGS;
use teapot::protocol::Failure;
use teapot::review;
use teapot::share::compare;
use teapot::tree;

#[test]
fn no_link_ever_breaks() {
    let mut slugs = Vec::new();
    slugs.extend(catalogue::all().map(|row| format!("codes/{}/", row.number)));
    slugs.extend(
        tree::nodes()
            .iter()
            .map(|node| format!("decide/{}/", node.slug)),
    );
    slugs.extend(
        tree::endings()
            .iter()
            .map(|ending| format!("decide/{}/", ending.slug)),
    );
    slugs.extend(Failure::ALL.map(|failure| format!("got={}", failure.slug())));
    slugs.extend(
        presets::ALL
            .iter()
            .map(|policy| format!("client={}", policy.slug)),
    );
    slugs.extend(
        presets::ALL
            .iter()
            .map(|policy| format!("clients/{}/", policy.slug)),
    );
    slugs.extend(compare::TOLD.map(|told| format!("retry-after={}", told.0)));
    slugs.extend(compare::CAME.map(|came| format!("code={came}")));
    slugs.extend(compare::Sort::ALL.map(|sort| format!("sort={}", sort.1)));
    slugs.extend(
        SETTINGS
            .iter()
            .map(|setting| format!("policy={}", setting.name)),
    );
    slugs.extend(filter::Filter::ACTS.map(|(_, word)| format!("do={word}")));
    slugs.extend(
        review::RULES
            .iter()
            .map(|rule| format!("review/{}", rule.slug)),
    );
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("slugs", slugs.join("\n"));
    });
}
