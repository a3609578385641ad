/**
 * Keeps the page, the keys and the status list for times without the network.
 *
 * The page is kept exactly as it was published; keys and list are asked for each time, and what was kept is
 * given where no answer comes soon. Nothing else passes through here: what people ask is not kept.
 */

/** Filled in by `web/publish.py`: the edition's name, and the digest of each of its files. */
const EDITION = { name: "", files: {} };

const OURS = "check ";
const PAGE = `${OURS}page ${EDITION.name}`;
const DATA = `${OURS}data`;
/** @type {Record<string, string>} */
const PUBLISHED = { "/v/keys.json": "application/json", "/v/status.cwt": "application/statuslist+cwt" };
const PATIENCE = 1_000;

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));
worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== location.origin || event.request.method !== "GET") return;
  if (opensPage(event.request, pathname)) event.respondWith(kept("/v/index.html", event.request));
  else if (pathname in PUBLISHED) event.respondWith(newest(pathname, event));
  else if (pathname.replace("/v/", "") in EDITION.files) event.respondWith(kept(pathname, event.request));
});

async function install() {
  const page = await caches.open(PAGE);
  const files = Object.entries(EDITION.files);
  await page.addAll(files.map(([name, integrity]) => new Request(`/v/${name}`, { integrity, cache: "no-cache" })));
  await Promise.allSettled(Object.keys(PUBLISHED).map(fetched));
  await worker.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  const former = names.filter((name) => name.startsWith(OURS) && name !== PAGE && name !== DATA);
  await Promise.all(former.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/**
 * @param {Request} request
 * @param {string} pathname
 */
function opensPage(request, pathname) {
  return request.mode === "navigate" && (pathname.startsWith("/V/") || pathname === "/v/");
}

/**
 * Give a file of this edition; of another one if that has taken this one's place meanwhile.
 *
 * @param {string} path
 * @param {Request} request
 */
async function kept(path, request) {
  const ours = await caches.match(path, { cacheName: PAGE });
  return ours ?? (await caches.match(path)) ?? fetch(request);
}

/**
 * Give the newest there is; an answer that comes too late is kept for the next time.
 *
 * @param {string} path
 * @param {FetchEvent} event
 */
async function newest(path, event) {
  const fetching = fetched(path);
  event.waitUntil(fetching.catch(() => undefined));
  const former = await caches.match(path, { cacheName: DATA });
  if (!former) return fetching;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, former));
  return Promise.race([fetching.catch(() => former), late]);
}

/**
 * Fetch and keep; what a network puts in our place, such as its own sign-in page, is not kept.
 *
 * @param {string} path
 */
async function fetched(path) {
  const answer = await fetch(path, { cache: "no-cache" });
  if (!answer.ok || answer.headers.get("Content-Type") !== PUBLISHED[path]) throw new TypeError(path);
  await (await caches.open(DATA)).put(path, answer.clone());
  return answer;
}
