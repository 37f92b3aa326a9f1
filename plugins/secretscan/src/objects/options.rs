//! Options in one text, with commas between them: those of mounts.
//!
//! Rules: mount(8) and mount.cifs(8). A text of any other form is no list of options.

use super::{command_line::assignment, path::Path, walk::Walk};

impl Walk<'_> {
    /// Shows each option that has a value under its name; whether the text was a list of options.
    pub(super) fn options(&mut self, path: &mut Path<'_, '_>, key: &str, text: &str) -> bool {
        let holds_options = key.ends_with("ountOptions") || key.ends_with("ountoptions");
        if !holds_options || !text.contains('=') || !text.split(',').all(is_option) {
            return false;
        }
        for (name, value) in text.split(',').filter_map(assignment) {
            let keys = path.keys.iter().copied().chain([name]).collect();
            Path::new(path.at).renamed(keys, |path| self.open(path, value.as_bytes()));
        }
        true
    }
}

fn is_option(option: &str) -> bool {
    let name = option.split_once('=').map_or(option, |(name, _)| name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())
}
