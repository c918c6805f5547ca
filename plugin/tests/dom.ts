// A browser for the tests. Import it before anything that touches the DOM.
import { Window } from 'happy-dom';

const window = new Window({ url: 'http://localhost:3000/', width: 1280, height: 800 });
const globals = globalThis as Record<string, unknown>;
// Node has these too, but the DOM takes only its own.
const replaced = new Set(['Event', 'EventTarget', 'CustomEvent', 'AbortController', 'AbortSignal', 'navigator']);

for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globals) || replaced.has(name)) {
    const value: unknown = Reflect.get(window, name);
    const isMethod = typeof value === 'function' && !('prototype' in value);
    const method = (...args: unknown[]): unknown => (value as (...rest: unknown[]) => unknown).apply(window, args);
    Object.defineProperty(globals, name, { configurable: true, writable: true, value: isMethod ? method : value });
  }
}
Object.assign(globals, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true });

/** Replaces a property where the elements inherit it from. */
function patch(element: unknown, name: string, descriptor: PropertyDescriptor) {
  let owner = element as object;
  while (!Object.hasOwn(owner, name)) {
    owner = Object.getPrototypeOf(owner) as object;
  }
  Object.defineProperty(owner, name, { configurable: true, ...descriptor });
}

// happy-dom lays nothing out and draws nothing: every box gets one size, so that
// the comboboxes show their options, and every character one width.
const box = window.document.createElement('div');
patch(box, 'getBoundingClientRect', { value: () => new window.DOMRect(0, 0, 320, 640) });
for (const kind of ['offset', 'client']) {
  patch(box, `${kind}Height`, { get: () => 640 });
  patch(box, `${kind}Width`, { get: () => 320 });
}
const measureText = (text: string) => ({ width: text.length * 8 });
patch(window.document.createElement('canvas'), 'getContext', { value: () => ({ measureText }) });
