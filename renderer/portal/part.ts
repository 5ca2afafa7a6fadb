/** What the customers' pages are made of: an element with its text, which is never read as markup. */
export function part<K extends keyof HTMLElementTagNameMap>(tag: K, text = '', style = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  if (text !== '') made.textContent = text
  if (style !== '') made.className = style
  return made
}
