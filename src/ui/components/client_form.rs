//! The client: one to start from, how often it is called, and everything about it that can be changed. The settings are a
//! table in the core; here they become fields, written once when they are first asked for and kept up with the set-up.

use leptos::ev::Event;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::bench::Bench;
use super::choice::option;
use super::client_picker::ClientPicker;
use super::icon::Sign;
use super::problem_note::ProblemNote;
use super::request_form::{focus, invalid, what};
use super::wait_bars::wait_bars;
use crate::client::settings::{
    self, GROUPS, MAX_RULES, MAX_VALUE, NONE, SETTINGS, Setting, TREE, read_rule,
};
use crate::client::{Policy, presets};
use crate::share::lab::{Lab, MAX_SEED, Place};
use crate::ui::markup::escape;

/// The setting that is a list of lines.
const RULES: &str = "rules";
/// What a new rule begins as.
const NEW_RULE: &str = "503 for idempotent";

/// The part of the form about the client.
#[component]
pub fn ClientForm(
    /// The page's signals.
    bench: Bench,
    /// Called when a client was chosen.
    settled: Callback<()>,
) -> impl IntoView {
    let chosen = Memo::new(move |_| bench.draft.read().client.slug);
    let changed = Memo::new(move |_| in_short(&bench.draft.read()));
    // The set-up before its changes were taken away, and after.
    let dropped = RwSignal::new((Lab::default(), Lab::default()));
    let gone = Memo::new(move |_| {
        let (before, after) = &*dropped.read();
        // Offered until something else is changed.
        if before.changes.is_empty() || *after != *bench.draft.read() {
            return String::new();
        }
        format!("Your changes to {} are gone.", before.client.name)
    });
    let change = move |change: &dyn Fn(&mut Lab)| {
        let now = bench.draft.get_untracked();
        // Whoever goes on through the list of clients has not given them up yet.
        let before = if now.changes.is_empty() && !gone.read_untracked().is_empty() {
            dropped.get_untracked().0
        } else {
            now
        };
        bench.change(change);
        dropped.set((before, bench.draft.get_untracked()));
    };
    let drop_for = move |client: &'static Policy| {
        change(&|lab| {
            lab.client = client;
            lab.changes.clear();
        });
    };
    let choose = Callback::new(move |client| {
        drop_for(client);
        settled.run(());
    });
    let reset = move |_| {
        let client = bench.draft.with_untracked(|lab| lab.client);
        drop_for(client);
        focus("client".to_owned());
    };
    let undo = move |_| {
        let before = dropped.get_untracked().0;
        bench.change(|lab| (lab.client, lab.changes) = (before.client, before.changes));
        focus("client".to_owned());
    };
    let wrong = Memo::new(move |_| {
        let is_setting = |place| matches!(place, Place::Setting(_));
        bench
            .problems
            .read()
            .iter()
            .any(|problem| is_setting(problem.place))
    });
    let open = RwSignal::new(false);
    let built = Memo::new(move |before: Option<&bool>| open.get() || before == Some(&true));
    // What is wrong is in sight, whatever brought it there.
    Effect::new(move |_| {
        if wrong.get() {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        bench.draft.track();
        if built.get() {
            request_animation_frame(move || keep_up(bench));
        }
    });
    // Run was pressed in vain: to the field, which may have been out of sight.
    Effect::new(move |_| {
        if bench.refused.get() && first_wrong(bench).is_some() {
            open.set(true);
            request_animation_frame(move || {
                keep_up(bench);
                if let Some(name) = first_wrong(bench) {
                    focus(format!("set-{name}"));
                }
            });
        }
    });
    let toggled = move |event| {
        let details: Element = event_target(&event);
        open.set(details.has_attribute("open"));
    };
    let typed = move |event: Event| type_into(bench, &event);
    let pressed = move |event: leptos::ev::MouseEvent| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|target| target.closest("[data-do]").ok().flatten());
        if let Some(deed) = button.and_then(|button| button.get_attribute("data-do")) {
            if deed == "tree" {
                change(&|lab| set_rules(lab, &[TREE.to_owned()]));
            } else {
                press(bench, &deed);
            }
        }
    };
    view! {
        <fieldset class="client">
            <legend>"Client"</legend>
            <ClientPicker chosen choose/>
            <p class="hint" id="client-words">{move || bench.draft.read().policy().in_words()}</p>
            <div class="changed" hidden=move || changed.read().is_empty()>
                <p id="changed" inner_html=changed></p>
                <button class="btn" id="reset-client" type="button" data-plain="" on:click=reset>"Reset all"</button>
            </div>
            <div class="changed" hidden=move || gone.read().is_empty()>
                <p role="status">{gone}</p>
                <button class="btn" id="undo-client" type="button" data-plain="" on:click=undo>"Undo"</button>
            </div>
            <details class="tune" prop:open=move || open.get() on:toggle=toggled>
                <summary>"Change this client"</summary>
                <div class="waits" inner_html=move || wait_bars(&bench.draft.read().policy())></div>
                <div class="settings" inner_html=move || if built.get() { fields() } else { String::new() }
                    on:input=typed on:click=pressed></div>
            </details>
            <p class="hint">{move || presets::find(chosen.get()).map(Policy::about)}" "<a href=move || format!("clients/{}/", chosen.get())>"All of its defaults"</a></p>
            {calls(bench)}
        </fieldset>
    }
}

