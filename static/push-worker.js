/* Shows what the box sends while none of its pages is open, and leads there. */
self.addEventListener('push', (event) => {
	const { item, title, text, link, severity } = event.data?.json() ?? {};
	event.waitUntil(
		self.registration.showNotification(title ?? 'Dogebox', {
			body: text ?? '',
			tag: item,
			icon: '/favicon.svg',
			requireInteraction: severity === 'critical',
			data: { link }
		})
	);
});

self.addEventListener('notificationclick', (event) => {
	event.notification.close();
	// Only ever to this box, whatever the message says.
	const path = (() => {
		try {
			const { pathname, search, hash } = new URL(event.notification.data?.link ?? '/', self.location.origin);
			return self.location.origin + pathname + search + hash;
		} catch {
			return '/';
		}
	})();
	event.waitUntil(self.clients.openWindow(path));
});
