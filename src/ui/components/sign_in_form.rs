//! Signing in: credentials to be typed as one thinks of them. They are read from the fields of the request and written there.

use leptos::prelude::*;

use super::bench::Bench;
use super::choice::option;
use super::icon::{Icon, Sign};
use crate::share::lab::auth::{KEY_NAME, SignIn, tokens};
use crate::share::lab::{MAX_FIELD, MAX_FIELDS};

/// The way to sign in, and a field or two for it.
pub fn sign_in_form(bench: Bench) -> impl IntoView {
    // The name of the field that holds a key: the rest is read from the fields.
    let key = RwSignal::new(KEY_NAME.to_owned());
    let now = Memo::new(move |_| bench.draft.with(|lab| lab.signed_in(&key.read())));
    // A user name that cannot be sent, kept as it was typed until it can be, or the fields say something else.
    let held = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        now.track();
        held.set(None);
    });
    // What was typed for another way comes back with it.
    let typed = StoredValue::new(Vec::<SignIn>::new());
    let write = move |next: SignIn| {
        bench.change(|lab| lab.sign_in(&key.read_untracked(), &next));
        if let SignIn::Key(name, _) = next {
            key.set(name);
        }
    };
    let choose = move |event| {
        let way = event_target_value(&event);
        let before = now.get_untracked();
        let next =
            typed.with_value(|typed| typed.iter().rev().find(|one| one.way() == way).cloned());
        typed.update_value(|typed| {
            typed.retain(|one| one.way() != before.way());
            typed.push(before);
        });
        write(next.unwrap_or_else(|| SignIn::empty(&way)));
    };
    let way = Memo::new(move |_| now.read().way());
    let ways = move || {
        let mut html = String::new();
        for (way, name) in SignIn::WAYS {
            option(&mut html, way, name, now.read().way());
        }
        if let SignIn::Other(scheme) = &*now.read() {
            option(
                &mut html,
                "other",
                &["As the field says: ", scheme].concat(),
                "other",
            );
        }
        html
    };
    let no_room =
        move || way.get() == "nothing" && bench.draft.with(|lab| lab.fields.len() >= MAX_FIELDS);
    let first = move || match &*now.read() {
        SignIn::Basic(name, _) => held.get().unwrap_or_else(|| name.clone()),
        SignIn::Key(name, _) => name.clone(),
        _ => String::new(),
    };
    let second = move || match &*now.read() {
        SignIn::Basic(_, text) | SignIn::Bearer(text) | SignIn::Key(_, text) => text.clone(),
        _ => String::new(),
    };
    let type_first = move |event| {
        let text = event_target_value(&event);
        match now.get_untracked() {
            SignIn::Basic(_, password) => {
                let next = SignIn::Basic(text.clone(), password);
                if next.fault().is_some() {
                    held.set(Some(text));
                } else {
                    held.set(None);
                    write(next);
                }
            }
            SignIn::Key(_, value) => write(SignIn::key(&text, value)),
            _ => {}
        }
    };
    let type_second = move |event| {
        let text = event_target_value(&event);
        match now.get_untracked() {
            SignIn::Basic(name, _) => write(SignIn::Basic(name, text)),
            SignIn::Bearer(_) => write(SignIn::Bearer(text)),
            SignIn::Key(name, _) => write(SignIn::Key(name, text)),
            _ => {}
        }
    };
    let wrong = move || match held.get() {
        Some(name) => SignIn::Basic(name, String::new()).fault(),
        None => now.read().fault(),
    };
    let bad = move || held.get().map(|_| "true");
    let hint = move || match way.get() {
        "basic" => "Base64 is a spelling and no secret: only TLS keeps it from others.",
        _ => "",
    };
    let tokens = {
        let mut html = String::new();
        for token in tokens() {
            option(&mut html, token, "", "");
        }
        html
    };
    let no_first = move || !matches!(way.get(), "basic" | "key");
    let no_second = move || no_first() && way.get() != "bearer";
    let labels = move || match way.get() {
        "basic" => ("User name", "Password"),
        "key" => ("Field name of the key", "Key"),
        _ => ("", "Token"),
    };
    view! {
        <div class="sign-in">
            <label class="label" for="sign-in">"Sign in"</label>
            <select class="select" id="sign-in" disabled=no_room inner_html=ways on:change=choose></select>
            <input class="input wire" id="sign-in-name" aria-label=move || labels().0 placeholder=move || labels().0 hidden=no_first
                autocomplete="off" spellcheck="false" autocapitalize="off" maxlength=MAX_FIELD prop:value=first
                aria-invalid=bad aria-describedby="wrong-sign-in" on:input=type_first/>
            <input class="input wire" id="sign-in-secret" aria-label=move || labels().1 placeholder=move || labels().1 hidden=no_second
                list=move || (way.get() == "bearer").then_some("tokens")
                autocomplete="off" spellcheck="false" autocapitalize="off" maxlength=MAX_FIELD prop:value=second
                aria-describedby="wrong-sign-in" on:input=type_second/>
            <datalist id="tokens" inner_html=tokens></datalist>
            <p class="error" id="wrong-sign-in" hidden=move || wrong().is_none()><Icon name=Sign::Fix/><span>{wrong}</span></p>
            <p class="hint" hidden=move || hint().is_empty()>{hint}</p>
        </div>
    }
}
