import { describe, expect, it } from 'vitest';
import { defaultSuite, mirrorLines, parseOsRelease, parseSourceLines, parseSourceStanzas } from './mirrors.ts';

const debian = { id: 'debian', codename: 'trixie' };
const KEY = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';

describe('mirrors of Debian', () => {
	it('reads os-release', () => {
		expect(parseOsRelease('NAME="Debian GNU/Linux"\nVERSION_CODENAME=trixie\nID=debian\n')).toEqual(debian);
		expect(parseOsRelease('')).toEqual({ id: 'linux', codename: null });
	});

	it('reads both formats of sources', () => {
		const line =
			'deb [arch=amd64 signed-by=/k.gpg] http://mirror/debian trixie main contrib # near\ndeb-src http://x y z\n#deb http://a b c';
		expect(parseSourceLines(line)).toEqual([
			{ uri: 'http://mirror/debian', suite: 'trixie', components: ['main', 'contrib'], signedBy: '/k.gpg' }
		]);
		const stanza =
			'Types: deb deb-src\n# note\nURIs: http://m/debian\nSuites: trixie trixie-updates\nComponents: main\nSigned-By:\n -----BEGIN\n';
		expect(
			parseSourceStanzas(`${stanza}\nTypes: deb\nEnabled: no\nURIs: http://n\nSuites: s\nComponents: main`)
		).toMatchObject([
			{ uri: 'http://m/debian', suite: 'trixie', components: ['main'] },
			{ uri: 'http://m/debian', suite: 'trixie-updates', components: ['main'] }
		]);
	});

	it('uses the host’s own mirror of Debian, and no stranger’s', () => {
		const found = parseSourceLines(
			[
				'deb http://near.example/debian trixie main non-free',
				'deb http://near.example/debian-security trixie-security main',
				'deb https://download.docker.example/linux/debian trixie stable',
				'deb [signed-by=/usr/share/keyrings/other.gpg] https://packages.example/debian/13/prod trixie main',
				'deb https://deb.nodesource.example/node_20.x nodistro main'
			].join('\n')
		);
		expect(mirrorLines(debian, found, 'trixie')).toEqual([
			`deb ${KEY} http://near.example/debian trixie main`,
			`deb ${KEY} http://near.example/debian-security trixie-security main`
		]);
		expect(mirrorLines(debian, found, 'bookworm')).toEqual([
			`deb ${KEY} http://near.example/debian bookworm main`,
			`deb ${KEY} http://near.example/debian-security bookworm-security main`
		]);
	});

	it('uses Debian’s own archive where the host is something else', () => {
		const ubuntu = { id: 'ubuntu', codename: 'noble' };
		const found = parseSourceLines('deb http://archive.ubuntu.example/ubuntu noble main');
		expect(defaultSuite(ubuntu)).toBe('bookworm');
		expect(mirrorLines(ubuntu, found, 'bookworm')[0]).toBe(`deb ${KEY} http://deb.debian.org/debian bookworm main`);
		expect(mirrorLines(ubuntu, found, 'bookworm')).toHaveLength(3);
	});

	it('uses the archive as it was where a pup names a moment, whatever the mirrors of the host', () => {
		const snapshot = { base: 'https://snapshot.debian.org/archive', timestamp: '20260901T000000Z' };
		const found = parseSourceLines('deb http://near.example/debian trixie main');
		const PAST = KEY.replace('[', '[check-valid-until=no ');
		const lines = mirrorLines(debian, found, 'bookworm', snapshot);
		expect(lines).toEqual([
			`deb ${PAST} https://snapshot.debian.org/archive/debian/20260901T000000Z/ bookworm main`,
			`deb ${PAST} https://snapshot.debian.org/archive/debian/20260901T000000Z/ bookworm-updates main`,
			`deb ${PAST} https://snapshot.debian.org/archive/debian-security/20260901T000000Z/ bookworm-security main`
		]);
		expect(mirrorLines({ id: 'ubuntu', codename: 'noble' }, [], 'bookworm', snapshot)).toEqual(lines);
		expect(mirrorLines(debian, found, 'sid', snapshot)).toHaveLength(1);
	});
});
