/* What stands beside a field of a form that saves itself: not saved yet; somebody else is here. */

const SLOW = 1500; // ms before a field says that it is not saved; most are by then

/** Every control of an address lies in one place of the form: a field, a group of boxes, a table. */
function placeOf(form, name) {
    const found = form.elements.namedItem(name);
    const control = found instanceof RadioNodeList ? found[0] : found;
    return control?.closest(".field") ?? control?.parentElement ?? null;
}

function put(form, name, kind, text) {
    const place = placeOf(form, name);
    if (!place) return;
    let mark = [...place.querySelectorAll(`:scope > .field-mark-${kind}`)].find((one) => one.dataset.markOf === name);
    if (!text) {
        mark?.remove();
        return;
    }
    if (!mark) {
        mark = document.createElement("p");
        mark.className = `field-mark field-mark-${kind}`;
        mark.dataset.markOf = name;
        place.append(mark);
    }
    if (mark.textContent !== text) mark.textContent = text;
}

/** Says beside a field that what it shows is not on the server, unless that is over in a moment. */
export class UnsavedMarks {
    constructor(form, text) {
        Object.assign(this, { form, text: text || "", timers: new Map() });
    }

    show(name) {
        if (!this.text || this.timers.has(name)) return;
        this.timers.set(name, setTimeout(() => put(this.form, name, "unsaved", this.text), SLOW));
    }

    clear(name) {
        clearTimeout(this.timers.get(name));
        if (this.timers.delete(name)) put(this.form, name, "unsaved", "");
    }
}

/** Says who else is at which field: `people` are {field, name}. */
export class PresenceMarks {
    constructor(form, text) {
        Object.assign(this, { form, text, shown: new Set() });
    }

    show(people) {
        const names = new Map();
        for (const { field, name } of people) names.set(field, [...(names.get(field) || []), name]);
        for (const field of this.shown) if (!names.has(field)) put(this.form, field, "presence", "");
        const list = new Intl.ListFormat(document.documentElement.lang);
        for (const [field, all] of names) put(this.form, field, "presence", this.text.replace("{name}", list.format(all)));
        this.shown = new Set(names.keys());
    }
}
