/* What a person sees of an upload: a bar, a line for the ear that speaks at every quarter, three buttons. */

const MEGABYTE = 1024 * 1024;
const megabytes = (bytes) => (bytes / MEGABYTE).toFixed(1);

export class UploadView {
    constructor(form, actions) {
        this.form = form;
        this.panel = form.querySelector("[data-upload-panel]");
        const part = (name) => this.panel.querySelector(`[data-upload-${name}]`);
        [this.bar, this.status, this.numbers] = ["bar", "status", "numbers"].map(part);
        this.buttons = { pause: part("pause"), resume: part("resume"), cancel: part("cancel") };
        for (const [name, button] of Object.entries(this.buttons)) button.addEventListener("click", actions[name]);
        this.quarter = 0;
    }

    /** Show where the upload is; only whole quarters are spoken. */
    progress(sent, total) {
        const percent = Math.floor((100 * sent) / total);
        this.bar.value = percent;
        this.numbers.textContent = `${percent}% · ${megabytes(sent)} / ${megabytes(total)} MB`;
        const quarter = Math.floor(percent / 25);
        if (quarter > this.quarter && quarter < 4) this.say("quarter", { percent: quarter * 25 });
        this.quarter = quarter;
    }

    /** Say where things stand. `state`: the key of a text; `goes`: whether anything is under way. */
    say(state, values = {}) {
        let text = this.panel.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`] || "";
        for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
        this.panel.dataset.state = state;
        if (this.status.textContent !== text) this.status.textContent = text;
    }

    /** Show the panel with the buttons that make sense: while it runs, while it stands still, or when it is over. */
    mode(name) {
        this.panel.hidden = false;
        const held = document.activeElement;
        this.buttons.pause.hidden = name !== "running";
        this.buttons.resume.hidden = name !== "standing";
        this.buttons.cancel.hidden = name === "over";
        this.bar.hidden = this.numbers.hidden = name === "over";
        this.form.querySelectorAll("input[type=file], button[type=submit]").forEach((control) => {
            control.disabled = name !== "over";
        });
        this.form.querySelector("[data-upload-stopped]")?.setAttribute("hidden", "");
        // A button that vanishes under the finger hands its focus to the one that takes its place.
        if (Object.values(this.buttons).includes(held) && held.hidden) {
            const next = Object.values(this.buttons).find((button) => !button.hidden);
            (next ?? this.form.querySelector("input[type=file]")).focus();
        }
    }
}
