/* Searchable selects. With data-load="/url?q=" the choices come from the server as JSON [{value, text}]. */

import "../vendor/tom-select.js";

function loader(url) {
    return async (query, done) => {
        try {
            const answer = await fetch(url + encodeURIComponent(query), { headers: { Accept: "application/json" } });
            done(answer.ok ? await answer.json() : []);
        } catch {
            done();
        }
    };
}

function nothing(text) {
    const line = document.createElement("div");
    line.className = "no-results";
    line.textContent = text;
    return line;
}

function withStyles(run) {
    if (document.querySelector('link[href*="tom-select.css"]')) return run();
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL("../vendor/tom-select.css", import.meta.url);
    sheet.addEventListener("load", run);
    // Before our own sheets, which correct its colours.
    document.querySelector('link[rel="stylesheet"]').after(sheet);
}

export function mount(select) {
    const url = select.dataset.load;
    withStyles(() => {
        const words = document.getElementById("toasts").dataset;
        const here = document.activeElement === select;
        const chooser = new globalThis.TomSelect(select, {
            plugins: select.multiple ? { remove_button: { title: words.textRemove } } : {},
            render: { no_results: () => nothing(words.textNothing) },
            maxOptions: 200,
            create: false,
            ...(url ? { load: loader(url), valueField: "value", labelField: "text", searchField: [] } : {}),
        });
        // The field people see is the chooser's; the select behind it only carries the value.
        select.setAttribute("aria-hidden", "true");
        const described = select.getAttribute("aria-describedby");
        if (described) chooser.control_input.setAttribute("aria-describedby", described);
        if (select.getAttribute("aria-invalid")) chooser.control_input.setAttribute("aria-invalid", "true");
        // A refused form put the keyboard on the select before this field took its place.
        if (here) chooser.control_input.focus();
    });
}
