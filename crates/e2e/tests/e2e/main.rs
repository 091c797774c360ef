//! Every end-to-end test, a file per feature; one program, so that it is
//! linked once.

mod accessibility;
mod articles;
mod attribution;
mod check;
mod find;
mod hostile;
mod intake;
mod interchange;
mod keeping;
mod labels;
mod long_article;
mod mark_by_keyboard;
mod mark_by_mouse;
mod mark_by_touch;
mod marking;
mod opening;
mod panels;
mod policy;
mod project;
mod safety;
mod scraped;
mod screenshots;
mod start;
mod torture;
mod two_windows;
mod workspaces;
