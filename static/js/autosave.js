/*
 * Saves a form field by field: PATCH data-url {field, value, version}.
 *
 * One request at a time per form, because all its fields share one version; with data-version-per="field" each field
 * keeps the version it was last seen at, so that having saved one does not hide what somebody did to another. A value
 * is kept on this device with every keystroke and stays there until the server has acknowledged it. Answers: 200
 * {version, saved_at?, people?}; 409 {version, value} (what the server holds now); 400 {code: "csrf"} (another session);
 * 422 {detail} or {errors: [{detail}]}; other 4xx {detail}; anything else is tried again.
 */

import { StateLine, clearConflict, showConflict, showError, showRestored } from "./autosave-view.js";
import { controlsOf, isSaved, readValue, same, servedValue, writeValue } from "./controls.js";
import { Drafts } from "./drafts.js";
import { UnsavedMarks } from "./field-marks.js";
import { account, renewSession, sendJson } from "./http.js";

const PAUSE = 800; // ms without typing before a value is sent
const LONGEST = 5000; // ms of typing without a pause after which it is sent all the same
const OTHER_TAB = 30_000; // ms: what is younger may be under way in another tab
const RETRIES = [2000, 5000, 15000, 30000, 60000]; // ms; the last one repeats
/** What the line says when fields differ: the worst of them. */
const WORST_FIRST = ["unkept", "conflict", "invalid", "refused", "other-account", "signed-out", "offline", "retrying"];
const SENT_AGAIN = new Set(["signed-out", "other-account", "retrying"]);

