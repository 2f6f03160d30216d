/** The page's elements: found by id with the type that is expected, or made. */

/**
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function need(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`Cannot find #${id} in the page`);
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children strings become text, never markup
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Makes these the children of `list`, in this order. Those that are in order already stay where
 * they are, and keep the focus.
 * @param {Element} list
 * @param {Iterable<Element>} children
 */
export function putInOrder(list, children) {
  let next = list.firstElementChild;
  for (const child of children) {
    if (child === next) next = next.nextElementSibling;
    else list.insertBefore(child, next);
  }
}

/** @param {'film' | 'folder' | 'other'} name */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Says `sentence` to those who listen rather than look.
 * @param {string} sentence
 */
export function announce(sentence) {
  need('live', HTMLElement).textContent = sentence;
}