/// How often it is called, and how long between the calls.
fn calls(bench: Bench) -> impl IntoView {
    view! {
        <p class="calls">
            <label>"Call it "
                <input class="input wire" id="calls" inputmode="numeric" autocomplete="off" value="1" maxlength=MAX_SEED
                    prop:value=move || bench.draft.read().calls.clone()
                    aria-invalid=invalid(bench, Place::Calls) aria-describedby="wrong-calls"
                    on:input=move |event| bench.change(|lab| lab.calls = event_target_value(&event))/>
            </label>
            <label>" times, "
                <input class="input wire" id="pause" aria-label="Time between the calls" autocomplete="off" value="0 s"
                    maxlength=MAX_SEED prop:value=move || bench.draft.read().pause.clone()
                    aria-invalid=invalid(bench, Place::Pause) aria-describedby="wrong-pause"
                    on:input=move |event| bench.change(|lab| lab.pause = event_target_value(&event))/>
                " apart"
            </label>
        </p>
        <ProblemNote id="wrong-calls" what=what(bench, Place::Calls)/>
        <ProblemNote id="wrong-pause" what=what(bench, Place::Pause)/>
    }
}

/// What is changed, in one line: values that are long are only named.
fn in_short(lab: &Lab) -> String {
    let mut html = String::new();
    for change in settings::changes(lab.client, &lab.policy()) {
        html += if html.is_empty() {
            "<b>Changed:</b> "
        } else {
            ", "
        };
        html += change.setting.name;
        let short = |text: &str| text.len() <= 30 && !text.contains('\n');
        if short(&change.was) && short(&change.is) {
            for (sign, text) in [(" ", &change.was), (" → ", &change.is)] {
                html += sign;
                html += &escape(text);
            }
        }
    }
    html
}

/// The fields of all settings, by group, without their values.
fn fields() -> String {
    let mut html = String::new();
    for group in GROUPS {
        html += &format!(
            "<details class=\"group\" data-group=\"{group}\"><summary>{group}<span></span></summary>"
        );
        for setting in Setting::of(group) {
            field(&mut html, setting);
        }
        html += "</details>";
    }
    html
}

fn field(html: &mut String, setting: &Setting) {
    let Setting {
        name,
        label,
        choices,
        ..
    } = setting;
    if *name == RULES {
        *html += &format!(
            "<div class=\"set\" role=\"group\" aria-label=\"{label}\"><span class=\"label\">{label}</span>\
             <p class=\"hint\">The first line about what came back decides: codes and failures, then for, when, once, at most or waits.</p><ol id=\"rules\"></ol>\
             <div class=\"acts\"><button class=\"btn\" type=\"button\" id=\"set-rules\" data-do=\"add\" aria-describedby=\"note-rules\">Add a rule</button>\
             <button class=\"btn\" type=\"button\" data-do=\"tree\">Walk the tree</button></div>"
        );
    } else {
        *html += &format!(
            "<div class=\"set\"><label for=\"set-{name}\">{label}</label><div class=\"one\">"
        );
        let about = format!("id=\"set-{name}\" aria-describedby=\"note-{name}\"");
        if setting.free {
            *html += &format!(
                "<input class=\"input wire\" {about} autocomplete=\"off\" spellcheck=\"false\" autocapitalize=\"off\" maxlength=\"{MAX_VALUE}\">\
                 <select class=\"select pick\" id=\"pick-{name}\" aria-label=\"Examples: {label}\"><option hidden></option>"
            );
        } else {
            *html += &format!("<select class=\"select\" {about}>");
        }
        for choice in *choices {
            option(html, choice, choice, "");
        }
        *html += "</select></div>";
    }
    *html += &format!("<div class=\"note\" id=\"note-{name}\"></div></div>");
}

