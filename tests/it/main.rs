//! Tests of the house as a whole.

mod catalogue;
mod pages;
