/* One builder per kind of chart: (data, theme, width) -> ECharts options. Shapes of data: templates/components/charts.html. */

const grid = { left: 8, right: 16, top: 16, bottom: 8, outerBoundsMode: "same" };

const category = (theme, labels, label = {}, more = {}) => ({
    type: "category",
    data: labels,
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
    axisLabel: { color: theme["ink-soft"], hideOverlap: true, ...label },
    ...more,
});

/** Rough width in px of the longest word of a label at 12 px; Chinese breaks anywhere. */
const widest = (labels) => Math.max(0, ...labels.flatMap((label) => String(label).split(/[\s\u2e80-\uffff]+/)).map((word) => word.length * 6.8));

/** Few names are all shown, broken into lines or slanted where a word is too long; of many, as many as fit. */
function below(labels, width) {
    if (labels.length > 8) return {};
    const slot = Math.max(36, (width - 64) / labels.length - 4);
    const fitting = widest(labels) > slot ? { rotate: 35 } : { overflow: "break", width: slot };
    return { interval: 0, hideOverlap: false, ...fitting };
}

/** Names at the left take a third of the width at most. */
const beside = (width) => ({ overflow: "break", width: Math.min(200, width / 3), interval: 0, hideOverlap: false });

const measure = (theme, unit, more = {}) => ({
    type: "value",
    axisLabel: { color: theme["ink-soft"], hideOverlap: true, formatter: (value) => `${value.toLocaleString()}${unit}` },
    splitLine: { lineStyle: { color: theme.line, opacity: 0.6 } },
    ...more,
});

const legend = (theme, series) => (
    series.length > 1 ? { legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, icon: "roundRect", textStyle: { color: theme.ink } } } : {}
);

const room = (series) => ({ ...grid, top: series.length > 1 ? 40 : 16 });

const figures = (unit) => (value) => (value === null || value === undefined ? "–" : `${Number(value).toLocaleString()}${unit}`);

function columns({ labels, series, unit }, theme, width, { stack = null, type = "bar" } = {}) {
    return {
        ...legend(theme, series),
        grid: room(series),
        tooltip: { trigger: "axis", axisPointer: { type: type === "bar" ? "shadow" : "line" }, valueFormatter: figures(unit) },
        xAxis: category(theme, labels, below(labels, width)),
        yAxis: measure(theme, unit),
        series: series.map(({ name, values }) => ({
            name, type, stack, data: values, barMaxWidth: 40, barGap: "8%",
            symbol: "circle", symbolSize: 6, lineStyle: { width: 2.5 },
            itemStyle: type === "bar" && !stack ? { borderRadius: [3, 3, 0, 0] } : {},
            ...(type === "line" && series.length === 1 ? { areaStyle: { opacity: 0.12 } } : {}),
        })),
    };
}

function lying({ labels, series, unit }, theme, width) {
    return {
        ...legend(theme, series),
        grid: room(series),
        tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: figures(unit) },
        xAxis: measure(theme, unit),
        yAxis: category(theme, labels, beside(width), { inverse: true }),
        series: series.map(({ name, values }) => ({ name, type: "bar", data: values, barMaxWidth: 26, itemStyle: { borderRadius: [0, 3, 3, 0] } })),
    };
}

/** What is left at each step, with its part of the first. */
function funnel({ labels, series, unit }, theme, width) {
    const [{ name, values }] = series;
    const top = values[0] || 1;
    const share = (value) => `${((100 * value) / top).toFixed(value === top ? 0 : 1)}%`;
    return {
        grid: { ...grid, top: 4 },
        tooltip: { trigger: "item", formatter: ({ dataIndex }) => `${labels[dataIndex]}: ${figures(unit)(values[dataIndex])} (${share(values[dataIndex])})` },
        // Room at the right for the figures of the longest bar.
        xAxis: { type: "value", show: false, max: (top * width * 0.7) / Math.max(60, width * 0.7 - 110) },
        yAxis: category(theme, labels, beside(width), { inverse: true, axisLine: { show: false } }),
        series: [{
            name, type: "bar", data: values, barMinHeight: 3, barCategoryGap: "28%",
            itemStyle: { borderRadius: 3 },
            label: { show: true, position: "right", color: theme.ink, formatter: ({ value }) => `${figures(unit)(value)}  ${share(value)}` },
        }],
    };
}

