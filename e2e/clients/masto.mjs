// masto (npm) against a running server: every call it has for what docs/api.md promises.
import assert from 'node:assert/strict';
import { createECDH, randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient } from 'masto';
import WebSocket from 'ws';
import { letIn } from './sign_in.mjs';

const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';
const SCOPES = 'read write follow push';
/** What a device would give: a point on P-256 and a secret. */
const DEVICE = { publicKey: createECDH('prime256v1').generateKeys('base64url'), auth: randomBytes(16).toString('base64url') };

async function client(url, someone) {
  const open = createRestAPIClient({ url });
  const app = await open.v1.apps.create({ clientName: 'masto', redirectUris: OUT_OF_BAND, scopes: SCOPES });
  const query = new URLSearchParams({ client_id: app.clientId, redirect_uri: OUT_OF_BAND, response_type: 'code', scope: SCOPES });
  const code = await letIn(url, someone, `${url}/oauth/authorize?${query}`);
  const oauth = createOAuthAPIClient({ url });
  const token = await oauth.token.create({
    clientId: app.clientId, clientSecret: app.clientSecret, redirectUri: OUT_OF_BAND, grantType: 'authorization_code', code, scope: SCOPES,
  });
  return { rest: createRestAPIClient({ url, accessToken: token.accessToken }), token, app, oauth };
}

/** The first event of a kind on a stream. */
async function first(events, kind) {
  for await (const { event, payload } of events) if (event === kind) return payload;
  throw new Error(`the stream ended without ${kind}`);
}

