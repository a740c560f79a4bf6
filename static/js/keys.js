/* Keys that follow a link: <a data-key="Alt+PageDown">. Only keys that type nothing, so they are in nobody's way. */

export function mount(link) {
    const wanted = link.dataset.key.split("+");
    const key = wanted.pop();
    const follow = (event) => {
        if (!link.isConnected) {
            document.removeEventListener("keydown", follow);
            return;
        }
        if (event.key !== key || event.altKey !== wanted.includes("Alt") || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        link.click();
    };
    document.addEventListener("keydown", follow);
}
