/* On the desk's pages: send what other sheets left on this device, and say how it went. */

import { all, drop, put, send } from "./outbox.js";
import { toast } from "./toasts.js";

const AGAIN = 15_000; // ms between two tries

export function mount(place) {
    const own = place.dataset.outbox;
    const { textSent, textKept, textRefused } = place.dataset;
    let running = false;

    const waiting = () => all().filter((entry) => entry.url !== own && entry.state !== "refused");

    function show() {
        const left = waiting();
        place.hidden = left.length === 0;
        place.textContent = left.length ? textKept.replace("{numbers}", left.map((entry) => entry.number).join(", ")) : "";
    }

    async function run() {
        if (running || !place.isConnected) return;
        running = true;
        for (const entry of waiting()) {
            const { state, body } = await send(entry);
            if (state === "unanswered" || state === "signed-out") break;
            if (state === "submitted") {
                drop(entry.url);
                toast(textSent.replace("{number}", entry.number));
            } else {
                // Its own page shows what was typed, beside what the server holds.
                put({ ...entry, state: state === "refused" ? "refused" : "open", reason: body.detail || "" });
                toast(textRefused.replace("{number}", entry.number).replace("{reason}", body.detail || ""), { tone: "danger" });
            }
        }
        running = false;
        show();
        if (waiting().some((entry) => entry.state === "sent")) setTimeout(run, AGAIN);
    }

    window.addEventListener("online", run);
    show();
    run();
}
