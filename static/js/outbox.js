/*
 * Submissions that have no answer yet, kept on this device under the account and the sheet's address. One is sent as
 * often as it takes: its key tells the server that it is the same one.
 */

import { account, renewSession, sendJson } from "./http.js";

const PREFIX = () => `haiju:submit:${account()}:`;

export function newKey() {
    return [...crypto.getRandomValues(new Uint32Array(4))].map((number) => number.toString(36)).join("-");
}

/** Keep {url, page, number, key, version, fields, state, reason}. False when this device has no room for it. */
export function put(entry) {
    try {
        localStorage.setItem(PREFIX() + entry.url, JSON.stringify(entry));
        return true;
    } catch {
        return false;
    }
}

export function get(url) {
    try {
        return JSON.parse(localStorage.getItem(PREFIX() + url));
    } catch {
        return null;
    }
}

export function drop(url) {
    try {
        localStorage.removeItem(PREFIX() + url);
    } catch {
        // storage is switched off: nothing was kept
    }
}

export function all() {
    try {
        const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX()));
        return keys.map((key) => get(key.slice(PREFIX().length))).filter(Boolean);
    } catch {
        return [];
    }
}

/**
 * Send one. Returns {state, body}: "submitted"; "unanswered" (try again later); "signed-out"; "stale" (body.values is
 * what the server holds); "invalid" (body.errors); "refused" (body.detail says why).
 */
export async function send({ url, key, version, fields }, attempt = 1) {
    let answer;
    try {
        answer = await sendJson("PUT", url, { key, version, fields });
    } catch {
        return { state: "unanswered", body: {} };
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "signed-out", body: {} };
    if (answer.status === 429 || answer.status >= 500) return { state: "unanswered", body: {} };
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) return { state: "submitted", body };
    if (answer.status === 400 && body.code === "csrf") {
        const who = await renewSession().catch(() => null);
        if (who === null) return { state: "unanswered", body };
        return who === account() && attempt < 4 ? send({ url, key, version, fields }, attempt + 1) : { state: "signed-out", body };
    }
    if (answer.status === 409 && body.values) return { state: "stale", body };
    return { state: answer.status === 422 ? "invalid" : "refused", body };
}
