/* Values not yet on the server, kept on this device under the form's address and the field's name. */

export class Drafts {
    constructor(url) {
        this.prefix = `haiju:autosave:${url}:`;
    }

    /** Keep `value`, and `base`: what the server had when it was typed. Returns false when storage is off or full. */
    put(name, value, base) {
        try {
            localStorage.setItem(this.prefix + name, JSON.stringify({ value, base }));
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

    drop(name) {
        try {
            localStorage.removeItem(this.prefix + name);
        } catch {
            // storage is switched off: nothing was kept
        }
    }
}
