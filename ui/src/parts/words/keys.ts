/** Keys as they are called on the reader's keyboard. */

/** What is held together with a letter for a shortcut: ⌘ on Apple's keyboards, Ctrl on all others. */
export function shortcutKey(agent = navigator.userAgent): string {
  return /Mac|iPhone|iPad/.test(agent) ? '⌘' : 'Ctrl';
}
