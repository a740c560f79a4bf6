/*
 * The desk's keys: j and k or the arrows for the next and the previous entry, digits for a criterion, Ctrl+S to save
 * what is typed, Ctrl+Enter to submit, Enter to go on to the next mark. Single letters can be switched off and are
 * in nobody's way while typing.
 */

const OFF = "haiju:shortcuts-off";
const scrolls = (element) => {
    const place = element?.closest?.('[tabindex="0"]');
    return Boolean(place) && place.scrollWidth > place.clientWidth;
};
const typing = (element) => element?.matches?.("input, textarea, select, [contenteditable]");

export function mount(place) {
    const form = document.querySelector("form[data-sheet]");
    const toggle = place.querySelector("[data-shortcuts-switch]");
    const marks = () => [...(form?.querySelectorAll('[data-criterion] input[type="number"]:not(:disabled)') ?? [])];
    const isOff = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };

    toggle.checked = !isOff();
    toggle.addEventListener("change", () => {
        try {
            if (toggle.checked) localStorage.removeItem(OFF);
            else localStorage.setItem(OFF, "1");
        } catch {
            // without storage the switch holds for this page
        }
    });

    function go(which) {
        document.querySelector(`a[data-go="${which}"]`)?.click();
    }

    const single = {
        j: () => go("next"),
        k: () => go("previous"),
        ArrowRight: () => go("next"),
        ArrowLeft: () => go("previous"),
    };

    function onMark(event) {
        if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return false;
        const all = marks();
        const at = all.indexOf(event.target);
        if (at < 0) return false;
        (all[at + 1] ?? form.querySelector("#comment")).focus();
        return true;
    }

    document.addEventListener("keydown", (event) => {
        if (event.defaultPrevented || event.altKey || event.isComposing) return;
        const strong = event.ctrlKey || event.metaKey;
        if (strong && event.key.toLowerCase() === "s") {
            event.preventDefault();
            document.activeElement?.blur?.();
        } else if (strong && event.key === "Enter") {
            event.preventDefault();
            if (form && !form.inert) form.requestSubmit();
        } else if (onMark(event)) {
            event.preventDefault();
        } else if (!strong && toggle.checked && !typing(event.target)) {
            const digit = /^[1-9]$/.test(event.key) ? marks()[Number(event.key) - 1] : null;
            if (digit) {
                event.preventDefault();
                digit.focus();
                digit.select();
            } else if (single[event.key] && !(event.key.startsWith("Arrow") && scrolls(event.target))) {
                event.preventDefault();
                single[event.key]();
            }
        }
    });
}
