/* What a person sees of autosave: one line for the form, a message beside a field, a choice between two versions. */

import { describe, readValue, writeValue } from "./controls.js";

const SLOW = 1000; // ms before "Saving…" appears; quick saves stay quiet, also for screen readers
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", timeStyle: "medium" });

/** The line of the form that says how saving goes. */
export class StateLine {
    constructor(form) {
        this.element = form.querySelector("[data-save-state]");
        this.texts = this.element?.dataset ?? {};
    }

    show(state, { savedAt = null, reason = "" } = {}) {
        clearTimeout(this.slow);
        if (!this.element) return;
        if (state === "saving") {
            this.slow = setTimeout(() => this.#write("saving", this.texts.textSaving), SLOW);
        } else if (state === "saved") {
            this.#writeSaved(clock.format(savedAt));
        } else {
            const key = `text${state.replace(/(^|-)(\w)/g, (_match, _dash, letter) => letter.toUpperCase())}`;
            this.#write(state, (this.texts[key] || "").replace("{reason}", reason));
        }
    }

    #write(state, text) {
        this.element.dataset.state = state;
        if (this.element.textContent !== text) this.element.textContent = text;
    }

    /* The changing seconds are hidden from the live region, or each keystroke would be read out. */
    #writeSaved(time) {
        const shown = this.element.querySelector("[data-clock]");
        this.element.dataset.state = "saved";
        if (shown) {
            shown.textContent = time;
            return;
        }
        const [before, after = ""] = this.texts.textSaved.split("{time}");
        const span = document.createElement("span");
        span.dataset.clock = "";
        span.setAttribute("aria-hidden", "true");
        span.textContent = time;
        this.element.replaceChildren(before, span, after);
    }
}

/** Where the message of a field goes; made when the template has none. */
function errorPlace(form, controls) {
    const name = controls[0].name;
    let place = form.querySelector(`[data-error-for="${CSS.escape(name)}"]`);
    if (!place) {
        place = document.createElement("div");
        place.className = "field-error";
        place.dataset.errorFor = name;
        (controls.at(-1).closest(".form-check") || controls.at(-1)).after(place);
    }
    place.id ||= `${name}-error`;
    return place;
}

export function showError(form, controls, message) {
    const place = errorPlace(form, controls);
    place.textContent = message;
    for (const control of controls) {
        const described = new Set((control.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
        control.setAttribute("aria-describedby", [...described.add(place.id)].join(" "));
        if (message) control.setAttribute("aria-invalid", "true");
        else control.removeAttribute("aria-invalid");
        control.classList.toggle("is-invalid", Boolean(message));
    }
}

export function clearConflict(form, name) {
    form.querySelector(`[data-conflict="${CSS.escape(name)}"]`)?.remove();
}

/** Say how many fields were taken up from an earlier visit. The place is there from the start, so it is read out. */
export function showRestored(form, texts, count) {
    const place = form.querySelector("[data-restored]");
    if (place) place.textContent = (texts.textRestored || "").replace("{count}", count);
}

function version(heading, text) {
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.textContent = heading;
    value.className = "conflict-value";
    value.textContent = text;
    return [term, value];
}

/** Both texts can be put into the field to write one from them, where it holds text. */
function canMerge([first]) {
    return first.tagName === "TEXTAREA" && !("tableValue" in first.dataset);
}

/**
 * Put both versions beside the field. `choose("mine")` (what the field holds then, edited or not) or `choose("theirs")`
 * follows; merging puts theirs below one's own and leaves the choice open.
 */
export function showConflict(form, controls, theirs, texts, choose) {
    const [{ name }] = controls;
    clearConflict(form, name);
    const box = document.createElement("div");
    box.className = "conflict";
    box.dataset.conflict = name;
    box.setAttribute("role", "alert");
    const title = document.createElement("strong");
    title.textContent = texts.textConflict;
    const both = document.createElement("dl");
    both.append(
        ...version(texts.textTheirValue, describe(controls, theirs) || texts.textEmpty),
        ...version(texts.textMyValue, describe(controls, readValue(controls)) || texts.textEmpty),
    );
    const buttons = document.createElement("div");
    buttons.className = "cluster";
    const add = (text, act) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-outline-primary btn-sm";
        button.textContent = text;
        button.addEventListener("click", () => act(button));
        buttons.append(button);
    };
    for (const [which, text] of [["mine", texts.textMine], ["theirs", texts.textTheirs]]) {
        add(text, () => {
            box.remove();
            choose(which);
            controls[0].focus();
        });
    }
    if (canMerge(controls)) {
        add(texts.textMerge, (button) => {
            writeValue(controls, `${readValue(controls)}\n${theirs}`);
            button.remove();
            buttons.firstElementChild.textContent = texts.textMerged;
            controls[0].focus();
            controls[0].dispatchEvent(new Event("input", { bubbles: true }));
        });
    }
    box.append(title, both, buttons);
    errorPlace(form, controls).before(box);
}
