//! Icons: a few strokes each, drawn in the text's colour.

use yew::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    New,
    InProgress,
    Done,
    Skipped,
    Close,
    List,
    Side,
    Search,
    Open,
    Export,
    Up,
    Down,
    Trash,
    Warning,
    Info,
}

impl Shape {
    fn path(self) -> &'static str {
        match self {
            Self::New => "M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3z",
            Self::InProgress => "M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3z",
            Self::Done => "M3 8.5 6.5 12 13 4.5",
            Self::Skipped => "M4 8h8",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::List => "M2 3h12v10H2zM6.5 3v10",
            Self::Side => "M2 3h12v10H2zM9.5 3v10",
            Self::Search => "M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l3.5 3.5",
            Self::Open => "M2 12.5v-9h4l1.5 2H14v7zM8 12V7.5M6 9.5l2-2 2 2",
            Self::Export => "M8 2v8M5 7l3 3 3-3M3 13h10",
            Self::Up => "M3 10l5-5 5 5",
            Self::Down => "M3 6l5 5 5-5",
            Self::Trash => "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.5 9h6l.5-9",
            Self::Warning => "M8 2.5 14 13H2zM8 6.5v3M8 11.3h.01",
            Self::Info => "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 7.5v3.5M8 5h.01",
        }
    }

    /// What is filled instead of drawn.
    fn solid(self) -> Option<&'static str> {
        (self == Self::InProgress).then_some("M8 3v10A5 5 0 0 0 8 3z")
    }
}

pub fn icon(shape: Shape) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d={shape.path()} />
            if let Some(solid) = shape.solid() {
                <path class="solid" d={solid} />
            }
        </svg>
    }
}
