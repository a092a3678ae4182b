import { describe, expect, it } from 'vitest';
import { applyChanges } from './changes.ts';

describe('changes of an image', () => {
	it.each<[lines: string[], config: object]>([
		[['CMD ["a", "b c"]'], { Cmd: ['a', 'b c'] }],
		[['cmd echo hi'], { Cmd: ['/bin/sh', '-c', 'echo hi'] }],
		[['ENTRYPOINT ["/x"]'], { Entrypoint: ['/x'] }],
		[['ENV A=1 B="two words" C=it\\ is'], { Env: ['OLD=1', 'A=1', 'B=two words', 'C=it is'] }],
		[['ENV OLD 2 and more'], { Env: ['OLD=2 and more'] }],
		[['EXPOSE 80 53/udp'], { ExposedPorts: { '80/tcp': {}, '53/udp': {} } }],
		[["LABEL a='b c' d=e"], { Labels: { a: 'b c', d: 'e' } }],
		[['VOLUME ["/a", "/b"]', 'VOLUME /c'], { Volumes: { '/a': {}, '/b': {}, '/c': {} } }],
		[['WORKDIR /srv', 'WORKDIR app'], { WorkingDir: '/srv/app' }],
		[['USER 1000:1000\nSTOPSIGNAL SIGQUIT'], { User: '1000:1000', StopSignal: 'SIGQUIT' }],
		[[''], {}]
	])('%j', (lines, config) => {
		expect(applyChanges({ Env: ['OLD=1'] }, lines)).toEqual({ Env: ['OLD=1'], ...config });
	});

	it.each(['RUN x', 'HEALTHCHECK NONE', 'CMD', 'EXPOSE web', 'ENV A', 'ENV A=1 B', 'constructor x'])(
		'“%s” is refused',
		(line) => {
			expect(() => applyChanges({}, [line])).toThrow(/cannot be made/);
		}
	);
});
