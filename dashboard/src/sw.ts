/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;

// The app itself opens without network. What the API says is kept by the app,
// which knows whose it is; the service worker doesn't touch it.
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/(api|temporal|healthz|readyz|metrics)(\/|$)/] }));

self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});

/** Message is what the API sends as a push message. */
interface Message { title?: string; body?: string; url?: string; tag?: string }

self.addEventListener('push', (event) => {
  const message = (event.data?.json() ?? {}) as Message;
  event.waitUntil(self.registration.showNotification(message.title ?? 'Stockflow', {
    body: message.body, tag: message.tag, icon: '/icon-192.png', badge: '/icon-192.png', data: message.url ?? '/',
  }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  // Only addresses of this site are opened.
  const url = new URL(String(event.notification.data ?? '/'), self.location.origin);
  if (url.origin !== self.location.origin) return;
  event.waitUntil((async () => {
    const [window] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    if (!window) return self.clients.openWindow(url.href);
    await window.navigate(url.href).catch(() => undefined);
    return window.focus();
  })());
});
