/* What every request of our scripts carries. */

export function csrfToken() {
    return document.querySelector('meta[name="csrf-token"]').content;
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
