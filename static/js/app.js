/* Starts what a page asks for by attribute, now and after every htmx swap. Pages carry no scripts of their own. */

import { csrfToken } from "./http.js";
import { keepPlaces } from "./places.js";
import { listenForToasts } from "./toasts.js";
import { listenToForms } from "./forms.js";
import { listenToSwitch } from "./theme-switch.js";

/** selector -> module with `mount(element)`; a module is loaded when the first page needs it. */
const PARTS = {
    "[data-table]": () => import("./tables.js"),
    "[data-when]": () => import("./conditions.js"),
    // Before autosave: what was submitted without an answer is sent as a whole first.
    "form[data-sheet]": () => import("./sheet.js"),
    "form[data-autosave]": () => import("./autosave.js"),
    "form[data-presence]": () => import("./presence.js"),
    "[data-countdown]": () => import("./countdown.js"),
    "[data-chart]": () => import("./charts.js"),
    "select[data-search]": () => import("./choosers.js"),
    "[data-outbox]": () => import("./outbox-page.js"),
    "[data-shortcuts]": () => import("./shortcuts.js"),
    "[data-criterion]": () => import("./criterion.js"),
    "a[data-key]": () => import("./keys.js"),
    "form[data-upload]": () => import("./upload.js"),
    "[data-live]": () => import("./live.js"),
    "[data-document-frame]": () => import("./document-frame.js"),
};

const mounted = new Map(Object.keys(PARTS).map((selector) => [selector, new WeakSet()]));

async function mountAll(root) {
    for (const [selector, load] of Object.entries(PARTS)) {
        const found = [...root.querySelectorAll(selector)];
        if (root instanceof Element && root.matches(selector)) found.unshift(root);
        const fresh = found.filter((element) => !mounted.get(selector).has(element));
        if (fresh.length === 0) continue;
        fresh.forEach((element) => mounted.get(selector).add(element));
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
// On a phone the present tab may lie beyond the edge.
for (const tab of document.querySelectorAll(".tabs > [aria-current]")) {
    if (tab.parentElement.scrollWidth > tab.parentElement.clientWidth) tab.scrollIntoView({ block: "nearest", inline: "center" });
}
keepPlaces();
