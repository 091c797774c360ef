//! The one table of commands: it drives the keys, the key sheet and the
//! command palette.

use galley_core::session::{Around, CardCommand, Command, Direction, Edge, EntityCommand, ToMarks, Unit};
use web_sys::KeyboardEvent;

use crate::action::{Action, Dialog, Panel, Tab};
use Direction::{Backward, Forward};

/// A group of the key sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Caret,
    Select,
    Annotate,
    Attribute,
    Article,
    Screen,
}

impl Group {
    pub const ALL: [Self; 6] =
        [Self::Caret, Self::Select, Self::Annotate, Self::Attribute, Self::Article, Self::Screen];

    pub fn title(self) -> &'static str {
        match self {
            Self::Caret => "Move the caret",
            Self::Select => "Select",
            Self::Annotate => "Annotate",
            Self::Attribute => "Attribute",
            Self::Article => "Articles and files",
            Self::Screen => "Screen",
        }
    }
}

/// A key with what it does. Keys are written as `Ctrl+Alt+Shift+Name`, where
/// Ctrl stands for Cmd on a Mac, letters are lower case, and Shift is left out
/// where the character says it (`?`, `{`).
pub type Binding = (&'static str, fn() -> Action);

/// A command: a name, and the keys that give it. The first binding's action is
/// what the command palette runs.
pub struct Entry {
    pub group: Group,
    pub title: &'static str,
    pub bindings: &'static [Binding],
    /// Movements make no sense in a list.
    pub in_palette: bool,
}

const fn moves(title: &'static str, bindings: &'static [Binding]) -> Entry {
    Entry { group: Group::Caret, title, bindings, in_palette: false }
}

const fn entry(group: Group, title: &'static str, bindings: &'static [Binding]) -> Entry {
    Entry { group, title, bindings, in_palette: true }
}

fn step(unit: Unit, direction: Direction, extend: bool) -> Action {
    Action::Do(Command::Move { unit, direction, extend })
}

fn on_card(command: CardCommand) -> Action {
    Action::Do(Command::Card(command))
}

fn nudge(edge: Edge, unit: Unit, direction: Direction) -> Action {
    Action::Do(Command::Nudge { edge, unit, direction })
}

/// A binding without a key is for the command palette alone.
pub const COMMANDS: &[Entry] = &[
    moves(
        "By word",
        &[
            ("ArrowLeft", || step(Unit::Word, Backward, false)),
            ("ArrowRight", || step(Unit::Word, Forward, false)),
        ],
    ),
    moves(
        "By line",
        &[
            ("ArrowUp", || Action::Line { direction: Backward, extend: false }),
            ("ArrowDown", || Action::Line { direction: Forward, extend: false }),
        ],
    ),
    moves(
        "By sentence",
        &[
            ("Ctrl+ArrowLeft", || step(Unit::Sentence, Backward, false)),
            ("Ctrl+ArrowRight", || step(Unit::Sentence, Forward, false)),
        ],
    ),
    moves(
        "By block",
        &[
            ("Ctrl+ArrowUp", || step(Unit::Block, Backward, false)),
            ("Ctrl+ArrowDown", || step(Unit::Block, Forward, false)),
        ],
    ),
    moves(
        "By character",
        &[
            ("Alt+ArrowLeft", || step(Unit::Character, Backward, false)),
            ("Alt+ArrowRight", || step(Unit::Character, Forward, false)),
        ],
    ),
    moves(
        "To the block's start or end",
        &[
            ("Home", || step(Unit::BlockEdge, Backward, false)),
            ("End", || step(Unit::BlockEdge, Forward, false)),
        ],
    ),
    moves(
        "Extend by word",
        &[
            ("Shift+ArrowLeft", || step(Unit::Word, Backward, true)),
            ("Shift+ArrowRight", || step(Unit::Word, Forward, true)),
        ],
    ),
    moves(
        "Extend by line",
        &[
            ("Shift+ArrowUp", || Action::Line { direction: Backward, extend: true }),
            ("Shift+ArrowDown", || Action::Line { direction: Forward, extend: true }),
        ],
    ),
    moves(
        "Extend by sentence",
        &[
            ("Ctrl+Shift+ArrowLeft", || step(Unit::Sentence, Backward, true)),
            ("Ctrl+Shift+ArrowRight", || step(Unit::Sentence, Forward, true)),
        ],
    ),
    moves(
        "Extend by block",
        &[
            ("Ctrl+Shift+ArrowUp", || step(Unit::Block, Backward, true)),
            ("Ctrl+Shift+ArrowDown", || step(Unit::Block, Forward, true)),
        ],
    ),
    moves(
        "Extend by character",
        &[
            ("Alt+Shift+ArrowLeft", || step(Unit::Character, Backward, true)),
            ("Alt+Shift+ArrowRight", || step(Unit::Character, Forward, true)),
        ],
    ),
    moves(
        "Extend to the block's start or end",
        &[
            ("Shift+Home", || step(Unit::BlockEdge, Backward, true)),
            ("Shift+End", || step(Unit::BlockEdge, Forward, true)),
        ],
    ),
    entry(
        Group::Select,
        "Widen: word, name, quotation, sentence, block",
        &[("Space", || Action::Do(Command::Widen))],
    ),
    entry(Group::Select, "Narrow again", &[("Shift+Space", || Action::Do(Command::Narrow))]),
    entry(
        Group::Select,
        "The quotation around",
        &[
            ("\"", || Action::Do(Command::Around(Around::Quotation))),
            ("'", || Action::Do(Command::Around(Around::Quotation))),
        ],
    ),
    entry(Group::Select, "The sentence", &[(".", || Action::Do(Command::Around(Around::Sentence)))]),
    entry(Group::Select, "The name", &[(",", || Action::Do(Command::Around(Around::Name)))]),
    entry(Group::Select, "Next annotation", &[("Tab", || Action::Do(Command::SelectNext(Forward)))]),
    entry(
        Group::Select,
        "Previous annotation",
        &[("Shift+Tab", || Action::Do(Command::SelectNext(Backward)))],
    ),
    entry(
        Group::Select,
        "Let go: brush, selection, annotation, card",
        &[("Escape", || Action::Do(Command::Escape))],
    ),
    entry(
        Group::Annotate,
        "Hold the selection as a fragment, or add it to the annotation",
        &[("+", || Action::Do(Command::Hold)), ("h", || Action::Do(Command::Hold))],
    ),
    entry(
        Group::Annotate,
        "Delete the annotation",
        &[("Delete", || Action::Do(Command::Delete)), ("Backspace", || Action::Do(Command::Delete))],
    ),
    entry(Group::Annotate, "Start one word earlier", &[("[", || nudge(Edge::Start, Unit::Word, Backward))]),
    entry(Group::Annotate, "Start one word later", &[("{", || nudge(Edge::Start, Unit::Word, Forward))]),
    entry(Group::Annotate, "End one word later", &[("]", || nudge(Edge::End, Unit::Word, Forward))]),
    entry(Group::Annotate, "End one word earlier", &[("}", || nudge(Edge::End, Unit::Word, Backward))]),
    entry(
        Group::Annotate,
        "Start one character earlier",
        &[("Alt+[", || nudge(Edge::Start, Unit::Character, Backward))],
    ),
    entry(
        Group::Annotate,
        "Start one character later",
        &[("Alt+{", || nudge(Edge::Start, Unit::Character, Forward))],
    ),
    entry(
        Group::Annotate,
        "End one character later",
        &[("Alt+]", || nudge(Edge::End, Unit::Character, Forward))],
    ),
    entry(
        Group::Annotate,
        "End one character earlier",
        &[("Alt+}", || nudge(Edge::End, Unit::Character, Backward))],
    ),
    entry(Group::Annotate, "Edit in the inspector", &[("Enter", || Action::FocusInspector)]),
    entry(Group::Annotate, "Undo", &[("Ctrl+z", || Action::Undo)]),
    entry(Group::Annotate, "Redo", &[("Ctrl+Shift+z", || Action::Redo), ("Ctrl+y", || Action::Redo)]),
    entry(
        Group::Annotate,
        "Find in the text, and label all occurrences",
        &[("Ctrl+f", || Action::ShowFind(true))],
    ),
    entry(
        Group::Annotate,
        "Next match",
        &[("F3", || Action::StepMatch(Forward)), ("Ctrl+g", || Action::StepMatch(Forward))],
    ),
    entry(
        Group::Annotate,
        "Previous match",
        &[("Shift+F3", || Action::StepMatch(Backward)), ("Ctrl+Shift+g", || Action::StepMatch(Backward))],
    ),
    entry(
        Group::Attribute,
        "Trim to the quotation marks",
        &[("-", || Action::Do(Command::ToMarks(ToMarks::Trim)))],
    ),
    entry(
        Group::Attribute,
        "Widen to the quotation marks",
        &[("=", || Action::Do(Command::ToMarks(ToMarks::Widen)))],
    ),
    entry(
        Group::Attribute,
        "Take over what is proposed, or confirm what is derived",
        &[("y", || on_card(CardCommand::Confirm))],
    ),
    entry(Group::Attribute, "Begin a new card", &[("b", || on_card(CardCommand::Begin))]),
    entry(
        Group::Attribute,
        "Open the card of the selected mark, so that parts join it",
        &[("i", || on_card(CardCommand::OpenSelected))],
    ),
    entry(Group::Attribute, "Edit in the card", &[("Shift+Enter", || Action::FocusCard)]),
    entry(Group::Attribute, "Next attribution", &[("Alt+ArrowDown", || on_card(CardCommand::Step(Forward)))]),
    entry(
        Group::Attribute,
        "Previous attribution",
        &[("Alt+ArrowUp", || on_card(CardCommand::Step(Backward)))],
    ),
    entry(Group::Attribute, "State that there is no source", &[("0", || on_card(CardCommand::NoSource))]),
    entry(
        Group::Attribute,
        "Nest in the attribution around, or take out",
        &[(">", || on_card(CardCommand::Nest))],
    ),
    entry(Group::Attribute, "Flag for discussion", &[("!", || on_card(CardCommand::Discuss))]),
    entry(Group::Attribute, "Delete the attribution", &[("Shift+Delete", || on_card(CardCommand::Delete))]),
    entry(
        Group::Attribute,
        "Group the mention with all of the same words",
        &[("*", || Action::Do(Command::Entity(EntityCommand::Group)))],
    ),
    entry(
        Group::Attribute,
        "Link the mention, or the source, to the next one",
        &[("&", || Action::Do(Command::Entity(EntityCommand::Link)))],
    ),
    entry(
        Group::Attribute,
        "Split the mention off its entity",
        &[("/", || Action::Do(Command::Entity(EntityCommand::Split(None))))],
    ),
    entry(Group::Article, "Next problem of the attribution check", &[("F8", || Action::NextProblem)]),
    entry(Group::Article, "Save the report", &[("", || Action::SaveReport)]),
    entry(Group::Article, "Print the report", &[("", || Action::Print)]),
    entry(Group::Article, "Save the sources as CSV", &[("", || Action::SaveLedger { whole_set: false })]),
    entry(Group::Article, "Next article", &[("j", || Action::StepArticle(Forward))]),
    entry(Group::Article, "Previous article", &[("k", || Action::StepArticle(Backward))]),
    entry(Group::Article, "Done, and the next that is not", &[("Ctrl+Enter", || Action::DoneAndNext)]),
    entry(Group::Article, "Open articles…", &[("Ctrl+o", || Action::ChooseFiles)]),
    entry(Group::Article, "Paste an article…", &[("", || Action::Show(Dialog::Paste))]),
    entry(Group::Article, "Open the sample article", &[("", || Action::OpenSample)]),
    entry(Group::Article, "Show me: mark the sample in full", &[("", || Action::Do(Command::ShowSample))]),
    entry(Group::Article, "Remove this article from the list", &[("", || Action::RemoveArticle)]),
    entry(Group::Article, "Export…", &[("Ctrl+s", || Action::Show(Dialog::Export))]),
    entry(
        Group::Article,
        "Save the workspace: HTML, JSON, zip…",
        &[("Ctrl+Shift+s", || Action::Show(Dialog::Save))],
    ),
    entry(
        Group::Article,
        "Replace the text by a corrected copy…",
        &[("", || Action::Show(Dialog::ReplaceText))],
    ),
    entry(Group::Article, "Merge colleagues’ files…", &[("", || Action::ChooseFiles)]),
    entry(Group::Screen, "Guidelines", &[("", || Action::ShowTab(Tab::Guidelines))]),
    entry(Group::Screen, "All commands", &[("Ctrl+k", || Action::Show(Dialog::Commands))]),
    entry(Group::Screen, "All keys", &[("?", || Action::Show(Dialog::Keys))]),
    entry(Group::Screen, "Workspaces…", &[("", || Action::ShowWorkspaces)]),
    entry(Group::Screen, "History…", &[("", || Action::ShowHistory(None))]),
    entry(Group::Screen, "Label set…", &[("", || Action::Show(Dialog::LabelSet))]),
    entry(Group::Screen, "Settings…", &[("", || Action::Show(Dialog::Settings))]),
    entry(Group::Screen, "Show the inspector", &[("", || Action::ShowTab(Tab::Inspector))]),
    entry(Group::Screen, "Show the attributions", &[("", || Action::ShowTab(Tab::Attribution))]),
    entry(Group::Screen, "Show the check", &[("", || Action::ShowTab(Tab::Check))]),
    entry(Group::Screen, "Show the sources", &[("", || Action::ShowTab(Tab::Sources))]),
    entry(Group::Screen, "Show the list of annotations", &[("", || Action::ShowTab(Tab::Annotations))]),
    entry(Group::Screen, "Show the article's details", &[("", || Action::ShowTab(Tab::Article))]),
    entry(Group::Screen, "Fold the article list", &[("Ctrl+b", || Action::Toggle(Panel::List))]),
    entry(Group::Screen, "Fold the panel on the right", &[("Ctrl+i", || Action::Toggle(Panel::Side))]),
];

/// The action of a key of the table.
pub fn action_for(key: &str) -> Option<Action> {
    let mut bindings = COMMANDS.iter().flat_map(|entry| entry.bindings);
    bindings.find(|(bound, _)| !bound.is_empty() && *bound == key).map(|(_, action)| action())
}

/// A key event in the table's notation.
pub fn key_name(event: &KeyboardEvent) -> String {
    let key = match event.key().as_str() {
        " " => "Space".to_owned(),
        key if key.chars().count() == 1 => key.to_lowercase(),
        key => key.to_owned(),
    };
    let says_shift = key.chars().count() == 1 && !key.chars().all(char::is_alphabetic);
    let mut name = String::new();
    if event.ctrl_key() || event.meta_key() {
        name.push_str("Ctrl+");
    }
    if event.alt_key() {
        name.push_str("Alt+");
    }
    if event.shift_key() && !says_shift {
        name.push_str("Shift+");
    }
    name + &key
}

/// A key of the table as the parts to show: `["Ctrl", "Shift", "Z"]`.
pub fn key_parts(key: &str) -> Vec<String> {
    // "+" itself is a key and must not be split away.
    let (prefix, last) = match key.strip_suffix('+') {
        Some(prefix) => (prefix, "+"),
        None => key.rsplit_once('+').unwrap_or(("", key)),
    };
    let last = match last {
        "ArrowLeft" => "←".to_owned(),
        "ArrowRight" => "→".to_owned(),
        "ArrowUp" => "↑".to_owned(),
        "ArrowDown" => "↓".to_owned(),
        "Escape" => "Esc".to_owned(),
        other if other.chars().count() == 1 => other.to_uppercase(),
        other => other.to_owned(),
    };
    prefix.split('+').filter(|part| !part.is_empty()).map(str::to_owned).chain(Some(last)).collect()
}
