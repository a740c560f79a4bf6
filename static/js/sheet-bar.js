/* What a judge sees of a submission: seconds to take it back, how sending goes, what was refused and is kept. */

import { controlsOf } from "./controls.js";
import { focusOn } from "./places.js";

export class SubmitBar {
    constructor(form) {
        this.form = form;
        this.place = document.querySelector("[data-submit-bar]");
        this.words = this.place.querySelector("[data-words]");
        this.kept_ = this.place.querySelector("[data-kept-text]");
        this.texts = this.place.dataset;
        this.buttons = Object.fromEntries([...this.place.querySelectorAll("button")].map((button) => [button.dataset.act, button]));
    }

    on(act, run) {
        this.buttons[act].addEventListener("click", run);
    }

    #show(state, text, acts = []) {
        this.place.hidden = false;
        this.place.dataset.state = state;
        if (this.words.textContent !== text) this.words.textContent = text;
        const held = this.place.contains(document.activeElement);
        for (const [act, button] of Object.entries(this.buttons)) button.hidden = !acts.includes(act);
        // A button that vanishes hands the keyboard to another, or to the words that took its place.
        if (held && !document.activeElement?.checkVisibility()) focusOn(this.buttons[acts[0]] ?? this.place);
        this.kept_.replaceChildren();
    }

    hide() {
        this.stop();
        this.place.hidden = true;
    }

    stop() {
        clearInterval(this.ticking);
    }

    countdown(seconds, then) {
        let left = seconds;
        const tick = () => this.#show("undo", this.texts.textUndo.replace("{seconds}", left), ["undo", "now"]);
        tick();
        this.buttons.undo.focus();
        this.ticking = setInterval(() => {
            left -= 1;
            if (left > 0) tick();
            else then();
        }, 1000);
    }

    sending() {
        if (this.place.dataset.state !== "kept" || this.place.hidden) this.#show("sending", this.texts.textSending);
    }

    kept(why) {
        const text = { unanswered: this.texts.textKept, "signed-out": this.texts.textSignedOut, unkept: this.texts.textUnkept }[why];
        this.#show("kept", text);
    }

    done() {
        this.#show("done", this.texts.textDone);
    }

    choose(count) {
        this.#show("choose", this.texts.textChoose.replace("{count}", count));
    }

    incomplete() {
        this.#show("choose", this.texts.textIncomplete);
    }

    /** Say in plain words why, and show what was typed: it is nowhere else. */
    refused({ reason, fields }) {
        this.#show("refused", this.texts.textRefused.replace("{reason}", reason), ["discard"]);
        const list = document.createElement("dl");
        const controls = controlsOf(this.form);
        for (const [name, value] of Object.entries(fields)) {
            if (!value) continue;
            const term = document.createElement("dt");
            const text = document.createElement("dd");
            term.textContent = controls.get(name)?.[0].dataset.label ?? name;
            text.textContent = value;
            list.append(term, text);
        }
        this.kept_.append(list);
    }
}
