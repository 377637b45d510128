// A workshop that is on now, and an athlete in it, all by the forms that people use but without a browser.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Someone at the pages: gets them and sends their forms. */
export class Visitor {
  constructor(url, cookie) {
    this.url = url;
    this.cookie = cookie;
  }

  /** Signs someone in. */
  static async signedIn(url, { handle, password }) {
    const body = new URLSearchParams({ handle, password, next: '/' });
    const answer = await fetch(`${url}/sign-in`, { method: 'POST', redirect: 'manual', body });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0];
    if (!cookie) throw new Error(`signing in as ${handle}: ${answer.status}`);
    return new Visitor(url, cookie);
  }

  ask(path, more = {}) {
    return fetch(this.url + path, { redirect: 'manual', ...more, headers: { cookie: this.cookie, ...more.headers } });
  }

  async page(path) {
    const answer = await this.ask(path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    return answer.text();
  }

  /** Sends a form; gives where it leads, or the page that answers. */
  async send(path, fields = {}) {
    this.csrf ??= /name="csrf" content="([^"]+)"/.exec(await this.page('/about'))?.[1] ?? /content="([^"]+)" name="csrf"/.exec(await this.page('/about'))[1];
    const answer = await this.ask(path, { method: 'POST', body: new URLSearchParams({ csrf: this.csrf, ...fields }) });
    if (answer.status === 303) return answer.headers.get('location');
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${(await answer.text()).replace(/<[^>]*>/g, ' ').slice(0, 2_000)}`);
    return answer.text();
  }
}

const code = (page) => /class="workshop-code"[^>]*>\s*([A-Z]{6})/.exec(page)[1];

/**
 * Team Albany with a course, a workshop of it that began to fill some minutes ago, and athletes who are there. `names` are the
 * athletes' names as rosters write them.
 */
export async function classroom(server, { names = ['LARK Ada'], title = 'Captions that work' } = {}) {
  await server.run('organisation', 'create', 'albany', '--name', 'Team Albany', '--noc', 'ALB', '--kind', 'noc', '--colour', '#0d3b8c');
  const roster = join(server.data, 'roster.csv');
  writeFileSync(roster, ['code,name,noc,gender,discipline,events', ...names.map((name, n) => `${4000001 + n},${name},ALB,W,${n % 2 ? 'SWM' : 'ATH'},`)].join('\n'));
  await server.run('games', 'create', 'harbour2028', '--zone', 'UTC');
  await server.run('import', 'roster', roster, '--organisation', 'albany', '--games', 'harbour2028');
  const office = await server.account('kim_desk', 'staff', '--organisation', 'albany', '--name', 'Kim Teal');
  const kim = await Visitor.signedIn(server.url, office);
  const games = '/staff/games/harbour2028';
  const made = await kim.send(`${games}/courses`, { title, about: 'Words on the screen, for everyone.', level: 'starter', minutes: '60', valid_months: '24' });
  const course = new URL(made, server.url).pathname;
  const minute = (n) => new Date(Math.ceil(Date.now() / 60_000 + n) * 60_000).toISOString().slice(0, 16);
  await kim.send(`${games}/workshops`, {
    course: course.split('/').at(-1), from: minute(15), until: minute(75), place: 'Albany House', trainer: 'Ines Wick', capacity: '40', days: '1',
  });
  const workshop = /href="(\/staff\/workshops\/\d+)"/.exec(await kim.page(`${games}/workshops`))[1];
  const room = code(await kim.page(workshop));
  const athletes = [];
  for (const [n, name] of names.entries()) {
    const account = await server.account(`athlete_${n + 1}`, 'athlete', '--name', name, '--adult');
    const someone = await Visitor.signedIn(server.url, account);
    const slip = await kim.send(`${games}/roster/${4000001 + n}/invitation`);
    const link = new URL(/href="([^"]*\/invitation\/[^"]+)"/.exec(slip)[1]).pathname;
    await someone.send(link);
    await someone.send(`/me/workshops/${workshop.split('/').at(-1)}/join`);
    await someone.send('/me/programme/attend', { code: room });
    athletes.push({ ...account, visitor: someone });
  }
  return { office, kim, games, course, workshop, athletes };
}
