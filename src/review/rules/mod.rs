//! The rules, a file each: the fault it is named for, why it is one, and where that is said.

mod allowed_refusal;
mod bare_challenge;
mod blames_the_client;
mod blames_the_server;
mod broken_json;
mod cacheable_refusal;
mod cacheable_secret;
mod cacheable_token;
mod contradicting_cache_control;
mod contradicting_status;
mod endless_retry_after;
mod error_as_success;
mod forbidden_content;
mod forbidden_framing;
mod hidden_field;
mod leaked_internals;
mod lost_validator;
mod malformed_problem;
mod malformed_tag;
mod many_origins;
mod mislabelled_json;
mod missing_allow;
mod missing_challenge;
mod missing_choices;
mod missing_date;
mod missing_location;
mod missing_media_type;
mod missing_proxy_challenge;
mod missing_range;
mod missing_upgrade;
mod modified_in_the_future;
mod out_of_range_code;
mod page_for_a_program;
mod plain_problem;
mod portal_without_link;
mod redirect_to_itself;
mod rejected_cookie;
mod retired_code;
mod retry_after_in_the_past;
mod silent_error;
mod two_framings;
mod unasked_answer;
mod unnamed_blocker;
mod unnamed_creation;
mod unnamed_types;
mod unreadable_allow;
mod unreadable_challenge;
mod unreadable_date;
mod unreadable_freshness;
mod unreadable_location;
mod unreadable_media_type;
mod unreadable_problem_type;
mod unreadable_retry_after;
mod unregistered_code;
mod untraceable_acceptance;
mod versioned_server;
mod wildcard_with_credentials;
mod wrong_length;
mod wrong_range;

use super::Rule;

/// Every rule: the code itself first, then the fields it demands, content, caching, the rest.
pub const RULES: &[&Rule] = &[
    &out_of_range_code::RULE,
    &unregistered_code::RULE,
    &retired_code::RULE,
    &unasked_answer::RULE,
    &blames_the_client::RULE,
    &blames_the_server::RULE,
    &error_as_success::RULE,
    &missing_location::RULE,
    &unnamed_creation::RULE,
    &unreadable_location::RULE,
    &redirect_to_itself::RULE,
    &missing_choices::RULE,
    &missing_allow::RULE,
    &allowed_refusal::RULE,
    &unreadable_allow::RULE,
    &missing_challenge::RULE,
    &missing_proxy_challenge::RULE,
    &unreadable_challenge::RULE,
    &bare_challenge::RULE,
    &missing_upgrade::RULE,
    &unreadable_retry_after::RULE,
    &retry_after_in_the_past::RULE,
    &endless_retry_after::RULE,
    &missing_range::RULE,
    &wrong_range::RULE,
    &lost_validator::RULE,
    &unnamed_types::RULE,
    &untraceable_acceptance::RULE,
    &unnamed_blocker::RULE,
    &portal_without_link::RULE,
    &missing_date::RULE,
    &forbidden_content::RULE,
    &forbidden_framing::RULE,
    &two_framings::RULE,
    &wrong_length::RULE,
    &silent_error::RULE,
    &missing_media_type::RULE,
    &unreadable_media_type::RULE,
    &mislabelled_json::RULE,
    &broken_json::RULE,
    &plain_problem::RULE,
    &malformed_problem::RULE,
    &contradicting_status::RULE,
    &unreadable_problem_type::RULE,
    &page_for_a_program::RULE,
    &leaked_internals::RULE,
    &versioned_server::RULE,
    &cacheable_refusal::RULE,
    &cacheable_secret::RULE,
    &cacheable_token::RULE,
    &contradicting_cache_control::RULE,
    &unreadable_freshness::RULE,
    &unreadable_date::RULE,
    &modified_in_the_future::RULE,
    &malformed_tag::RULE,
    &hidden_field::RULE,
    &wildcard_with_credentials::RULE,
    &many_origins::RULE,
    &rejected_cookie::RULE,
];
