//! The program of most pages: search, theme, filters.

fn main() {
    teapot::ui::start::start();
}
