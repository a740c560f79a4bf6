/* Short messages in the page's live region, and Undo instead of "are you sure". */

import { csrfToken } from "./http.js";
import { focusOn } from "./places.js";

const region = () => document.getElementById("toasts");

function button(text, onClick) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", onClick);
    return made;
}

/**
 * Show `message` ("success" or "danger"). Errors and toasts with an action stay until closed (WCAG 2.2.1: no time
 * limit on what can be acted upon); the rest leave after eight seconds.
 */
export function toast(message, { tone = "success", action = null } = {}) {
    const texts = region().dataset;
    const before = document.activeElement;
    const note = document.createElement("div");
    // Closed by a key, it leaves the keyboard where it was.
    const close = () => {
        const within = note.contains(document.activeElement);
        note.remove();
        if (within) focusOn(before?.isConnected && before !== document.body ? before : document.querySelector("main"));
    };
    note.className = `toast-note toast-${tone}`;
    const text = document.createElement("div");
    text.className = "toast-text";
    text.textContent = message;
    note.append(text);
    if (action) note.append(button(action.label, () => { close(); action.run(); }));
    note.append(button(texts.textClose, close));
    region().append(note);
    if (!action && tone !== "danger") setTimeout(close, 8000);
}

async function undo(url) {
    try {
        const answer = await fetch(url, {
            method: "POST",
            credentials: "same-origin",
            headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
        });
        if (answer.ok) return location.reload();
        const problem = await answer.json().catch(() => ({}));
        toast(problem.detail || region().dataset.textFailed, { tone: "danger" });
    } catch {
        toast(region().dataset.textOffline, { tone: "danger" });
    }
}

/** The text of a refused fragment: what it says of itself, or our own words. */
function refusal(xhr) {
    const type = xhr.getResponseHeader("Content-Type") || "";
    if (type.includes("json")) {
        try {
            return JSON.parse(xhr.responseText).detail;
        } catch {
            return null;
        }
    }
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    return page.querySelector("[data-error-text]")?.dataset.errorText;
}

export function listenForToasts() {
    document.addEventListener("haiju:toast", (event) => toast(event.detail.message, event.detail));
    document.addEventListener("haiju:undo", ({ detail }) => {
        toast(detail.message, { action: { label: region().dataset.textUndo, run: () => undo(detail.url) } });
    });
    document.addEventListener("htmx:responseError", ({ detail }) => {
        toast(refusal(detail.xhr) || region().dataset.textFailed, { tone: "danger" });
    });
    for (const name of ["htmx:sendError", "htmx:timeout"]) {
        document.addEventListener(name, () => toast(region().dataset.textOffline, { tone: "danger" }));
    }
}
