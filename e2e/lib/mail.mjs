// A mail server by other people (`clients/mail_sink.py`), which opens letters and invitations with other people's libraries.
// GRANDSTAND_PYTHON says where the Python is that has them.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const python = process.env.GRANDSTAND_PYTHON;
const PROGRAM = new URL('../clients/mail_sink.py', import.meta.url).pathname;

/** Whether this machine has it. */
export const hasMailServer = Boolean(python);

/** The path of the page by which an address is proved, where a letter asks for that. */
export const proof = ({ text }) => /\/address\/\d+\/[0-9a-f]{32}/.exec(text)?.[0];

export class MailServer {
  /** Starts it; its certificates lie in the folder. Gives what tells a server of ours about it. */
  async start(folder) {
    this.process = spawn(python, [PROGRAM, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    const { port, authority } = await this.next();
    return {
      GRANDSTAND_APP__MAIL__HOST: 'localhost', GRANDSTAND_APP__MAIL__PORT: String(port), GRANDSTAND_APP__MAIL__USER: 'office',
      GRANDSTAND_APP__MAIL__PASSWORD: 'open sesame', GRANDSTAND_APP__MAIL__FROM: 'programme@fans.team.example',
      GRANDSTAND_APP__MAIL__FROM_NAME: 'Team Albany', SSL_CERT_FILE: authority,
    };
  }

  /** The next letter, opened. */
  async next() {
    return JSON.parse((await this.lines.next()).value);
  }

  /** Takes letters in until one of them is the one. */
  async until(isIt, ms = 60_000) {
    const end = new Promise((_, fail) => { setTimeout(() => fail(new Error('the letter did not come')), ms).unref(); });
    for (;;) {
      const letter = await Promise.race([this.next(), end]);
      if (isIt(letter)) return letter;
    }
  }

  end() {
    this.process?.kill();
  }
}
