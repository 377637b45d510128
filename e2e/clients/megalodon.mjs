// megalodon (npm) against a running server: it finds out by itself what kind of server it talks to.
import assert from 'node:assert/strict';
import { createECDH, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import generator, { detector } from 'megalodon';
import { letIn } from './sign_in.mjs';

const generate = generator.default ?? generator;

async function client(url, someone) {
  const kind = await detector(url);
  assert.equal(kind, 'mastodon');
  const open = generate(kind, url);
  const app = await open.registerApp('megalodon', { scopes: ['read', 'write', 'follow', 'push'] });
  const code = await letIn(url, someone, app.url);
  const token = await open.fetchAccessToken(app.client_id, app.client_secret, code);
  return { api: generate(kind, url, token.access_token), open, token, app };
}

/** Opens someone's stream; gives how to wait for an event, and how to end it. */
async function listen(api) {
  const stream = await api.userStreaming();
  const heard = (kind) => new Promise((done) => stream.once(kind, done));
  stream.on('error', (error) => { throw error; });
  await heard('connect');
  return { heard, end: () => stream.stop() };
}

export async function run({ url, athlete, fan, film }) {
  const [a, f] = [await client(url, athlete), await client(url, fan)];
  const [mo, sam] = [a.api, f.api];
  const data = async (answer) => (await answer).data;
  const me = await data(mo.verifyAccountCredentials());
  const other = await data(sam.verifyAccountCredentials());
  assert.equal((await data(mo.getInstance())).title, 'Grandstand');
  let film1 = await data(mo.uploadMedia(createReadStream(film), { description: 'A test card' }));
  for (let tries = 0; !film1.url && tries < 240; tries += 1) {
    await new Promise((done) => setTimeout(done, 500));
    film1 = await data(mo.getMedia(film1.id));
  }
  assert.equal(film1.type, 'video');
  await data(sam.followAccount(me.id));
  const [athleteLive, fanLive] = [await listen(mo), await listen(sam)];
  const seen = fanLive.heard('update');
  const post = await data(mo.postStatus('From megalodon #kit', { media_ids: [film1.id], visibility: 'public' }));
  assert.equal((await seen).id, post.id);
  assert.equal(post.media_attachments[0].url, film1.url);
  assert.equal((await data(sam.getRelationship(me.id))).following, true);
  assert.equal((await data(sam.getHomeTimeline({ limit: 1 })))[0].id, post.id);
  assert.ok((await data(sam.getPublicTimeline({ limit: 3 }))).length > 0);
  assert.ok((await data(sam.getLocalTimeline({ limit: 3 }))).length > 0);
  assert.equal((await data(sam.getTagTimeline('kit')))[0].id, post.id);
  const told = athleteLive.heard('notification');
  assert.equal((await data(sam.favouriteStatus(post.id))).favourited, true);
  const cheered = await told;
  assert.deepEqual([cheered.type, cheered.account.id, cheered.status.id], ['favourite', other.id, post.id]);
  athleteLive.end();
  fanLive.end();
  assert.equal((await data(sam.reblogStatus(post.id))).reblog.id, post.id);
  assert.equal((await data(sam.bookmarkStatus(post.id))).bookmarked, true);
  const reply = await data(sam.postStatus('Yes!', { in_reply_to_id: post.id }));
  assert.deepEqual((await data(sam.getStatusContext(post.id))).descendants.map((s) => s.id), [reply.id]);
  assert.ok((await data(mo.getNotifications({ limit: 5 }))).length >= 4);
  assert.equal((await data(sam.getStatusFavouritedBy(post.id)))[0].id, other.id);
  assert.equal((await data(sam.getBookmarks({ limit: 1 })))[0].id, post.id);
  assert.equal((await data(sam.getFavourites({ limit: 1 })))[0].id, post.id);
  assert.ok((await data(sam.search(athlete.handle, { type: 'accounts' }))).accounts.some((x) => x.id === me.id));
  assert.ok((await data(sam.getAccountStatuses(me.id))).some((s) => s.id === post.id));
  assert.equal((await data(sam.getAccountFollowers(me.id)))[0].id, other.id);
  assert.deepEqual(await data(sam.getFollowRequests()), []);
  assert.deepEqual(await data(sam.getInstanceCustomEmojis()), []);
  for (const call of ['getMutes', 'getBlocks', 'getLists', 'getFilters', 'getConversationTimeline']) assert.ok(Array.isArray(await data(sam[call]())), call);
  await data(mo.editStatus(post.id, { status: 'From megalodon, edited' }));
  assert.equal((await data(mo.getStatusSource(post.id))).text, 'From megalodon, edited');
  await data(sam.unfavouriteStatus(post.id));
  await data(sam.unreblogStatus(post.id));
  await data(sam.unfollowAccount(me.id));
  await data(mo.deleteStatus(post.id));
  const device = { p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: randomBytes(16).toString('base64url') };
  const subscribed = await data(mo.subscribePushNotification({ endpoint: 'https://push.example/megalodon', keys: device }, { alerts: { follow: true, favourite: false } }));
  assert.deepEqual([subscribed.alerts.follow, subscribed.alerts.favourite, subscribed.endpoint], [true, false, 'https://push.example/megalodon']);
  assert.equal((await data(mo.getPushSubscription())).id, subscribed.id);
  assert.equal((await data(mo.updatePushSubscription({ alerts: { reblog: true } }))).alerts.reblog, true);
  await mo.deletePushSubscription();
  await assert.rejects(mo.getPushSubscription());

  await a.open.revokeToken(a.app.client_id, a.app.client_secret, a.token.access_token);
  await assert.rejects(mo.verifyAccountCredentials());
}
