/* A part of a page that follows the stage: told by server-sent events, asked for by an ordinary request.
   Without a stream (none free, network lost) it polls, and says so. Clocks count by the server's time. */

import { csrfToken } from "./http.js";
import { focusOn, placeIn, restore } from "./places.js";

const POLL = 2000;
const RETRY = 15000;
const SOON = 30;

function spoken(seconds) {
    const late = seconds < 0 ? "−" : "";
    const all = Math.abs(seconds);
    return `${late}${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}`;
}

/** Show the time left of `clock` and keep it going while it stands on the page. */
function run(clock, offset) {
    const ends = Date.parse(clock.dataset.ends);
    function tick() {
        if (!clock.isConnected) return;
        const seconds = Number.isNaN(ends) ? Number(clock.dataset.left) : Math.ceil((ends - Date.now() - offset) / 1000);
        clock.textContent = spoken(seconds);
        clock.toggleAttribute("data-soon", seconds >= 0 && seconds <= SOON);
        clock.toggleAttribute("data-over", seconds < 0);
        if (!Number.isNaN(ends)) setTimeout(tick, 250);
    }
    tick();
}

export function mount(element) {
    const { part, stream } = element.dataset;
    let seen = element.dataset.stamp ?? "";
    let etag = "";
    let source = null;
    let busy = false;
    let again = false;

    function clocks() {
        element.querySelectorAll("[data-clock]").forEach((one) => run(one, Date.parse(one.dataset.now) - Date.now()));
    }

    function tell(state) {
        element.dataset.state = state;
        document.querySelectorAll("[data-live-state]").forEach((one) => { one.textContent = one.dataset[state] ?? ""; });
    }

    function swap(html) {
        const place = placeIn(element);
        element.innerHTML = html;
        element.querySelectorAll('input[name="csrf_token"]').forEach((input) => { input.value = csrfToken(); });
        if (place && !restore(element, place)) focusOn(element);
        clocks();
        element.dispatchEvent(new CustomEvent("haiju:live", { bubbles: true }));
    }

    async function refresh() {
        if (busy) { again = true; return; }
        busy = true;
        try {
            const headers = etag ? { "If-None-Match": etag } : {};
            const answer = await fetch(part, { headers, credentials: "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(10000) });
            if (answer.status === 200) {
                etag = answer.headers.get("ETag") ?? "";
                swap(await answer.text());
            }
            tell(source?.readyState === EventSource.OPEN || !stream ? "live" : "polling");
        } catch {
            tell("offline");
        } finally {
            busy = false;
            if (again) { again = false; refresh(); }
        }
    }

    function open() {
        if (!element.isConnected) return;
        source = new EventSource(stream);
        source.addEventListener("open", () => tell("live"));
        source.addEventListener("change", (event) => {
            if (event.data === seen) return;
            seen = event.data;
            refresh();
        });
        // A browser comes back by itself after a lost connection; after a refusal it does not.
        source.addEventListener("error", () => {
            if (source.readyState === EventSource.CLOSED) setTimeout(open, RETRY);
        });
    }

    if (stream) open();
    setInterval(() => {
        if (element.isConnected && !document.hidden && source?.readyState !== EventSource.OPEN) refresh();
    }, POLL);
    addEventListener("online", refresh);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
    clocks();
}
