/*
 * Which file is on its way where, kept on this device (IndexedDB) together with a copy of the file itself: after a
 * reload or a crash the upload goes on without anybody choosing the file again. Every function answers quietly when
 * the browser has no such store; the server still knows the same file when it is chosen once more.
 */

const DATABASE = "haiju-uploads";
const TABLE = "uploads";
const KEPT = 2 * 24 * 60 * 60 * 1000; // ms; the server forgets as early

function open() {
    return new Promise((resolve, reject) => {
        const asked = indexedDB.open(DATABASE, 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE);
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
    });
}

async function run(mode, use) {
    let database;
    try {
        database = await open();
        return await new Promise((resolve, reject) => {
            const transaction = database.transaction(TABLE, mode);
            const asked = use(transaction.objectStore(TABLE));
            transaction.oncomplete = () => resolve(asked.result);
            transaction.onerror = transaction.onabort = () => reject(transaction.error);
        });
    } catch {
        return undefined;
    } finally {
        database?.close();
    }
}

export const keep = (key, record) => run("readwrite", (table) => table.put({ ...record, at: Date.now() }, key));

export const drop = (key) => run("readwrite", (table) => table.delete(key));

/** What is kept under `key`, if it can still be read and is not too old. */
export async function find(key) {
    const record = await run("readonly", (table) => table.get(key));
    if (!record) return null;
    try {
        if (Date.now() - record.at > KEPT) throw new Error("forgotten");
        await record.file.slice(0, 1).arrayBuffer();
        return record;
    } catch {
        await drop(key);
        return null;
    }
}