export async function run({ url, athlete, fan, film, seeded }) {
  const a = await client(url, athlete);
  const f = await client(url, fan);
  const [mo, sam] = [a.rest, f.rest];
  assert.match((await mo.v1.instance.fetch()).version, /^4\.\d+\.\d+ \(compatible; Grandstand /);
  const instance = await mo.v2.instance.fetch();
  assert.ok(instance.configuration.mediaAttachments.supportedMimeTypes.includes('video/mp4'));
  assert.equal((await a.rest.v1.apps.verifyCredentials()).name, 'masto');
  const me = await mo.v1.accounts.verifyCredentials();
  const other = await sam.v1.accounts.verifyCredentials();
  assert.equal(me.username, athlete.handle);
  assert.equal((await mo.v1.accounts.updateCredentials({ note: 'I run #here', displayName: 'Mo V' })).displayName, 'Mo V');
  assert.equal((await mo.v1.preferences.fetch())['posting:default:visibility'], 'public');

  // A film: 202, then a playable file, then a post.
  const made = await mo.v2.media.create({ file: await openAsBlob(film), description: 'A test card', focus: '0.5,-0.25' });
  assert.equal(made.type, 'video');
  assert.ok(made.url);
  await mo.v1.media.$select(made.id).update({ description: 'A test card that moves' });
  const said = { status: 'Hill reps with @' + fan.handle + ' #Training', mediaIds: [made.id], language: 'en', visibility: 'public', sensitive: true, spoilerText: 'Flashing' };
  const post = await mo.v1.statuses.create(said, { idempotencyKey: 'masto-1' }).catch(() => mo.v1.statuses.create(said));
  assert.equal(post.mediaAttachments[0].description, 'A test card that moves');
  assert.equal(post.mentions[0].username, fan.handle);
  assert.equal(post.tags[0].name, 'training');
  assert.deepEqual([post.sensitive, post.spoilerText, post.application.name], [true, 'Flashing', 'masto']);
  const bytes = await fetch(post.mediaAttachments[0].url, { headers: { range: 'bytes=0-1023' } });
  assert.deepEqual([bytes.status, bytes.headers.get('content-type')], [206, 'video/mp4']);

  await sam.v1.accounts.$select(me.id).follow();
  const [relation] = await sam.v1.accounts.relationships.fetch({ id: [me.id] });
  assert.deepEqual([relation.following, relation.followedBy], [true, false]);
  assert.equal((await sam.v1.timelines.home.list())[0].id, post.id);
  assert.ok((await sam.v1.statuses.$select(post.id).favourite()).favourited);
  assert.equal((await sam.v1.statuses.$select(post.id).reblog()).reblog.id, post.id);
  assert.ok((await sam.v1.statuses.$select(post.id).bookmark()).bookmarked);
  assert.ok((await mo.v1.statuses.$select(post.id).pin()).pinned);
  const reply = await sam.v1.statuses.create({ status: 'Go on!', inReplyToId: post.id });
  assert.equal(reply.inReplyToId, post.id);
  const answer = await mo.v1.statuses.create({ status: 'Thank you', inReplyToId: reply.id });
  const context = await sam.v1.statuses.$select(post.id).context.fetch();
  assert.deepEqual(context.descendants.map((s) => s.id), [reply.id, answer.id]);
  const below = await sam.v1.statuses.$select(answer.id).context.fetch();
  assert.deepEqual(below.ancestors.map((s) => s.id), [post.id, reply.id]);
  assert.equal((await sam.v1.statuses.$select(post.id).favouritedBy.list())[0].id, other.id);
  assert.equal((await sam.v1.statuses.$select(post.id).rebloggedBy.list())[0].id, other.id);
  assert.equal((await sam.v1.bookmarks.list())[0].id, post.id);
  assert.equal((await sam.v1.favourites.list())[0].id, post.id);
  const kinds = (await mo.v1.notifications.list({ limit: 20 })).map((n) => n.type);
  for (const kind of ['follow', 'favourite', 'reblog', 'mention']) assert.ok(kinds.includes(kind), kind);
  const favourites = await mo.v1.notifications.list({ types: ['favourite'] });
  assert.equal((await mo.v1.notifications.$select(favourites[0].id).fetch()).status.id, post.id);
  assert.ok((await mo.v2.notifications.list()).notificationGroups.length >= 4);
  assert.equal((await mo.v2.notifications.policy.fetch()).forNotFollowing, 'accept');
  await mo.v1.notifications.$select(favourites[0].id).dismiss();
  await mo.v1.notifications.clear();
  assert.equal((await mo.v1.notifications.list()).length, 0);

  const edited = await mo.v1.statuses.$select(post.id).update({ status: 'Hill reps, again #Training', spoilerText: '', sensitive: false, mediaIds: [made.id] });
  assert.ok(edited.editedAt);
  assert.equal((await mo.v1.statuses.$select(post.id).source.fetch()).text, 'Hill reps, again #Training');
  assert.equal((await mo.v1.statuses.$select(post.id).history.list()).length, 2);
  assert.ok((await mo.v1.accounts.$select(me.id).statuses.list({ pinned: true })).some((s) => s.id === post.id));
  assert.ok((await mo.v1.accounts.$select(me.id).statuses.list({ onlyMedia: true, excludeReplies: true, excludeReblogs: true })).length >= 1);
  assert.ok((await mo.v1.accounts.$select(me.id).statuses.list()).some((s) => s.id === answer.id));
  assert.equal((await mo.v1.accounts.$select(me.id).followers.list())[0].id, other.id);
  assert.equal((await sam.v1.accounts.$select(other.id).following.list())[0].id, me.id);
  assert.equal((await sam.v1.accounts.lookup({ acct: athlete.handle })).id, me.id);
  assert.ok((await sam.v1.accounts.search.list({ q: athlete.handle })).some((x) => x.id === me.id));
  assert.ok(Array.isArray(await sam.v1.accounts.familiarFollowers.fetch({ id: [me.id] })));
  assert.equal((await sam.v1.accounts.$select(me.id).note.create({ comment: 'my hero' })).note, 'my hero');
  assert.ok((await sam.v1.accounts.$select(me.id).mute({ duration: 60 })).muting);
  assert.equal((await sam.v1.mutes.list())[0].id, me.id);
  assert.ok(!(await sam.v1.accounts.$select(me.id).unmute()).muting);
  assert.ok((await mo.v1.accounts.$select(other.id).removeFromFollowers()).id);
  assert.ok((await mo.v1.accounts.$select(other.id).block()).blocking);
  assert.equal((await mo.v1.blocks.list())[0].id, other.id);
  await assert.rejects(sam.v1.statuses.$select(post.id).fetch(), /not/i);
  assert.ok(!(await mo.v1.accounts.$select(other.id).unblock()).blocking);
  await sam.v1.accounts.$select(me.id).follow();

  assert.ok((await sam.v1.timelines.public.list({ local: true, onlyMedia: true, limit: 5 })).length === 5);
  assert.equal((await sam.v1.timelines.public.list({ remote: true })).length, 0);
  assert.ok((await sam.v1.timelines.tag.$select('training').list()).some((s) => s.id === post.id));
  const list = await sam.v1.lists.create({ title: 'Runners' });
  await sam.v1.lists.$select(list.id).accounts.create({ accountIds: [me.id] });
  assert.equal((await sam.v1.lists.$select(list.id).accounts.list())[0].id, me.id);
  assert.ok((await sam.v1.timelines.list.$select(list.id).list()).some((s) => s.id === post.id));
  assert.equal((await sam.v1.accounts.$select(me.id).lists.list())[0].id, list.id);
  assert.equal((await sam.v1.lists.$select(list.id).update({ title: 'Fast' })).title, 'Fast');
  assert.equal((await sam.v1.lists.list()).length, 1);
  await sam.v1.lists.$select(list.id).remove();
  assert.ok((await sam.v1.tags.$select('training').follow()).following);
  assert.equal((await sam.v1.followedTags.list())[0].name, 'training');
  assert.ok(!(await sam.v1.tags.$select('training').unfollow()).following);
  const featured = await mo.v1.featuredTags.create({ name: 'training' });
  assert.equal((await sam.v1.accounts.$select(me.id).featuredTags.list())[0].name, 'training');
  await mo.v1.featuredTags.$select(featured.id).remove();

  await sam.v1.markers.create({ home: { lastReadId: post.id } });
  assert.equal((await sam.v1.markers.fetch({ timeline: ['home'] })).home.lastReadId, post.id);
  const filter = await sam.v2.filters.create({ title: 'No hills', context: ['home'], filterAction: 'warn', keywordsAttributes: [{ keyword: 'hill', wholeWord: false }] });
  assert.equal(filter.keywords[0].keyword, 'hill');
  const [top] = await sam.v1.timelines.home.list();
  assert.equal(top.filtered[0].filter.id, filter.id);
  assert.equal((await sam.v2.filters.list()).length, 1);
  await sam.v2.filters.$select(filter.id).update({ title: 'Hills' });
  await sam.v2.filters.$select(filter.id).remove();

  const found = await sam.v2.search.list({ q: athlete.handle });
  assert.equal(found.accounts[0].id, me.id);
  assert.ok((await sam.v2.search.list({ q: '#training', type: 'hashtags' })).hashtags.length >= 1);
  assert.ok((await sam.v1.trends.statuses.list()).length > 0);
  assert.ok((await sam.v1.trends.tags.list()).length > 0);
  assert.deepEqual(await sam.v1.trends.links.list(), []);
  assert.ok(Array.isArray(await sam.v2.suggestions.list()));
  for (const empty of [mo.v1.announcements, mo.v1.customEmojis, mo.v1.conversations, mo.v1.domainBlocks, mo.v1.followRequests]) assert.deepEqual(await empty.list(), []);
  const report = await sam.v1.reports.create({ accountId: me.id, statusIds: [post.id], comment: 'just a try', category: 'spam' });
  assert.ok(report.id);

  const later = await mo.v2.media.create({ file: await openAsBlob(film) });
  const scheduled = await mo.v1.statuses.create({ status: 'Later', mediaIds: [later.id], scheduledAt: new Date(Date.now() + 3_600_000).toISOString() });
  assert.equal((await mo.v1.scheduledStatuses.list())[0].id, scheduled.id);
  await mo.v1.scheduledStatuses.$select(scheduled.id).update({ scheduledAt: new Date(Date.now() + 7_200_000).toISOString() });
  await mo.v1.scheduledStatuses.$select(scheduled.id).remove();
  assert.equal((await mo.v1.scheduledStatuses.list()).length, 0);

  // Page after page, each status once, newest first.
  const ids = [];
  for await (const page of sam.v1.timelines.public.list({ limit: 40 })) ids.push(...page.map((s) => BigInt(s.id)));
  assert.ok(ids.length >= seeded, `${ids.length} statuses`);
  assert.ok(ids.every((id, at) => at === 0 || id < ids[at - 1]));

  // Push: subscribed, asked, changed, taken back.
  const keys = { p256dh: DEVICE.publicKey, auth: DEVICE.auth };
  const push = mo.v1.push.subscription;
  const subscribed = await push.create({
    subscription: { endpoint: 'https://push.example/masto', keys }, data: { alerts: { mention: true, favourite: false }, policy: 'all' },
  });
  assert.equal(subscribed.serverKey, instance.configuration.vapid.publicKey);
  assert.deepEqual([subscribed.alerts.mention, subscribed.alerts.favourite, subscribed.endpoint], [true, false, 'https://push.example/masto']);
  assert.equal((await push.fetch()).id, subscribed.id);
  assert.equal((await push.update({ data: { alerts: { follow: true } }, policy: 'follower' })).alerts.follow, true);
  await push.remove();
  await assert.rejects(push.fetch());

  // Streams: the fan's home and the athlete's notifications, each over a connection of its own.
  const streamingApiUrl = instance.configuration.urls.streaming;
  const live = ({ token }) => createStreamingAPIClient({ streamingApiUrl, accessToken: token.accessToken, implementation: WebSocket });
  const [athleteLive, fanLive] = [live(a), live(f)];
  const [told, seen] = [first(athleteLive.user.notification.subscribe(), 'notification'), first(fanLive.user.subscribe(), 'update')];
  await new Promise((done) => setTimeout(done, 1_000));
  const fresh = await mo.v2.media.create({ file: await openAsBlob(film) });
  const streamed = await mo.v1.statuses.create({ status: 'Live', mediaIds: [fresh.id] });
  assert.equal((await seen).id, streamed.id);
  await sam.v1.statuses.$select(streamed.id).favourite();
  const cheered = await told;
  assert.deepEqual([cheered.type, cheered.account.id, cheered.status.id], ['favourite', other.id, streamed.id]);
  for (const connection of [athleteLive, fanLive]) connection.close();
  await mo.v1.statuses.$select(streamed.id).remove();

  for (const undo of ['unfavourite', 'unreblog', 'unbookmark']) await sam.v1.statuses.$select(post.id)[undo]();
  await mo.v1.statuses.$select(post.id).unpin();
  const after = await sam.v1.statuses.$select(post.id).fetch();
  assert.deepEqual([after.favourited, after.reblogged, after.bookmarked, after.favouritesCount], [false, false, false, 0]);
  await sam.v1.statuses.$select(reply.id).remove();
  assert.equal((await mo.v1.statuses.$select(post.id).remove()).text, 'Hill reps, again #Training');
  await sam.v1.accounts.$select(me.id).unfollow();
  await a.oauth.revoke({ clientId: a.app.clientId, clientSecret: a.app.clientSecret, token: a.token.accessToken });
  await assert.rejects(mo.v1.accounts.verifyCredentials());
}
