/*
 * Sends the file of `form[data-upload]` in parts and goes on after anything: a lost line, a pause, a reload, a restart
 * of the server. POST data-url {kind, name, size, fingerprint} → {url, offset}; PATCH url with `Upload-Offset` → the
 * next offset, 409 {offset} when it is another one; HEAD url asks; POST url/finish makes the file; DELETE url ends it.
 * When it is done the form fires `haiju:uploaded` (bubbles). The texts come from the template.
 */

import { csrfToken } from "./http.js";
import { toast } from "./toasts.js";
import { drop, find, keep } from "./upload-store.js";
import { UploadView } from "./upload-view.js";

const KILOBYTE = 1024;
const SMALLEST = 128 * KILOBYTE;
const LARGEST = 4 * 1024 * KILOBYTE;
const QUICK = 1000; // ms; a part that took less may be followed by a larger one
const SLOW = 5000;
const PATIENCE = 120_000; // ms for one part
const RETRIES = [1000, 2000, 5000, 10_000, 30_000];

/** An answer that no repetition changes. */
class Refused extends Error {
    constructor(status, body) {
        super(body.errors?.[0]?.detail || body.detail || String(status));
        this.status = status;
        this.body = body;
    }
}

class Upload {
    constructor(form) {
        this.form = form;
        this.url = form.dataset.url;
        this.kind = form.dataset.kind;
        this.key = `${this.url}#${this.kind}`;
        this.input = form.querySelector("input[type=file]");
        this.view = new UploadView(form, {
            pause: () => this.#pause(),
            resume: () => this.#resume(),
            cancel: () => this.#cancel(),
        });
        this.failures = 0;
        this.partSize = 4 * SMALLEST;
        this.turn = 0; // raised by every pause, so that a run that was left behind does nothing more
    }

    async start() {
        this.form.addEventListener("submit", (event) => this.#chosen(event));
        window.addEventListener("online", () => this.wake?.());
        const record = await find(this.key);
        if (!record || this.file) return;
        [this.file, this.place] = [record.file, record.url];
        this.view.progress(record.offset ?? 0, this.file.size);
        if (record.paused) {
            this.view.mode("standing");
            this.view.say("paused");
        } else {
            this.#resume();
        }
    }

    #chosen(event) {
        event.preventDefault();
        const file = this.input.files[0];
        if (!file) return;
        if (file.size > Number(this.form.dataset.maxBytes)) {
            this.#over("tooLarge");
            return;
        }
        [this.file, this.place, this.offset] = [file, null, 0];
        this.view.progress(0, file.size);
        this.view.say("sending", { name: file.name });
        this.#run();
    }

    #pause() {
        this.turn += 1;
        this.request?.abort();
        this.wake?.();
        this.view.mode("standing");
        this.view.say("paused");
        if (this.place) keep(this.key, { ...this.#record(), paused: true });
    }

    #resume() {
        this.offset = null; // only the server knows
        this.failures = 0;
        if (this.place) keep(this.key, this.#record());
        this.#run();
    }

    async #cancel() {
        this.turn += 1;
        this.request?.abort();
        this.wake?.();
        const place = this.place;
        await this.#forget();
        this.#over("cancelled");
        if (place) giveUp(place);
    }

