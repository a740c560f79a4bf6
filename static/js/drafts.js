/*
 * Values not yet on the server, kept on this device under the account, the form's address and the field's name: whoever
 * signs in here after somebody else does not see them.
 */

import { account } from "./http.js";

export class Drafts {
    constructor(url) {
        this.prefix = `haiju:autosave:${account()}:${url}:`;
    }

    /** Keep `value`, `base` (what the server had when it was typed) and its version. False when storage is off or full. */
    put(name, value, base, version) {
        return this.#write(name, { value, base, version, at: Date.now() });
    }

    #write(name, draft) {
        try {
            localStorage.setItem(this.prefix + name, JSON.stringify(draft));
            return true;
        } catch {
            return false;
        }
    }

    get(name) {
        try {
            return JSON.parse(localStorage.getItem(this.prefix + name));
        } catch {
            return null;
        }
    }

    /** Leave a draft to the next page: no tab is at it any more. */
    handOver(name) {
        const draft = this.get(name);
        if (draft) this.#write(name, { ...draft, at: 0 });
    }

    drop(name) {
        try {
            localStorage.removeItem(this.prefix + name);
        } catch {
            // storage is switched off: nothing was kept
        }
    }

    /** The names of everything kept for this form, also of its other sections. */
    names() {
        try {
            return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix)).map((key) => key.slice(this.prefix.length));
        } catch {
            return [];
        }
    }
}