function heat({ x, y, rows, unit }, theme, width) {
    const cells = rows.flatMap((row, at) => row.map((value, across) => [across, at, value])).filter(([, , value]) => value !== null);
    const values = cells.map(([, , value]) => value);
    const low = Math.min(...values);
    const high = Math.max(...values);
    return {
        grid,
        tooltip: { trigger: "item", formatter: ({ value }) => `${y[value[1]]} · ${x[value[0]]}: ${figures(unit)(value[2])}` },
        xAxis: category(theme, x, below(x, width * 0.75)),
        yAxis: category(theme, y, beside(width), { inverse: true }),
        visualMap: { show: false, min: low, max: high === low ? low + 1 : high, inRange: { color: [theme["sea-wash"], theme.series[0]] } },
        series: [{
            type: "heatmap",
            data: cells.map((cell) => ({
                value: cell,
                // Dark cells carry the surface's colour as ink, pale ones the page's.
                label: { color: (cell[2] - low) / (high - low || 1) > 0.62 ? theme.surface : theme.ink },
            })),
            label: { show: x.length * 44 < width, formatter: ({ value }) => figures("")(value[2]) },
            itemStyle: { borderColor: theme.surface, borderWidth: 2, borderRadius: 3 },
        }],
    };
}

/** A point with its interval per row; those that cross the cut are drawn as a warning. */
function interval({ labels, values, low, high, cut, name, unit }, theme, width) {
    const crosses = (at) => cut !== null && low[at] < cut && cut < high[at];
    const colour = (at) => (crosses(at) ? theme.warning : theme.series[0]);
    const draw = (_params, api) => {
        const at = api.value(0);
        const [left, row] = api.coord([low[at], at]);
        const [right] = api.coord([high[at], at]);
        const [middle] = api.coord([values[at], at]);
        return {
            type: "group",
            children: [
                { type: "line", shape: { x1: left, y1: row, x2: right, y2: row }, style: { stroke: colour(at), lineWidth: 3, lineCap: "round" } },
                { type: "circle", shape: { cx: middle, cy: row, r: 5.5 }, style: { fill: colour(at), stroke: theme.surface, lineWidth: 1.5 } },
            ],
        };
    };
    const marks = cut === null ? {} : {
        markLine: {
            silent: true, symbol: "none", data: [{ xAxis: cut }],
            lineStyle: { color: theme.danger, type: "dashed", width: 1.5 },
            label: { position: "start", color: theme.danger, formatter: figures(unit)(cut) },
        },
    };
    return {
        grid: { ...grid, top: 28 },
        tooltip: { trigger: "item", formatter: ({ dataIndex: at }) => `${labels[at]}\n${name}: ${figures(unit)(values[at])} (${figures(unit)(low[at])} – ${figures(unit)(high[at])})` },
        xAxis: measure(theme, unit, {
            scale: true, min: (range) => (cut === null || cut >= range.min ? null : cut), max: (range) => (cut === null || cut <= range.max ? null : cut),
        }),
        yAxis: category(theme, labels, beside(width), { inverse: true }),
        series: [{ name, type: "custom", renderItem: draw, data: values.map((value, at) => [at, low[at], value, high[at]]), encode: { y: 0, x: [1, 2, 3] }, ...marks }],
    };
}

export const builders = {
    bar: columns,
    stacked: (data, theme, width) => columns(data, theme, width, { stack: "all" }),
    line: (data, theme, width) => columns(data, theme, width, { type: "line" }),
    hbar: lying,
    funnel,
    heat,
    interval,
};
