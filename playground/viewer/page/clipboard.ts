import { byId, make } from './dom.js';

/** Puts text on the clipboard and says so; `what` names it. */
export async function copy(text: string, what: string): Promise<boolean> {
  const done = await navigator.clipboard.writeText(text).then(
    () => true,
    () => copyBySelection(text),
  );
  say(done ? `${what} copied` : `${what} could not be copied: the browser does not allow it`);
  return done;
}

/** Said to people who hear the page, and shown for a moment to those who see it. */
export function say(words: string): void {
  const place = byId('said');
  place.textContent = words;
  place.classList.remove('shown');
  // The animation starts anew only when the browser has seen the element without it.
  void place.offsetWidth;
  place.classList.add('shown');
}

/** The way for pages that may not use the clipboard directly: those of other machines without https. */
function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const field = make('textarea', { class: 'unseen', 'aria-hidden': 'true', tabindex: -1 });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
