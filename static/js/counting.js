/* How long a text is as it will be kept: the same rule as contest/entry_forms/domain/text.py, in code points of NFC. */

const BREAKS = /\r\n?/g;
const CONTROLS = /[\p{Cc}\p{Cs}]/gu;
const BLANKS = /[\t\n \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
const LAST_BLANKS = /[\t\n \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/u;

/** The text without control characters, with LF line ends; one line unless `lines`. */
export function cleanText(raw, lines) {
    const text = raw.replace(BREAKS, "\n").normalize("NFC");
    const kept = text.replace(CONTROLS, (found) => (found === "\n" || found === "\t" ? found : ""));
    return lines ? kept.replace(LAST_BLANKS, "") : kept.replace(BLANKS, " ").trim();
}

/** Code points of the cleaned text: what a limit counts. */
export function lengthOf(raw, lines = true) {
    return [...cleanText(raw, lines)].length;
}
