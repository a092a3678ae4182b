import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBoxError } from '../../../contract/errors.ts';
import { parseImageReference } from './reference.ts';

const digest = 'ab'.repeat(32);
const pinned = (name: string) => parseImageReference(`${name}@sha256:${digest}`);

describe('the name of an image', () => {
	it.each([
		['nginx', 'docker.io', 'registry-1.docker.io', 'library/nginx', 'nginx'],
		['nginx:1.25-alpine', 'docker.io', 'registry-1.docker.io', 'library/nginx', 'nginx:1.25-alpine'],
		['user/app', 'docker.io', 'registry-1.docker.io', 'user/app', 'user/app'],
		['docker.io/nginx', 'docker.io', 'registry-1.docker.io', 'library/nginx', 'docker.io/nginx'],
		['index.docker.io/user/app', 'docker.io', 'registry-1.docker.io', 'user/app', 'index.docker.io/user/app'],
		['ghcr.io/a/b/c__d:x', 'ghcr.io', 'ghcr.io', 'a/b/c__d', 'ghcr.io/a/b/c__d:x'],
		['Registry.Example:5000/ns/name', 'registry.example:5000', 'registry.example:5000', 'ns/name', null],
		['localhost/name', 'localhost', 'localhost', 'name', null],
		['192.168.1.2:5000/name', '192.168.1.2:5000', '192.168.1.2:5000', 'name', null],
		['[fd00::2]:5000/name', '[fd00::2]:5000', '[fd00::2]:5000', 'name', null]
	])('%s leads to the right registry', (text, name, host, repository, title) => {
		const found = pinned(text);
		expect(found).toMatchObject({ kind: 'registry', name, host, repository, digest });
		if (title !== null) expect(found.title).toBe(title);
	});

	it.each(['app.tar', './images/app.oci', 'layout', 'a/b.c/d.tar'])('%s lies in the pup’s folder', (text) => {
		expect(parseImageReference(text)).toMatchObject({ kind: 'folder', path: text.replace(/^\.\//, '') });
	});

	it.each([
		...['', '.', '..', '../x.tar', '/x.tar', 'a/../../x.tar', 'x\0.tar', 'a\\b.tar', 'nginx:1.25', 'host:5000/x'],
		...[`nginx@sha256:${digest.toUpperCase()}`, 'nginx@sha256:12', `nginx@sha512:${digest}`, `@sha256:${digest}`],
		...[`NGINX@sha256:${digest}`, `a//b@sha256:${digest}`, `host.example/@sha256:${digest}`],
		...[`user@host.example/x@sha256:${digest}`, `host.example:99x/a@sha256:${digest}`, `a/../b@sha256:${digest}`],
		...[`x:ta g@sha256:${digest}`, `h.example/x?y@sha256:${digest}`, `${'a'.repeat(256)}@sha256:${digest}`]
	])('%j is refused', (text) => {
		expect(() => parseImageReference(text)).toThrow(expect.objectContaining({ code: 'invalid-image', status: 422 }));
	});

	it('never leads to anything but a host and a plain path', () => {
		const text = fc.string({ unit: fc.constantFrom(...'ab0A./:@-_[]\0\\%?# é'), maxLength: 30 });
		const property = fc.property(text, fc.boolean(), (name, isPinned) => {
			try {
				const found = isPinned ? pinned(name) : parseImageReference(name);
				if (found.kind === 'folder') return !found.path.split('/').includes('..') && !found.path.startsWith('/');
				const url = new URL(`https://${found.host}/v2/${found.repository}/manifests/x`);
				return url.pathname === `/v2/${found.repository}/manifests/x` && url.username === '';
			} catch (error) {
				return isBoxError(error);
			}
		});
		expect(() => fc.assert(property, { numRuns: 1000 })).not.toThrow();
	});
});
