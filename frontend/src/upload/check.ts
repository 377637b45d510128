/** Looks at a film before it is sent, so that a person hears at once what the server would say in ten minutes. */
import { bytes, clock } from '../lib/format';
import { word } from '../lib/words';

/** Why a file is not sent; nothing when it may be. The server looks again and has the last word. */
export function refusal(file: { type: string; size: number; name: string }, mostBytes: number): string | undefined {
  if (/^(image|audio|text)\//.test(file.type) || /\.(pdf|zip|docx?|jpe?g|png|gif|mp3|wav)$/i.test(file.name)) return word('upload-not-film');
  if (file.size === 0) return word('upload-not-film');
  if (mostBytes > 0 && file.size > mostBytes) return word('upload-too-large', { size: bytes(file.size), most: bytes(mostBytes) });
  return undefined;
}

/** The same for the length, once it is known. */
export function tooLong(seconds: number, mostSeconds: number): string | undefined {
  if (!Number.isFinite(seconds) || mostSeconds <= 0 || seconds <= mostSeconds + 0.5) return undefined;
  return word('upload-too-long', { length: clock(seconds), most: clock(mostSeconds) });
}
