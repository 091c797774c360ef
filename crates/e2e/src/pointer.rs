//! The pointer: sweeping over words, clicking them, touching them.

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, TouchActions};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::time::Duration;

use crate::keys;
use crate::page::Page;
use crate::setting::Browser;

const MOUSE: &str = "mouse";

/// What is held down while the pointer moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modifier {
    None,
    /// Adds a fragment.
    Ctrl,
    /// Takes exact characters.
    Alt,
    /// Goes on from where the selection began.
    Shift,
}

#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    fn from(value: &Value) -> Self {
        let part = |name: &str| value.get(name).and_then(Value::as_f64).expect("a point has numbers");
        Self { x: part("x"), y: part("y") }
    }

    fn there(self) -> PointerAction {
        PointerAction::MoveTo { duration: Some(Duration::ZERO), x: self.x, y: self.y }
    }
}

const DOWN: PointerAction = PointerAction::Down { button: MOUSE_BUTTON_LEFT };
const UP: PointerAction = PointerAction::Up { button: MOUSE_BUTTON_LEFT };

impl Page {
    /// Sweeps over the first such words of the article.
    pub async fn sweep(&self, words: &str) {
        self.sweep_nth(words, 0, Modifier::None).await;
    }

    pub async fn sweep_with(&self, words: &str, modifier: Modifier) {
        self.sweep_nth(words, 0, modifier).await;
    }

    /// Sweeps over the words where the article has them for the nth time,
    /// counted from zero.
    pub async fn sweep_nth(&self, words: &str, nth: usize, modifier: Modifier) {
        let ends = self.measure("ends(arguments[0], arguments[1])", json!([words, nth])).await;
        self.sweep_between(&ends, modifier).await;
    }

    /// Sweeps from the start of some words to the end of others, in another
    /// block.
    pub async fn sweep_across(&self, first: &str, last: &str) {
        let ends = self.measure("endsAcross(arguments[0], arguments[1])", json!([first, last])).await;
        self.sweep_between(&ends, Modifier::None).await;
    }

    async fn sweep_between(&self, ends: &Value, modifier: Modifier) {
        let (from, to) = (Point::from(&ends["from"]), Point::from(&ends["to"]));
        let middle = Point { x: (from.x + to.x) / 2.0, y: (from.y + to.y) / 2.0 };
        let sweep = [from.there(), DOWN, middle.there(), to.there(), UP];
        self.with(modifier, sweep).await;
    }

    pub async fn click_words(&self, words: &str) {
        self.click_nth(words, 0, 1).await;
    }

    pub async fn double_click(&self, words: &str) {
        self.click_nth(words, 0, 2).await;
    }

    /// Clicks a place of the window, CSS pixels, so many times in a row.
    pub async fn click_at(&self, x: f64, y: f64, times: usize) {
        let clicks = (0..times).flat_map(|_| [DOWN, UP]);
        self.with(Modifier::None, [Point { x, y }.there()].into_iter().chain(clicks)).await;
    }

    /// Clicks the middle of the window with Shift held.
    pub async fn shift_click_at_middle(&self) {
        let middle = self.eval("return { x: innerWidth / 2, y: innerHeight / 2 }", json!([])).await;
        self.with(Modifier::Shift, [Point::from(&middle).there(), DOWN, UP]).await;
    }

    /// Drags the first element that matches onto the middle of another.
    pub async fn drag(&self, from: &str, onto: &str) {
        let to = self.middle(onto).await;
        self.drag_to(from, to).await;
    }

    /// The same, to the last pixels of another.
    pub async fn drag_to_foot(&self, from: &str, of: &str) {
        let (left, top, width, height) = self.find(of).await.rectangle().await.expect("it has a place");
        self.drag_to(from, Point { x: (left + width / 2.0).round(), y: (top + height - 6.0).round() }).await;
    }

    /// Firefox's driver moves the mouse but begins no dragging with it
    /// (geckodriver's issue 1450): there the page gets the events of one.
    async fn drag_to(&self, from: &str, to: Point) {
        if Browser::current() == Browser::Firefox {
            let script = "
                const [from, x, y] = arguments;
                const dataTransfer = new DataTransfer();
                const fire = (target, type) =>
                    target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
                const target = document.elementFromPoint(x, y);
                fire(document.querySelector(from), 'dragstart');
                if (fire(target, 'dragover')) throw new Error('nothing can be dropped there');
                fire(target, 'drop');
            ";
            self.eval(script, json!([from, to.x, to.y])).await;
            return;
        }
        let from = self.middle(from).await;
        let middle = Point { x: (from.x + to.x) / 2.0, y: (from.y + to.y) / 2.0 };
        let beside = Point { x: from.x + 6.0, y: from.y + 6.0 };
        let drag = [from.there(), DOWN, beside.there(), middle.there(), to.there(), to.there(), UP];
        self.with(Modifier::None, drag).await;
    }

    async fn middle(&self, selector: &str) -> Point {
        let (left, top, width, height) = self.find(selector).await.rectangle().await.expect("it has a place");
        Point { x: (left + width / 2.0).round(), y: (top + height / 2.0).round() }
    }

    async fn click_nth(&self, words: &str, nth: usize, times: usize) {
        let middle = self.measure("middleOf(arguments[0], arguments[1])", json!([words, nth])).await;
        let Point { x, y } = Point::from(&middle);
        self.click_at(x, y, times).await;
    }

    async fn with(&self, modifier: Modifier, actions: impl IntoIterator<Item = PointerAction>) {
        let key = match modifier {
            Modifier::None => None,
            Modifier::Ctrl => Some(Key::Control),
            Modifier::Alt => Some(Key::Alt),
            Modifier::Shift => Some(Key::Shift),
        };
        if let Some(key) = key {
            self.hold(key, true).await;
        }
        let mouse = actions.into_iter().fold(MouseActions::new(MOUSE.to_owned()), InputSource::then);
        self.client.perform_actions(mouse).await.expect("the mouse could not be moved");
        if let Some(key) = key {
            self.hold(key, false).await;
        }
    }

    async fn hold(&self, key: Key, is_down: bool) {
        let result = self.client.perform_actions(keys::modifier(key, is_down)).await;
        result.expect("a modifier could not be pressed");
    }

    /// Puts a finger on words and lets go after a time long enough for a long
    /// press.
    pub async fn long_press(&self, words: &str) {
        let middle = self.measure("middleOf(arguments[0], 0)", json!([words])).await;
        self.touch(Point::from(&middle), Duration::from_millis(900)).await;
    }

    /// Taps the middle of the first element that matches.
    pub async fn tap(&self, selector: &str) {
        self.touch(self.middle(selector).await, Duration::from_millis(60)).await;
    }

    async fn touch(&self, at: Point, duration: Duration) {
        let touch = [at.there(), DOWN, PointerAction::Pause { duration }, UP];
        let touch = touch.into_iter().fold(TouchActions::new("finger".to_owned()), InputSource::then);
        self.client.perform_actions(touch).await.expect("the screen could not be touched");
    }
}
