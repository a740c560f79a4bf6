/* Where the keyboard is, so that a part of a page that renews itself, or a page that comes back, does not lose it. */

const STOPS = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, iframe, [tabindex]';
const KEPT = "haiju:place";
const FRESH = 30_000; // ms: an answer that took longer is no answer to this press

/** What a person would take for the same control in another rendering; counts in its words may have changed. */
function likeness(element) {
    const action = element.form?.getAttribute("action") ?? "";
    const value = element.matches("button, input[type=radio], input[type=checkbox]") ? element.value : "";
    const words = element.matches("a, button, summary") ? element.textContent.replace(/\d+/g, "").trim() : "";
    return JSON.stringify([element.tagName, element.id, element.name ?? "", element.getAttribute("href") ?? "", action, value, words]);
}

const stops = (part) => [...part.querySelectorAll(STOPS)].filter((one) => !one.disabled && one.checkVisibility());

/** Return where the keyboard is inside `part`, null when it is elsewhere. */
export function placeIn(part, here = document.activeElement) {
    if (!here || here === document.body || !part?.contains(here)) return null;
    const mark = likeness(here);
    const action = here.form?.getAttribute("action") ?? "";
    return { mark, action, nth: [...part.querySelectorAll(STOPS)].filter((one) => likeness(one) === mark).indexOf(here) };
}

/** Put the keyboard on what is not a control without a stop of its own. */
export function focusOn(element) {
    if (!element.matches(STOPS)) element.tabIndex = -1;
    element.focus();
}

/** Put the keyboard back on the same control of what replaced the part, or its neighbour. Return whether there is one. */
export function restore(part, place) {
    const all = stops(part);
    const alike = all.filter((one) => likeness(one) === place.mark);
    // A row that came to the end can go no further, only back: another button with the same aim.
    const beside = () => (place.action ? all.find((one) => one.form?.getAttribute("action") === place.action) : undefined);
    const found = alike[place.nth] ?? alike.at(-1) ?? beside();
    found?.focus();
    return Boolean(found);
}

/** Pieces that htmx exchanges: the same control, else the piece itself, from where Tab goes on. */
function keepThroughSwaps() {
    let place = null;
    const before = ({ detail }) => { place = placeIn(detail.target) ?? place; };
    const after = ({ target, detail }) => {
        const part = detail.elt?.isConnected ? detail.elt : target;
        if (!place || document.activeElement !== document.body || !(part instanceof Element) || !part.isConnected) return;
        if (!restore(part, place)) focusOn(part);
        place = null;
    };
    for (const name of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) document.addEventListener(name, before);
    for (const name of ["htmx:afterSwap", "htmx:oobAfterSwap"]) document.addEventListener(name, after);
}

/** What has the keyboard inside a frame is, to a style sheet out here, nowhere: the frame is marked instead. */
function markFrames() {
    const mark = () => {
        const here = document.activeElement;
        document.querySelectorAll("iframe").forEach((frame) => frame.toggleAttribute("data-entered", frame === here));
    };
    for (const name of ["blur", "focus"]) addEventListener(name, () => setTimeout(mark));
}

/** Note where a form was sent by a key: its answer is a whole page, often this one again. */
function note(event) {
    const here = document.activeElement;
    const control = event.target.contains(here) ? here : event.submitter; // Enter in a field presses the first button
    const comesBack = event.target.method === "post" || "filter" in event.target.dataset;
    if (event.defaultPrevented || !comesBack || !control?.matches(":focus-visible")) return;
    const place = placeIn(document.querySelector("main"), control);
    try {
        if (place) sessionStorage.setItem(KEPT, JSON.stringify({ ...place, path: location.pathname, at: Date.now() }));
    } catch {
        // without storage the page begins at its top
    }
}

function noted() {
    try {
        const kept = JSON.parse(sessionStorage.getItem(KEPT));
        sessionStorage.removeItem(KEPT);
        return kept && Date.now() - kept.at < FRESH ? kept : null;
    } catch {
        return null;
    }
}

/** The first field that was refused: what is wrong with it is read out with it. Without one, the summary. */
function focusOnTrouble(main) {
    const summary = main.querySelector("[data-focus]");
    const refused = performance.getEntriesByType("navigation")[0]?.responseStatus === 422;
    if (!summary && !refused) return false;
    const wrong = main.querySelector('[aria-invalid="true"]');
    const control = wrong?.matches("fieldset") ? wrong.querySelector("input:checked, input, select, textarea") : wrong;
    const place = control ?? summary ?? main.querySelector('[role="alert"]');
    if (!place) return false;
    for (let box = place.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    focusOn(place);
    place.scrollIntoView({ block: "center" });
    return true;
}

/** Where the keyboard begins: at what was refused, else where a key sent the form from, else at what came of it. */
function begin() {
    const main = document.querySelector("main");
    const kept = noted();
    if (!main || focusOnTrouble(main) || !kept || document.activeElement !== document.body || location.hash) return;
    const told = main.querySelector(".flash");
    if (kept.path === location.pathname && restore(main, kept)) {
        if (told) document.activeElement.setAttribute("aria-describedby", (told.id = "told"));
    } else if (told) {
        focusOn(told);
    }
}

export function keepPlaces() {
    keepThroughSwaps();
    markFrames();
    document.addEventListener("submit", note);
    // A summary's link to a field whose control is a chooser's.
    document.addEventListener("click", ({ target }) => {
        const field = target.closest?.('[data-focus] a[href^="#"]');
        const place = field && document.getElementById(decodeURIComponent(field.hash.slice(1)));
        if (place?.tomselect) place.tomselect.focus();
        else if (place?.matches("fieldset")) place.querySelector("input, select, textarea")?.focus();
    });
    begin();
}
