//! What a user can ask of a session.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::{CardCommand, EntityCommand, Plan};
use crate::model::{Article, Evidence, Id, LabelId, LabelSet, Status, Subject};
use crate::revise::Revision;
use crate::store::{DocumentChange, Listing, Transaction};
use crate::text::{BlockKind, TextRange, TextSize};

/// How far a caret or an edge moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A grapheme cluster.
    Character,
    Word,
    Sentence,
    Block,
    /// To the block's first or last character.
    BlockEdge,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Forward,
    Backward,
}

/// An end of an annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Start,
    End,
}

/// What is selected around the caret in one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    Quotation,
    Sentence,
    Name,
}

/// How a stretch is fitted to quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToMarks {
    /// To what of it is within marks, marks included.
    Trim,
    /// To the marks around it.
    Widen,
}

/// What becomes of a removed label's annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// They get another label of the same type.
    With(LabelId),
    /// They are deleted.
    Nothing,
}

/// One step of the user's. Offsets are bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    // The caret and the selection.
    Move {
        unit: Unit,
        direction: Direction,
        extend: bool,
    },
    /// Puts the caret at a place, or moves the selection's head there.
    Place {
        at: TextSize,
        extend: bool,
    },
    /// Takes a range swept with the mouse: snapped to words unless `exact`;
    /// beside what is selected already with `add`.
    Sweep {
        range: TextRange,
        exact: bool,
        add: bool,
    },
    /// Selects exactly this, brush or not: a match that was found.
    SelectText(TextRange),
    /// Widens the selection: word, name, quotation, sentence, block.
    Widen,
    /// Takes the last widening back.
    Narrow,
    Around(Around),
    /// Keeps the selection as a fragment of the next annotation, or adds it to
    /// the annotation that fragments are being added to.
    Hold,
    /// Lets go, one thing at a time: brush, selection, annotation.
    Escape,

    // Annotations.
    /// Selects an annotation and puts the caret at its start.
    Select(Id),
    /// Selects the innermost annotation at a place, or the next one around it
    /// when one there is selected already.
    SelectAt(TextSize),
    SelectNext(Direction),
    /// Labels the selection; without one, changes the selected annotation's
    /// label, or marks its words once more where the label is of another
    /// layer; without either, takes the label as a brush. A part of an
    /// attribution joins the open card, or begins one.
    Label(LabelId),
    Brush(Option<LabelId>),
    SetLabel(LabelId),
    SetAttribute {
        name: String,
        value: Option<Value>,
    },
    SetNote(String),
    Delete,
    /// Takes one fragment off the selected annotation.
    RemoveFragment(usize),
    Nudge {
        edge: Edge,
        unit: Unit,
        direction: Direction,
    },
    /// Fits the selection, or else the selected annotation, to quotation marks.
    ToMarks(ToMarks),
    /// What concerns attributions.
    Card(CardCommand),
    /// What concerns entities.
    Entity(EntityCommand),
    /// Puts a piece of evidence on the selected claim, or takes it off.
    SetEvidence {
        index: usize,
        evidence: Option<Evidence>,
    },
    /// Labels the places of a plan.
    LabelPlanned(Box<Plan>),

    // Findings of the checks.
    /// Sets a finding aside: it is no problem here, for this reason.
    Dismiss {
        check: String,
        subject: Subject,
        reason: String,
    },
    /// Takes a dismissal back.
    Revoke(Id),
    /// Marks the sample article in full.
    ShowSample,

    // The article and the workspace.
    SetBlockKind {
        block: usize,
        kind: BlockKind,
    },
    SetStatus {
        article: Id,
        status: Status,
    },
    /// Lists articles that are stored already.
    AddArticles(Vec<Arc<Listing>>),
    RemoveArticle(Id),
    EditLabelSet(Box<LabelSet>),
    /// Removes a label. `articles` holds every closed article in which it is
    /// used.
    RemoveLabel {
        label: LabelId,
        replacement: Replacement,
        articles: Vec<Article>,
    },
    /// Markdown.
    EditGuidelines(Arc<str>),
    /// Takes in what was joined from others' files.
    Merge(Box<Merging>),
    /// Replaces the open article's text by a corrected copy.
    ReplaceText(Box<Revision>),
    Undo,
    /// An undo or a redo that knows the closed articles which it changes.
    Revert {
        redo: bool,
        closed: Vec<Article>,
    },
    Redo,
    /// Goes back to a point in the history, in words. `since` is every
    /// transaction after it that is stored, in the journal's order.
    GoBack {
        to: String,
        since: Vec<Transaction>,
    },
}

/// What is taken in from others' files, as one step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merging {
    /// In words: "Merge lee.json".
    pub event: String,
    /// The label set with what the files brought.
    pub label_set: Option<LabelSet>,
    pub guidelines: Option<Arc<str>>,
    /// By article: the changes of those that are listed.
    pub articles: BTreeMap<Id, Vec<DocumentChange>>,
    /// The statuses of articles that get another.
    pub statuses: BTreeMap<Id, Status>,
    /// Articles that are taken off the list.
    pub removed: Vec<Id>,
    /// The files' transactions that were not known here.
    pub includes: Vec<Id>,
}
