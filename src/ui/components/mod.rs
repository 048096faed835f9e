//! One component per file, named for what it shows. Components take values and callbacks and know no page. Those behind
//! `ssr` are drawn on the host only.

pub mod class_mark;
pub mod code_chip;
#[cfg(feature = "ssr")]
pub mod confused;
#[cfg(feature = "ssr")]
pub mod facts;
pub mod filters;
#[cfg(feature = "ssr")]
pub mod header;
pub mod icon;
#[cfg(feature = "ssr")]
pub mod message;
#[cfg(feature = "ssr")]
pub mod notice;
pub mod outcome_card;
pub mod question_card;
pub mod response_paste;
pub mod search_box;
pub mod situation_form;
pub mod source_link;
pub mod theme_switch;
#[cfg(feature = "ssr")]
pub mod tile;
pub mod tree_diagram;
pub mod tree_list;
pub mod tree_walk;
pub mod verdict;
pub mod walk_path;
