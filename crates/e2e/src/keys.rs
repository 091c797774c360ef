//! Keys, written as in the app's own table: `Ctrl+Shift+ArrowRight`, several
//! apart by spaces, `*3` after one for three times.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

/// The one keyboard: keys that are down stay down from one call to the next.
const KEYBOARD: &str = "keyboard";

/// The actions of a sequence of keys.
pub fn sequence(keys: &str) -> KeyActions {
    let mut actions = KeyActions::new(KEYBOARD.to_owned());
    for word in keys.split_whitespace() {
        let (key, times) = repeated(word);
        for _ in 0..times {
            for action in stroke(key) {
                actions = actions.then(action);
            }
        }
    }
    actions
}

/// A modifier going down or up.
pub fn modifier(key: Key, is_down: bool) -> KeyActions {
    let value = key.into();
    let action = if is_down { KeyAction::Down { value } } else { KeyAction::Up { value } };
    KeyActions::new(KEYBOARD.to_owned()).then(action)
}

/// `p*3` as `p` and 3.
fn repeated(word: &str) -> (&str, usize) {
    match word.rsplit_once('*') {
        Some((key, times)) if !key.is_empty() => match times.parse() {
            Ok(times) => (key, times),
            Err(_) => (word, 1),
        },
        _ => (word, 1),
    }
}

fn stroke(key: &str) -> Vec<KeyAction> {
    let (modifiers, name) = split(key);
    let value = value_of(name);
    let down = modifiers.iter().map(|&value| KeyAction::Down { value });
    let up = modifiers.iter().rev().map(|&value| KeyAction::Up { value });
    down.chain([KeyAction::Down { value }, KeyAction::Up { value }]).chain(up).collect()
}

/// A key's modifiers and its name; `+` itself is a key.
fn split(key: &str) -> (Vec<char>, &str) {
    let mut modifiers = Vec::new();
    let mut rest = key;
    while let Some((first, after)) =
        rest.split_once('+').filter(|(first, after)| !first.is_empty() && !after.is_empty())
    {
        modifiers.push(value_of(first));
        rest = after;
    }
    (modifiers, rest)
}

fn value_of(name: &str) -> char {
    let key = match name {
        "Ctrl" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "Home" => Key::Home,
        "End" => Key::End,
        "Tab" => Key::Tab,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Delete" => Key::Delete,
        "Backspace" => Key::Backspace,
        "F3" => Key::F3,
        "F8" => Key::F8,
        "Space" => return ' ',
        other => {
            let mut chars = other.chars();
            match (chars.next(), chars.next()) {
                (Some(only), None) => return only,
                _ => panic!("`{other}` is no key"),
            }
        }
    };
    key.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read() {
        assert_eq!(repeated("Ctrl+ArrowDown*3"), ("Ctrl+ArrowDown", 3));
        assert_eq!(repeated("p"), ("p", 1));
        assert_eq!(split("+"), (vec![], "+"));
        assert_eq!(split("Alt+["), (vec![Key::Alt.into()], "["));
        assert_eq!(split("Ctrl+Shift+z"), (vec![Key::Control.into(), Key::Shift.into()], "z"));
    }
}
