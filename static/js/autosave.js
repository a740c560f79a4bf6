/*
 * Saves a form field by field: PATCH data-url {field, value, version}.
 *
 * One request at a time per form, because all its fields share one version; with data-version-per="field" each field
 * keeps the version it was last seen at, so that having saved one does not hide what somebody did to another. A value
 * stays on this device until the server has acknowledged it. Answers: 200 {version, saved_at?}; 409 {version, value} (what the server holds now);
 * 422 {detail} or {errors: [{detail}]}; other 4xx {detail}; anything else is tried again.
 */

import { StateLine, clearConflict, showConflict, showError } from "./autosave-view.js";
import { controlsOf, describe, isSaved, readValue, same, servedValue, writeValue } from "./controls.js";
import { Drafts } from "./drafts.js";
import { sendJson } from "./http.js";

const PAUSE = 800; // ms without typing before a value is sent
const RETRIES = [2000, 5000, 15000, 30000, 60000]; // ms; the last one repeats
/** What the line says when fields differ: the worst of them. */
const WORST_FIRST = ["conflict", "invalid", "refused", "signed-out", "offline", "retrying"];

class Autosave {
    constructor(form) {
        this.form = form;
        this.url = form.dataset.url;
        this.version = Number(form.dataset.version);
        this.versions = form.dataset.versionPer === "field" ? new Map() : null; // name -> version, where learnt later
        this.drafts = new Drafts(this.url);
        this.line = new StateLine(form);
        this.controls = controlsOf(form);
        this.known = new Map([...this.controls].map(([name, controls]) => [name, servedValue(controls)]));
        this.waiting = new Set(); // names to send, oldest first
        this.troubles = new Map(); // name -> {state, reason}
        this.timers = new Map();
        this.failures = 0;
        this.busy = false;
        this.composing = null;
    }

