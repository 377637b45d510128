// Reads WebVTT as the server does (crates/domain/src/webvtt.rs), so that a caption file can be checked before it is sent.

/** One caption; times in milliseconds. */
export interface Cue {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is wrong with a file, and in which line. */
export interface CueFault {
  readonly key: 'captions-not-vtt' | 'captions-time' | 'captions-empty';
  readonly line: number;
}

/** `mm:ss.ttt` or `h…h:mm:ss.ttt`. */
function timeOf(text: string): number | undefined {
  const found = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{3})$/.exec(text.trim());
  if (!found) return undefined;
  const [h, m, s, ms] = [found[1] ?? 0, found[2], found[3], found[4]].map(Number) as [number, number, number, number];
  return m < 60 && s < 60 ? ((h * 60 + m) * 60 + s) * 1000 + ms : undefined;
}

const REFERENCES: readonly (readonly [string, string])[] = [['&lt;', '<'], ['&gt;', '>'], ['&nbsp;', ' '], ['&lrm;', ''], ['&rlm;', ''], ['&amp;', '&']];

function plain(line: string): string {
  return REFERENCES.reduce((text, [from, to]) => text.replaceAll(from, to), line.replace(/<[^>]*>/g, ''));
}

/** The captions of a file in the order of time, or what is wrong with it. */
export function parse(raw: string): readonly Cue[] | CueFault {
  const lines = raw.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n').split('\n');
  if (!/^WEBVTT(?:[ \t].*)?$/.test(lines[0] ?? '')) return { key: 'captions-not-vtt', line: 1 };
  const cues: Cue[] = [];
  for (let i = 1; i < lines.length; i += 1) {
    const line = lines[i] as string;
    if (/^NOTE(\s|$)/.test(line)) {
      while (i < lines.length && lines[i] !== '') i += 1;
      continue;
    }
    if (!line.includes('-->')) continue;
    const [from, rest = ''] = line.split('-->') as [string, string?];
    const start = timeOf(from);
    const end = timeOf(rest.trim().split(/\s+/)[0] ?? '');
    if (start === undefined || end === undefined || end <= start) return { key: 'captions-time', line: i + 1 };
    const spoken: string[] = [];
    while (i + 1 < lines.length && lines[i + 1] !== '') {
      i += 1;
      spoken.push(plain(lines[i] as string));
    }
    const text = spoken.join('\n').trim();
    if (text) cues.push({ start, end, text });
  }
  if (cues.length === 0) return { key: 'captions-empty', line: lines.length };
  return cues.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The captions that show at a time, found by halving. */
export function at(cues: readonly Cue[], ms: number): readonly Cue[] {
  let low = 0;
  let high = cues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cues[middle] as Cue).start <= ms) low = middle + 1;
    else high = middle;
  }
  return cues.slice(0, low).filter((cue) => cue.end > ms);
}
