/* Charts from data-json, in the colours of the theme; the numbers stand in a table beside each of them. */

import * as echarts from "../vendor/echarts.js";
import { builders } from "./chart-options.js";

const names = ["ink", "ink-soft", "line", "surface", "surface-sunk", "sea", "sea-wash", "warning", "danger"];
const colours = ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6"];

/** The theme's colours and font as they are now. */
function palette() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
        ...Object.fromEntries(names.map((name) => [name, read(name)])),
        series: colours.map(read),
        font: getComputedStyle(document.body).fontFamily,
    };
}

function frame(theme) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    return {
        animation: !still,
        animationDuration: 400,
        color: theme.series,
        textStyle: { fontFamily: theme.font, color: theme.ink },
        // Drawn on the canvas: HTML tooltips would need inline styles, which our policy forbids.
        tooltip: { renderMode: "richText", backgroundColor: theme.surface, borderColor: theme.line, textStyle: { color: theme.ink } },
    };
}

export function mount(element) {
    const data = JSON.parse(element.dataset.json);
    const chart = echarts.init(element, null, { renderer: "canvas" });
    const draw = () => {
        const theme = palette();
        const base = frame(theme);
        const built = builders[element.dataset.chart](data, theme, element.clientWidth);
        chart.setOption({ ...base, ...built, tooltip: { ...base.tooltip, ...built.tooltip } }, true);
    };
    draw();
    new ResizeObserver(() => {
        if (!element.isConnected) return chart.dispose();
        chart.resize();
        draw(); // labels are broken to the width
    }).observe(element);
    new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}
