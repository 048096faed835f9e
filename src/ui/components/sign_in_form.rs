//! Signing in: credentials to be typed as one thinks of them. They are read from the fields of the request and written there.

use leptos::prelude::*;

use super::bench::Bench;
use super::choice::option;
use super::icon::{Icon, Sign};
use crate::share::lab::auth::{KEY_NAME, SignIn, tokens};
use crate::share::lab::{MAX_FIELD, MAX_FIELDS};

const TOO_LONG: &str =
    "Name and password are too long for a field here: the last change is not in the request.";

/// The way to sign in, and a field or two for it.
pub fn sign_in_form(bench: Bench) -> impl IntoView {
    // The name of the field that holds a key: the rest is read from the fields.
    let key = RwSignal::new(KEY_NAME.to_owned());
    let now = Memo::new(move |_| bench.draft.with(|lab| lab.signed_in(&key.read())));
    // A user name that cannot be sent, kept as it was typed until it can be, or the fields say another.
    let held = RwSignal::new(None::<String>);
    let sent = Memo::new(move |_| match &*now.read() {
        SignIn::Basic(name, _) | SignIn::Key(name, _) => Some(name.clone()),
        _ => None,
    });
    Effect::new(move |_| {
        sent.track();
        held.set(None);
    });
    let too_long = RwSignal::new(false);
    // What was typed for another way comes back with it, but not in another set-up: one that ran with something else than
    // was written here last.
    let typed = StoredValue::new(Vec::<SignIn>::new());
    let written = StoredValue::new(None::<SignIn>);
    Effect::new(move |_| {
        bench.ran.track();
        let ran = now.get_untracked();
        if written.with_value(|written| written.as_ref() != Some(&ran)) {
            typed.set_value(Vec::new());
        }
    });
    let write = move |next: SignIn| {
        written.set_value(Some(next.clone()));
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
    let other = Memo::new(move |_| match &*now.read() {
        SignIn::Other(scheme) => Some(["As the field says: ", scheme].concat()),
        _ => None,
    });
    let ways = move || {
        let mut html = String::new();
        for (name, label) in SignIn::WAYS {
            option(&mut html, name, label, way.get());
        }
        if let Some(label) = &*other.read() {
            option(&mut html, "other", label, "other");
        }
        html
    };
    let no_room =
        move || way.get() == "nothing" && bench.draft.with(|lab| lab.fields.len() >= MAX_FIELDS);
    let first = move || match &*now.read() {
        SignIn::Basic(name, _) | SignIn::Key(name, _) => held.get().unwrap_or_else(|| name.clone()),
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
                too_long.set(next.is_too_long());
                if next.fault().is_some() || next.is_too_long() {
                    held.set(Some(text));
                } else {
                    held.set(None);
                    write(next);
                }
            }
            // It is found by its name, which is nobody else's.
            SignIn::Key(own, _)
                if bench
                    .draft
                    .with_untracked(|lab| lab.has_another(&own, &text)) =>
            {
                held.set(Some(text));
            }
            SignIn::Key(_, value) => {
                held.set(None);
                write(SignIn::key(&text, value));
            }
            _ => {}
        }
    };
    let type_second = move |event| {
        let text = event_target_value(&event);
        match now.get_untracked() {
            SignIn::Basic(name, _) => {
                let next = SignIn::Basic(name, text);
                too_long.set(next.is_too_long());
                if !next.is_too_long() {
                    write(next);
                }
            }
            SignIn::Bearer(_) => write(SignIn::Bearer(text)),
            SignIn::Key(name, _) => write(SignIn::Key(name, text)),
            _ => {}
        }
    };
    let wrong = move || match held.get() {
        _ if too_long.get() => Some(TOO_LONG.to_owned()),
        Some(name) => {
            let why = match way.get() {
                "key" if name.trim().is_empty() => Some("A field has a name."),
                "key" => Some("Another field has this name."),
                _ => SignIn::Basic(name, String::new()).fault(),
            };
            why.map(|why| [why, " The request keeps the name before it."].concat())
        }
        None => now.read().fault().map(str::to_owned),
    };
    let bad = move || held.get().map(|_| "true");
    let bad_secret = move || (held.read().is_none() && wrong().is_some()).then_some("true");
    let hint = move || match way.get() {
        "basic" => {
            "Base64 hides nothing. It stands in the link and among your runs, so make one up."
        }
        "bearer" | "key" => "It stands in the link and among your runs, so make one up.",
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
                aria-invalid=bad_secret aria-describedby="wrong-sign-in" on:input=type_second/>
            <datalist id="tokens" inner_html=tokens></datalist>
            <p class="error" id="wrong-sign-in" hidden=move || wrong().is_none()><Icon name=Sign::Fix/><span>{wrong}</span></p>
            <p class="hint" hidden=move || hint().is_empty()>{hint}</p>
        </div>
    }
}
