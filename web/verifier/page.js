/** The page of every code, and without a code the forms. */

import { open } from "./questions.js";
import { aboutCode, withoutNetwork } from "./sources.js";
import { element, present } from "./view.js";

const MINUTE = 60_000;
const ASK_AGAIN = 10 * MINUTE;
const SCOPES = ["/V/", "/v/"];

/**
 * Answer for a code: at once by what was published, then by the server, which knows better.
 *
 * @param {string} said
 */
function answer(said) {
  /** @type {Awaited<ReturnType<typeof withoutNetwork>> | null} */
  let judged = null;
  /** @type {Awaited<ReturnType<typeof aboutCode>>} */
  let told = null;
  let askedAt = 0;

  const show = () => {
    if (told) present(told, "by_server");
    else if (judged) present(judged(new Date()), "by_list");
  };
  const ask = async () => {
    askedAt = Date.now();
    const telling = aboutCode(said);
    judged = await withoutNetwork(said);
    show();
    told = await telling;
    show();
  };
  const keepUp = () => (Date.now() - askedAt < ASK_AGAIN ? show() : ask());

  setInterval(keepUp, MINUTE);
  document.addEventListener("visibilitychange", () => document.hidden || keepUp());
  addEventListener("online", ask);
  return ask();
}

/** Take the code from the page's address; what cannot be decoded is passed on as it is. */
function code() {
  const [, path] = location.pathname.split(/^\/V\//);
  try {
    return decodeURIComponent(path ?? "");
  } catch {
    return path;
  }
}

/** Keep the page for times without the network, and its newest edition, wherever the browser can. */
async function keep() {
  for (const scope of SCOPES) {
    const kept = await navigator.serviceWorker?.register(`${scope}worker.js`).catch(() => null);
    await kept?.update().catch(() => null);
  }
}

const said = code();
element("address").textContent = `${location.origin}/v/`;
element("print").addEventListener("click", () => print());
if (said) {
  element("result").hidden = false;
  answer(said).finally(keep);
} else {
  open();
  keep();
}
