import { expect, it } from 'vitest';
import { linesOf, sizes } from '../../scripts/agent-size.mjs';

it('what runs as root is as large as SECURITY.md says, and holds neither product nor database', () => {
	const { agent, supervisor, said } = sizes();
	// Within a tenth; `node scripts/agent-size.mjs --write` puts it right.
	expect(Math.abs(agent - said.agent), `${agent} lines`).toBeLessThan(agent / 10);
	expect(Math.abs(supervisor - said.supervisor), `${supervisor} lines`).toBeLessThan(supervisor / 10);
	const rooms = [...linesOf('src/agent/main.ts').keys()].map((file) => /lib\/server\/([^/]+)/.exec(file)?.[1]);
	expect([...new Set(rooms)].filter(Boolean).sort()).toEqual([
		'accounts.ts',
		'boot-id.ts',
		'files',
		'held-bytes.ts',
		'host',
		'mountinfo.ts',
		'settle-all.ts',
		'small-request.ts'
	]);
});
