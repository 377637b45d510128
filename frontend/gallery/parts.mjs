// The components as JavaScript strings, so that the design can be looked at without a server. They follow README.md, as
// the askama components in crates/web do. All names are invented.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const manifest = JSON.parse(readFileSync(join(root, 'dist/manifest.json'), 'utf8'));
export const asset = (name) => `/assets/${manifest[name]}`;
export const icon = (name, more = '') => `<svg class="icon ${more}" aria-hidden="true"><use href="${asset('icons.svg')}#${name}"/></svg>`;
export const mark = readFileSync(join(root, 'dist', manifest['mark.svg']), 'utf8').replace(/<svg[^>]*>/, '<svg class="brand-mark" viewBox="0 0 96 96" aria-hidden="true">');

/** Stand-ins for the sport pictograms that the server draws. */
const figures = {
  athletics: '<circle cx="60" cy="16" r="9"/><path d="M34 40 52 30 66 34 56 56 72 66 68 90M56 56 40 68 20 66M66 34 78 48 90 42"/>',
  swimming: '<circle cx="74" cy="40" r="9"/><path d="M14 56 46 34 62 54M30 28 46 34M8 70q10-8 20 0t20 0 20 0 20 0M8 86q10-8 20 0t20 0 20 0 20 0"/>',
  climbing: '<circle cx="52" cy="24" r="9"/><path d="M50 38 46 62 62 72 58 94M46 62 30 74 34 92M50 40 70 34 74 10M50 40 32 34 26 14"/>',
  wheelchair: '<circle cx="56" cy="16" r="9"/><path d="M54 30 52 54 76 58 84 82M54 36 74 40"/><circle cx="48" cy="70" r="22"/>',
  rowing: '<circle cx="40" cy="28" r="9"/><path d="M38 42 34 64 60 60 78 70M38 46 64 48M64 48 20 78M6 82H94"/>',
  fencing: '<circle cx="38" cy="18" r="9"/><path d="M40 32 42 56 60 70 58 92M42 56 24 70 12 88M40 36 60 40 96 30M40 36 22 46 24 58"/>',
};
export const pictogram = (name) => `<svg class="pictogram" viewBox="0 0 100 100" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-width="9" stroke-linecap="round" stroke-linejoin="round">${figures[name] ?? figures.athletics}</g></svg>`;

export const people = [
  { name: 'Morgan Vale', handle: 'morgan', team: 'albany', teamName: 'Team Albany', sport: 'Athletics', figure: 'athletics', caption: 'Last long run before the village. Hill reps at dawn, porridge at nine. #roadtothegames' },
  { name: 'Ffion Llŷr-Owen', handle: 'ffion', team: 'albany', teamName: 'Team Albany', sport: 'Swimming', figure: 'swimming', caption: 'Ever wondered what 5 am in the pool sounds like? Sound on for this one. Thank you to everyone who came to the open session in Caerwyn last week, we counted more than four hundred of you. #openwater #earlybird @morgan' },
  { name: 'Idris Achebe', handle: 'idris', team: 'para-albany', teamName: 'Para Albany', sport: 'Wheelchair rugby', figure: 'wheelchair', caption: 'New chair day. Watch what happens on the first hit.' },
  { name: 'Saoirse Penhallow', handle: 'saoirse', team: 'albany', teamName: 'Team Albany', sport: 'Sport climbing', figure: 'climbing', caption: 'Speed wall in slow motion: where the hundredths hide.' },
  { name: 'Tomasz Oyelaran-Whitcombe', handle: 'tomasz', team: 'para-albany', teamName: 'Para Albany', sport: 'Para rowing', figure: 'rowing', caption: 'Mist, eight kilometres, one very loud goose.' },
  { name: 'Bea Castellane', handle: 'bea', team: 'castra', teamName: 'Castra', sport: 'Fencing', figure: 'fencing', caption: 'Footwork, footwork, footwork.' },
];
export const teams = `
[data-team="albany"]{--team:#ff6b2c;--on-team:#0a0f1e;--team-text:light-dark(#b53f0a,#ff6b2c)}
[data-team="para-albany"]{--team:#1fb6a6;--on-team:#0a0f1e;--team-text:light-dark(#0d6b61,#1fb6a6)}
[data-team="castra"]{--team:#5b2ea6;--on-team:#fff;--team-text:light-dark(#5b2ea6,#b79bea)}
`;
const colours = { albany: ['#ff6b2c', '#3a1206'], 'para-albany': ['#1fb6a6', '#03211e'], castra: ['#7d4fd0', '#150627'] };