/// Something was typed or chosen: `set-base`, `pick-base`, or `rule-2`.
fn type_into(bench: Bench, event: &Event) {
    let Some(target) = event.target() else { return };
    let field: HtmlInputElement = target.unchecked_into();
    let (id, text) = (field.id(), field.value());
    let Some((kind, name)) = id.split_once('-') else {
        return;
    };
    if kind == "rule" {
        let rule = name.parse().unwrap_or(usize::MAX);
        change_rules(bench, |lines| {
            if let Some(line) = lines.get_mut(rule) {
                // A line is one rule.
                *line = text.replace(['\n', ';'], " ");
            }
        });
    } else if let Some((_, setting)) = Setting::find(name) {
        bench.change(|lab| lab.put(setting, &text));
    }
}

/// A button was pressed: `add`, `remove 2`, `reset base`.
fn press(bench: Bench, deed: &str) {
    let (deed, name) = deed.split_once(' ').unwrap_or((deed, ""));
    match deed {
        "add" => {
            change_rules(bench, |lines| {
                lines.retain(|line| line != TREE);
                lines.push(NEW_RULE.to_owned());
            });
            let last = lines(&bench.draft.read_untracked()).len() - 1;
            request_animation_frame(move || focus(format!("rule-{last}")));
        }
        "remove" => {
            let rule = name.parse().unwrap_or(usize::MAX);
            change_rules(bench, |lines| {
                if rule < lines.len() {
                    lines.remove(rule);
                }
            });
            focus("set-rules".to_owned());
        }
        _ => {
            if let Some((_, setting)) = Setting::find(name) {
                bench.change(|lab| lab.put(setting, &setting.get(lab.client)));
                focus(format!("set-{name}"));
            }
        }
    }
}

/// The rules as they are typed, a line each.
fn lines(lab: &Lab) -> Vec<String> {
    let rules = Setting::find(RULES).map(|(_, setting)| lab.typed(setting));
    match rules.unwrap_or_default() {
        none if none == NONE => Vec::new(),
        text => text.split('\n').map(str::to_owned).collect(),
    }
}

fn change_rules(bench: Bench, change: impl FnOnce(&mut Vec<String>)) {
    let mut lines = lines(&bench.draft.read_untracked());
    change(&mut lines);
    bench.change(|lab| set_rules(lab, &lines));
}

fn set_rules(lab: &mut Lab, lines: &[String]) {
    let text = if lines.is_empty() {
        NONE.to_owned()
    } else {
        lines.join("\n")
    };
    if let Some((_, setting)) = Setting::find(RULES) {
        lab.put(setting, &text);
    }
}

/// The first setting that is wrong, when nothing before it in the form is.
fn first_wrong(bench: Bench) -> Option<&'static str> {
    let problems = bench.problems.read_untracked();
    match problems.iter().find(|problem| problem.stops)?.place {
        Place::Setting(place) => SETTINGS.get(place).map(|setting| setting.name),
        _ => None,
    }
}

fn by_id(id: &str) -> Option<HtmlInputElement> {
    // Whatever it is: lists have a value, too, and everything else is only an element.
    document().get_element_by_id(id).map(JsCast::unchecked_into)
}

/// Puts a text into a field, unless it is there: the cursor stays where it is.
fn put(field: &HtmlInputElement, text: &str, wrong: bool) {
    if field.value() != text {
        field.set_value(text);
    }
    let _ = if wrong {
        field.set_attribute("aria-invalid", "true")
    } else {
        field.remove_attribute("aria-invalid")
    };
}

