/* Values of form controls by name, in the shape autosave sends: text, true/false, or a list of texts. */

const SKIPPED = new Set(["file", "hidden", "submit", "button", "reset", "image", "password"]);

export function isSaved(control) {
    return Boolean(control.name) && !SKIPPED.has(control.type) && !("noAutosave" in control.dataset);
}

/** name -> controls of that name, in the order of the page. */
export function controlsOf(form) {
    const groups = new Map();
    for (const control of form.elements) {
        if (!isSaved(control)) continue;
        groups.set(control.name, [...(groups.get(control.name) || []), control]);
    }
    return groups;
}

const isList = ([first], count) => first.type === "checkbox" && (count > 1 || "list" in first.dataset);

export function readValue(controls) {
    const [first] = controls;
    if (first.type === "radio") return controls.find((control) => control.checked)?.value ?? "";
    if (isList(controls, controls.length)) return controls.filter((control) => control.checked).map((control) => control.value);
    if (first.type === "checkbox") return first.checked;
    if (first.type === "select-multiple") return [...first.selectedOptions].map((option) => option.value);
    return first.value;
}

/** What the page came with, before anybody typed: a person may be quicker than this script. */
export function servedValue(controls) {
    const [first] = controls;
    if (first.type === "radio") return controls.find((control) => control.defaultChecked)?.value ?? "";
    if (isList(controls, controls.length)) return controls.filter((control) => control.defaultChecked).map((control) => control.value);
    if (first.type === "checkbox") return first.defaultChecked;
    const options = [...(first.options || [])];
    if (first.type === "select-multiple") return options.filter((option) => option.defaultSelected).map((option) => option.value);
    if (first.type === "select-one") return (options.find((option) => option.defaultSelected) || options[0])?.value ?? "";
    return first.defaultValue;
}

export function writeValue(controls, value) {
    const [first] = controls;
    const wanted = Array.isArray(value) ? value.map(String) : [String(value ?? "")];
    if (first.type === "radio" || isList(controls, controls.length)) {
        controls.forEach((control) => { control.checked = wanted.includes(control.value); });
    } else if (first.type === "checkbox") {
        first.checked = Boolean(value);
    } else if (first.tomselect) {
        first.tomselect.setValue(value, true);
    } else if (first.type === "select-multiple") {
        [...first.options].forEach((option) => { option.selected = wanted.includes(option.value); });
    } else {
        first.value = value ?? "";
    }
    // Whoever shows the value in another way (a table) shows the new one.
    first.dispatchEvent(new Event("haiju:written", { bubbles: true }));
}

/** The value as a person would read it: the labels of what is chosen. */
export function describe(controls, value) {
    if ("tableValue" in controls[0].dataset) {
        const rows = value ? JSON.parse(value) : [];
        return rows.map((row) => Object.values(row).filter(Boolean).join(" · ")).join("\n");
    }
    const texts = (Array.isArray(value) ? value : [value]).map((one) => {
        const option = [...(controls[0].options || [])].find((candidate) => candidate.value === String(one));
        const ticked = controls.find((control) => ["radio", "checkbox"].includes(control.type) && control.value === String(one));
        return option?.text || ticked?.labels?.[0]?.textContent.trim() || (one === true ? "✓" : one === false ? "–" : String(one ?? ""));
    });
    return texts.filter(Boolean).join(", ");
}

const plain = (value) => {
    if (Array.isArray(value)) return JSON.stringify(value.map(String).sort());
    if (typeof value === "boolean") return String(value);
    return String(value ?? "").replaceAll("\r\n", "\n");
};

export const same = (one, other) => plain(one) === plain(other);