    #record() {
        return { file: this.file, url: this.place, offset: this.offset };
    }

    async #forget() {
        this.file = this.place = null;
        this.form.reset();
        await drop(this.key);
    }

    #over(state, values) {
        this.view.mode("over");
        this.view.say(state, values);
    }

    /** One tab at a time sends a file; the others wait for their turn, and find it done. */
    async #run() {
        const turn = this.turn;
        this.view.mode("running");
        if (!navigator.locks) return this.#send(turn);
        const elsewhere = setTimeout(() => this.view.say("elsewhere"), 500);
        return navigator.locks.request(`haiju:upload:${this.key}`, async () => {
            clearTimeout(elsewhere);
            await this.#send(turn);
        });
    }

    async #send(turn) {
        while (turn === this.turn) {
            try {
                if (await this.#step()) return;
                this.failures = 0;
            } catch (error) {
                if (turn !== this.turn) return;
                if (error instanceof Refused && !(await this.#recover(error))) return;
                if (!(error instanceof Refused)) await this.#wait();
            }
        }
    }

    /** Do the next thing; true when nothing is left to do. */
    async #step() {
        if (!this.place) {
            await this.#announce();
        } else if (this.offset === null) {
            const { headers } = await this.#ask("HEAD", this.place);
            this.offset = Number(headers("Upload-Offset"));
            const percent = Math.floor((100 * this.offset) / this.file.size);
            this.view.say("resuming", { name: this.file.name, percent });
            this.view.progress(this.offset, this.file.size);
        } else if (this.offset < this.file.size) {
            await this.#sendPart();
        } else {
            await this.#finish();
            return true;
        }
        return false;
    }

    async #announce() {
        const { name, size, lastModified } = this.file;
        const body = JSON.stringify({ kind: this.kind, name, size, fingerprint: `${name}:${size}:${lastModified}` });
        const answer = await this.#ask("POST", this.url, { body, type: "application/json" });
        [this.place, this.offset] = [answer.body.url, answer.body.offset];
        await keep(this.key, this.#record());
    }

    async #sendPart() {
        const body = this.file.slice(this.offset, this.offset + this.partSize);
        const began = performance.now();
        const onProgress = ({ loaded }) => this.view.progress(Math.min(this.offset + loaded, this.file.size), this.file.size);
        const answer = await this.#ask("PATCH", this.place, {
            body, onProgress, type: "application/offset+octet-stream", headers: { "Upload-Offset": this.offset },
        });
        this.offset = answer.body.offset;
        this.view.progress(this.offset, this.file.size);
        const took = performance.now() - began;
        if (took < QUICK) this.partSize = Math.min(2 * this.partSize, LARGEST);
        if (took > SLOW) this.partSize = Math.max(this.partSize / 2, SMALLEST);
    }

    async #finish() {
        this.view.say("finishing");
        const { body } = await this.#ask("POST", `${this.place}/finish`);
        await this.#forget();
        this.#over("done", { name: body.name });
        toast(this.view.status.textContent);
        this.form.dispatchEvent(new CustomEvent("haiju:saved", { bubbles: true, detail: { field: this.kind } }));
        this.form.dispatchEvent(new CustomEvent("haiju:uploaded", { bubbles: true, detail: { kind: this.kind } }));
    }

    /** Deal with a refusal; true when going on makes sense. */
    async #recover(error) {
        if (error.status === 409 && Number.isInteger(error.body.offset)) {
            this.offset = error.body.offset;
            return true;
        }
        if (error.status === 404 && this.place) {
            // Swept, cancelled elsewhere, or another server's: begin anew.
            [this.place, this.offset] = [null, 0];
            return true;
        }
        // Signed out, or in again elsewhere, which ends this page's token: nothing is wrong with the file.
        if (error.status === 401 || error.body.code === "csrf") {
            this.turn += 1;
            this.view.mode("standing");
            if (error.status === 401) this.view.say("signedOut");
            else this.view.say("refused", { reason: error.message });
            return false;
        }
        const place = this.place;
        await this.#forget();
        this.#over("refused", { reason: error.message });
        if (place) giveUp(place);
        return false;
    }

    /** No answer: wait, shorter when the browser says that there is a line again, and ask where to go on. */
    async #wait() {
        this.view.say("waiting");
        if (this.place) this.offset = null;
        this.partSize = Math.max(this.partSize / 2, SMALLEST);
        const pause = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
        this.failures += 1;
        await new Promise((resolve) => {
            this.wake = resolve;
            setTimeout(resolve, pause);
        });
        this.wake = null;
    }

    /** Ask the server; rejects with Refused for an answer, with anything else when there was none worth the name. */
    #ask(method, url, { body = null, type = null, headers = {}, onProgress = null } = {}) {
        return new Promise((resolve, reject) => {
            const request = new XMLHttpRequest();
            this.request = request;
            request.open(method, url);
            request.timeout = PATIENCE;
            request.setRequestHeader("Accept", "application/json");
            request.setRequestHeader("X-CSRFToken", csrfToken());
            if (type) request.setRequestHeader("Content-Type", type);
            for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, String(value));
            if (onProgress) request.upload.addEventListener("progress", onProgress);
            for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, () => reject(new Error(end)));
            request.addEventListener("load", () => {
                const answer = parsed(request.responseText);
                if (request.status < 300) resolve({ body: answer, headers: (name) => request.getResponseHeader(name) });
                else if (request.status >= 500 || request.status === 429) reject(new Error("later"));
                else reject(new Refused(request.status, answer));
            });
            request.send(body);
        });
    }
}

function parsed(text) {
    try {
        return JSON.parse(text) ?? {};
    } catch {
        return {};
    }
}

/** Tell the server even when the page is left at once; without an answer it forgets by itself. */
function giveUp(place) {
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    fetch(place, { method: "DELETE", credentials: "same-origin", keepalive: true, headers }).catch(() => undefined);
}

export function mount(form) {
    new Upload(form).start();
}
