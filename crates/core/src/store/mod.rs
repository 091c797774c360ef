//! What changes, and how: the open article, the workspace's list and label
//! set, and the transactions that are the only way in which anything changes.

pub mod document;
pub mod edition;
pub mod history;
pub mod index;
pub mod inherit;
pub mod keeping;
pub mod margin;
mod mend;
mod migrate;
pub mod parts;
mod rebase;
pub mod record;
pub mod resolve;
mod squash;
pub mod tables;
pub mod transaction;
pub mod view;
pub mod workspace;

pub use document::Document;
pub use edition::Edition;
pub use history::{History, Line, Next};
pub use keeping::{Committed, Restored, replay};
pub use margin::{Margin, MarginNote};
pub use migrate::FromV1;
pub use rebase::{Rebased, rebase};
pub use record::Row;
pub use squash::squash;
pub use transaction::{Conflict, DocumentChange, Edit, Field, Revert, Seq, Transaction, WorkspaceChange};
pub use view::{BlockView, Cover, PaintedSegment};
pub use workspace::{Listing, Workspace};
