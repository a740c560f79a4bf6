/*
 * Says which field this person is at, and shows where others of the team are: POST data-presence {field} → {people}.
 * Asked when the field changes and every 15 seconds while the page is seen; saving a field brings the same answer.
 */

import { sendJson } from "./http.js";
import { PresenceMarks } from "./field-marks.js";

const EVERY = 15_000; // ms
const SETTLED = 400; // ms: tabbing through fields is not being at each
const AWAY = 5 * 60_000; // ms without a key or click after which nobody is at a field

class Presence {
    constructor(form) {
        this.form = form;
        this.marks = new PresenceMarks(form, form.dataset.textPresence);
        this.field = "";
        this.active = Date.now();
    }

    start() {
        this.form.addEventListener("focusin", (event) => this.#at(event.target));
        this.form.addEventListener("focusout", () => this.#at(null));
        this.form.addEventListener("input", () => { this.active = Date.now(); });
        this.form.addEventListener("haiju:saved", (event) => {
            if (event.detail.people) this.marks.show(event.detail.people);
        });
        document.addEventListener("visibilitychange", () => this.#ask());
        window.addEventListener("pagehide", () => this.#send("", { keepalive: true }).catch(() => undefined));
        setInterval(() => this.#ask(), EVERY);
        this.#at(document.activeElement);
        this.#ask();
    }

    /** A cell of a table is at the table. */
    #at(control) {
        this.active = Date.now();
        const inside = control?.form === this.form ? control : null;
        const table = inside?.closest("[data-table]");
        this.field = table?.dataset.tableName ?? (inside?.name && !("noAutosave" in inside.dataset) ? inside.name : "");
        clearTimeout(this.soon);
        this.soon = setTimeout(() => this.#ask(), SETTLED);
    }

    #send(field, options = {}) {
        return sendJson("POST", this.form.dataset.presence, { field }, options);
    }

    async #ask() {
        if (document.visibilityState === "hidden" || !navigator.onLine) return;
        const away = Date.now() - this.active > AWAY;
        try {
            const answer = await this.#send(away ? "" : this.field);
            if (answer.ok) this.marks.show((await answer.json()).people);
        } catch {
            // Without an answer the marks stay; autosave says how the connection is.
        }
    }
}

export function mount(form) {
    new Presence(form).start();
}
