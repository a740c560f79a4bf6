/* Loaded before anything is drawn, so that a dark page never flashes white. The choice stays on the device. */
(function () {
    "use strict";
    var root = document.documentElement;
    var system = window.matchMedia("(prefers-color-scheme: dark)");

    function chosen() {
        try {
            return localStorage.getItem("haiju:theme");
        } catch (_error) {
            return null; // storage is switched off: follow the system
        }
    }

    function apply() {
        root.setAttribute("data-bs-theme", chosen() || (system.matches ? "dark" : "light"));
    }

    root.setAttribute("data-scripted", "");
    apply();
    system.addEventListener("change", apply);
    // Paper is white; charts are drawn anew for it.
    window.addEventListener("beforeprint", function () { root.setAttribute("data-bs-theme", "light"); });
    window.addEventListener("afterprint", apply);
})();
