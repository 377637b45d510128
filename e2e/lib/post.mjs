// A mail server that takes every letter and shows what it says: SMTP as far as a program on the same machine speaks it.
import { createServer } from 'node:net';

/** A letter's lines without the signs that mail puts between them (RFC 2045, quoted-printable and base64). */
function words(raw) {
  return raw.split(/\r?\n--[^\r\n]+/).map((part) => {
    const [head, ...body] = part.split('\r\n\r\n');
    const text = body.join('\r\n\r\n');
    if (/base64/i.test(head)) return Buffer.from(text, 'base64').toString('utf8');
    if (!/quoted-printable/i.test(head)) return text;
    const bytes = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    return Buffer.from(bytes, 'latin1').toString('utf8');
  }).join('\n');
}

export class Post {
  letters = [];

  /** Listens on a free port; `environment` is what tells the program so. */
  async start() {
    this.server = createServer((socket) => this.#serve(socket));
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.environment = {
      GRANDSTAND_APP__MAIL__HOST: '127.0.0.1', GRANDSTAND_APP__MAIL__PORT: String(this.server.address().port),
      GRANDSTAND_APP__MAIL__TLS: 'none', GRANDSTAND_APP__MAIL__FROM: 'programme@team.example',
    };
    return this;
  }

  #serve(socket) {
    let rest = '';
    let letter;
    const say = (line) => socket.write(`${line}\r\n`);
    say('220 post');
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (letter !== undefined && line !== '.') {
          letter += `${line.replace(/^\.\./, '.')}\r\n`;
        } else if (letter !== undefined) {
          const subject = /^Subject: (.*(?:\r\n .*)*)/m.exec(letter)?.[1] ?? '';
          this.letters.push({ subject: subject.replace(/\r\n /g, ' '), text: words(letter) });
          letter = undefined;
          say('250 taken');
        } else if (/^DATA/i.test(line)) {
          letter = '';
          say('354 go on');
        } else if (/^QUIT/i.test(line)) {
          say('221 bye');
          socket.end();
        } else say('250 post');
      }
    });
  }

  async end() {
    await new Promise((done) => this.server.close(done));
  }
}
