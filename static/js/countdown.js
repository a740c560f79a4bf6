/* Time left until a deadline, by the server's clock: the device's own may be wrong by hours. */

const two = (number) => String(number).padStart(2, "0");

/** Words for `seconds` left; over a day the days are named. */
export function words(seconds, texts) {
    if (seconds <= 0) return texts.textOver;
    const days = Math.floor(seconds / 86400);
    const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
    const pattern = days ? texts.textDays : texts.textClock;
    return pattern.replace("{days}", days).replace("{clock}", clock);
}

export function mount(element) {
    const deadline = Date.parse(element.dateTime);
    const offset = Date.parse(element.dataset.serverNow) - Date.now();
    element.title = element.textContent.trim();

    function tick() {
        if (!element.isConnected) return;
        const seconds = Math.ceil((deadline - Date.now() - offset) / 1000);
        element.textContent = words(seconds, element.dataset);
        element.toggleAttribute("data-soon", seconds > 0 && seconds < 86400);
        if (seconds > 0) setTimeout(tick, 1000);
        else element.dispatchEvent(new CustomEvent("haiju:deadline", { bubbles: true }));
    }

    tick();
}
