/*
 * Tables of a form: rows are added and removed in the page, and the whole table is kept as JSON in its hidden field
 * ([data-table-value]), which autosave treats like any other control. Without this script the cells are posted one by one.
 */

/** The rows that hold anything, every column in order: written as the server writes it, so that equal is equal. */
function read(table) {
    const rows = [...table.querySelectorAll("[data-row]")].map((row) => (
        Object.fromEntries([...row.querySelectorAll("[data-cell]")].map((cell) => [cell.dataset.cell, cell.value]))
    ));
    const given = rows.filter((row) => Object.values(row).some((value) => value.trim()));
    return given.length ? JSON.stringify(given) : "";
}

class Table {
    constructor(table) {
        this.table = table;
        this.value = table.querySelector("[data-table-value]");
        this.body = table.querySelector("tbody");
        this.blank = this.body.querySelector("[data-row]").cloneNode(true);
        this.#clear(this.blank);
        this.adder = table.querySelector("[data-add-row]");
        this.bound = table.querySelector("[data-rows-full]");
    }

    start() {
        this.table.addEventListener("input", (event) => this.#changed(event, "input"));
        this.table.addEventListener("change", (event) => this.#changed(event, "change"));
        this.table.addEventListener("click", (event) => {
            const remover = event.target.closest("[data-remove-row]");
            if (remover) this.#remove(event, remover.closest("[data-row]"));
            else if (event.target.closest("[data-add-row]")) this.#add(event);
        });
        this.value.addEventListener("haiju:written", () => this.#show(this.value.value));
        // Enter in a cell must not press the first button of the form, which removes a row.
        this.table.addEventListener("keydown", (event) => {
            if (event.key === "Enter" && event.target.matches("input[data-cell]")) event.preventDefault();
        });
        this.#bound();
    }

    #changed(event, type) {
        if (!event.target.matches("[data-cell]")) return;
        event.target.removeAttribute("aria-invalid");
        event.target.classList.remove("is-invalid");
        this.#keep(type);
    }

    #keep(type = "change") {
        const now = read(this.table);
        if (type === "input" && now === this.value.value) return;
        this.value.value = now;
        this.value.dispatchEvent(new Event(type, { bubbles: true }));
    }

    #add(event) {
        event.preventDefault();
        const row = this.blank.cloneNode(true);
        this.body.append(row);
        this.#number();
        row.querySelector("[data-cell]").focus();
    }

    #remove(event, row) {
        event.preventDefault();
        const next = row.nextElementSibling || row.previousElementSibling;
        if (next) row.remove();
        else this.#clear(row);
        this.#number();
        this.#keep();
        (next?.querySelector("[data-cell]") || this.adder).focus();
    }

    #clear(row) {
        row.querySelectorAll("[data-cell]").forEach((cell) => {
            cell.value = "";
            cell.defaultValue = "";
            cell.querySelectorAll("option[selected]").forEach((option) => option.removeAttribute("selected"));
            cell.removeAttribute("aria-invalid");
            cell.classList.remove("is-invalid");
        });
        row.querySelectorAll(".field-error").forEach((error) => error.remove());
    }

    /** Names and labels follow the order of the rows. */
    #number() {
        [...this.body.querySelectorAll("[data-row]")].forEach((row, place) => {
            const named = this.table.dataset.textRow.replace("{row}", place + 1);
            row.querySelectorAll("[data-cell]").forEach((cell) => {
                cell.name = `${this.table.dataset.tableName}.${place}.${cell.dataset.cell}`;
                cell.setAttribute("aria-label", `${named}: ${cell.closest("td").dataset.label}`);
            });
            const remover = row.querySelector("[data-remove-row]");
            remover.value = `remove:${this.table.dataset.tableName}:${place}`;
            const label = remover.querySelector(".visually-hidden");
            label.textContent = label.textContent.replace(/\d+/, place + 1);
        });
        this.#bound();
    }

    #bound() {
        const full = this.body.querySelectorAll("[data-row]").length >= Number(this.table.dataset.maxRows);
        this.adder.disabled = full;
        this.bound.textContent = full ? this.table.dataset.textFull : "";
    }

    /** Somebody else's rows, or those an earlier visit could not send. */
    #show(json) {
        const rows = json ? JSON.parse(json) : [];
        this.body.replaceChildren(...[...rows, {}].map((values) => {
            const row = this.blank.cloneNode(true);
            row.querySelectorAll("[data-cell]").forEach((cell) => { cell.value = values[cell.dataset.cell] ?? ""; });
            return row;
        }));
        this.#number();
    }
}

export function mount(table) {
    if (table.querySelector("[data-row]")) new Table(table).start();
}
