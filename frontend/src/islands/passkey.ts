// Passkeys (WebAuthn Level 3): joining and signing in. The server's JSON is webauthn-rs's, with base64url for bytes.
import { ask, one } from '../lib/dom';
import { word } from '../lib/words';

const from = (text: string): ArrayBuffer => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0)).buffer;
const to = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

type Known = { id: string; type: 'public-key'; transports?: AuthenticatorTransport[] };
type Bytes<T, K extends keyof T> = Omit<T, K> & Record<K, string>;
type CreateJson = Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'> & {
  challenge: string; user: Bytes<PublicKeyCredentialUserEntity, 'id'>; excludeCredentials?: Known[];
};
type GetJson = Omit<PublicKeyCredentialRequestOptions, 'challenge' | 'allowCredentials'> & { challenge: string; allowCredentials?: Known[] };

const known = (list: Known[] = []): PublicKeyCredentialDescriptor[] => list.map((c) => ({ ...c, id: from(c.id) }));

function written(credential: PublicKeyCredential): unknown {
  const { response } = credential;
  const inside = response instanceof AuthenticatorAttestationResponse
    ? { attestationObject: to(response.attestationObject), clientDataJSON: to(response.clientDataJSON), transports: response.getTransports() }
    : assertion(response as AuthenticatorAssertionResponse);
  return { id: credential.id, rawId: to(credential.rawId), type: credential.type, extensions: credential.getClientExtensionResults(), response: inside };
}

function assertion(response: AuthenticatorAssertionResponse): unknown {
  return {
    authenticatorData: to(response.authenticatorData), clientDataJSON: to(response.clientDataJSON),
    signature: to(response.signature), userHandle: response.userHandle ? to(response.userHandle) : null,
  };
}

class Refused extends Error {}

async function call<T>(step: string, body: unknown): Promise<T> {
  const answer = await ask(`/api/grandstand/v1/passkeys/${step}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const told = (await answer.json().catch(() => ({}))) as T & { message?: string };
  if (!answer.ok) throw new Refused(told.message ?? word('failed'));
  return told;
}

/** Upgrades the buttons; without passkeys they stay hidden and the password form stands alone. */
export function start(root: HTMLElement): void {
  const error = one('[data-passkey-error]', root);
  const buttons = [...root.querySelectorAll<HTMLButtonElement>('button[data-passkey]')];
  const next = (told: { next?: string }): void => location.assign(told.next ?? root.dataset['next'] ?? '/');
  const say = (text: string): void => {
    if (!error) return;
    error.textContent = text;
    error.hidden = text === '';
  };
  if (typeof PublicKeyCredential === 'undefined' || !isSecureContext) {
    for (const button of buttons) button.hidden = true;
    say(buttons.length > 0 ? word('passkey-none') : '');
    return;
  }

  let conditional: AbortController | undefined;
  const fields = (): Record<string, string | null> => {
    const found: Record<string, string | null> = { handle: null };
    for (const input of root.querySelectorAll<HTMLInputElement>('input[name]:not([type="password"], [type="checkbox"], [type="radio"]:not(:checked))')) found[input.name] = input.value.trim() || null;
    return found;
  };
  const register = async (): Promise<void> => {
    const begun = await call<{ publicKey: CreateJson; ticket?: string }>('register/start', fields());
    const options = begun.publicKey;
    const credential = await navigator.credentials.create({
      publicKey: { ...options, challenge: from(options.challenge), user: { ...options.user, id: from(options.user.id) }, excludeCredentials: known(options.excludeCredentials) },
    });
    if (credential) next(await call('register/finish', { ticket: begun.ticket, credential: written(credential as PublicKeyCredential) }));
  };
  const signIn = async (signal?: AbortSignal): Promise<void> => {
    const begun = await call<{ publicKey: GetJson; ticket?: string }>('sign-in/start', signal ? { handle: null } : fields());
    const options = begun.publicKey;
    const credential = await navigator.credentials.get({
      publicKey: { ...options, challenge: from(options.challenge), allowCredentials: known(options.allowCredentials) },
      ...(signal ? { mediation: 'conditional' as const, signal } : {}),
    });
    if (credential) next(await call('sign-in/finish', { ticket: begun.ticket, credential: written(credential as PublicKeyCredential) }));
  };

  for (const button of buttons) {
    button.addEventListener('click', (event) => {
      event.preventDefault();
      const handle = one<HTMLInputElement>('input[name="handle"]', root);
      if (button.dataset['passkey'] === 'register' && handle && !handle.reportValidity()) return;
      conditional?.abort();
      say('');
      button.setAttribute('aria-busy', 'true');
      (button.dataset['passkey'] === 'register' ? register() : signIn())
        .catch((fault: unknown) => say(fault instanceof Refused ? fault.message : word('passkey-stopped')))
        .finally(() => button.removeAttribute('aria-busy'));
    });
  }

  // Passkeys in the name field's own list, where the browser can.
  if (buttons.some((b) => b.dataset['passkey'] === 'sign-in') && PublicKeyCredential.isConditionalMediationAvailable) {
    void PublicKeyCredential.isConditionalMediationAvailable().then((can) => {
      if (!can) return undefined;
      conditional = new AbortController();
      return signIn(conditional.signal);
    }).catch(() => undefined);
  }
}
