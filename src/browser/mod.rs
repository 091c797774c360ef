//! The browser: the only place that names `web_sys` widely.

pub mod address;
pub mod channel;
pub mod clock;
pub mod files;
pub mod halves;
pub mod html_tree;
pub mod js;
pub mod label_styles;
pub mod own_page;
pub mod pace;
pub mod printing;
pub mod program;
pub mod save;
pub mod screen;
pub mod seen;
pub mod selection;
pub mod storage;
