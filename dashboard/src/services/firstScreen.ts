/** afterFirstScreen puts off what the first screen doesn't need until it has been drawn. */
export function afterFirstScreen(then: () => void): void {
  // Safari knows no idle callbacks.
  const idle = () => ('requestIdleCallback' in window ? requestIdleCallback(then) : setTimeout(then, 200));
  if (document.readyState === 'complete') idle();
  else window.addEventListener('load', idle, { once: true });
}

/** onFirstTouch waits until the person does something; the returned function stops waiting. */
export function onFirstTouch(then: () => void): () => void {
  const stop = new AbortController();
  const once = () => { stop.abort(); then(); };
  for (const event of ['pointerdown', 'keydown'] as const) window.addEventListener(event, once, { signal: stop.signal });
  return () => stop.abort();
}
