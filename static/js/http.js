/* What every request of our scripts carries. */

const meta = (name) => document.querySelector(`meta[name="${name}"]`);

export function csrfToken() {
    return meta("csrf-token").content;
}

/** The key of whoever this page was made for; empty for visitors. */
export function account() {
    return meta("account")?.content ?? "";
}

/** Send JSON and ask for JSON; rejects only when there was no answer. */
export function sendJson(method, url, body, options = {}) {
    return fetch(url, {
        method,
        body: JSON.stringify(body),
        credentials: "same-origin",
        redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
        ...options,
    });
}

/**
 * Ask who is signed in in this browser now. If it is still the same person, after signing in again in another tab, this
 * page goes on with the new session's token. Returns the account's key, empty when nobody is signed in. Rejects when nobody can tell now.
 */
export async function renewSession() {
    const answer = await fetch(location.href, { credentials: "same-origin", redirect: "manual", headers: { Accept: "text/html" } });
    if (answer.type === "opaqueredirect") return "";
    if (answer.status >= 500) throw new Error("later"); // a page that could not be made does not know who is reading
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector('meta[name="account"]')?.content ?? "";
    const token = page.querySelector('meta[name="csrf-token"]')?.content;
    if (token && now === account()) {
        meta("csrf-token").content = token;
        document.querySelectorAll('input[name="csrf_token"]').forEach((input) => { input.value = token; });
    }
    return now;
}
