/*
 * Submitting a score sheet: a moment to take it back instead of a question, then sent until there is an answer. From
 * the press on it is kept on this device, so neither a lost line nor a closed tab loses it, and it is stored once.
 */

import { showError } from "./autosave-view.js";
import { controlsOf, readValue, writeValue } from "./controls.js";
import { Drafts } from "./drafts.js";
import { drop, get, newKey, put, send } from "./outbox.js";
import { SubmitBar } from "./sheet-bar.js";

const RETRIES = [1000, 2000, 5000, 15_000, 30_000]; // ms; the last one repeats
const NO_TIME_LEFT = 20_000; // ms before the close from which a press is sent at once

class Sheet {
    constructor(form) {
        this.form = form;
        this.url = form.dataset.sheet;
        this.bar = new SubmitBar(form);
        this.failures = 0;
    }

    start() {
        this.form.addEventListener("submit", (event) => {
            event.preventDefault();
            if (!this.form.inert) this.press();
        });
        this.bar.on("undo", () => this.undo());
        this.bar.on("now", () => this.sendNow());
        this.bar.on("discard", () => { drop(this.url); this.bar.hide(); });
        window.addEventListener("online", () => this.again());
        window.addEventListener("pagehide", () => this.leave());
        this.resume();
    }

    /** What an earlier visit could not send goes first; what was refused is shown, never thrown away silently. */
    resume() {
        const entry = get(this.url);
        if (!entry) return;
        if (entry.state === "refused") {
            this.bar.refused(entry);
            return;
        }
        this.fill(entry.fields);
        if (entry.state === "open") {
            drop(this.url);
            return;
        }
        this.hold();
        this.deliver(entry);
    }

    fill(fields) {
        for (const [name, controls] of controlsOf(this.form)) {
            if (name in fields) writeValue(controls, fields[name]);
        }
    }

    fields() {
        return Object.fromEntries([...controlsOf(this.form)].map(([name, controls]) => [name, readValue(controls)]));
    }

    hold() {
        this.form.inert = true;
    }

    release() {
        clearTimeout(this.timer);
        this.form.inert = false;
        this.entry = null;
        this.bar.hide();
    }

    entryNow(state) {
        const { page, number } = this.form.dataset;
        const key = this.entry?.key ?? newKey();
        return { url: this.url, page, number, key, version: Number(this.form.dataset.version), fields: this.fields(), state };
    }

    press() {
        // A value half typed counts as typed.
        document.activeElement?.blur?.();
        const closes = Date.parse(this.form.dataset.closes) - Date.parse(this.form.dataset.serverNow) - performance.now();
        const seconds = closes < NO_TIME_LEFT ? 0 : Number(this.form.dataset.undo);
        this.entry = this.entryNow("pressed");
        this.unkept = !put(this.entry);
        this.hold();
        if (!seconds) {
            this.sendNow();
            return;
        }
        this.bar.countdown(seconds, () => this.sendNow());
    }

    undo() {
        drop(this.url);
        this.release();
        this.form.querySelector("[type=submit]").focus();
    }

    sendNow() {
        this.bar.stop();
        this.entry = this.entryNow("sent");
        this.deliver(this.entry);
    }

    async deliver(entry) {
        this.entry = { ...entry, state: "sent" };
        this.unkept = !put(this.entry);
        this.bar.sending();
        clearTimeout(this.timer);
        const { state, body } = await send(this.entry);
        if (state === "submitted") this.done(body);
        else if (state === "unanswered" || state === "signed-out") this.later(state);
        else if (state === "stale") this.stale(body);
        else if (state === "invalid") this.invalid(body);
        else this.refuse(body);
    }

    done(body) {
        drop(this.url);
        if (this.form.dataset.url) {
            const drafts = new Drafts(this.form.dataset.url);
            drafts.names().forEach((name) => drafts.drop(name));
        }
        this.bar.done();
        location.assign(body.next);
    }

    later(state) {
        const pause = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
        this.failures += 1;
        this.bar.kept(this.unkept ? "unkept" : state);
        this.timer = setTimeout(() => this.again(), pause);
    }

    again() {
        if (this.entry?.state !== "sent" || !this.form.inert) return;
        clearTimeout(this.timer);
        this.deliver(this.entry);
    }

    /** Somebody, perhaps oneself elsewhere, has saved since: fields that differ show both, the judge chooses. */
    stale(body) {
        const detail = { version: body.version, values: body.values, conflicts: 0 };
        this.form.dispatchEvent(new CustomEvent("haiju:reconcile", { detail }));
        if (detail.conflicts === 0) {
            this.deliver({ ...this.entry, version: body.version });
            return;
        }
        drop(this.url);
        this.release();
        this.bar.choose(detail.conflicts);
        const conflict = this.form.querySelector(".conflict");
        conflict?.scrollIntoView({ block: "center" });
        conflict?.querySelector("button")?.focus();
    }

    invalid(body) {
        drop(this.url);
        this.release();
        const all = controlsOf(this.form);
        for (const error of body.errors || []) {
            const controls = all.get(error.field) ?? all.get(`mark:${error.field}`);
            if (!controls) continue;
            controls[0].closest("details")?.setAttribute("open", "");
            showError(this.form, controls, error.detail);
        }
        this.bar.incomplete();
        this.form.querySelector("[aria-invalid]")?.focus();
    }

    refuse(body) {
        const entry = { ...this.entry, state: "refused", reason: body.detail || "" };
        put(entry);
        this.bar.refused(entry);
    }

    /** The page is going with a press on its way: hand it over now; it stays here until an answer was seen. */
    leave() {
        if (this.entry?.state === "pressed") put({ ...this.entry, state: "sent", fields: this.fields() });
    }
}

export function mount(form) {
    new Sheet(form).start();
}