/// Makes the fields show what is set up: values, marks, what is wrong.
fn keep_up(bench: Bench) {
    // The page may be gone by now.
    let (Some(lab), Some(problems)) = (
        bench.draft.try_get_untracked(),
        bench.problems.try_get_untracked(),
    ) else {
        return;
    };
    let policy = lab.policy();
    let mut counts = [(0, false); GROUPS.len()];
    for (place, setting) in SETTINGS.iter().enumerate() {
        let name = setting.name;
        let problem = problems
            .iter()
            .find(|problem| problem.place == Place::Setting(place));
        let was = setting.get(lab.client);
        let text = lab.typed(setting);
        let changed = problem.is_some() || setting.get(&policy) != was;
        let group = GROUPS.iter().position(|group| *group == setting.group);
        if let Some((count, wrong)) = group.and_then(|group| counts.get_mut(group)) {
            *count += u32::from(changed);
            *wrong |= problem.is_some();
        }
        if name == RULES {
            show_rules(&lab);
        } else if let Some(field) = by_id(&format!("set-{name}")) {
            put(&field, &text, problem.is_some());
            // A list has only what it offers.
            if field.value() != text {
                let mut html = String::new();
                option(&mut html, &text, &text, &text);
                let _ = field.insert_adjacent_html("beforeend", &html);
            }
            if let Some(pick) = by_id(&format!("pick-{name}")) {
                pick.set_value(&text);
            }
        }
        let mut html = String::new();
        if let Some(problem) = problem {
            html +=
                "<p class=\"error\"><svg class=\"ico\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">";
            html += Sign::Fix.drawing();
            html += "</svg><span>";
            html += &escape(&problem.what);
            html += "</span></p>";
        }
        if changed {
            html += "<p class=\"was\"><span>";
            html += if problem.is_some() {
                "still "
            } else {
                "<b>changed</b>, was "
            };
            html += "<span class=\"wire\">";
            html += &escape(&was);
            html += &format!(
                "</span></span><button class=\"btn\" type=\"button\" data-plain data-do=\"reset {name}\" aria-label=\"Reset: {}\">Reset</button></p>",
                setting.label
            );
        }
        if let Some(note) = by_id(&format!("note-{name}")) {
            note.set_inner_html(&html);
        }
    }
    for (group, (count, wrong)) in GROUPS.iter().zip(counts) {
        let Ok(Some(details)) = document().query_selector(&format!("[data-group=\"{group}\"]"))
        else {
            return;
        };
        // Opened once: whoever closes it has seen it.
        if wrong && !details.has_attribute("data-wrong") {
            let _ = details.set_attribute("open", "");
        }
        let _ = details.toggle_attribute_with_force("data-wrong", wrong);
        if let Ok(Some(said)) = details.query_selector("summary span") {
            let text = match count {
                0 => String::new(),
                count => format!(" · {count} changed"),
            };
            said.set_text_content(Some(&text));
        }
    }
}

/// The rules, a field each; written anew only when one comes or goes.
fn show_rules(lab: &Lab) {
    let Some(list) = by_id("rules") else { return };
    let lines = lines(lab);
    if usize::try_from(list.child_element_count()) != Ok(lines.len()) {
        let mut html = String::new();
        for index in 0..lines.len() {
            let number = index + 1;
            html += &format!(
                "<li><textarea class=\"input wire\" id=\"rule-{index}\" aria-label=\"Rule {number}\" aria-describedby=\"note-rules\" \
                 spellcheck=\"false\" autocapitalize=\"off\" maxlength=\"{MAX_VALUE}\"></textarea>\
                 <button class=\"icon\" type=\"button\" data-do=\"remove {index}\" aria-label=\"Remove rule {number}\">\
                 <svg class=\"ico\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">{}</svg></button></li>",
                Sign::Remove.drawing()
            );
        }
        list.set_inner_html(&html);
    }
    let alone = lines.len() == 1;
    for (index, line) in lines.iter().enumerate() {
        if let Some(field) = by_id(&format!("rule-{index}")) {
            let tree = alone && line.trim().eq_ignore_ascii_case(TREE);
            put(&field, line, !tree && read_rule(line).is_err());
            // About as many rows as the line takes in a narrow column.
            let rows = (line.len() / 24 + 1).min(6).to_string();
            let _ = field.set_attribute("rows", &rows);
        }
    }
    if let Some(add) = by_id("set-rules") {
        add.set_disabled(lines.len() >= MAX_RULES);
    }
}
