/** Why a page does not get through to a server. A browser tells its scripts nothing but "failed"; this asks around. */

const PATIENCE = 3_000;

/** What browsers call the permission to reach this machine and its network; newer ones have two. */
const PERMISSIONS = ['local-network-access', 'loopback-network', 'local-network'];

/** What to do about it, as far as it can be told. `isLocal`: the server's address is one of this machine. */
export async function whyUnreachable(base: string, isLocal: boolean): Promise<string | undefined> {
  const here = globalThis.location?.origin;
  // No page, and nobody who would keep one from asking.
  if (here === undefined) return undefined;
  if (here.startsWith('https:') && base.startsWith('http:') && !isLocal)
    return `This page is https, so browsers refuse servers of http: use an https address of the server, or serve the page by http`;
  const permission = await localNetwork();
  if (permission === 'denied')
    return `The browser does not let pages of ${here} reach the local network, where this server is: allow "Local network access" in the site's settings (left of the address) and load the page again`;
  const { answers, policy } = await knock(`${base}/healthz`);
  if (policy !== undefined)
    return `This page's Content-Security-Policy forbids it: add ${new URL(base).origin} (and its ws address) to ${policy}`;
  if (answers)
    return `The server is there, but does not allow pages of ${here} (CORS): have its operator allow this origin (the playground: --allow-origin ${here}), or serve the page from the server's own origin`;
  if (isLocal && globalThis.isSecureContext === false)
    return `Browsers let only pages of https, or of this machine, reach a server of this machine: serve ${here} by https`;
  if (permission === 'prompt' && isLocal)
    return `The browser asks whether pages of ${here} may reach the local network: answer "Allow". If the server is running, that is the reason`;
  return globalThis.navigator?.onLine === false ? 'The browser says it is offline' : undefined;
}

/** What the user has said; undefined where browsers do not ask. */
async function localNetwork(): Promise<PermissionState | undefined> {
  for (const name of PERMISSIONS) {
    // The names are newer than the types.
    const state = await navigator.permissions
      ?.query({ name: name as PermissionName })
      .then((status) => status.state)
      .catch(() => undefined);
    if (state !== undefined) return state;
  }
  return undefined;
}

/** Whether anybody answers a request that the page may not read, and the rule of the page that forbids to ask. */
async function knock(url: string): Promise<{ answers: boolean; policy: string | undefined }> {
  let policy: string | undefined;
  const hear = (event: Event) => {
    const { blockedURI, effectiveDirective } = event as SecurityPolicyViolationEvent;
    if (url.startsWith(blockedURI)) policy = effectiveDirective;
  };
  globalThis.addEventListener?.('securitypolicyviolation', hear);
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const how: RequestInit = { mode: 'no-cors', credentials: 'omit', signal };
    const answers = await fetch(url, how).then(
      () => true,
      () => false,
    );
    // The report of a violation comes in a task of its own.
    if (!answers) await new Promise((resolve) => setTimeout(resolve, 50));
    return { answers, policy };
  } finally {
    globalThis.removeEventListener?.('securitypolicyviolation', hear);
  }
}
