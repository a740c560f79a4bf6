/* Starts what a page asks for by attribute, now and after every htmx swap. Pages carry no scripts of their own. */

import { csrfToken } from "./http.js";
import { listenForToasts } from "./toasts.js";
import { listenToForms } from "./forms.js";
import { listenToSwitch } from "./theme-switch.js";

/** selector -> module with `mount(element)`; a module is loaded when the first page needs it. */
const PARTS = {
    "form[data-autosave]": () => import("./autosave.js"),
    "[data-countdown]": () => import("./countdown.js"),
    "[data-chart]": () => import("./charts.js"),
    "select[data-search]": () => import("./choosers.js"),
};

const mounted = new WeakSet();

async function mountAll(root) {
    for (const [selector, load] of Object.entries(PARTS)) {
        const found = [...root.querySelectorAll(selector)];
        if (root instanceof Element && root.matches(selector)) found.unshift(root);
        const fresh = found.filter((element) => !mounted.has(element));
        if (fresh.length === 0) continue;
        fresh.forEach((element) => mounted.add(element));
        const part = await load();
        fresh.filter((element) => element.isConnected).forEach((element) => part.mount(element));
    }
}

document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:load", (event) => mountAll(event.detail.elt));

listenForToasts();
listenToForms();
listenToSwitch();
mountAll(document);
document.querySelector("[data-focus]")?.scrollIntoView({ block: "center" });
