/** Days, moments and ages in the reader's own words and time. */

const MOMENT = new Intl.DateTimeFormat("ru-RU", { dateStyle: "short", timeStyle: "short" });
const DAY = new Intl.DateTimeFormat("ru-RU", { dateStyle: "long", timeZone: "UTC" });
const NO_BREAK = "\u00a0";
const AGE = new Intl.RelativeTimeFormat("ru-RU");

/** What ages are told in, the size of each in seconds, and from which age on.
 * @type {[Intl.RelativeTimeFormatUnit, number, number][]} */
const UNITS = [
  ["day", 86_400, 2 * 86_400],
  ["hour", 3_600, 3_600],
  ["minute", 60, 60],
];

/**
 * Say when something was, and how long ago: «26.11.2026, 14:05, 3 часа назад».
 *
 * @param {Date} moment
 * @param {Date} now
 * @param {string} justNow
 */
export function dated(moment, now, justNow) {
  return `${together(MOMENT.format(moment))}, ${ageOf(moment, now) ?? justNow}`;
}

/**
 * Say a day of the calendar: «1 октября 2027», which stays on one line.
 *
 * @param {string} day as in ISO 8601
 */
export function dayInWords(day) {
  return together(DAY.format(new Date(day)).replace(" г.", ""));
}

/**
 * @param {Date} moment
 * @param {Date} now
 */
function ageOf(moment, now) {
  const seconds = (now.getTime() - moment.getTime()) / 1000;
  for (const [unit, size, from] of UNITS) {
    if (seconds >= from) return together(AGE.format(-Math.floor(seconds / size), unit));
  }
  return null;
}

/**
 * Keep words on one line.
 *
 * @param {string} words
 */
function together(words) {
  return words.replaceAll(" ", NO_BREAK);
}
