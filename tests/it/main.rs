//! The house's own rules, and stories that need more than one part of it.
