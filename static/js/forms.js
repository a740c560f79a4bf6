/* Forms: one submission at a time, filters that apply themselves, character counts, copy and print buttons. */

import { lengthOf } from "./counting.js";
import { toast } from "./toasts.js";

const LIMITED = ":is([maxlength], [data-limit])";
const COUNTED = `textarea${LIMITED}, input[data-limit]:not([data-cell]), input[data-count][maxlength]`;
const submitters = (form) => form.querySelectorAll('button:not([type="button"]), input[type="submit"]');

function hold(form) {
    form.dataset.sending = "";
    // Only marked, not disabled: the pressed button's name and value must still travel with the form.
    submitters(form).forEach((button) => button.setAttribute("aria-busy", "true"));
}

function release(form) {
    delete form.dataset.sending;
    submitters(form).forEach((button) => button.removeAttribute("aria-busy"));
}

function onSubmit(event) {
    const form = event.target;
    if ("sending" in form.dataset) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
    }
    // A form that downloads or opens elsewhere leaves this page standing, and its button usable.
    const stays = form.target === "_blank" || "download" in form.dataset || form.method === "dialog";
    const byHtmx = form.matches("[hx-post], [hx-get], [hx-put], [hx-patch], [hx-delete]");
    if (!stays && !byHtmx) {
        // Later listeners may still refuse the submission.
        setTimeout(() => { if (!event.defaultPrevented) hold(form); });
    }
}

function count(control) {
    const label = control.labels?.[0];
    if (!label) return;
    let counter = label.parentElement.querySelector(".field-count");
    if (!counter) {
        counter = document.createElement("span");
        counter.className = "field-count";
        counter.setAttribute("aria-hidden", "true");
        label.before(counter);
    }
    const limit = Number(control.dataset.limit || control.maxLength);
    const length = lengthOf(control.value, control.dataset.lines !== "false");
    counter.textContent = `${length} / ${limit}`;
    counter.classList.toggle("field-count-over", length > limit);
}

async function copy(button) {
    try {
        await navigator.clipboard.writeText(button.dataset.copy);
        toast(document.getElementById("toasts").dataset.textCopied);
    } catch {
        toast(document.getElementById("toasts").dataset.textFailed, { tone: "danger" });
    }
}

export function listenToForms() {
    document.addEventListener("submit", onSubmit, true);
    document.addEventListener("htmx:beforeRequest", ({ target }) => { if (target.matches?.("form")) hold(target); });
    document.addEventListener("htmx:afterRequest", ({ target }) => { if (target.matches?.("form")) release(target); });
    // Coming back by the browser's button restores the page as it was left: make its forms usable again.
    window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));

    // A pointer chooses once; arrows pass through every choice on their way, so there the button applies it.
    let byKey = false;
    document.addEventListener("keydown", ({ key }) => { byKey = key !== "Tab"; }, true);
    document.addEventListener("pointerdown", () => { byKey = false; }, true);
    document.addEventListener("change", ({ target }) => {
        if (target.matches("form[data-filter] select") && !byKey) target.form.requestSubmit();
    });
    document.addEventListener("formdata", ({ target, formData }) => {
        // Empty filters do not clutter the address.
        if (!target.matches("form[data-filter]")) return;
        [...formData.entries()].filter(([, value]) => value === "").forEach(([name]) => formData.delete(name));
    });
    document.addEventListener("input", ({ target }) => {
        if (target.matches(COUNTED)) count(target);
    });
    document.querySelectorAll(`textarea${LIMITED}`).forEach(count);
    document.addEventListener("click", ({ target }) => {
        const copier = target.closest("[data-copy]");
        if (copier) copy(copier);
        if (target.closest("[data-print]")) window.print();
    });
}
