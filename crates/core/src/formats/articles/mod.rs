//! Articles without marks, from the formats in which newsrooms keep them.

pub(super) mod text;
