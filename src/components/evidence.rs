//! Evidence on the selected claim: links that the editor types in. Nothing is
//! ever fetched.

use galley_core::model::{Evidence, Stance};
use galley_core::session::Command;
use yew::prelude::*;

use super::buttons::{button, icon_button};
use super::icon::Shape;
use super::select::Select;
use super::text_field::TextField;
use super::{Dispatch, spaced};
use crate::action::Action;

fn set(dispatch: &Dispatch, index: usize, evidence: Option<Evidence>) {
    dispatch.emit(Action::DoHere(Command::SetEvidence { index, evidence }));
}

pub fn evidence_list(known: &[Evidence], dispatch: &Dispatch) -> Html {
    let add = {
        let (dispatch, index) = (dispatch.clone(), known.len());
        Callback::from(move |_: MouseEvent| set(&dispatch, index, Some(Evidence::default())))
    };
    html! {
        <section class="evidence-list" aria-label="Evidence">
            { for known.iter().enumerate().map(|(index, evidence)| form(index, evidence, dispatch)) }
            { button("button", "Add evidence", add) }
        </section>
    }
}

fn form(index: usize, evidence: &Evidence, dispatch: &Dispatch) -> Html {
    let number = index + 1;
    let field = |title: &str, value: &str, change: fn(&mut Evidence, String)| {
        let (dispatch, evidence) = (dispatch.clone(), evidence.clone());
        let on_change = Callback::from(move |text: String| {
            let mut after = evidence.clone();
            change(&mut after, text);
            set(&dispatch, index, Some(after));
        });
        html! { <TextField label={format!("{title} {number}")} value={value.to_owned()} {on_change} /> }
    };
    let mut options: Vec<(AttrValue, AttrValue)> = vec![("".into(), "–".into())];
    options.extend(Stance::ALL.map(|stance| (stance.name().into(), spaced(stance.name()).into())));
    let on_stance = {
        let (dispatch, evidence) = (dispatch.clone(), evidence.clone());
        Callback::from(move |name: String| {
            let after = Evidence { stance: Stance::from_name(&name), ..evidence.clone() };
            set(&dispatch, index, Some(after));
        })
    };
    let remove = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| set(&dispatch, index, None))
    };
    html! {
        <fieldset key={index} class="evidence">
            <legend>{ format!("Evidence {number}") }
                { icon_button(format!("Remove evidence {number}"), Shape::Close, remove) }
            </legend>
            { field("Link of evidence", &evidence.url, |evidence, text| evidence.url = text) }
            { field("Title of evidence", &evidence.title, |evidence, text| evidence.title = text) }
            { field("Words of evidence", &evidence.quote, |evidence, text| evidence.quote = text) }
            { field("Date of evidence", &evidence.date, |evidence, text| evidence.date = text) }
            <Select label={format!("Bearing of evidence {number}")} value={evidence.stance.map_or("", Stance::name)} {options} on_change={on_stance} />
        </fieldset>
    }
}