class Autosave {
    constructor(form) {
        this.form = form;
        this.url = form.dataset.url;
        this.version = Number(form.dataset.version);
        this.versions = form.dataset.versionPer === "field" ? new Map() : null; // name -> version, where learnt later
        this.drafts = new Drafts(this.url);
        this.line = new StateLine(form);
        this.marks = new UnsavedMarks(form, this.line.texts.textUnsaved);
        this.controls = controlsOf(form);
        this.known = new Map([...this.controls].map(([name, controls]) => [name, servedValue(controls)]));
        this.waiting = new Set(); // names to send, oldest first
        this.troubles = new Map(); // name -> {state, reason}
        this.timers = new Map();
        this.since = new Map(); // name -> when typing that is not sent yet began
        this.sequels = new Map(); // name -> what to save after that
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
        // Whoever holds the form (a submission under way) lets go of it with the server's present version.
        this.form.addEventListener("haiju:reconcile", ({ detail }) => { detail.conflicts = this.#reconcile(detail); });
        window.addEventListener("online", () => this.#again());
        window.addEventListener("offline", () => this.#report());
        window.addEventListener("focus", () => this.#again());
        document.addEventListener("visibilitychange", () => this.#again());
        window.addEventListener("beforeunload", (event) => { if (this.unkept) event.preventDefault(); });
        window.addEventListener("pagehide", () => this.#leave());
        this.#restore();
    }

    /** The form itself carries every value; only a save under way must end first, for it changes the version. */
    #submit(event) {
        this.timers.forEach(clearTimeout);
        this.timers.clear();
        this.waiting.clear();
        clearTimeout(this.retry);
        if (!this.busy) {
            // The next page need not wait to find out that all of it arrived.
            this.drafts.names().forEach((name) => this.drafts.handOver(name));
            return;
        }
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
        let restored = 0;
        for (const [name, controls] of this.controls) {
            const stored = this.known.get(name);
            const typed = readValue(controls);
            // Somebody who was quicker than this script counts like a draft.
            if (!same(typed, stored)) this.#keep(name, typed);
            const draft = this.drafts.get(name);
            if (!draft) continue;
            if (same(draft.value, stored)) {
                this.drafts.drop(name);
                continue;
            }
            writeValue(controls, draft.value);
            this.marks.show(name);
            if (same(typed, stored)) restored += 1;
            if (same(draft.base, stored)) this.waiting.add(name);
            else this.#conflict(name, stored);
        }
        if (restored) showRestored(this.form, this.line.texts, restored);
        this.#elsewhere();
        this.#run();
    }

    /** Send what is left of other sections of the form; where somebody changed it since, that section lets choose. */
    async #elsewhere() {
        for (const name of this.drafts.names()) {
            const draft = this.drafts.get(name);
            const old = draft?.version !== undefined && Date.now() - draft.at > OTHER_TAB;
            if (this.controls.has(name) || !old) continue;
            try {
                const answer = await sendJson("PATCH", this.url, { field: name, value: draft.value, version: draft.version });
                if (answer.ok) this.drafts.drop(name);
            } catch {
                return;
            }
        }
    }

    /** Keep a value on this device; without room for it the page must stay open until it is saved. */
    #keep(name, value) {
        const kept = this.drafts.put(name, value, this.known.get(name), this.#versionOf(name));
        if (!kept) this.unkept = true;
        this.marks.show(name);
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
        this.#keep(name, value);
        if (this.troubles.get(name)?.state === "conflict") return;
        if (!this.since.has(name)) this.since.set(name, Date.now());
        const longest = Math.max(0, this.since.get(name) + LONGEST - Date.now());
        this.timers.set(name, setTimeout(() => {
            this.timers.delete(name);
            this.since.delete(name);
            this.waiting.add(name);
            this.#run();
        }, Math.min(pause, longest)));
    }

    async #run() {
        // An inert form is being submitted as a whole.
        if (this.busy || this.form.inert) return;
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
        if (answer.type === "opaqueredirect" || answer.status === 401) return this.#waitFor(name, "signed-out");
        if (answer.status === 429 || answer.status >= 500) return this.#later(name);
        const body = await answer.json().catch(() => ({}));
        if (answer.status === 400 && body.code === "csrf") return this.#renew(name, attempt);
        this.failures = 0;
        if (answer.ok) return this.#saved(name, value, body, answer);
        if (answer.status === 409 && "value" in body) return this.#stale(name, value, body, attempt);
        const reason = body.errors?.[0]?.detail || body.detail || String(answer.status);
        if (answer.status === 422) this.#refused(name, body, reason);
        this.#trouble(name, answer.status === 422 ? "invalid" : "refused", reason);
        this.#goOn(name);
        return true;
    }

    /** The session is another one: go on with it if the same person signed in again, in another tab. */
    async #renew(name, attempt) {
        const who = await renewSession().catch(() => null);
        if (who === null) return this.#later(name);
        if (who === account() && attempt < 4) return this.#save(name, attempt + 1);
        return this.#waitFor(name, who && who !== account() ? "other-account" : "signed-out");
    }

    /** Ask again now and then, and whenever the page is looked at. */
    #waitFor(name, state) {
        clearTimeout(this.retry);
        this.retry = setTimeout(() => this.#again(), RETRIES[2]);
        return this.#trouble(name, state);
    }

    /** Say what is wrong beside the field; in a table also which cell of which row. */
    #refused(name, body, reason) {
        const messages = (body.errors || []).map((error) => {
            const cell = error.field === name ? null : this.form.elements.namedItem(error.field);
            cell?.setAttribute("aria-invalid", "true");
            return cell ? `${cell.getAttribute("aria-label")}: ${error.detail}` : error.detail;
        });
        showError(this.form, this.controls.get(name), messages.join(" ") || reason);
    }

    #saved(name, value, body, answer) {
        this.#adopt(name, body.version);
        this.known.set(name, value);
        this.savedAt = new Date(body.saved_at || answer.headers.get("Date") || Date.now());
        this.#settle(name);
        this.form.dispatchEvent(new CustomEvent("haiju:saved", { bubbles: true, detail: { field: name, version: this.#versionOf(name), people: body.people } }));
        this.#goOn(name);
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
        showConflict(this.form, controls, theirs, this.line.texts, (choice) => {
            this.known.set(name, theirs);
            // Where a history is kept, one's own version enters it before theirs is saved again: neither is lost.
            if (choice === "theirs" && "history" in this.form.dataset) this.sequels.set(name, theirs);
            else if (choice === "theirs") writeValue(controls, theirs);
            this.troubles.delete(name);
            this.waiting.add(name);
            this.#run();
        });
    }

    /** Save what was to follow, whether or not the server took what came before it. */
    #goOn(name) {
        if (!this.sequels.has(name)) return;
        writeValue(this.controls.get(name), this.sequels.get(name));
        this.sequels.delete(name);
        this.#keep(name, this.#read(name));
        this.waiting.add(name);
    }

    /** Compare all fields with what the server holds now; return how many somebody else changed. */
    #reconcile({ version, values }) {
        let conflicts = 0;
        this.#adopt(null, version);
        for (const name of this.controls.keys()) {
            const theirs = values[name] ?? "";
            if (same(theirs, this.#read(name))) {
                this.known.set(name, theirs);
                this.#settle(name);
            } else if (!same(theirs, this.known.get(name))) {
                this.#keep(name, this.#read(name));
                this.#conflict(name, theirs);
                conflicts += 1;
            }
        }
        this.#report();
        return conflicts;
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
        if (same(value, this.known.get(name))) {
            this.drafts.drop(name);
            this.marks.clear(name);
        } else {
            this.#keep(name, value);
        }
        if (!this.timers.size && !this.waiting.size && !this.troubles.size) this.unkept = false;
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
            if (SENT_AGAIN.has(state)) this.waiting.add(name);
        }
        if (this.waiting.size) this.#run();
    }

    #report() {
        const states = [...this.troubles.values()].map((trouble) => (
            trouble.state === "retrying" && !navigator.onLine ? { state: "offline" } : trouble
        ));
        if (this.unkept && states.length) states.push({ state: "unkept" });
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
