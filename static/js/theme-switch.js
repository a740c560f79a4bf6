/* The light/dark button. Choosing what the system says anyway means following the system again. */

export function listenToSwitch() {
    const root = document.documentElement;
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => root.dataset.bsTheme === "dark";
    const show = () => {
        for (const button of document.querySelectorAll("[data-theme-switch]")) {
            button.setAttribute("aria-pressed", String(isDark()));
        }
    };

    document.addEventListener("click", (event) => {
        if (!event.target.closest("[data-theme-switch]")) return;
        const next = isDark() ? "light" : "dark";
        root.dataset.bsTheme = next;
        try {
            if ((next === "dark") === system.matches) localStorage.removeItem("haiju:theme");
            else localStorage.setItem("haiju:theme", next);
        } catch {
            // storage is switched off: the choice lasts for this page
        }
    });
    new MutationObserver(show).observe(root, { attributeFilter: ["data-bs-theme"] });
    show();
}