/** A poster as the sample films look: figure in light on a ground of the team's colour. */
export function poster(p, i = 0) {
  const [bright, deep] = colours[p.team];
  const lanes = Array.from({ length: 9 }, (_, n) => `<path d="M${-300 + n * 190} 1920 L${380 + n * 42} 900" stroke="#fff" stroke-opacity=".16" stroke-width="6"/>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 1920" width="1080" height="1920"><defs><radialGradient id="g" cx="${35 + (i * 17) % 40}%" cy="${28 + (i * 11) % 20}%" r="85%"><stop offset="0" stop-color="${bright}"/><stop offset="1" stop-color="${deep}"/></radialGradient></defs><rect width="1080" height="1920" fill="url(#g)"/>${lanes}<g transform="translate(140 480) scale(8)" fill="none" stroke="#fff" stroke-width="8" stroke-linecap="round" stroke-linejoin="round">${(figures[p.figure])}</g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
export const HASHES = ['LGF5?xYk^6#M@-5c,1J5@[or[Q6.', 'L6PZfSi_.AyE_3t7t7R**0o#DgR4', 'LKO2?U%2Tw=w]~RBVZRi};RPxuwH'];

export const toggle = (kind, action, button) => `<form class="act" method="post" action="${action}" data-toggle="${kind}"><input type="hidden" name="csrf" value="t"><input type="hidden" name="on" value="true">${button}</form>`;
export const follow = (handle, more = '') => toggle('follow', `/@${handle}/follow`, `<button class="button button--follow ${more}" aria-pressed="false"><span class="toggle-words"><span class="toggle-off">Follow</span><span class="toggle-on">${icon('check', 'icon--small')}Following</span></span></button>`);

export function film(p, i, extra = '') {
  const id = `f${i + 1}`;
  return `<article class="film" data-post="${id}" data-href="/p/${id}" data-team="${p.team}" data-shape="portrait" data-position="${i + 1}" data-state="ready" aria-labelledby="film-${id}">
  <div class="film-frame">
    <div class="film-media" data-blurhash="${HASHES[i % 3]}">
      <picture><img class="film-poster" src="${poster(p, i)}" width="1080" height="1920" alt="${p.name} in ${p.sport}"></picture>
      <noscript><video controls playsinline preload="none" poster="${poster(p, i)}" width="1080" height="1920"><source src="/clip.mp4" type="video/mp4"></video></noscript>
    </div>
    <div class="film-lower">
      <div class="film-captions" aria-hidden="true">${extra}</div>
      <div class="film-who">
        <a class="film-name" id="film-${id}" href="/@${p.handle}">${p.name}</a>
        <p class="chips"><a class="chip chip--team" href="/teams/${p.team}">${p.teamName}</a><a class="chip" href="/sports/x">${pictogram(p.figure)}${p.sport}</a></p>
        <p class="film-caption" data-clamp dir="auto">${p.caption.replace(/[#@](\w+)/g, '<a href="/tags/$1">$&</a>')}</p>
      </div>
      <div class="film-acts">
        ${toggle('cheer', `/p/${id}/cheer`, `<button class="act-button" aria-pressed="${i === 1}">${icon('megaphone')}<span data-count title="12,412">12.4k</span><span class="visually-hidden">Cheer</span></button>`)}
        <a class="act-button" href="/p/${id}#comments" data-comments="/p/${id}/comments">${icon('message-circle')}<span data-count title="218">218</span><span class="visually-hidden">comments</span></a>
        <a class="act-button" href="/p/${id}/share" data-share="/p/${id}" data-share-title="${p.name} on Grandstand">${icon('share-2')}<span class="act-word">Share</span></a>
        ${toggle('bookmark', `/p/${id}/bookmark`, `<button class="act-button" aria-pressed="false">${icon('bookmark')}<span class="act-word">Save</span></button>`)}
        <a class="act-button" href="/p/${id}/why" data-dialog-from="/p/${id}/why?fragment=1">${icon('info')}<span class="act-word">Why this?</span></a>
      </div>
    </div>
  </div>
  <script type="application/json" class="film-data">{"duration_ms":8000,"width":1080,"height":1920,"renditions":[{"short":480,"url":"/clip.mp4","bit_rate":1100000,"codecs":"avc1.64001f,mp4a.40.2"}],"captions":[{"lang":"en","label":"English","url":"/clip.vtt"}]}</script>
</article>`;
}

export const avatar = (p, more = '') => `<span class="avatar ${more}" data-team="${p.team}" aria-hidden="true">${p.name.split(' ').map((w) => w[0]).join('').slice(0, 2)}</span>`;
export const person = (p, note) => `<li class="person">${avatar(p)}<div class="person-text"><a class="person-name" href="/@${p.handle}">${p.name}</a><p class="person-note">${note ?? `${p.sport} · ${p.teamName}`}</p></div>${follow(p.handle, 'button--small')}</li>`;
export const posterCard = (p, i, note = '12.4k') => `<li><a class="poster" href="/p/f${i + 1}" data-team="${p.team}" data-blurhash="${HASHES[i % 3]}"><img loading="lazy" alt="" src="${poster(p, i)}" width="1080" height="1920"><span class="poster-text"><span class="poster-name">${p.caption}</span><span class="poster-note">${icon('megaphone')}<span class="visually-hidden">Cheers: </span>${note}</span></span></a></li>`;
export const comment = (p, text, id, more = '', replies = '') => `<li class="comment ${more}" id="c-${id}">${avatar(p, 'avatar--small')}<p class="comment-by"><a href="/@${p.handle}">${p.name}</a> <time datetime="2026-11-23T12:00:00Z" data-time>23 Nov 2026, 12:00 GMT</time></p><p class="comment-text" dir="auto">${text}</p><div class="comment-acts"><a class="button button--small" href="/p/f1?reply=${id}#comment" data-reply="${id}">Reply</a><button class="button button--small">Report</button></div>${replies ? `<ol class="comments replies">${replies}</ol>` : ''}</li>`;
export const side = (p) => `<div class="side-head"><div class="row row--fixed">${avatar(p, 'avatar--large')}<div class="grow"><h2 class="head-title">${p.name}</h2><p class="soft">${p.sport} · ${p.teamName}</p></div></div><div class="row">${follow(p.handle)}<span class="soft">Next start in 3 days</span></div></div>
<div class="side-body"><ol class="comments" data-comment-list>
${comment(people[3], 'That last rep! My legs hurt from watching.', 1, '', comment(p, 'Mine still do. Worth it.', 2, 'comment--author'))}
${comment(people[4], 'Caerwyn is behind you all the way 🧡', 3)}
${comment(people[2], 'مبروك يا بطل، نحن معك', 4)}
${comment(people[1], 'See you in the village on Thursday.', 5)}</ol></div>
<div class="side-foot"><form class="comment-form" method="post" action="/p/f1/comments" data-comment-form><input type="hidden" name="csrf" value="t"><input type="hidden" name="parent" value=""><label class="visually-hidden" for="comment-${p.handle}">Your comment</label><div class="input-group"><textarea class="input" id="comment-${p.handle}" name="text" data-count="500" rows="1" placeholder="Say something kind" required></textarea><button class="button button--team">Send</button></div></form></div>`;

const NAV = [['/', 'compass', 'Discover'], ['/following', 'heart', 'Following'], ['/upload', 'plus', 'Upload'], ['/notifications', 'bell', 'Notifications'], ['/me', 'circle-user', 'Me']];

export function page({ title, body, current = '', kind = '', js = true }) {
  const nav = NAV.map(([href, name, word]) => `<li><a class="nav-item ${word === 'Upload' ? 'nav-item--upload' : ''}" href="${href}" ${word === current ? 'aria-current="page"' : ''}>${icon(name)}<span>${word}</span>${word === 'Notifications' ? '<span class="nav-badge" data-badge="notifications"><span class="visually-hidden">New: </span>3</span>' : ''}</a></li>`).join('');
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><meta name="theme-color" content="#0a0f1e"><meta name="csrf" content="t"><title>${title} · Grandstand</title>
${js ? `<script src="${asset('boot.js')}"></script>` : ''}
<link rel="stylesheet" href="${asset('main.css')}"><link rel="stylesheet" href="/teams.css"><link rel="icon" type="image/svg+xml" href="${asset('logo.svg')}"><link rel="manifest" href="/site.webmanifest">
${js ? `<script type="module" src="${asset('app.js')}"></script>` : ''}</head>
<body class="page ${kind}"><a class="skip" href="#main">Skip to content</a>
<div class="rail"><header class="top"><a class="brand" href="/">${mark}<span>Grandstand</span></a><div class="top-end"><form class="search" role="search" action="/search">${icon('search')}<label class="visually-hidden" for="q">Search</label><input class="input" id="q" name="q" type="search" placeholder="Search"></form></div></header>
<nav class="nav" aria-label="Main"><ul class="nav-list">${nav}</ul></nav>
<nav class="rail-more" aria-label="More"><p>Games open in <strong>233 days</strong></p></nav></div>
<main class="main" id="main" tabindex="-1">${body}</main>
<footer class="foot"><nav aria-label="About"><ul class="foot-links"><li><a href="/about">About</a></li><li><a href="/rules">How the feed works</a></li><li><a href="/report">Report something</a></li><li><a href="/source">Source code</a></li></ul></nav></footer>
<div class="toasts" data-toasts role="status" aria-live="polite"></div></body></html>`;
}
