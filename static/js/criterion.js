/* One criterion: a slider for thumbs beside the number, the band the mark lies in, and whether it needs a comment. */

export function mount(field) {
    const mark = field.querySelector('input[type="number"]');
    const slider = field.querySelector("[data-slider-for]");
    const note = field.querySelector("[data-note]");
    const bands = [...field.querySelectorAll("[data-band]")];

    field.querySelector(".bands")?.setAttribute("data-one-line", "");

    function show() {
        const value = mark.value === "" ? null : Number(mark.value);
        if (slider && value !== null) slider.value = value;
        const here = value === null ? null : bands.find((band) => value >= Number(band.dataset.band));
        bands.forEach((band) => band.toggleAttribute("data-here", band === here));
        if (!note) return;
        const { below, above } = note.dataset;
        const asked = value !== null && ((below && value < Number(below)) || (above && value > Number(above)));
        if (asked) note.open = true;
        note.toggleAttribute("data-asked", Boolean(asked) || note.dataset.always === "1");
    }

    slider?.addEventListener("input", () => {
        mark.value = slider.value;
        mark.dispatchEvent(new Event("input", { bubbles: true }));
    });
    mark.addEventListener("input", show);
    mark.addEventListener("haiju:written", show);
    show();
}
