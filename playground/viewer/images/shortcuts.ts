/** A key that a program has given its button: one character, or `ctrl-` or `meta-` and one. */
interface Shortcut {
  readonly key: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
}

export function parseShortcut(text: string): Shortcut | undefined {
  const match = /^(?:(ctrl|meta)-)?(.)$/isu.exec(text.trim());
  const [, modifier = '', key] = match ?? [];
  if (key === undefined) return undefined;
  const name = modifier.toLowerCase();
  return { key, ctrl: name === 'ctrl', meta: name === 'meta' };
}

/** Whether a key press is meant by a shortcut. */
export function isPressed(text: string, event: KeyboardEvent): boolean {
  const shortcut = parseShortcut(text);
  if (!shortcut || event.altKey || event.ctrlKey !== shortcut.ctrl || event.metaKey !== shortcut.meta)
    return false;
  return event.key.toLowerCase() === shortcut.key.toLowerCase();
}

/** For the tool tip of a button; empty without a shortcut. */
export function shortcutText(text: string): string {
  return parseShortcut(text) ? `(${text.trim()})` : '';
}

/** Keys that are typed into something are no shortcuts. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  return target instanceof HTMLElement && target.matches('input, select, textarea, [contenteditable=true]');
}
