/*
 * Fields that are asked only when another one has a value: data-when names the other field, data-when-values its answers
 * (none: any). Decided again by the server; a field whose other stands in another section keeps what the server said.
 */

const named = (code) => [...document.getElementsByName(code), ...document.getElementsByName(`${code}.zh`), ...document.getElementsByName(`${code}.en`)];

function answersOf(controls) {
    return controls.flatMap((control) => {
        if (control.type === "checkbox" && !control.hasAttribute("data-list")) return control.checked ? ["true"] : [];
        if (control.type === "checkbox" || control.type === "radio") return control.checked ? [control.value] : [];
        return control.value.trim() ? [control.value] : [];
    });
}

function holds(place) {
    const controls = named(place.dataset.when).filter((control) => control.closest("form, [data-preview]"));
    if (controls.length === 0) return null;
    // What is hidden counts as empty, so that a chain of conditions falls together.
    if (controls[0].closest("[data-unmet]")) return false;
    const answers = answersOf(controls);
    const wanted = place.dataset.whenValues.split(" ").filter(Boolean);
    return wanted.length ? answers.some((answer) => wanted.includes(answer)) : answers.length > 0;
}

function decide() {
    for (const place of document.querySelectorAll("[data-when]")) {
        const met = holds(place);
        if (met !== null) place.toggleAttribute("data-unmet", !met);
        place.hidden = place.hasAttribute("data-unmet");
    }
}

let listening = false;

export function mount() {
    decide();
    if (listening) return;
    listening = true;
    document.addEventListener("input", decide);
    document.addEventListener("change", decide);
    document.addEventListener("haiju:written", decide);
}
