// The roster, starts and schedule for browser tests: eight invented athletes, and with them the real files where they are at hand.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = process.env.GRANDSTAND_PARIS2024 ?? join('..', 'shared', 'data', 'paris2024');
const NAMES = ['LARK Ada', 'McFINCH Bo', 'VAN DER SWIFT Di', 'WREN Eli', 'SMITH-JAY Fay', 'ROOK Gus', 'HERON Ida', 'KITE Jo'];

const DAY = 86_400_000;
/** Days are counted from here, so that a suite that runs over midnight means the same ones all the while. */
const STARTED = Date.now();

/** A day to come, as forms write it: `2028-07-01`. */
export const day = (days) => new Date(STARTED + days * DAY).toISOString().slice(0, 10);

/** The code of an invented athlete, from 0. */
export const code = (n) => String(4000001 + n);

/** Whether the real files are at hand. */
export const isReal = existsSync(join(FOLDER, 'roster-GBR.csv'));

const read = (name) => readFileSync(join(FOLDER, name), 'utf8');

/** The real times, so many whole days later that the second day of competition is the one in ten days. */
function later(text) {
  const shift = Date.parse(`${day(10)}T00:00:00Z`) - Date.parse('2024-07-27T00:00:00Z');
  return text.replaceAll(/\d{4}-\d\d-\d\d(?=T\d\d:)/g, (written) => new Date(Date.parse(`${written}T00:00:00Z`) + shift).toISOString().slice(0, 10));
}

/** Files in the order in which a programme office takes them in, as [kind, text]. */
export function files() {
  const invented = ['code,name,noc,gender,discipline,events', ...NAMES.map((name, n) => `${code(n)},${name},${isReal ? 'GBR' : 'ALB'},W,${n % 2 ? 'SWM' : 'ATH'},`)].join('\n');
  // Ada starts while the first workshop is on; Jo while each is, so there is nothing for her.
  const starts = [[0, 10], [7, 10], [7, 11]].map(([n, on]) => `${code(n)},ATHW800M--------------HEAT000${on}0--,Women's 800m,Heat 1,${day(on)}T10:30:00Z,Cape Verrin Oval\n`);
  const own = [['roster', invented], ['starts', `code,unit,event,stage,start,venue\n${starts.join('')}`]];
  return isReal ? [['roster', read('roster-GBR.csv')], ['starts', later(read('competition-GBR.csv'))], ['schedule', later(read('schedule.csv'))], ...own] : own;
}

/** How many athletes the roster has in the end. */
export const athletes = () => NAMES.length + (isReal ? read('roster-GBR.csv').trim().split('\n').length - 1 : 0);
