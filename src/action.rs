//! What a user can do on the screen: the session's commands, and what needs
//! the screen, files or other articles besides.

use galley_core::formats::question::Answer;
use galley_core::ledger::Place;
use galley_core::merge::Choice;
use galley_core::model::{Id, LabelId, LabelSet, Status};
use galley_core::revise::Revision;
use galley_core::session::{Command, Direction, Replacement};
use galley_core::store::Seq;
use galley_core::text::TextRange;
use galley_core::text::search::Query;

use crate::app::checking::Problem;
use crate::browser::storage::registry::WorkspaceRecord;
use crate::exporting::{ExportFormat, ExportScope};
use crate::opening::Input;

/// The dialog that is open; at most one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    Keys,
    Commands,
    LabelSet,
    Export,
    Settings,
    Paste,
    /// The whole workspace as a file.
    Save,
    /// Others' copies, for choices.
    Merge,
    /// A corrected copy of the open article.
    ReplaceText,
    History,
    /// All lines of a notice, by its number.
    Notice(usize),
    Preview,
    Workspaces,
}

/// A tab of the panel on the right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Inspector,
    Attribution,
    Check,
    Sources,
    Annotations,
    Article,
    Guidelines,
}

impl Tab {
    /// In the order on the screen.
    pub const ALL: [Self; 7] = [
        Self::Inspector,
        Self::Attribution,
        Self::Check,
        Self::Sources,
        Self::Annotations,
        Self::Article,
        Self::Guidelines,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Inspector => "Inspector",
            Self::Attribution => "Attribution",
            Self::Check => "Check",
            Self::Sources => "Sources",
            Self::Annotations => "Annotations",
            Self::Article => "Article",
            Self::Guidelines => "Guidelines",
        }
    }
}

/// How an export leaves the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportTo {
    Download,
    SavePicker,
    /// To the file that was picked last.
    SaveAgain,
    Clipboard,
}

/// A part of the screen that folds away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    List,
    Side,
}

/// What was chosen where others' copies differ.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// By article.
    pub articles: Vec<Vec<Choice>>,
    /// Of the guidelines: those here, the files' one after the other, or all.
    pub guidelines: Option<Choice>,
    /// Labels, attributes and checks are as the files have them.
    pub their_labels: bool,
}

/// What is to become of an annotation in a corrected text.
#[derive(Clone, Debug, PartialEq)]
pub enum Revise {
    LetGo(Id),
    /// It goes to a place in the new text.
    Place(Id, TextRange),
}

/// One thing that a user does.
#[derive(Clone, Debug)]
pub enum Action {
    /// A command of the session; the caret is scrolled into view.
    Do(Command),
    /// The same, from the mouse: the place is in view already.
    DoHere(Command),
    /// The caret by a line on screen.
    Line {
        direction: Direction,
        extend: bool,
    },
    Undo,
    Redo,

    OpenArticle(Id),
    StepArticle(Direction),
    /// Done with this one: the next that is not.
    DoneAndNext,
    SetStatus(Status),
    RemoveArticle,
    ChooseFiles,
    Open(Vec<Input>),
    /// What was asked of a file is answered; with `None` it is not opened.
    Answer(Option<Answer>),
    OpenSample,
    /// Files hang over the page, or no longer do.
    Dragging(bool),
    Cancel,
    Redecode(Id, String),

    ShowFind(bool),
    Find(Query),
    StepMatch(Direction),
    LabelMatches(LabelId),

    EditLabelSet(Box<LabelSet>),
    RemoveLabel(LabelId, Replacement),

    Export {
        scope: ExportScope,
        format: ExportFormat,
        to: ExportTo,
        /// With a workspace, what was done in it.
        history: bool,
    },
    ExportLabelSet,

    /// Takes in others' copies.
    Merge(Chosen),
    /// The review of a corrected text.
    Review(String),
    /// The same of the file that the corrected text is in.
    ReviewFile(Input),
    /// What is to become of one annotation in it.
    Revise(Revise),
    ReplaceText(Box<Revision>),
    EditGuidelines(String),

    /// Shows the page of the history before an entry, or the last one.
    ShowHistory(Option<Seq>),
    /// Shows an article as it was after an entry.
    Preview(Seq),
    /// Goes back to how everything was after an entry.
    GoBack(Seq),
    ShowWorkspaces,
    OpenWorkspace(String),
    /// By its name.
    NewWorkspace(String),
    RenameWorkspace(String, String),
    ExportWorkspace(WorkspaceRecord),
    DeleteWorkspace(String),
    Show(Dialog),
    CloseDialog,
    ShowTab(Tab),
    /// The next page of the list of annotations, or the one before.
    StepList(Direction),
    /// Goes to the next finding of the checks.
    NextProblem,
    /// Goes to a finding.
    ShowProblem(Problem),
    /// Does what one step can do about a finding.
    Fix(Problem),
    SaveReport,
    /// Prints the report.
    Print,
    /// The report is laid out for the printer, or no longer is.
    ShowPrinted(bool),
    /// Saves the source ledger as CSV.
    SaveLedger {
        whole_set: bool,
    },
    /// Counts the sources of the whole set.
    CountSet,
    /// Goes to words in an article.
    GoTo(Place),
    FocusInspector,
    /// Into the attribution card.
    FocusCard,
    /// The pointer is over a note or a mark: its ids, apart by spaces.
    PointAt(Option<String>),
    FocusArticle,
    /// The list would lie over the article.
    FoldList,
    Toggle(Panel),
    /// Words for the status line, after those of an article being opened.
    Say(&'static str),
    DismissNotice(usize),
    DismissHints,
    SetCreator(String),
    ShowTags(bool),
}

impl Action {
    /// Whether it is done only when the article that is being fetched is open:
    /// what is typed ahead is meant for that one. `others_wait` keeps the
    /// order among actions that wait. What the pointer does is for the article
    /// that it points at.
    pub fn waits(&self, others_wait: bool) -> bool {
        match self {
            Self::Do(_)
            | Self::Line { .. }
            | Self::Undo
            | Self::Redo
            | Self::DoneAndNext
            | Self::SetStatus(_)
            | Self::RemoveArticle
            | Self::StepMatch(_)
            | Self::LabelMatches(_)
            | Self::NextProblem
            | Self::Say(_)
            | Self::ReplaceText(_) => true,
            Self::OpenArticle(_) | Self::StepArticle(_) => others_wait,
            _ => false,
        }
    }
}
