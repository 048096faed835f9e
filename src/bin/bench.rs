//! The program of the tree and of the lab, which are most of the code: pages without them do not download it.

fn main() {
    teapot::ui::start::start_bench();
}
