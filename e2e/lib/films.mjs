// Phone files, made by ffmpeg.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'grandstand-films-'));

/** An upright film as a phone records it: coded landscape, turned by its tags, with a place and a device in them. */
export function phoneFilm(name, { seconds = 4, size = '1280x720', rate = '8M' } = {}) {
  const plain = join(folder, `plain-${name}`);
  const file = join(folder, name);
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=s=${size}:d=${seconds}:r=30`, '-f', 'lavfi', '-i', `sine=330:d=${seconds}`,
    '-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', rate, '-pix_fmt', 'yuv420p', '-c:a', 'aac', plain]);
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', plain, '-c', 'copy', '-metadata:s:v:0', 'rotate=90',
    '-metadata', 'location=+51.5007-000.1246/', '-metadata', 'com.apple.quicktime.model=Telephone 9', '-movflags', '+faststart+use_metadata_tags', file]);
  return file;
}
