// Every sentence that scripts show. The English stands here; a page in another language says some or all of them over in
// `<script type="application/json" id="words">` (in the translation files: `js-KEY`). `{name}` is filled in.

export const ENGLISH = {
  'play': 'Play',
  'pause': 'Pause',
  'sound-on': 'Turn sound on',
  'sound-off': 'Turn sound off',
  'sound-tap': 'Tap for sound',
  'captions-on': 'Show captions',
  'captions-off': 'Hide captions',
  'next': 'Next film',
  'previous': 'Previous film',
  'full-screen': 'Full screen',
  'full-screen-leave': 'Leave full screen',
  'settings': 'Playing and keys',
  'search': 'Search',
  'position': '{at} of {all}',
  'position-alone': 'Film {at}',
  'now': '{name}, {position}',
  'seek': 'Position in the film',
  'time-of': '{at} of {all}',
  'waiting': 'Loading',
  'film-fault': 'This film did not load',
  'film-fault-what': 'Your connection or our server dropped it.',
  'reference': 'Reference {code}',
  'retry': 'Try again',
  'making': 'This film is being made ready',
  'making-what': 'It plays here as soon as its first version stands.',
  'offline': 'You are offline. Films that have loaded still play.',
  'keys': 'Keys',
  'key-next': 'Next film',
  'key-previous': 'Previous film',
  'key-play': 'Play or pause',
  'key-sound': 'Sound on or off',
  'key-captions': 'Captions on or off',
  'key-cheer': 'Cheer',
  'key-full': 'Full screen',
  'key-help': 'This list',
  'setting-autoplay': 'Play films by themselves',
  'setting-keys': 'Single-letter keys',
  'setting-captions': 'Caption size',
  'size-s': 'Small',
  'size-m': 'Normal',
  'size-l': 'Large',
  'size-xl': 'Largest',
  'comments': 'Comments',
  'close': 'Close',
  'more': 'more',
  'less': 'less',
  'copied': 'Address copied',
  'copy-this': 'Copy this address',
  'sign-in-first': 'Sign in to do that',
  'sign-in': 'Sign in',
  'failed': 'That did not work. Try again in a moment.',
  'too-many': 'That was a lot at once. Wait a minute, then try again.',
  'cheered': 'Cheered',
  'confirm-yes': 'Yes',
  'confirm-no': 'No, go back',
  'confirm-title': 'Are you sure?',
  'days': 'days',
  'day': 'day',
  'hours': 'hours',
  'hour': 'hour',
  'minutes': 'min',
  'seconds': 'sec',
  'started': 'Under way',
  'counter': '{used} of {all}',
  'counter-over': '{over} too many',
  'replying': 'Replying to {name}',
  'upload-choose': 'Choose another film',
  'upload-too-long': 'This film lasts {length}. The most is {most}: cut it and choose it again.',
  'upload-too-large': 'This file has {size}. The most is {most}.',
  'upload-not-film': 'This does not look like a film. Choose a video file.',
  'upload-upright': 'Upright: fills the whole screen. Keep words clear of the dashed corner.',
  'upload-wide': 'Landscape: shown whole, with room above and below. Upright fills the screen.',
  'upload-no-preview': 'This browser cannot show this kind of film here; it can be uploaded all the same.',
  'upload-sending': 'Uploading {name}',
  'upload-told': '{percent}% uploaded',
  'upload-paused': 'Paused',
  'upload-waiting': 'The connection dropped. It goes on by itself; nothing is lost.',
  'upload-sent': 'Uploaded. Post when the words are ready.',
  'upload-failed': 'The upload stopped: {why}',
  'upload-resumed': 'Going on from {percent}%',
  'upload-pause': 'Pause',
  'upload-resume': 'Go on',
  'upload-stop': 'Remove',
  'upload-wait-post': 'It posts when the upload is through.',
  'draft-back': 'Your words from last time are back.',
  'draft-clear': 'Start afresh',
  'captions-good': '{count} captions, from {first} to {last}.',
  'captions-not-vtt': 'This is not a WebVTT file: its first line must be WEBVTT.',
  'captions-time': 'Line {line}: this time cannot be read or runs backwards.',
  'captions-empty': 'There is no caption in this file.',
  'leave': 'Words you have written are not saved.',
  'ticks-saved': 'Every tick is saved.',
  'tick-waits': '1 tick waits for the connection.',
  'ticks-wait': '{count} ticks wait for the connection.',
  'ticks-sign-in': '{count} ticks are kept here until you sign in again and come back to this page.',
  'ticks-refused': '{count} ticks were refused. Ask whoever runs the workshops whether you still may.',
  'push-none': 'This browser cannot be told when Grandstand is closed. On an iPhone or iPad, add Grandstand to the home screen first.',
  'push-denied': 'Notifications are blocked for Grandstand in this browser. Allow them in its settings, then come back.',
  'push-on': 'This browser is told.',
  'push-off': 'This browser is not told.',
  'push-turn-on': 'Turn on here',
  'push-turn-off': 'Turn off here',
  'push-failed': 'The browser could not turn notifications on. Try again in a moment.',
  'passkey-none': 'This browser has no passkeys. Use a password instead.',
  'passkey-stopped': 'The passkey was not used. Try again, or use a password.',
  'passkey-wait': 'Waiting for your passkey',
} as const;

export type WordKey = keyof typeof ENGLISH;

let said: Partial<Record<string, string>> | undefined;

function overrides(): Partial<Record<string, string>> {
  if (said) return said;
  said = {};
  try {
    const block = typeof document === 'undefined' ? null : document.getElementById('words');
    if (block?.textContent) said = JSON.parse(block.textContent) as Record<string, string>;
  } catch {
    // A block that cannot be read leaves the English standing.
  }
  return said;
}

/** The sentence under `key`, with its `{gaps}` filled. */
export function word(key: WordKey, gaps: Record<string, string | number> = {}): string {
  const text = overrides()[key] ?? ENGLISH[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in gaps ? String(gaps[name]) : whole));
}
