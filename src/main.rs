//! The program of the page.

fn main() {
    teapot::ui::start::start();
}
