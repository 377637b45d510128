// A House for browser tests: a team with a desk and two athletes who have claimed their entries on its roster.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fills a started server; gives the people. */
export async function house(server) {
  await server.run('organisation', 'create', 'albany', '--name', 'Team Albany', '--noc', 'ALB', '--kind', 'noc', '--colour', '#0d3b8c');
  const desk = await server.account('desk', 'staff', '--organisation', 'albany', '--name', 'The desk');
  const ada = await server.account('ada', 'athlete', '--organisation', 'albany', '--name', 'Ada Lark', '--adult');
  const bo = await server.account('bo', 'athlete', '--organisation', 'albany', '--name', 'Bo Finch', '--adult');
  const roster = join(server.data, 'roster.csv');
  writeFileSync(roster, 'code,name,noc,discipline\n4000001,LARK Ada,ALB,ATH\n4000002,FINCH Bo,ALB,ATH\n');
  await server.run('import', 'roster', roster, '--organisation', 'albany', '--games', 'harbour2028');
  const claim = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=10)
for code, handle in (('4000001', 'ada'), ('4000002', 'bo')):
    db.execute('UPDATE roster_entry SET account_id = (SELECT id FROM account WHERE handle = ?) WHERE code = ?', (handle, code))
db.commit()`;
  execFileSync('python3', ['-c', claim, join(server.data, 'grandstand.db')]);
  return { desk, ada, bo };
}

/**
 * The day, in UTC, on which a space that is open all day still has so many minutes: today, or tomorrow shortly before midnight. Its first
 * quarter of an hour is near enough to check in then.
 */
export function dayWith(minutes, now = Date.now()) {
  const midnight = (Math.floor(now / 86_400_000) + 1) * 86_400_000;
  return new Date(midnight - now < minutes * 60_000 ? midnight : now).toISOString().slice(0, 10);
}

/** Makes a studio that is open all day, on a page of the desk's; gives its id. */
export async function studio(page, name = 'Studio 1') {
  await page.goto('/staff/spaces');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Where').fill('Albany House, first floor');
  await page.getByLabel('Time zone').fill('UTC');
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']) {
    await page.getByRole('group', { name: 'Opening hours' }).getByLabel(day).fill('00:00–24:00');
  }
  await page.getByLabel('Minutes needed after').fill('0');
  await page.getByLabel('Access', { exact: true }).fill('Step-free; the light can be dimmed.');
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.waitForURL(/\/staff\/spaces\/\d+$/);
  return /(\d+)$/.exec(page.url())[1];
}
