//! One component per file, named for what it shows. Components take values and callbacks and know no page.

pub mod class_mark;
pub mod code_chip;
pub mod confused;
pub mod facts;
pub mod header;
pub mod icon;
pub mod message;
pub mod notice;
pub mod outcome_card;
pub mod prose;
pub mod question_card;
pub mod response_paste;
pub mod search_box;
pub mod situation_form;
pub mod source_link;
pub mod theme_switch;
pub mod tile;
pub mod tree_diagram;
pub mod tree_list;
pub mod tree_walk;
pub mod verdict;
pub mod walk_path;
