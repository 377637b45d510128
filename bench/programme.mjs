// The programme: allocation of workshops, bookings that many want at once, and files taken in.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inside, median, out, program, release, round, rows, verdict, work } from './tools.mjs';

const ROSTER = join('..', 'shared', 'data', 'paris2024');
const ROWS = 20_000;
const DATABASES = [['SQLite', []], ['PostgreSQL', ['--database-url', process.env.BENCH_POSTGRES_URL]]];

function allocation() {
  const told = existsSync(ROSTER)
    ? out(join(release, 'grandstand-bench'), ['programme', '--roster', ROSTER]).trim()
    : 'The allocation needs the roster and the starts beside the checkout (`../shared/data/paris2024`).';
  return `### Allocation

Workshops of 12 places over the 30 days before the Games and their days, on a real roster with its real starts and on one grown from it
(half of those added are Paralympic); wants, training, needs and sessions drawn with a fixed seed. Targets: a gap of 0.1 % at most in 10 s,
for 1,000 athletes in 60 s. Each level is held while the next is improved.

${told}`;
}

function bookings() {
  const lines = DATABASES.map(([name, more]) => {
    const told = out(inside, ['bookings', '--data', join(work, `bookings-${name}`), ...more]).trim().split('\n');
    const [[one, made], [many, filled]] = told.map((line) => line.split(' ').map(Number));
    return [name, round(one), made, round(many), filled, '0'];
  });
  return `### Bookings

200 athletes press at once, through the use case of the page, in one process. First all of them for the same hour, twenty times; then 1,000
wishes for 960 quarters of an hour that each need ten minutes after them. What was made is read back; a run in which two meet, or in which
the answers are not what is stored, fails. Wishes answered a second:

${rows(['database', 'for one slot', 'made (of 20)', 'for many slots', 'made', 'twice'], lines)}`;
}

/** A roster of invented people, one line for each number. */
function invented() {
  const given = ['Ada', 'Brin', 'Cleo', 'Dara', 'Esme', 'Finn', 'Gwen', 'Hale', 'Iris', 'Joss'];
  const family = ['LARK', 'VAN DER BERG', "O'MOOR", 'SMITH-VALE', 'McTARN', 'NGUYEN', 'FELL', 'THORPE', 'QUILL', 'ASHBY'];
  const codes = ['ATH', 'SWM', 'ROW', 'CSP', 'BOX', 'JUD', 'HOC', 'TEN', 'DIV', 'SAL'];
  const line = (number) => [
    5_000_000 + number, `${family[number % 10]} ${given[Math.floor(number / 10) % 10]}${Math.floor(number / 100)}`, 'ALB', number % 2 ? 'W' : 'M',
    `${1990 + (number % 16)}-0${1 + (number % 9)}-1${number % 10}`, codes[number % 10],
  ].join(',');
  return `code,name,noc,gender,birth date,discipline\n${Array.from({ length: ROWS }, (_, number) => line(number)).join('\n')}\n`;
}

function imports() {
  const file = join(work, 'roster.csv');
  writeFileSync(file, invented());
  const lines = DATABASES.map(([name, more]) => {
    const took = [[], []];
    for (let run = 0; run < 3; run += 1) {
      const data = join(work, `import-${name}-${run}`);
      mkdirSync(data, { recursive: true });
      out(program, ['organisation', 'create', `albany${run}`, '--name', 'Albany', '--noc', 'ALB', '--data', data, ...more]);
      const words = ['import', 'roster', file, '--organisation', `albany${run}`, '--games', `harbour203${run}`, '--data', data, ...more];
      for (const again of [0, 1]) {
        const began = performance.now();
        const last = out(program, words).trim().split('\n').pop();
        took[again].push(performance.now() - began);
        const wanted = again ? `new 0, changed 0, unchanged ${ROWS}, refused 0` : `new ${ROWS}, changed 0, unchanged 0, refused 0`;
        if (last !== wanted) throw new Error(`import on ${name}: ${last}`);
      }
    }
    const [first, second] = took.map(median);
    return [name, `${round(first / 1000, 1)} s`, '≤ 5 s', verdict(first <= 5_000), `${round(second / 1000, 1)} s`];
  });
  return `### Import of a roster

${round(ROWS)} lines of CSV, \`grandstand import roster\` from its start to its end on a database that has been made; middle of three.

${rows(['database', 'new', 'target', '', 'again, nothing changed'], lines)}`;
}

/** Someone of a roster of so many opens their programme: alone, and 200 times at once. */
async function ownProgramme(athletes) {
  process.env.GRANDSTAND_BIN = program;
  const { Server } = await import('../e2e/lib/server.mjs');
  const { classroom } = await import('../e2e/lib/classroom.mjs');
  const server = await new Server().start();
  try {
    const { athletes: [ada] } = await classroom(server);
    const roster = ['code,name,noc,gender,discipline'];
    const starts = ['athlete code,unit code,start,venue'];
    for (let n = 1; n < athletes; n += 1) {
      roster.push(`${4_100_000 + n},WREN Cy${n},ALB,W,ATH`);
      for (const day of [1, 2, 3, 4]) starts.push(`${4_100_000 + n},ATHW800M--------------HEAT000${day}00--,2028-08-0${day}T1${n % 10}:00:00Z,Oval`);
    }
    for (const [kind, lines] of Object.entries({ roster, starts })) {
      writeFileSync(join(server.data, `${kind}.csv`), lines.join('\n'));
      await server.run('import', kind, join(server.data, `${kind}.csv`), '--organisation', 'albany', '--games', 'harbour2028');
    }
    const alone = [];
    for (let run = 0; run < 50; run += 1) {
      const began = performance.now();
      await ada.visitor.page('/me/programme');
      alone.push(performance.now() - began);
    }
    const began = performance.now();
    await Promise.all(Array.from({ length: 200 }, () => ada.visitor.page('/me/programme')));
    return [round(athletes), `${round(median(alone), 1)} ms`, round(200_000 / (performance.now() - began))];
  } finally {
    await server.end();
  }
}

async function pages() {
  const lines = [];
  for (const athletes of [10, 1_000]) lines.push(await ownProgramme(athletes));
  return `### An athlete's programme

\`/me/programme\` of one athlete of a roster whose others have four starts each; SQLite, over HTTP with the client on the same two cores. All of the
200 at once must be answered with the page.

${rows(['athletes of the roster', 'alone, middle of 50', '200 at once, pages a second'], lines)}`;
}

/** The section of the page. */
export async function programme() {
  return `## The programme\n\n${allocation()}\n\n${bookings()}\n\n${imports()}\n\n${await pages()}\n`;
}