    start() {
        this.form.addEventListener("input", (event) => this.#typed(event.target, PAUSE));
        this.form.addEventListener("change", (event) => this.#typed(event.target, 0));
        this.form.addEventListener("focusout", (event) => this.#typed(event.target, 0));
        // A pinyin syllable half typed is not a value.
        this.form.addEventListener("compositionstart", (event) => { this.composing = event.target; });
        this.form.addEventListener("compositionend", (event) => {
            this.composing = null;
            this.#typed(event.target, PAUSE);
        });
        this.form.addEventListener("submit", (event) => this.#submit(event));
        window.addEventListener("online", () => this.#again());
        window.addEventListener("offline", () => this.#report());
        window.addEventListener("focus", () => this.#again());
        window.addEventListener("pagehide", () => this.#leave());
        this.#restore();
    }

    /** The form itself carries every value; only a save under way must end first, for it changes the version. */
    #submit(event) {
        this.timers.forEach(clearTimeout);
        this.timers.clear();
        this.waiting.clear();
        clearTimeout(this.retry);
        if (!this.busy) return;
        event.preventDefault();
        const { submitter } = event;
        const wait = setInterval(() => {
            if (this.busy) return;
            clearInterval(wait);
            this.form.requestSubmit(submitter);
        }, 40);
    }

    #versionOf(name) {
        return this.versions?.get(name) ?? this.version;
    }

    #read(name) {
        return readValue(this.controls.get(name));
    }

    /** Take up what an earlier visit could not send; a field changed by somebody since then becomes a choice. */
    #restore() {
        for (const [name, controls] of this.controls) {
            const stored = this.known.get(name);
            const typed = readValue(controls);
            // Somebody who was quicker than this script counts like a draft.
            if (!same(typed, stored)) this.drafts.put(name, typed, stored);
            const draft = this.drafts.get(name);
            if (!draft) continue;
            if (same(draft.value, stored)) {
                this.drafts.drop(name);
            } else if (same(draft.base, stored)) {
                writeValue(controls, draft.value);
                this.waiting.add(name);
            } else {
                writeValue(controls, draft.value);
                this.#conflict(name, stored);
            }
        }
        this.#run();
    }

    #typed(control, pause) {
        if (control === this.composing || !isSaved(control) || !this.controls.has(control.name)) return;
        const { name } = control;
        clearTimeout(this.timers.get(name));
        const pending = this.timers.delete(name);
        const value = this.#read(name);
        const unchanged = same(value, this.known.get(name)) && !this.busy;
        if (unchanged && (pending || this.troubles.has(name))) this.#settle(name);
        if (unchanged) return;
        // Leaving a field whose trouble is known says nothing new.
        if (pause === 0 && !pending && same(value, this.drafts.get(name)?.value)) return;
        this.drafts.put(name, value, this.known.get(name));
        if (this.troubles.get(name)?.state === "conflict") return;
        this.timers.set(name, setTimeout(() => {
            this.timers.delete(name);
            this.waiting.add(name);
            this.#run();
        }, pause));
    }

    async #run() {
        if (this.busy) return;
        this.busy = true;
        try {
            while (this.waiting.size) {
                const [name] = this.waiting;
                this.waiting.delete(name);
                if (!(await this.#save(name))) break;
            }
        } finally {
            this.busy = false;
            this.#report();
        }
    }

    /** Send one field; false when there is no point in going on for now. */
    async #save(name, attempt = 1) {
        const value = this.#read(name);
        if (same(value, this.known.get(name))) {
            this.#settle(name);
            return true;
        }
        this.line.show("saving");
        let answer;
        try {
            answer = await sendJson("PATCH", this.url, { field: name, value, version: this.#versionOf(name) });
        } catch {
            return this.#later(name);
        }
        if (answer.type === "opaqueredirect" || answer.status === 401) return this.#trouble(name, "signed-out");
        if (answer.status === 429 || answer.status >= 500) return this.#later(name);
        const body = await answer.json().catch(() => ({}));
        this.failures = 0;
        if (answer.ok) return this.#saved(name, value, body, answer);
        if (answer.status === 409 && "value" in body) return this.#stale(name, value, body, attempt);
        const reason = body.errors?.[0]?.detail || body.detail || String(answer.status);
        if (answer.status === 422) showError(this.form, this.controls.get(name), reason);
        this.#trouble(name, answer.status === 422 ? "invalid" : "refused", reason);
        return true;
    }

    #saved(name, value, body, answer) {
        this.#adopt(name, body.version);
        this.known.set(name, value);
        this.savedAt = new Date(body.saved_at || answer.headers.get("Date") || Date.now());
        this.#settle(name);
        this.form.dispatchEvent(new CustomEvent("haiju:saved", { bubbles: true, detail: { field: name, version: this.#versionOf(name) } }));
        return true;
    }

    /** The form has a newer version. If nobody touched this field, ours still goes. */
    #stale(name, value, body, attempt) {
        this.#adopt(name, body.version);
        if (same(body.value, value)) {
            this.known.set(name, value);
            this.#settle(name);
            return true;
        }
        if (same(body.value, this.known.get(name)) && attempt < 4) return this.#save(name, attempt + 1);
        this.#conflict(name, body.value);
        return true;
    }

    #conflict(name, theirs) {
        const controls = this.controls.get(name);
        this.troubles.set(name, { state: "conflict" });
        showConflict(this.form, controls, describe(controls, theirs), this.line.texts, (choice) => {
            this.known.set(name, theirs);
            if (choice === "theirs") writeValue(controls, theirs);
            this.troubles.delete(name);
            this.waiting.add(name);
            this.#run();
        });
    }

    #adopt(name, version) {
        if (version === undefined) return;
        if (this.versions) {
            this.versions.set(name, version);
            const learnt = this.form.elements.namedItem("versions");
            if (learnt) learnt.value = JSON.stringify(Object.fromEntries(this.versions));
            return;
        }
        this.version = version;
        this.form.dataset.version = version;
        const field = this.form.elements.namedItem("version");
        if (field) field.value = version;
    }

    /** The server holds what the page shows, unless the person typed on while it was being sent. */
    #settle(name) {
        this.troubles.delete(name);
        showError(this.form, this.controls.get(name), "");
        clearConflict(this.form, name);
        const value = this.#read(name);
        if (same(value, this.known.get(name))) this.drafts.drop(name);
        else this.drafts.put(name, value, this.known.get(name));
        this.#report();
    }

    #trouble(name, state, reason = "") {
        this.troubles.set(name, { state, reason });
        return false;
    }

    #later(name) {
        this.waiting.add(name);
        const pause = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
        this.failures += 1;
        clearTimeout(this.retry);
        this.retry = setTimeout(() => this.#run(), pause);
        return this.#trouble(name, "retrying");
    }

    #again() {
        for (const [name, { state }] of this.troubles) {
            if (state === "signed-out" || state === "retrying") this.waiting.add(name);
        }
        if (this.waiting.size) this.#run();
    }

    #report() {
        const states = [...this.troubles.values()].map((trouble) => (
            trouble.state === "retrying" && !navigator.onLine ? { state: "offline" } : trouble
        ));
        const worst = WORST_FIRST.map((state) => states.find((trouble) => trouble.state === state)).find(Boolean);
        if (worst) this.line.show(worst.state, worst);
        else if (this.savedAt) this.line.show("saved", { savedAt: this.savedAt });
        else this.line.show("idle");
    }

    /** The page is going: hand over what is left. It also stays on the device until a later visit sees it saved. */
    #leave() {
        for (const name of new Set([...this.timers.keys(), ...this.waiting])) {
            const body = { field: name, value: this.#read(name), version: this.#versionOf(name) };
            sendJson("PATCH", this.url, body, { keepalive: true }).catch(() => undefined);
        }
    }
}

export function mount(form) {
    new Autosave(form).start();
}
