//! Tests that keep the house in order and tests that tell stories, in one binary: linking one is quicker than linking ten.

mod advice;
mod backend;
mod catalogue;
mod client_pages;
mod clients;
mod copy;
mod exchange;
mod fields;
mod gallery;
mod hostile;
mod layers;
mod links;
mod openapi;
mod pages;
mod paste;
mod review;
mod shop;
mod slugs;
mod style;
mod well_formed;
