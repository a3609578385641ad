/** The forms: ask about a book by its number, or by its file, which does not leave the browser. */

import { WORDS } from "./domain.js";
import { NoAnswer, aboutFile, aboutNumber } from "./sources.js";
import { element, present, write } from "./view.js";

/** @typedef {import("./verdict.js").Answer} Answer */

const PAGE_TITLE = document.title;

/** Show the forms, and answer what is asked in them. */
export function open() {
  element("questions").hidden = false;
  element("another").hidden = true;
  const number = input("number");
  const file = input("file");
  answer("by-number", number, WORDS.number_missing, () => {
    return number.value.trim() ? aboutNumber(number.value.trim()) : null;
  });
  answer("by-file", file, WORDS.file_missing, () => (file.files?.[0] ? aboutFile(file.files[0]) : null));
}

/**
 * @param {string} form
 * @param {HTMLInputElement} field
 * @param {string} missing what is said when nothing was given
 * @param {() => Promise<Answer> | null} ask
 */
function answer(form, field, missing, ask) {
  element(form).addEventListener("submit", async (event) => {
    event.preventDefault();
    complain(field, "");
    const asking = ask();
    if (!asking) return complain(field, missing);
    element(form).ariaBusy = "true";
    try {
      present(await asking, "by_server");
      element("title").focus();
    } catch (error) {
      element("result").hidden = true;
      complain(field, WORDS[error instanceof NoAnswer ? error.why : "file_unreadable"]);
    } finally {
      element(form).ariaBusy = "false";
    }
  });
}

/**
 * @param {HTMLInputElement} field
 * @param {string} complaint empty if there is none
 */
function complain(field, complaint) {
  write(`${field.id}-error`, complaint);
  field.ariaInvalid = complaint ? "true" : "false";
  document.title = complaint ? `${WORDS.error}: ${PAGE_TITLE}` : PAGE_TITLE;
  if (complaint) field.focus();
}

/** @param {string} id */
function input(id) {
  return /** @type {HTMLInputElement} */ (element(id));
}
