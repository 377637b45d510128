// A person in front of the pages, without a browser: signs in and lets an app in.
const field = (page, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
const plain = (text) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)).replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
const form = (pairs) => ({ method: 'POST', redirect: 'manual', body: new URLSearchParams(pairs) });

/** The session cookie of someone. */
export async function signIn(url, { handle, password }) {
  const answer = await fetch(`${url}/sign-in`, form({ handle, password, next: '/' }));
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`signing in as ${handle}: ${answer.status}`);
  return cookie;
}

/** Opens what an app asks for, says yes, and gives the code that the app gets. */
export async function letIn(url, someone, address) {
  const cookie = await signIn(url, someone);
  const page = await (await fetch(address, { headers: { cookie }, redirect: 'manual' })).text();
  const names = ['csrf', 'client_id', 'redirect_uri', 'response_type', 'scope', 'state', 'code_challenge', 'code_challenge_method'];
  const pairs = Object.fromEntries(names.map((name) => [name, plain(field(page, name))]));
  const request = form({ ...pairs, decision: 'allow' });
  const answer = await fetch(`${url}/oauth/authorize`, { ...request, headers: { cookie } });
  const code = answer.status === 303
    ? new URL(answer.headers.get('location')).searchParams.get('code')
    : /id="code" value="([^"]+)"/.exec(await answer.text())?.[1];
  if (!code) throw new Error(`no code after ${address}: ${answer.status}`);
  return code;
}
